"""How long a test waits for what has to happen: a machine may be busy, so no test fails by time."""

PATIENCE = 180  # seconds
