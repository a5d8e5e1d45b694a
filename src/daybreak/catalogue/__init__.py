"""Data only: scales, protocols, rules, profiles and evidence, each with version, source and licence."""
