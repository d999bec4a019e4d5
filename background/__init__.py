"""The worker, which claims results, fetches and counts their pages, and stores the counts."""
