"""Every act there is, so that a table or a test can ask for all of them."""

from daybreak.actions import intake, outcome, screening, team

__all__ = ["intake", "outcome", "screening", "team"]
