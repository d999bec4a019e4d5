"""Capacity: the limits of the queue and of the database, and the part that each client may use."""
