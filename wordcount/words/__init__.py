"""A text to its words, and how often each occurs."""
