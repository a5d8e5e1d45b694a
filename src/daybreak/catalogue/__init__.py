"""Data only: scales, protocols, rules, profiles, evidence; each with version and source."""
