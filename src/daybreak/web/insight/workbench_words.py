"""The words of the workbench: what each figure is called, and how a figure is written."""

from collections.abc import Mapping
from typing import Any

AS_WRITTEN, CHANGED = "As written", "Changed"
UPKEEP = (
    ("ladder", "Thin out by the ladder"),
    ("close", "Keep the ladder's first gap"),
    ("none", "Stop and watch, boosters on relapse"),
)
GROUPS = (
    ("Do people get better?", (
        "response", "remission", "response_end", "remission_end", "remitted_weeks",
        "relapsed_4_weeks", "relapsed_8_weeks",
    )),
    ("What does it take?", (
        "sessions", "chair_hours", "sessions_per_remission", "sessions_per_remitted_month",
        "price", "price_per_remitted_month", "drug",
    )),
    ("What happens at the chair?", (
        "systolic_rise", "dissociation", "alarm_sessions", "critical_sessions", "nausea_sessions",
    )),
    ("Who stays?", (
        "admitted", "completed_series", "gone", "ended", "no_shows", "held_days",
        "maintenance_sessions", "boosters",
    )),
)  # fmt: skip
FIGURES = {
    "response": "At least half better on day 28",
    "remission": "In remission on day 28",
    "response_end": "At least half better at the end",
    "remission_end": "In remission at the end",
    "remitted_weeks": "Weeks in remission, each",
    "relapsed_4_weeks": "Responders back at the relapse line in 4 weeks",
    "relapsed_8_weeks": "Responders back at the relapse line in 8 weeks",
    "sessions": "Sessions, each",
    "chair_hours": "Hours in the chair, each",
    "sessions_per_remission": "Sessions for one remission on day 28",
    "sessions_per_remitted_month": "Sessions for a month in remission",
    "price": "Paid by each",
    "price_per_remitted_month": "Paid for a month in remission",
    "drug": "Drug, each",
    "systolic_rise": "Systolic peak over the start",
    "dissociation": "Dissociation, highest",
    "alarm_sessions": "Sessions with an alert",
    "critical_sessions": "Sessions with a critical alarm",
    "nausea_sessions": "Sessions with nausea",
    "admitted": "Not turned away by screening",
    "completed_series": "Had the whole series",
    "gone": "Left early",
    "ended": "Ended at a review",
    "no_shows": "Sessions missed, each",
    "held_days": "Days held by a rule, each",
    "maintenance_sessions": "Maintenance sessions, each",
    "boosters": "Boosters, each",
}
UNKNOWNS = {
    "strength": "How strong the drug is in the usual study",
    "contact": "How long a visit's effect lasts",
    "fade": "How long new synapses last",
    "expectancy": "What contact lifts",
    "open": "What knowing lifts",
    "people": "How much people differ",
    "clinic_expectancy": "What contact lifts in this clinic",
    "clinic_drug": "How strong the drug is in this clinic",
}
WHOLE_FROM = 1000
SHOWN = 5


def told(figure: Mapping[str, Any]) -> str:
    """A figure with its interval."""
    if figure["value"] is None:
        return "too few to say"
    if figure["lo90"] is None:
        return amount(figure["value"])
    return f"{amount(figure['value'])} ({amount(figure['lo90'])} to {amount(figure['hi90'])})"


def moved(figure: Mapping[str, Any]) -> str:
    """A difference with its interval, with its sign."""
    if figure["value"] is None:
        return ""
    if figure["lo90"] is None:
        return _signed(figure["value"])
    low, high = _signed(figure["lo90"]), _signed(figure["hi90"])
    return f"{_signed(figure['value'])} ({low} to {high})"


def amount(value: float) -> str:
    """A number as people read it: whole from a thousand, else three digits."""
    return f"{value:,.0f}" if abs(value) >= WHOLE_FROM else f"{float(f'{value:.3g}'):g}"


def _signed(value: float) -> str:
    said = amount(abs(float(f"{value:.2g}")))
    return said if said == "0" else f"{'+' if value > 0 else '−'}{said}"


def hangs_on(found: Mapping[str, Mapping[str, float]]) -> list[tuple[str, str, str]]:
    """What is not known, and how far it moves response and remission; the most first."""
    rows = [
        (UNKNOWNS[name], moves.get("response", 0.0), moves.get("remission_end", 0.0))
        for name, moves in found.items()
        if name in UNKNOWNS
    ]
    rows.sort(key=lambda each: -abs(each[1]))
    return [(name, _signed(one), _signed(two)) for name, one, two in rows[:SHOWN]]
