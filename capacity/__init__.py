"""Capacity: how much the queue and the database hold, and how much of that each client may have."""
