"""Split a text into words, and count how often each occurs."""

# How text becomes words; stored with each result. It changes whenever a text may get other counts.
RULE: int = 2
