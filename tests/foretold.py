"""Somebody a forecast can be made of, and forecasts that were already shown, for tests."""

from datetime import datetime, timedelta
from uuid import UUID

from clinic import NOON, Clinic
from daybreak.actions import insight
from daybreak.actions.journal import add
from daybreak.records.canonical import json_text
from daybreak.records.models import FactRow, ForecastRow, Medication, PastTreatment
from treated import Treated, treated

LEVELS = tuple(k / 20 for k in range(1, 20))
GROUP = "trd iv phq-9 made-up"


def forecastable(clinic: Clinic, *, doses: int = 3, dose_ug: int | None = 40_000) -> Treated:
    """Somebody with three doses, one score before and one after, and nothing left to ask."""
    somebody = treated(clinic)
    first = NOON - timedelta(days=10)
    with somebody.written(at=NOON - timedelta(days=20)):
        add(
            FactRow(
                patient_id=somebody.patient, field="child-bearing-potential", value="false",
                origin="asked",
            )
        )  # fmt: skip
        add(
            Medication(
                patient_id=somebody.patient, display="Sertraline 50 mg", codes="[]", origin="typed"
            )
        )
        for number in range(1, doses + 1):
            add(
                PastTreatment(
                    course_id=somebody.course, number=number, kind="induction", route="iv",
                    given_on=(first + timedelta(days=3 * (number - 1))).date(), dose_ug=dose_ug,
                    minutes=40, where="Elsewhere", source="their letter",
                )
            )  # fmt: skip
    somebody.score(20, at=first - timedelta(days=2))
    somebody.score(14, at=first + timedelta(days=5))
    return somebody


def turned_on(clinic: Clinic) -> None:
    insight.switch_forecasts(**clinic.director, is_on=True, why="We look at it together.")


def row(
    somebody: Treated,
    at: datetime,
    *,
    middle: float = 12.0,
    usual: float = 12.0,
    group: str = GROUP,
) -> ForecastRow:
    """A forecast as it would stand in the record, ten points wide."""

    def bands(centre: float) -> list[dict[str, object]]:
        quantiles = [max(0.0, centre + 10 * (level - 0.5)) for level in LEVELS]
        return [{"at_h": h, "quantiles": quantiles} for h in (84.0, 168.0, 2016.0)]

    ahead = {
        "plan": "stop", "was_compared": False, "doses_h": [], "doses_mg": [],
        "bands": bands(middle), "judged_h": None, "response": None, "remission": None,
        "relapse": None,
    }  # fmt: skip
    told = {
        "levels": LEVELS, "now_h": 0.0, "abstained": [], "people": 20000, "carried": 4000,
        "effective": 9000, "before": 9000, "was_refreshed": False, "instrument": "PHQ-9",
        "version": "made-up", "ahead": [ahead], "population": bands(usual), "chair": None,
        "why_no_relapse": "Relapse is told of people who are better by half now.",
    }  # fmt: skip
    inputs = {
        "first_dose": at.isoformat(),
        "person": {"highest": 27.0, "scores": [{"at_h": -1.0, "points": 20.0}]},
        "plans": [],
    }
    return ForecastRow(
        patient_id=somebody.patient, course_id=somebody.course, group=group, scale="phq-9",
        version="made-up", abstained=False, inputs=json_text(inputs), told=json_text(told),
    )  # fmt: skip


def shown(
    somebody: Treated, *, days_ago: float = 10.0, middle: float = 12.0, usual: float = 12.0
) -> UUID:
    """The same, shown so many days ago."""
    at = NOON - timedelta(days=days_ago)
    with somebody.written(at=at):
        return add(row(somebody, at, middle=middle, usual=usual)).id
