"""What happens in the background: results are claimed, fetched, counted and stored."""
