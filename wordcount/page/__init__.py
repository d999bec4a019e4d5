"""Parse the bytes of a page into its title, declared language and visible text."""
