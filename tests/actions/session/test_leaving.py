"""Nobody leaves before they should; whoever goes all the same is written down."""

from typing import Any

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotUnderstood, WrongRole
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Closing, Departure, DeviceUnbinding, DischargeCheck
from daybreak.records.reads.session import last_departure
from daybreak.records.verify import verify
from visiting import Visiting, second_nurse, visiting


@pytest.fixture
def recovering(clinic: Clinic) -> Visiting:
    return visiting(clinic).until(Stage.RECOVERY)


def after(visit: Visiting, minutes: int, **readings: Any) -> None:
    """So much later, with fresh readings."""
    visit.clinic.clock.forward(minutes=minutes)
    visit.measure(**readings)


def test_nobody_leaves_before_the_clock(recovering: Visiting) -> None:
    after(recovering, 40)

    answer = recovering.assess()

    assert "clock-running" in {each.rule for each in answer.findings}
    assert recovering.stage is Stage.RECOVERY
    assert DischargeCheck.objects.count() == 1
    with pytest.raises(NotAllowed, match="First look"):
        recovering.sign()


@pytest.mark.parametrize(
    ("readings", "rule"),
    [
        ({"moaas": 4}, "not-awake"),
        ({"dissociation_nrs": 3}, "still-away"),
        ({"spo2_percent": 93}, "oxygen-low"),
    ],
)
def test_a_reading_keeps_them_here(
    recovering: Visiting, readings: dict[str, int], rule: str
) -> None:
    after(recovering, 61, **readings)

    answer = recovering.assess()

    assert rule in {each.rule for each in answer.findings}
    assert answer.stage is Stage.RECOVERY


@pytest.mark.parametrize("missing", ["walks-unaided", "cannula-out", "suicide-asked-again"])
def test_a_question_left_open_keeps_them_here(recovering: Visiting, missing: str) -> None:
    after(recovering, 61)
    answers = {k: v for k, v in recovering.answers(Stage.DISCHARGED).items() if k != missing}

    assert missing in {each.rule for each in recovering.assess(answers=answers).findings}


def test_a_high_suicide_screen_at_recovery_keeps_them_here(recovering: Visiting) -> None:
    after(recovering, 61)
    recovering.somebody.screened(at=recovering.now, level="high")

    assert "suicide-high" in {each.rule for each in recovering.assess().findings}


def test_a_score_that_is_not_complete_is_not_stored(recovering: Visiting) -> None:
    with pytest.raises(NotUnderstood, match="not complete"):
        recovering.assess(items={"activity": 2})

    assert not DischargeCheck.objects.exists()


def test_nobody_leaves_alone(recovering: Visiting) -> None:
    after(recovering, 61)
    recovering.assess()

    with pytest.raises(NotAllowed, match="Nobody is here to take them home"):
        recovering.sign(escort_name=" ")

    assert recovering.stage is Stage.DISCHARGE_ASSESSED


def test_whoever_worsens_goes_back_to_recovery(recovering: Visiting) -> None:
    after(recovering, 61)
    recovering.assess()
    after(recovering, 1, moaas=3)

    assert recovering.assess().stage is Stage.RECOVERY


def test_a_high_pressure_is_signed_for_by_a_prescriber_with_a_reason(
    recovering: Visiting,
) -> None:
    after(recovering, 61, systolic_mmhg=150)
    after(recovering, 1, systolic_mmhg=128, diastolic_mmhg=102)
    for channel in [each.channel for each in recovering.seen.alarms(recovering.now)]:
        act.acknowledge(
            **recovering.nurse(), channel=channel, level="alert", action="Prescriber told"
        )
    assert recovering.assess().stage is Stage.DISCHARGE_ASSESSED
    with pytest.raises(NotAllowed, match="under 160/100 is needed"):
        recovering.sign()
    with pytest.raises(NotAllowed, match="Only a prescriber"):
        recovering.sign(signed_for=("pressure-high",), reason="usual for her")
    signed: dict[str, Any] = {"escort_name": "Robin", "signed_for": ("pressure-high",)}
    with pytest.raises(NotUnderstood, match="Say why"):
        act.sign_discharge(**recovering.prescriber(), **signed)

    act.sign_discharge(**recovering.prescriber(), **signed, reason="usual for her at home")

    row = Departure.objects.get()
    assert (row.kind, row.details) == ("discharged", "usual for her at home")
    assert "pressure-high" in row.signed_findings


def test_leaving_is_written_down_with_the_sheet_and_ends_every_pairing(
    recovering: Visiting,
) -> None:
    act.bind_device(**recovering.nurse(), device="SPOTMON")
    after(recovering, 61)
    recovering.assess()

    recovering.sign()

    left = last_departure(recovering.somebody.patient)
    assert left is not None
    assert (left.kind, left.escort_name, left.instructions) == (
        "discharged",
        "Robin Hollow",
        "instructions-1",
    )
    assert DeviceUnbinding.objects.count() == 1
    assert recovering.stage is Stage.DISCHARGED


def test_a_therapist_signs_nobody_out(recovering: Visiting) -> None:
    with pytest.raises(WrongRole):
        act.sign_discharge(
            **{**recovering.clinic.by(Role.THERAPIST), "session": recovering.session}
        )


def test_nobody_is_kept_by_force_but_the_session_stays_open(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=5)
    with pytest.raises(NotUnderstood, match="how they left"):
        act.leave_early(**visit.nurse(), answers={}, details=" ")

    answer = act.leave_early(
        **visit.nurse(), answers={"prescriber-told": True}, details="Walked out.", shown_ul=12_500
    )

    assert visit.stage is Stage.LEFT_AMA
    assert "driving-risk-told" in {each.rule for each in answer.findings}
    assert visit.seen.rate_changes[-1].rate.microlitres_per_h == 0
    with pytest.raises(NotAllowed, match="not to drive"):
        visit.close()
    rest = {**visit.answers(Stage.LEFT_AMA), **visit.answers(Stage.CLOSED)}
    visit.close(answers=rest)
    assert str(visit.stage) == "closed"


def test_a_transfer_stops_the_pump_and_names_where(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=5)
    with pytest.raises(NotUnderstood):
        act.transfer(**visit.nurse(), destination=" ", reason="chest pain")

    act.transfer(**visit.nurse(), destination="ambulance", reason="chest pain", shown_ul=12_500)

    assert visit.stage is Stage.TRANSFERRED
    assert Departure.objects.get().details == "ambulance: chest pain"


def test_the_waste_is_measured_and_seen_by_somebody_else(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=22)
    visit.end(shown_ul=55_000, reason="patient-request")
    for _ in range(4):
        after(visit, 15)
    clinic.clock.forward(minutes=1)
    visit.assess()
    visit.sign()
    with pytest.raises(NotAllowed, match="Somebody else has to see"):
        visit.close(waste_ul=45_000)
    with pytest.raises(NotAllowed, match="own waste"):
        visit.close(waste_ul=45_000, witness=clinic.actors[Role.NURSE].id)
    with pytest.raises(NotAllowed, match="nurse or prescriber"):
        visit.close(waste_ul=45_000, witness=clinic.actors[Role.FRONT_DESK].id)
    with pytest.raises(NotUnderstood, match="cannot be left"):
        visit.close(waste_ul=145_000, witness=second_nurse(clinic).id)

    answer = visit.close(waste_ul=45_000, witness=second_nurse(clinic).id)

    assert (answer.delivered_ug, answer.waste_ug) == (22_000, 18_000)
    row = Closing.objects.get()
    assert (row.delivered_ul, row.witness_id) == (55_000, second_nurse(clinic).id)
    assert verify().ok


def test_a_session_is_closed_with_a_note_and_once(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DISCHARGED)
    with pytest.raises(NotUnderstood, match="note"):
        visit.close(note=" ")
    with pytest.raises(NotAllowed, match="accounted for"):
        visit.close(answers={"note-signed": True})
    visit.close()
    with pytest.raises(NotAllowed, match="closed"):
        visit.close()


def test_nobody_closes_what_is_under_way(recovering: Visiting) -> None:
    with pytest.raises(NotAllowed, match="once they have left"):
        recovering.close()


def test_a_session_without_a_dose_closes_without_waste(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.CHECKED_IN)
    visit.end(shown_ul=None, reason="fever")

    answer = visit.close()

    assert (answer.delivered_ug, answer.waste_ug) == (0, 0)
