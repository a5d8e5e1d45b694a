"""Every act there is, so that a table or a test can ask for all of them."""

from daybreak.actions import team

__all__ = ["team"]
