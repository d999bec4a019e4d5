"""Reading stored results (lists, search, history, words), and deleting them."""
