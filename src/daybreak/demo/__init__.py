"""A made-up clinic, walked through the very acts that a real one uses."""
