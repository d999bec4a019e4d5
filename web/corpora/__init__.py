"""What the views of corpora share."""
