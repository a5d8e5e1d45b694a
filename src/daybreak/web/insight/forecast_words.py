"""A forecast in the words of the clinic, careful of what it cannot say."""

from collections.abc import Mapping
from typing import Any

PLANS = {
    "planned": "As booked now, and no more",
    "every-2-weeks": "A session every 2 weeks",
    "every-3-weeks": "A session every 3 weeks",
    "every-4-weeks": "A session every 4 weeks",
    "booster": "One booster, and no more",
    "stop": "No session after today",
}
NO_TRIAL = "No trial compared these plans. What differs between them is what the model assumes."
NOT_KNOWN = "We do not know which group you are in. This cannot tell you whether to continue."
AT_RISK = (
    "Not in a conversation today: the last suicide screen was moderate or worse, or an answer "
    "waits for one. Safety comes first."
)
RELAPSE = "Rests on an assumed hazard that no trial was fitted to."


def plan(name: str) -> str:
    """A way on, in words."""
    return PLANS.get(name, name.replace("-", " "))


def tens(chance: Mapping[str, float]) -> str:
    """`4 to 7 in 10`, and `fewer than 1 in 10` at the lower end."""
    low, high = round(10 * chance["low"]), round(10 * chance["high"])
    if high == 0:
        return "fewer than 1 in 10"
    return f"{low} in 10" if low == high else f"{low} to {high} in 10"


def conversation(chance: Mapping[str, float] | None) -> str:
    """What a clinician may say aloud; empty where there is nothing to say."""
    if chance is None:
        return ""
    return (
        f"Among simulated people like those in trials, with scores like these, about "
        f"{tens(chance)} improved by half. {NOT_KNOWN}"
    )


def relapse(told: Mapping[str, Any] | None) -> str:
    """`11 in 100 by week 4, 24 by week 8`."""
    if told is None:
        return ""
    parts = [
        f"{100 * share:.0f} {'in 100 ' if k == 0 else ''}by week {week}"
        for k, (week, share) in enumerate(zip(told["weeks"], told["shares"], strict=True))
    ]
    return ", ".join(parts)


def rests_on(told: Mapping[str, Any]) -> str:
    """How many people stand behind it."""
    said = f"{told['effective']:,} of {told['people']:,} virtual people fit, in effect."
    if told["was_refreshed"]:
        said += f" Only {told['before']:,} did at first; those were moved about until more did."
    return said


def group(name: str) -> str:
    """`trd iv phq-9 59a9…` as people say it."""
    *what, version = name.split(" ")
    return f"{', '.join(what)} (model {version[:6]})"
