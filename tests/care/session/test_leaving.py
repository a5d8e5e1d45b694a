"""Whoever leaves against advice is not forgotten, and no session is closed uneven."""

from datetime import UTC, datetime
from uuid import UUID

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.session.chair import Chair
from daybreak.care.session.gates import session_gates
from daybreak.care.session.leaving import closing_gates, early_leaving_gates
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import symptom_list

GATES = session_gates()
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)


def chair(*stages: Stage, profile: str = "iv-racemic") -> Chair:
    return Chair(
        profile=newest("profiles", Profile, profile),
        symptom_list=symptom_list(),
        history=tuple(Step(stage, T0, UUID(int=7)) for stage in stages),
    )


def rules(answers: dict[str, bool], a_chair: Chair) -> set[str]:
    return {finding.rule for finding in closing_gates(answers, a_chair, GATES)}


def test_a_session_is_closed_with_its_note_signed_and_its_drug_accounted_for() -> None:
    usual = chair(Stage.DOSING, Stage.RECOVERY, Stage.DISCHARGED)

    assert rules({}, usual) == {"note-signed", "drug-accounted-for"}
    assert rules({"note-signed": True, "drug-accounted-for": True}, usual) == set()


def test_esketamine_also_sets_the_date_of_its_form() -> None:
    spray = chair(Stage.DOSING, Stage.RECOVERY, Stage.DISCHARGED, profile="esketamine")

    assert "monitoring-form-set" in rules({}, spray)


def test_leaving_early_asks_seven_things_and_is_not_closed_before() -> None:
    early = chair(Stage.DOSING, Stage.LEFT_AMA)
    asked = {finding.rule for finding in early_leaving_gates({}, early, GATES)}

    assert asked == {
        "prescriber-told",
        "capacity-judged",
        "driving-risk-told",
        "done-written-down",
        "same-day-contact-set",
        "next-day-contact-set",
        "adverse-event-opened",
    }
    assert asked <= rules({"note-signed": True, "drug-accounted-for": True}, early)
    assert asked <= rules({}, chair(Stage.DOSING, Stage.LEFT_AMA, Stage.TRANSFERRED))
