"""The triage of the C-SSRS screener: the most serious yes decides; nothing is ever counted.

Its wording is not ours to give out; the keys q1 to q6b are its questions by number.
"""

from enum import StrEnum


class Level(StrEnum):
    """What the screen says about risk today."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    INCOMPLETE = "incomplete"  # an answer is missing that could raise the level

    @property
    def needs_clinician_now(self) -> bool:
        """High, or not known to be less."""
        return self in {Level.HIGH, Level.INCOMPLETE}


def triage(
    *,
    q1: bool | None,
    q2: bool | None,
    q3: bool | None,
    q4: bool | None,
    q5: bool | None,
    q6: bool | None,
    q6b: bool | None = None,
    since_last_visit: bool = False,
) -> Level:
    """The level of the answers; None is a question that was not answered.

    Intent or a plan (q4, q5) and behaviour within three months (q6b) are high. Behaviour of
    unknown age is high until that is answered. In the form since the last visit any behaviour
    is high. Questions 3 to 5 are skipped, rightly, after a no to 2.

    Source:
        Published triage guidelines of the screener (docsbay 914678), seen. That an unknown
        age of behaviour is high, and a missing answer incomplete, is our choice.
    """
    recent = bool(q6) and (since_last_visit or q6b is not False)
    if q4 or q5 or recent:
        return Level.HIGH
    needed = [q1, q2, q6] + ([] if q2 is False else [q3, q4, q5])
    if any(answer is None for answer in needed):
        return Level.INCOMPLETE
    if q3 or q6:
        return Level.MODERATE
    if q1 or q2:
        return Level.LOW
    return Level.NONE
