"""`daybreak lab forecast`: what virtual people like one person came to, along each plan."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from daybreak.cli.common import add_json, existing_file, print_json

if TYPE_CHECKING:  # NumPy and Numba come when a forecast is made, not with every command
    from daybreak.lab.forecast.told import Ahead, Chance, Forecast

HOURS, WEEK = 24.0, 7.0
SILENT = "No forecast. "
FOOT = (
    "Simulated people like those in trials. Nobody knows which of them this person is.\n"
    "Plans are what the model assumes: no trial compared them. It chooses no dose."
)


def add_forecast(kinds: "argparse._SubParsersAction[Any]") -> None:
    ask = kinds.add_parser("forecast", help="what virtual people like one person came to")
    ask.add_argument("file", metavar="PERSON.toml", help="one person, their doses and scores")
    add_json(ask)
    ask.set_defaults(run=forecast)


def forecast(arguments: argparse.Namespace) -> int:
    """Weigh virtual people by one person's scores, and look along each plan."""
    path = existing_file(arguments.file)

    from daybreak.lab.forecast.asking import asked
    from daybreak.lab.forecast.forecast import forecast as told_of
    from daybreak.lab.forecast.told import LEVELS

    question = asked(path)
    told = told_of(question.person, question.plans)
    if arguments.json:
        print_json({"levels": LEVELS, **asdict(told)})
        return 0
    print(page(told))
    return 0


def page(told: "Forecast") -> str:
    """A forecast as people read it."""
    if told.abstained:
        return "\n".join(SILENT + why for why in told.abstained)
    lines = [f"{told.effective} of {told.people} virtual people fit, in effect."]
    if told.was_refreshed:
        lines.append(f"Only {told.before} did at first; those were moved about until more did.")
    for each in told.ahead:
        lines += ["", *_plan(each, told.now_h)]
    if told.chair:
        low, middle, high = told.chair.systolic_mmhg
        felt = told.chair.dissociation_cadss
        chair = (
            f"Next session: systolic pressure rises by {middle:.0f} mmHg at its highest "
            f"({low:.0f} to {high:.0f}); dissociation {felt[1]:.0f} ({felt[0]:.0f} to "
            f"{felt[2]:.0f}) on CADSS. Thresholds stay as they are."
        )
        lines += ["", chair]
    return "\n".join([*lines, "", FOOT])


def _plan(each: "Ahead", now_h: float) -> list[str]:
    lines = [f"{each.plan}: {len(each.doses_h)} more doses"]
    for band in each.bands:
        days = (band.at_h - now_h) / HOURS
        if days in {7.0, 28.0, 56.0, 84.0}:
            lines.append(
                f"  in {days / 7:.0f} week{'s' if days > WEEK else ''} {band.at(0.5):.0f}, "
                f"half of them {band.at(0.25):.0f} to {band.at(0.75):.0f}, "
                f"nine in ten {band.at(0.05):.0f} to {band.at(0.95):.0f}"
            )
    for name, chance in (("response", each.response), ("remission", each.remission)):
        if chance:
            lines.append(f"  {name} by session six: {tens(chance)}")
    if each.relapse:
        shares = ", ".join(
            f"{100 * share:.0f} % by week {week}"
            for week, share in zip(each.relapse.weeks, each.relapse.shares, strict=True)
        )
        lines.append(f"  relapse among those better now (assumed, not fitted): {shares}")
    return lines


def tens(chance: "Chance") -> str:
    """A chance in words: `about 4 to 7 in 10`."""
    low, high = round(10 * chance.low), round(10 * chance.high)
    return f"about {low} in 10" if low == high else f"about {low} to {high} in 10"
