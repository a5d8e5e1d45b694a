"""The answer of `daybreak lab protocol`, as one document that other programs may rely on."""

from collections.abc import Sequence
from typing import Any

from daybreak.lab.clinic.course import MARK_DAY
from daybreak.lab.clinic.figures import BY_NAME, HEADLINES, MEASURES
from daybreak.lab.clinic.report import (
    Told,
    compared,
    curve,
    figures,
    hangs_on,
    median_relapse_days,
    plain,
)
from daybreak.lab.clinic.sensitivity import Moved
from daybreak.lab.clinic.trial import Tried
from daybreak.lab.posterior import posterior

FORM = 1
ROUTES_DIFFER = (
    "They differ in drug or route: no fitted trial tells those apart from all else that differed."
)
CLOSING = (
    "Made-up people, played by a model whose fit misses some trials.",
    "It tells protocols apart on paper; it is no promise and chooses no dose.",
)
WHOLE_FROM = 1000  # figures are whole from here on
RELAPSE = "median_relapse_days"


def answer(trials: Sequence[Tried], moved: Sequence[Sequence[Moved]] = ()) -> dict[str, Any]:
    """Everything that was found, the same for the same call; `moved` for each trial, or empty."""
    first = trials[0]
    return {
        "form": FORM,
        "people": first.people,
        "seed": first.seed,
        "weeks": first.weeks,
        "worlds": first.worlds.count,
        "mark_day": MARK_DAY,
        "assumptions": f"{first.assumed.id}-{first.assumed.version}",
        "fit": posterior().code_hash,
        "figures": {
            **{each.name: {"unit": each.unit, "meaning": each.meaning} for each in MEASURES},
            RELAPSE: {
                "unit": "days",
                "meaning": "Until half of those who responded are back at the relapse line",
            },
        },
        "protocols": [_one(each, moved[k] if moved else ()) for k, each in enumerate(trials)],
        "compared": [
            {
                "of": other.protocol.id,
                "over": first.protocol.id,
                "figures": plain(compared(first, other)),
                "caution": "" if other.protocol.route == first.protocol.route else ROUTES_DIFFER,
            }
            for other in trials[1:]
        ],
    }


def _one(tried: Tried, moved: Sequence[Moved]) -> dict[str, Any]:
    found: dict[str, Told] = {**figures(tried), RELAPSE: median_relapse_days(tried)}
    return {
        "id": tried.protocol.id,
        "version": tried.protocol.version,
        "name": tried.protocol.name,
        "figures": plain(found),
        "scores": [plain({"week": each})["week"] for each in curve(tried)],
        "refused": dict(sorted(tried.refused.items())),
        "outside_evidence": list(tried.outside_evidence),
        "hangs_on": {
            quantity: {name: float(f"{value:.4g}") for name, value in moves.items()}
            for quantity, moves in hangs_on(tried, HEADLINES).items()
        },
        "assumptions_moved": [
            {
                "assumption": each.assumption,
                "unit": each.unit,
                "low": each.low,
                "high": each.high,
                "at_low": plain(each.at_low),
                "at_high": plain(each.at_high),
            }
            for each in moved
        ],
    }


def lines(found: dict[str, Any]) -> list[str]:
    """The same for people, a line for each figure and a column for each protocol."""
    trials = found["protocols"]
    said = [
        f"{found['people']} virtual people who ask, {found['weeks']} weeks, seed {found['seed']}.",
        f"In brackets 90 % of {found['worlds']} worlds that the evidence leaves open.",
    ]
    for number, each in enumerate(trials, start=1):
        said.append(f"[{number}] {each['name']} ({each['id']}, version {each['version']})")
        said += [f"    Outside the evidence: {reason}" for reason in each["outside_evidence"]]
    said.append("")
    for name, about in found["figures"].items():
        shown = "   ".join(_shown(each["figures"][name]) for each in trials)
        said.append(f"{name:<30}{shown}  {about['unit']}")
    for pair in found["compared"]:
        said += ["", f"{pair['of']} over {pair['over']}:"]
        for name in HEADLINES:
            said.append(f"  {name:<28}{_shown(pair['figures'][name])}  {BY_NAME[name].unit}")
        said += [f"  {pair['caution']}"] if pair["caution"] else []
    for each in trials:
        if each["assumptions_moved"]:
            said += ["", f"{each['id']}: change of {HEADLINES[0]} and of {HEADLINES[-2]}"]
            said += [_moved(move) for move in each["assumptions_moved"]]
    return [*said, "", *CLOSING]


def _shown(told: dict[str, float | None]) -> str:
    value, low, high = told["value"], told["lo90"], told["hi90"]
    if value is None:
        return f"{'too few to say':<26}"
    if low is None or high is None:
        return f"{_short(value):<26}"
    return f"{_short(value)} ({_short(low)} to {_short(high)})".ljust(26)


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < WHOLE_FROM else f"{value:.0f}"


def _moved(move: dict[str, Any]) -> str:
    ends = []
    for end in ("at_low", "at_high"):
        values = [move[end][name]["value"] for name in (HEADLINES[0], HEADLINES[-2])]
        ends.append(", ".join("?" if v is None else f"{v:+.2g}" for v in values))
    return (
        f"  {move['assumption']:<20}{move['low']:g}: {ends[0]:<18}{move['high']:g}: {ends[1]:<18}"
        f"{move['unit']}"
    )
