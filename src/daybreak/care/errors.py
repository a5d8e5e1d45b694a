"""What Daybreak says when it cannot do what was asked.

Rules return findings; acts raise one of these; each entrance translates the tree once.
"""


class DaybreakError(Exception):
    """Something was asked that will not be done.

    `code` is stable kebab-case and may be logged. `message` is one sentence or two for
    the person at the desk: what is wrong and what to do next. Neither holds anything
    that identifies a patient.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class NotAllowed(DaybreakError):
    """Understood, and refused: by a rule, by a role, or because of what is recorded."""


class WrongRole(NotAllowed):
    """Refused because of who asks, not because of what is recorded."""


class NotUnderstood(DaybreakError):
    """It cannot be read: a wrong unit, a malformed file, a value outside any possible range."""


class NotFound(DaybreakError):
    """There is no such thing among what this person may know of."""
