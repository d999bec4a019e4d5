"""What can be said of counted words: contexts, phrases, keyness, variety."""
