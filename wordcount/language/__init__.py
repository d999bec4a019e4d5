"""The language of a text, and the stop words of a language."""
