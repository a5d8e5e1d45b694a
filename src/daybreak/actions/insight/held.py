"""Forecasts held to what came: the score that was given next, or none in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.insight.switching import THOUSAND, must_go_off, turn_off
from daybreak.actions.journal import add
from daybreak.care.errors import NotFound
from daybreak.care.team.actor import Actor
from daybreak.lab.forecast import scoring
from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.told import Band
from daybreak.records.canonical import json_text
from daybreak.records.models import ForecastScore
from daybreak.records.reads import forecasts as kept
from daybreak.records.reads.forecasts import Foretold

HOUR = timedelta(hours=1)
DAY_H = 24
UG_PER_MG = 1000


@dataclass(frozen=True, slots=True)
class Scored:
    came: int
    missing: int
    switched_off: tuple[str, ...]


@act("insight-score-forecasts")
def score_forecasts(
    *, by: Actor, act_id: UUID, at: datetime | None, now: datetime, organisation: UUID
) -> Scored:
    """Hold every forecast to the score that came, or to none that came in time; judge each group.

    A group that is surely worse than the population curve is turned off, by the rule that was
    fixed beforehand.

    Raises:
        NotFound: it is another organisation than that of `by`.
    """
    if organisation != by.organisation:
        raise NotFound("organisation", "There is no such organisation among those you work for.")
    return hold(organisation, now)


def hold(organisation: UUID, now: datetime, *, patient: UUID | None = None) -> Scored:
    """Hold forecasts of everyone, or of one person, inside the act that is running."""
    came, missing = 0, 0
    groups: set[str] = set()
    for each in kept.unscored(organisation, patient=patient):
        row = _held(each, now)
        if row is None:
            continue
        add(row)
        groups.add(each.group)
        came += row.kind == "came"
        missing += row.kind == "missing"
    off = [group for group in sorted(groups) if must_go_off(organisation, group)]
    return Scored(came, missing, tuple(turn_off(organisation, group) for group in off))


def _held(each: Foretold, now: datetime) -> ForecastScore | None:
    """What a forecast is held to; None while it may still come."""
    known = limits()
    after = kept.answers_after(each.patient, each.scale, each.at)
    due = each.at + timedelta(days=known.due_days + known.overdue_days)
    if after and after[0].at <= due:
        total = after[0].result.total
        assert total is not None  # noqa: S101 - the read leaves out sheets without a total
        figures = _figures(each, after[0].at, float(total))
        if figures is not None:
            return ForecastScore(
                forecast_id=each.id,
                answer_id=after[0].id,
                kind="came",
                followed=_followed(each, after[0].at),
                figures=json_text(figures),
            )
    if now <= due:
        return None
    return ForecastScore(
        forecast_id=each.id,
        kind="missing",
        followed=_followed(each, each.at + timedelta(days=known.due_days)),
        figures=json_text(_missing(each)),
    )


def _bands(rows: Sequence[Mapping[str, Any]]) -> list[Band]:
    return [Band(float(row["at_h"]), tuple(row["quantiles"])) for row in rows]


def _hours(each: Foretold, at: datetime) -> float:
    first = datetime.fromisoformat(str(each.inputs["first_dose"]))
    return (at - first) / HOUR


def _figures(each: Foretold, at: datetime, points: float) -> dict[str, Any] | None:
    """The losses of a forecast, of the population curve and of the last value; thousandths."""
    at_h = _hours(each, at)
    bands = _bands(each.told["ahead"][0]["bands"])
    at_h = max(at_h, bands[0].at_h)  # a score within the first half week is held to its end
    own = scoring.at(bands, at_h)
    usual = scoring.at(_bands(each.told["population"]), at_h)
    if own is None or usual is None:
        return None
    loss = scoring.loss(own, points)
    seen = each.inputs["person"]["scores"]
    last = max(seen, key=lambda row: row["at_h"])["points"]
    figures: dict[str, Any] = {
        "points": points,
        "crps": _thousandths(loss.crps),
        "population": _thousandths(scoring.loss(usual, points).crps),
        "last": _thousandths(scoring.carried_forward(last, points)),
        "covered": {str(share): hit for share, hit in loss.covered},
        "rank": _thousandths(loss.rank),
    }
    chance = each.told["ahead"][0]["response"]
    judged_h = each.told["ahead"][0]["judged_h"]
    if chance is not None and at_h >= judged_h:
        first = [row for row in seen if row["at_h"] <= 0]
        base = max(first, key=lambda row: row["at_h"])["points"]
        came = points <= base / 2
        figures["brier"] = _thousandths(scoring.brier(chance["middle"], came=came))
    return figures


def _missing(each: Foretold) -> dict[str, Any]:
    """What an outcome that never came could have cost, at best and at worst."""
    highest = float(each.inputs["person"]["highest"])
    bands = _bands(each.told["ahead"][0]["bands"])
    usual = _bands(each.told["population"])
    at_h = float(each.told["now_h"]) + limits().due_days * DAY_H
    told: dict[str, Any] = {}
    for name, some in (("crps", bands), ("population", usual)):
        quantiles = scoring.at(some, at_h) or some[0].quantiles
        low, high = scoring.at_best(quantiles, highest)
        told[name] = {"best": _thousandths(low), "worst": _thousandths(high)}
    return told


def _followed(each: Foretold, until: datetime) -> bool:
    """Whether the doses since were those of the first plan."""
    ahead = each.told["ahead"][0]
    planned = list(zip(ahead["doses_h"], ahead["doses_mg"], strict=True))
    since = kept.doses_since(each.patient, each.course, each.at, until)
    given = [(_hours(each, dose.at), (dose.dose_ug or 0) / UG_PER_MG) for dose in since]
    return scoring.followed(planned, given, _hours(each, until))


def _thousandths(value: float) -> int:
    return round(value * THOUSAND)
