"""Analyses of counted words: contexts, phrases, keyness, lexical diversity, reading time."""
