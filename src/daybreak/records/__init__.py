"""What is remembered: the one Django app with tables."""
