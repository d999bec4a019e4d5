"""An address to the bytes of its page, from the public internet and from nowhere else."""
