"""Our own bladder questions: signs that call for a urine test, and blood that stops a dose."""

from daybreak.care.catalogue.scale import Scale
from daybreak.care.scales.answers import Answers
from daybreak.care.scales.instruments import Scored

SIGNS = "bladder-signs"  # rule U02
BLOOD = "bladder-blood"  # hold and test the urine
UNKNOWN = "bladder-unknown"  # ask again: an answer is missing that could be a sign

_DECISIVE = ("day-voids", "night-voids", "burning", "pelvic-pain", "blood")


def bladder(scale: Scale, answers: Answers) -> Scored:
    """Flags, no total. A count that is high stays a sign while the one before is unknown.

    Source:
        care-pathway 7.18, our choice; general knowledge behind rule U02.
    """
    flags = []
    if _signs(scale, answers):
        flags.append(SIGNS)
    if answers.get("blood") == 1:
        flags.append(BLOOD)
    if any(item not in answers for item in _DECISIVE):
        flags.append(UNKNOWN)
    return Scored(answered=len(answers), flags=tuple(flags))


def _signs(scale: Scale, answers: Answers) -> bool:
    day = answers.get("day-voids", 0)
    often_by_day = day >= scale.limit("day_voids") and day - answers.get(
        "day-voids-before", 0
    ) >= scale.limit("day_voids_more")
    more_by_night = answers.get("night-voids", 0) - answers.get(
        "night-voids-before", 0
    ) >= scale.limit("night_voids_more")
    return (
        often_by_day
        or more_by_night
        or answers.get("pelvic-pain", 0) >= scale.limit("pain")
        or answers.get("burning", 0) >= scale.limit("burning")
        or answers.get("blood") == 1
    )
