"""What views share: formats, arguments, submissions, limits, errors, charts and metrics."""
