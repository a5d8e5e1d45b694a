"""What is true: the rules of the therapy, as plain Python over plain values.

No Django, no clock, no randomness: time, chance and thresholds are passed in.
"""
