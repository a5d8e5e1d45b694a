"""What the gallery shows: one made-up person at 10:24 on a Tuesday in New York."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator

from daybreak.care.findings import Alarm, Finding, Mark, Source, Status
from daybreak.care.quantities import Height, Weight
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.ui.charts import (
    Goal,
    Limit,
    Reading,
    Score,
    Threshold,
    Tick,
    score_chart,
    vitals_chart,
)
from daybreak.ui.forms import (
    ActForm,
    AmountField,
    Cards,
    DayField,
    MomentField,
    NumberField,
    WeightField,
)

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 17, 15, 24, tzinfo=UTC)
TODAY = date(2026, 11, 17)
START = NOW - timedelta(minutes=29)
LABEL = Source("Esketamine label, contraindications", Mark.SEEN)
LIST = Source("Clinic list", Mark.GENERAL)
RAIL = (
    ("Today", "board", None),
    ("People", "people", None),
    ("Screening", "shield", 4),
    ("Plans", "calendar", None),
    ("Reviews", "check", 2),
    ("Team", "team", None),
)
PHASES = ("Check-in", "Assessed", "Prepared", "Dosing", "Recovery", "Discharge")


class Everything(ActForm):
    """One field of each kind."""

    systolic = NumberField(unit="mmHg", least=40, most=300, noun="a blood pressure")
    dose = AmountField(
        unit="mg", least="0", most=Decimal(500), noun="a dose", help_text="Prescriber's choice."
    )
    weight = WeightField(least=Weight.kg(25), most=Weight.kg(350))
    at = MomentField(label="When it was measured", zone=ZONE)
    born = DayField(label="Born", required=False)
    next_step = forms.ChoiceField(
        label="What next",
        choices=[("four", "Four more, weekly"), ("stop", "Stop and watch")],
        widget=Cards(words={"four": "Then review.", "stop": "Weekly PHQ-9 from home."}),
    )
    called = forms.BooleanField(
        label="The escort has been called", help_text="Mara Halloway, 10:02"
    )
    why = forms.CharField(label="Why, in a sentence", widget=forms.Textarea({"rows": 2}))


# What somebody sent: too many digits, a time that was twice, nothing ticked, nothing said.
SENT = {
    "act_id": str(UUID(int=7)),
    "systolic": "1640",
    "dose": "0,5",
    "weight_0": "150",
    "weight_1": "lb",
    "at_0": "2026-11-01",
    "at_1": "01:30",
    "next_step": "four",
    "why": "",
}


def ago(minutes: int) -> datetime:
    """So many minutes before the gallery's now."""
    return NOW - timedelta(minutes=minutes)


def shell() -> dict[str, object]:
    """What stands around every page."""
    return {
        "actor": Actor(
            UUID(int=1), "Dr A. Marlow", UUID(int=2), frozenset({Role.PRESCRIBER}), frozenset()
        ),
        "place": SimpleNamespace(
            name="Harbor Street",
            organisation="Larkfield Clinic",
            demo=True,
            phone="",
            crisis_line="",
        ),
        "idle_minutes": 15,
        "rail": [
            SimpleNamespace(label=label, url="#", icon=icon, count=count, current=label == "People")
            for label, icon, count in RAIL
        ],
        "banners": [
            {
                "kind": "breakglass",
                "icon": "eye",
                "words": "You opened this chart in an emergency at 10:21. The reason is recorded.",
                "href": "#",
                "action": "Close it",
            }
        ],
    }


def findings() -> list[Finding]:
    """One of each severity, in no order."""
    return [
        Finding("P13", Status.NOTE, "She is 67: expect a larger rise in pressure", LABEL),
        Finding("C01", Status.WARN, "Blood pressure 146/84 at rest", LIST, "Weigh and record."),
        Finding(
            "X02",
            Status.HOLD,
            "We do not know whether she ever had an aneurysm",
            LABEL,
            "Ask again.",
            ("hx-aneurysm",),
        ),
        Finding(
            "L01", Status.HOLD, "No one to take him home", LIST, "Opens with a name and a phone."
        ),
        Finding("C12", Status.REFER, "Chronic glaucoma: an eye specialist must agree", LABEL),
        Finding("sbp-critical", Alarm.CRITICAL, "BP 204/112. Prescriber now. Pause the dose", LIST),
        Finding("all", Status.CLEAR, "Nothing else speaks against it", LIST),
    ]


def course() -> list[dict[str, object]]:
    """A treatment between its fourth and its fifth infusion."""
    done: list[dict[str, object]] = [
        {"name": "Infusion", "on": f"{n + 4} Nov", "state": "done", "number": n} for n in (1, 2, 3)
    ]
    later: list[dict[str, object]] = [
        {"name": "Infusion", "on": f"{n + 15} Nov", "state": "todo", "number": n} for n in (5, 6)
    ]
    return [
        {"name": "Screened", "on": "19 Oct", "state": "done"},
        {"name": "Plan signed", "on": "2 Nov", "state": "done", "gate": True},
        *done,
        {"name": "Infusion", "on": "now", "state": "now", "number": 4},
        *later,
        {"name": "Review", "on": "27 Nov", "state": "todo", "gate": True},
    ]


def context() -> dict[str, object]:
    """What a full page of the gallery shows."""
    nov = {day: date(2026, 11, day) for day in (4, 5, 9, 12, 17, 20, 24)}
    return {
        **shell(),
        "now": NOW,
        "start": START,
        "soon": datetime.now(UTC) + timedelta(minutes=2, seconds=46),
        "born": date(1985, 2, 14),
        "weight": Weight.kg(80),
        "height": Height.cm(172),
        "hold": Status.HOLD,
        "levels": [*Status, Alarm.CRITICAL],
        "tally": [(Status.HOLD, 3), (Status.REFER, 1), (Status.WARN, 2), (Status.CLEAR, 42)],
        "tabs": [(name, "#", name == "Plan") for name in ("At a glance", "Sessions", "Plan")],
        "steps": [("Why", "done"), ("Dose", "now"), ("Consent", "todo"), ("Sign", "todo")],
        "phases": [(p, "now" if p == "Recovery" else "done") for p in PHASES[:5]]
        + [(PHASES[5], "todo")],
        "dues": [ago(-6), ago(4), ago(9), NOW + timedelta(days=21)],
        "tiles": [("Pulse", 88), ("SpO₂", 97), ("Breaths", 14), ("MOAA/S", 5)],
        "course": course(),
        "findings": findings(),
        "scores": score_chart(
            key="phq",
            name="PHQ-9",
            maximum=27,
            today=TODAY,
            scores=[
                Score(date(2026, 10, 22), 22),
                Score(nov[4], 21),
                Score(nov[9], None),
                Score(nov[12], 16),
                Score(nov[17], 13),
            ],
            sessions=[
                Tick(nov[5], "1", "done"),
                Tick(nov[9], "2", "done"),
                Tick(nov[12], "3", "done"),
                Tick(nov[17], "4", "now"),
                Tick(nov[20], "5", "later"),
                Tick(nov[24], "6", "later"),
            ],
            thresholds=[Threshold(10.5, "half of 21")],
            goal=Goal(5, "remission"),
        ),
        "vitals": vitals_chart(
            key="bp",
            zone=ZONE,
            now=NOW,
            start=START,
            end=ago(-36),
            readings=[
                Reading(START, 128, 78, 72, 98),
                Reading(ago(12), 142, 84, 80, 97),
                Reading(ago(2), 164, 98, 88, 97, "warn"),
            ],
            limits=[Limit(160, "alert", "warn"), Limit(180, "critical", "critical")],
            dosing=(ago(22), ago(-18)),
            due=[ago(-8), ago(-18)],
            repeat_by=ago(-3),
        ),
        "form": Everything(SENT),
        "page": Paginator(range(1204), 8).page(1),
    }
