"""Daybreak runs a ketamine-therapy clinic, from a person's first question to their last booster."""
