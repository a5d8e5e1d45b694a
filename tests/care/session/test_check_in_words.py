"""Whoever may not be dosed yet is told in words what is so, what to do and what is unknown."""

from dataclasses import replace

import pytest

from care.session.test_check_in import (
    CHAIR,
    FIGURES,
    FULL,
    GATES,
    GO,
    IV,
    LINDEN,
    READY,
    at,
    fired,
)
from daybreak.care.findings import Source, Status
from daybreak.care.quantities import Mass, Rate, Volume
from daybreak.care.session.chair import Chair
from daybreak.care.session.check_in import Readiness, gates_before
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Reading
from daybreak.care.team.roles import Role

ORDER = GATES.source
SEEN = next(gate.source for gate in GATES.gate if gate.id == "rescue-ready")
assert SEEN is not None
(BEFORE,) = IV.before
(WRONG_RATE,) = gates_before(
    Stage.DOSING, replace(READY, programmed=Rate.ml_per_h(100)), CHAIR, GATES, at(0)
)
OF_DRUG = WRONG_RATE.source
UNADOPTED = (
    "Nobody has adopted the monitoring profile “Racemic ketamine by infusion” for this site: "
    "its lines and intervals are an example."
)
Shut = tuple[Readiness, Chair, float, str, str, tuple[str, ...], Source]

SHUT: list[Shut] = [
    (
        READY,
        replace(CHAIR, is_adopted=False),
        0,
        UNADOPTED,
        "Ask the medical director to read it and to adopt it under Team, Monitoring profiles.",
        (),
        ORDER,
    ),
    (
        replace(READY, screening=None),
        CHAIR,
        0,
        "Today's rules have not been asked.",
        "Complete check-in, so that the rules can be asked with today's facts.",
        ("screening",),
        ORDER,
    ),
    (
        replace(READY, decisions=(replace(GO, at=at(1)),)),
        CHAIR,
        0,
        "No go has been signed.",
        "Ask the prescriber to look at the readings and sign go or no-go.",
        ("go",),
        ORDER,
    ),
    (
        replace(READY, decisions=(GO, replace(GO, is_go=False, reason="a rash"))),
        CHAIR,
        0,
        "The prescriber signed no-go: a rash",
        "End the session before the dose, or ask the prescriber to look again.",
        (),
        ORDER,
    ),
    (
        replace(READY, decisions=(replace(GO, is_go=False),)),
        CHAIR,
        0,
        "The prescriber signed no-go: no reason given",
        "End the session before the dose, or ask the prescriber to look again.",
        (),
        ORDER,
    ),
    (
        replace(READY, decisions=(replace(GO, role=Role.NURSE),)),
        CHAIR,
        0,
        "The go was not signed by a prescriber.",
        "Ask the prescriber to sign.",
        (),
        ORDER,
    ),
    (
        READY,
        replace(CHAIR, readings=(Reading(at(-9), FULL),)),
        0,
        "The go was signed before any blood pressure was taken today.",
        "Ask the prescriber to look at today's readings and sign again.",
        (),
        ORDER,
    ),
    (
        replace(READY, screening=(fired("C03", Status.WARN),)),
        CHAIR,
        0,
        "The go does not weigh this warning: C03 fired.",
        "Ask the prescriber to weigh it and sign again.",
        (),
        ORDER,
    ),
    (
        replace(READY, programmed=None),
        CHAIR,
        0,
        "What the pump is set to was not read back.",
        "Set the pump, read its rate aloud, and enter it.",
        ("programmed-rate",),
        ORDER,
    ),
    (
        replace(READY, programmed=Rate.ml_per_h(100)),
        CHAIR,
        0,
        "The pump is set to 100 mL/h; it should be 150 mL/h.",
        "Set the pump again and read it back.",
        (),
        OF_DRUG,
    ),
    (
        replace(READY, checks=READY.checks[:1]),
        CHAIR,
        0,
        "The dose was not checked by two people since it was prepared.",
        "A second person computes it, without seeing the first answer.",
        ("second-check",),
        ORDER,
    ),
    (
        replace(
            READY,
            checks=(
                READY.checks[0],
                replace(
                    READY.checks[1],
                    figures=replace(FIGURES, by=LINDEN, dose=Mass.mg(40), drug=Volume.ml("0.9")),
                ),
            ),
        ),
        CHAIR,
        0,
        "The drug volume does not agree: 0.8 mL and 0.9 mL; worked out here: 0.8 mL.",
        "Both work it out again from the order and the vial.",
        (),
        OF_DRUG,
    ),
    (
        replace(READY, preparation=None),
        CHAIR,
        0,
        "Nothing has been prepared for this session.",
        "Prepare the dose from the vial in hand.",
        ("preparation",),
        ORDER,
    ),
    (
        READY,
        replace(
            CHAIR,
            readings=(
                Reading(at(-12), FULL),
                Reading(at(-11), replace(FULL, heart_rate_per_min=None)),
            ),
        ),
        3,
        "Heart rate not taken in the last 15 minutes before the start.",
        "Take them now.",
        ("baseline-heart-rate",),
        BEFORE.source,
    ),
    (
        replace(READY, answers={**READY.answers, "alarm-limits-on": False}),
        CHAIR,
        0,
        next(gate.if_no for gate in GATES.gate if gate.id == "alarm-limits-on"),
        "Switch the monitor's alarm limits on.",
        (),
        ORDER,
    ),
    (
        replace(
            READY,
            answers={name: yes for name, yes in READY.answers.items() if name != "rescue-ready"},
        ),
        CHAIR,
        0,
        "Not answered yet: Airway equipment, suction, oxygen and crash trolley here and checked?",
        "Check it at the chair before anything is given.",
        ("rescue-ready",),
        SEEN,
    ),
]


@pytest.mark.parametrize(
    "shut", SHUT, ids=[f"{place} {shut[3]}" for place, shut in enumerate(SHUT)]
)
def test_what_stands_before_a_dose_is_said_in_full(shut: Shut) -> None:
    ready, chair, minute, because, to_do, unknown, source = shut
    told = gates_before(Stage.DOSING, ready, chair, GATES, at(minute))

    (finding,) = [each for each in told if each.because == because]
    assert finding.level is Status.HOLD
    assert (finding.to_do, finding.unknown, finding.overridable_by) == (to_do, unknown, ())
    assert finding.source == source
