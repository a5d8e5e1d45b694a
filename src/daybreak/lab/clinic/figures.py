"""What a trial of a protocol is asked for: each figure a ratio of two sums over people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.clinic.course import MARK_DAY, MONTH_DAYS, WEEK

Floats = NDArray[np.float64]
Columns = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: `times` the sum of `of` over the sum of `over`, people who were admitted."""

    name: str
    unit: str
    meaning: str
    of: Callable[[Columns], Floats]
    over: Callable[[Columns], Floats]
    times: float = 1.0
    is_share: bool = False


def _c(name: str) -> Callable[[Columns], Floats]:
    return lambda columns: columns[name]


def _back_by(days: int) -> Callable[[Columns], Floats]:
    return lambda columns: columns["response_mark"] * (columns["relapse_day"] <= days)


_PEOPLE, _SESSIONS = _c("admitted"), _c("sessions")
_MONTHS = _c("remission_days")


def _share(name: str, meaning: str, column: str, over: Callable[[Columns], Floats]) -> Measure:
    return Measure(name, "%", meaning, _c(column), over, 100.0, is_share=True)


MEASURES: tuple[Measure, ...] = (
    Measure("admitted", "%", "Of those who ask, not turned away by screening",
            _c("admitted"), lambda columns: np.ones_like(columns["admitted"]), 100.0,
            is_share=True),
    _share("response", f"At least half better on day {MARK_DAY}, of all who began",
           "response_mark", _PEOPLE),
    _share("remission", f"In remission on day {MARK_DAY}, of all who began",
           "remission_mark", _PEOPLE),
    _share("response_end", "At least half better at the end, of all who began",
           "response_end", _PEOPLE),
    _share("remission_end", "In remission at the end, of all who began",
           "remission_end", _PEOPLE),
    Measure("remitted_weeks", "weeks", "Weeks in remission for each who began",
            _c("remission_days"), _PEOPLE, 1 / WEEK),
    Measure("relapsed_4_weeks", "%", "Of those who responded, back at the relapse line within 4 "
            "weeks", _back_by(28), _c("response_mark"), 100.0, is_share=True),
    Measure("relapsed_8_weeks", "%", "Of those who responded, back at the relapse line within 8 "
            "weeks", _back_by(56), _c("response_mark"), 100.0, is_share=True),
    Measure("sessions", "sessions", "For each who began", _SESSIONS, _PEOPLE),
    Measure("chair_hours", "h", "Hours in the chair for each who began",
            _c("chair_minutes"), _PEOPLE, 1 / 60),
    Measure("sessions_per_remission", "sessions", f"Sessions until day {MARK_DAY} for each person "
            "in remission then", _c("sessions_mark"), _c("remission_mark")),
    Measure("chair_hours_per_remission", "h", f"Hours in the chair until day {MARK_DAY} for each "
            "person in remission then", _c("chair_minutes_mark"), _c("remission_mark"), 1 / 60),
    Measure("sessions_per_remitted_month", "sessions", "Sessions for each month that somebody "
            "spent in remission", _SESSIONS, _MONTHS, MONTH_DAYS),
    Measure("chair_hours_per_remitted_month", "h", "Hours in the chair for each month in remission",
            _c("chair_minutes"), _MONTHS, MONTH_DAYS / 60),
    Measure("price", "USD", "Paid for each who began, consultation included",
            lambda columns: columns["price_usd"] * columns["admitted"], _PEOPLE),
    Measure("price_per_remitted_month", "USD", "Paid by all who asked for each month in remission",
            _c("price_usd"), _MONTHS, MONTH_DAYS),
    Measure("drug", "mg", "Drug given to each who began", _c("micrograms"), _PEOPLE, 0.001),
    Measure("systolic_rise", "mmHg", "Mean of the largest rise of each session",
            _c("sum_systolic_rise"), _SESSIONS),
    Measure("most_systolic_rise", "mmHg", "Mean of each person's largest rise",
            _c("most_systolic_rise"), _PEOPLE),
    Measure("dissociation", "CADSS points", "Mean of the highest of each session",
            _c("sum_dissociation"), _SESSIONS),
    Measure("most_dissociation", "CADSS points", "Mean of each person's highest",
            _c("most_dissociation"), _PEOPLE),
    _share("alarm_sessions", "Sessions with an alert or worse of blood pressure or pulse",
           "alarm_sessions", _SESSIONS),
    _share("critical_sessions", "Sessions with a critical alarm of blood pressure or pulse",
           "critical_sessions", _SESSIONS),
    _share("nausea_sessions", "Sessions with nausea", "nausea_sessions", _SESSIONS),
    _share("completed_series", "Had every session up to the review that nothing passes without",
           "completed_series", _PEOPLE),
    _share("gone", "Left before they were done", "gone", _PEOPLE),
    _share("ended", "Treatment ended at a review", "ended", _PEOPLE),
    Measure("no_shows", "days", "Sessions missed by each who began", _c("no_shows"), _PEOPLE),
    Measure("held_days", "days", "Days on which a rule held the dose, for each who began",
            _c("held_days"), _PEOPLE),
    Measure("maintenance_sessions", "sessions", "For each who began",
            _c("maintenance_sessions"), _PEOPLE),
    Measure("boosters", "series", "Boosters for each who began", _c("boosters"), _PEOPLE),
)  # fmt: skip
BY_NAME = {each.name: each for each in MEASURES}
HEADLINES = (
    "response", "remission", "remission_end", "relapsed_8_weeks", "sessions",
    "sessions_per_remitted_month", "price_per_remitted_month",
)  # fmt: skip
