"""The history of the schema, and what keeps it safe to change while people use it."""
