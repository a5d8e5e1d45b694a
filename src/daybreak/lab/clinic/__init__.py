"""The virtual clinic: people whom the twin plays go through the rules that a nurse works by."""
