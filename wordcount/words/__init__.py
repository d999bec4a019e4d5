"""Split a text into words, and count how often each occurs."""
