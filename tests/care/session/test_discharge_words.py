"""Whoever is held is told in words what is so, what to do, what is unknown and who may sign."""

from dataclasses import replace

import pytest

from care.session.test_discharge import (
    ALDRETE,
    CHAIR,
    FIT,
    GATES,
    IV,
    LEAVING,
    PADSS,
    WELL,
    at,
    seen,
    with_last,
)
from daybreak.care.findings import Source, Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.session.chair import Chair
from daybreak.care.session.checklists import score
from daybreak.care.session.discharge import Leaving, discharge_gates
from daybreak.care.session.vitals import Reading, Vitals

ORDER, CLOCK, LINES = GATES.source, IV.recovery.source, IV.recovery.lines_source
SEVERITY = IV.alarm_source
SIGNS = ("prescriber",)
SLOW = Reading(at(99), replace(WELL, heart_rate_per_min=40))


def before(vitals: Vitals) -> Chair:
    return replace(CHAIR, readings=(Reading(at(-5), vitals), Reading(at(98), WELL)))


Held = tuple[Leaving, Chair, float, str, str, tuple[str, ...], tuple[str, ...], Source]

HELD: list[Held] = [
    (
        LEAVING,
        replace(CHAIR, history=CHAIR.history[:5]),
        100,
        "There was no dose, or it is not over.",
        "End the dose first.",
        (),
        (),
        ORDER,
    ),
    (
        LEAVING,
        CHAIR,
        98.01,
        "2 minutes of observation are left.",
        "Stay until 11:40 UTC.",
        (),
        (),
        CLOCK,
    ),
    (
        LEAVING,
        with_last(replace(WELL, heart_rate_per_min=None, moaas=None)),
        100,
        "Heart rate, MOAA/S not taken in the last 15 minutes.",
        "Take them now.",
        ("fresh-heart-rate", "fresh-moaas"),
        (),
        LINES,
    ),
    (
        LEAVING,
        with_last(replace(WELL, moaas=4)),
        100,
        "MOAA/S is 4; 5 is needed.",
        "Wait until they are wide awake.",
        (),
        (),
        LINES,
    ),
    (
        LEAVING,
        replace(
            with_last(replace(WELL, systolic_mmhg=160)),
            acknowledgements=(seen("systolic-high"),),
        ),
        100,
        "Blood pressure 160/78; under 160/100 is needed.",
        "Wait and repeat, or ask the prescriber to sign for it.",
        (),
        SIGNS,
        LINES,
    ),
    (
        LEAVING,
        with_last(
            replace(WELL, systolic_mmhg=159), Reading(at(90), replace(WELL, systolic_mmhg=150))
        ),
        100,
        "Blood pressure is rising: 150, then 159.",
        "Repeat it until it falls.",
        (),
        (),
        LINES,
    ),
    (
        LEAVING,
        with_last(replace(WELL, spo2_percent=95)),
        100,
        "SpO₂ is 95 %; it was 98 % before the start.",
        "Wait, and measure again on room air.",
        (),
        (),
        LINES,
    ),
    (
        LEAVING,
        before(replace(WELL, spo2_percent=None)),
        100,
        "SpO₂ was not taken before the start, so it cannot be compared.",
        "Ask the prescriber to judge it and sign.",
        ("baseline-spo2",),
        SIGNS,
        LINES,
    ),
    (
        replace(LEAVING, scores=(score(PADSS, {}),)),
        CHAIR,
        100,
        "Neither the Aldrete nor the discharge score is complete.",
        "Score one of them.",
        ("discharge-score",),
        (),
        ORDER,
    ),
    (
        replace(
            LEAVING,
            scores=(
                score(ALDRETE, dict.fromkeys(FIT, 1)),
                score(ALDRETE, FIT | {"activity": 1, "spo2": 1}),
            ),
        ),
        CHAIR,
        100,
        "Modified Aldrete score is 8; 9 or more is needed.",
        "Wait, and score again.",
        (),
        (),
        ORDER,
    ),
    (
        replace(LEAVING, scores=(score(ALDRETE, FIT), score(PADSS, {"activity": 0}))),
        CHAIR,
        100,
        f"{PADSS.name}: {next(i.name for i in PADSS.item if i.id == 'activity')} is scored 0.",
        "Tell the prescriber; nobody goes home with a 0.",
        (),
        (),
        ORDER,
    ),
    (
        LEAVING,
        with_last(replace(WELL, dissociation_nrs=None)),
        100,
        "How far away they are was not asked since the dose ended.",
        "Ask on the scale from 0 to 10.",
        ("fresh-dissociation",),
        (),
        LINES,
    ),
    (
        LEAVING,
        with_last(replace(WELL, dissociation_nrs=2)),
        100,
        "They are still far away: 2 of 10.",
        "Wait, and ask again.",
        (),
        (),
        LINES,
    ),
    (
        replace(LEAVING, cadss6=IV.recovery.cadss6_at_most + 1),
        CHAIR,
        100,
        f"They are still far away: CADSS-6 {IV.recovery.cadss6_at_most + 1}.",
        "Wait, and ask again.",
        (),
        (),
        LINES,
    ),
    (
        LEAVING,
        replace(CHAIR, readings=(*CHAIR.readings, SLOW)),
        100,
        "This is still open: Heart rate 40 a minute is under 50.",
        "Answer it and repeat the reading until it is over.",
        (),
        (),
        SEVERITY,
    ),
    (
        LEAVING,
        replace(
            CHAIR,
            readings=(*CHAIR.readings, SLOW),
            acknowledgements=(seen("heart-rate-low"),),
        ),
        100,
        "This is still open: Heart rate 40 a minute is under 50.",
        "Answer it and repeat the reading until it is over.",
        (),
        SIGNS,
        SEVERITY,
    ),
    (
        replace(LEAVING, suicide_level=Level.INCOMPLETE),
        CHAIR,
        100,
        "The suicide screen is incomplete; a second disposition is needed before they leave.",
        "Do not leave them alone. Call the clinician on duty.",
        (),
        (),
        ORDER,
    ),
    (
        replace(LEAVING, has_escort=None),
        CHAIR,
        100,
        "Nobody is here to take them home.",
        "Call the escort; they do not leave alone.",
        ("escort",),
        (),
        ORDER,
    ),
    (
        replace(LEAVING, has_escort=False),
        CHAIR,
        100,
        "Nobody is here to take them home.",
        "Call the escort; they do not leave alone.",
        (),
        (),
        ORDER,
    ),
    (
        replace(LEAVING, answers={**LEAVING.answers, "on-room-air": False}),
        CHAIR,
        100,
        "They still have extra oxygen.",
        "Take it off and measure again on room air.",
        (),
        (),
        ORDER,
    ),
    (
        replace(
            LEAVING,
            answers={gate: yes for gate, yes in LEAVING.answers.items() if gate != "cannula-out"},
        ),
        CHAIR,
        100,
        "Not answered yet: Cannula out, site looked at?",
        "Take it out, press, and look at the site.",
        ("cannula-out",),
        (),
        ORDER,
    ),
]


@pytest.mark.parametrize(
    "held", HELD, ids=[f"{place} {held[3]}" for place, held in enumerate(HELD)]
)
def test_what_holds_someone_is_said_in_full(held: Held) -> None:
    leaving, chair, minute, because, to_do, unknown, signs, source = held
    found = {each.because: each for each in discharge_gates(leaving, chair, GATES, at(minute))}

    finding = found[because]
    assert finding.level is Status.HOLD
    assert (finding.to_do, finding.unknown, finding.overridable_by) == (to_do, unknown, signs)
    assert finding.source == source


def test_where_people_may_leave_alone_only_whoever_does_stays_longer() -> None:
    alone_s = IV.recovery.minimum_s + 3600
    lets = replace(IV, recovery=replace(IV.recovery, unaccompanied_minimum_s=alone_s))
    chair = replace(CHAIR, profile=lets)

    def held(has_escort: bool | None, minute: float) -> list[str]:
        leaving = replace(LEAVING, has_escort=has_escort)
        found = discharge_gates(leaving, chair, GATES, at(minute))
        return [each.rule for each in found if each.rule in {"clock-running", "no-escort"}]

    assert held(True, 100) == []
    assert held(False, 100) == held(None, 100) == ["clock-running"]
    assert held(False, 40 + alone_s / 60) == []
