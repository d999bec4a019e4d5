"""Results: what is read of them once they are stored, and how they are deleted."""
