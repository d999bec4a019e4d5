"""Fetch the bytes of a page from the public internet, and from nowhere else."""
