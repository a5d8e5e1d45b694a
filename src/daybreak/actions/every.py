"""Every act there is, so that a table or a test can ask for all of them."""

from daybreak.actions import insight, intake, outcome, pins, plan, screening, session, team

__all__ = ["insight", "intake", "outcome", "pins", "plan", "screening", "session", "team"]
