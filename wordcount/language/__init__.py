"""Detect the language of a text; look up the stop words and the English name of a language."""
