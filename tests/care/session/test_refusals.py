"""What cannot be done at the chair is refused by a lasting code, in a sentence to act on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.reading import newest
from daybreak.care.catalogue.route import route
from daybreak.care.errors import DaybreakError, NotAllowed, NotFound, NotUnderstood
from daybreak.care.findings import Alarm
from daybreak.care.plan.body_weight import Basis
from daybreak.care.quantities import Mass, Rate, Volume, Weight, WeightedDose
from daybreak.care.session.alarms import check_acknowledgement
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.checklists import checklist, score
from daybreak.care.session.dose_given import Prepared, RateChange
from daybreak.care.session.dose_today import Ordered, dose_today
from daybreak.care.session.monitors import device_name
from daybreak.care.session.rems import data_sheet, minutes_watched, rems_rules
from daybreak.care.session.stages import Stage, Step, advance, move
from daybreak.care.session.stay import check_moment, check_reading
from daybreak.care.session.symptoms import Symptom, check_symptom, symptom_list
from daybreak.care.session.vitals import Reading, Vitals, check_plausible
from daybreak.care.team.roles import Role

T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
WHO = UUID(int=7)
IV = newest("profiles", Profile, "iv-racemic")
ALDRETE = checklist("aldrete-modified")
HERE = (Step(Stage.ARRIVED, T0, WHO), Step(Stage.CHECKED_IN, T0, WHO))
DOSING = tuple(
    Step(stage, T0, WHO)
    for stage in (
        Stage.ARRIVED,
        Stage.CHECKED_IN,
        Stage.PRE_ASSESSED,
        Stage.PREPARED,
        Stage.DOSING,
    )
)
HIGH = Chair(
    profile=IV,
    symptom_list=symptom_list(),
    history=DOSING,
    readings=(
        Reading(T0, Vitals(systolic_mmhg=128)),
        Reading(T0 + timedelta(minutes=10), Vitals(systolic_mmhg=184)),
    ),
)
NOW = T0 + timedelta(minutes=11)
SEEN = Acknowledgement("systolic-high", Alarm.CRITICAL, NOW, WHO, Role.NURSE, "prescriber told")


def symptom(term: str, grade: int, minutes: int = 0) -> Symptom:
    return Symptom(term, grade, T0, T0 + timedelta(minutes=minutes))


def devices() -> object:
    return dose_today(
        Ordered(WeightedDose.mg_per_kg("0.5"), Basis.ACTUAL, None, 40, None, False),
        weight=Weight.kg(80),
        weighed_on=T0.date(),
        sex=None,
        protocol=protocol("esketamine-trd"),
        route=route("iv"),
        today=T0.date(),
    )


Refusal = tuple[Callable[[], object], type[DaybreakError], str, str]

ALARMS: list[Refusal] = [
    (
        lambda: check_acknowledgement(replace(SEEN, channel="systolic-low"), HIGH, NOW),
        NotAllowed,
        "alarm-none",
        "This alarm is no longer open. Look at the chair again.",
    ),
    (
        lambda: check_acknowledgement(replace(SEEN, role=Role.FRONT_DESK), HIGH, NOW),
        NotAllowed,
        "alarm-role",
        "Your role cannot answer this alarm. Call the nurse.",
    ),
    (
        lambda: check_acknowledgement(replace(SEEN, level=Alarm.ALERT), HIGH, NOW),
        NotAllowed,
        "alarm-worse",
        "It has become worse since you looked. Read it again, then answer it.",
    ),
    (
        lambda: check_acknowledgement(replace(SEEN, action=" "), HIGH, NOW),
        NotAllowed,
        "alarm-action",
        "Say what was done, such as: prescriber told.",
    ),
]
SHEETS: list[Refusal] = [
    (
        lambda: score(ALDRETE, {"luck": 2, "charm": 1}),
        NotUnderstood,
        "checklist-item",
        f"{ALDRETE.name} has no item charm, luck.",
    ),
    (
        lambda: score(ALDRETE, {"spo2": 3}),
        NotUnderstood,
        "checklist-points",
        "Oxygen is scored 0, 1 or 2.",
    ),
    (
        lambda: data_sheet(rems_rules(), "2019", {}, session_on=T0.date()),
        NotFound,
        "rems-form",
        "There is no such form. The forms are 2021-11, with-respiratory-depression.",
    ),
    (
        lambda: data_sheet(rems_rules(), "2021-11", {"shoe-size": 9}, session_on=T0.date()),
        NotUnderstood,
        "rems-question",
        "The form has no question shoe-size.",
    ),
    (
        lambda: data_sheet(rems_rules(), "2021-11", {"sedation": 1}, session_on=T0.date()),
        NotUnderstood,
        "rems-answer",
        f"“{rems_rules().by_id['sedation'].name}” cannot be answered so. Enter it again.",
    ),
    (
        lambda: minutes_watched(T0, T0 - timedelta(seconds=1)),
        NotUnderstood,
        "rems-minutes",
        "Monitoring ended before it began. Check both times.",
    ),
    (
        lambda: check_symptom(symptom("boredom", 1), symptom_list()),
        NotUnderstood,
        "symptom-term",
        "That symptom is not in the list. Choose one of it.",
    ),
    (
        lambda: check_symptom(symptom("headache", 0), symptom_list()),
        NotUnderstood,
        "symptom-grade",
        "A grade goes from 1 to 5. Choose one of them.",
    ),
    (
        lambda: check_symptom(symptom("headache", 1, -1), symptom_list()),
        NotUnderstood,
        "symptom-time",
        "It cannot be over before it began. Check both times.",
    ),
    (
        lambda: check_plausible(Vitals(), IV),
        NotUnderstood,
        "vitals-empty",
        "Nothing was entered. Enter at least one reading.",
    ),
]
DOSES: list[Refusal] = [
    (
        lambda: Prepared(Mass(0), Volume.ml(100)),
        NotUnderstood,
        "prepared",
        "What was prepared has no drug or no volume. Enter both again.",
    ),
    (
        lambda: RateChange(T0, Rate.ml_per_h(-1)),
        NotUnderstood,
        "rate",
        "A pump does not run backwards. Enter the rate again.",
    ),
    (
        devices,
        NotAllowed,
        "dose-devices",
        (
            "This protocol is given in whole devices, and the plan orders none. Ask the "
            "prescriber for an order in devices."
        ),
    ),
    (
        lambda: device_name("?"),
        NotUnderstood,
        "monitor-name",
        "That is no monitor's name. Scan it, or type the EUI-64 or name on its label.",
    ),
]
ONWARD = (
    "A session that is arrived cannot become dosing. "
    "Open steps: aborted, cancelled, checked-in, left-ama, transferred."
)
LATER = (
    "It became checked-in at 10:00 UTC, which is later than the time given. "
    "Check the time of this step."
)
STEPS: list[Refusal] = [
    (
        lambda: move(Stage.ARRIVED, Stage.DOSING),
        NotAllowed,
        "session-step",
        ONWARD,
    ),
    (
        lambda: move(Stage.CLOSED, Stage.DOSING),
        NotAllowed,
        "session-step",
        "A session that is closed cannot become dosing. Open steps: none; the session is over.",
    ),
    (
        lambda: advance(HERE, Step(Stage.PRE_ASSESSED, T0 - timedelta(minutes=1), WHO)),
        NotAllowed,
        "session-time",
        LATER,
    ),
    (
        lambda: check_moment(T0 + timedelta(minutes=2), now=T0),
        NotUnderstood,
        "future",
        "That time has not come yet. Look at the time you typed.",
    ),
    (
        lambda: check_reading(T0, (*HERE, Step(Stage.CLOSED, T0, WHO)), now=T0),
        NotAllowed,
        "session-over",
        "This session is closed. Write what is missing into a note of the chart.",
    ),
    (
        lambda: check_reading(T0, (), now=T0),
        NotAllowed,
        "not-arrived",
        "They have not arrived yet. Note their arrival first.",
    ),
    (
        lambda: check_reading(T0 - timedelta(minutes=1), HERE, now=T0),
        NotAllowed,
        "not-here-then",
        "They were not here at that time. Look at the time of the reading.",
    ),
]


@pytest.mark.parametrize(
    ("asked", "kind", "code", "message"),
    [*ALARMS, *SHEETS, *DOSES, *STEPS],
)
def test_a_refusal_has_its_code_and_its_whole_sentence(
    asked: Callable[[], object], kind: type[DaybreakError], code: str, message: str
) -> None:
    with pytest.raises(kind) as refusal:
        asked()

    assert (refusal.value.code, refusal.value.message) == (code, message)


def test_a_date_is_no_answer_to_a_question_of_yes_or_no() -> None:
    with pytest.raises(NotUnderstood, match="cannot be answered so"):
        data_sheet(rems_rules(), "2021-11", {"sedation": date(2026, 11, 17)}, session_on=T0.date())
