"""The bytes of a page to its title, its declared language and its visible text."""
