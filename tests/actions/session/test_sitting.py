"""Whoever sits with somebody writes down what they bring, and words beside the session."""

import json
from typing import Any
from uuid import UUID

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.actions.session.sitting import NOTE_LETTERS
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import JournalLine, SessionNote, Setting
from daybreak.records.reads.company import notes_of, setting_of
from visiting import Visiting, visiting


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic)


def therapist(clinic: Clinic, session: UUID) -> dict[str, Any]:
    return {**clinic.by(Role.THERAPIST), "session": session}


def test_what_they_bring_is_kept_and_the_latest_counts_whole(
    clinic: Clinic, visit: Visiting
) -> None:
    act.record_setting(
        **therapist(clinic, visit.session), answers={"mood": "tired", "touch": "hand"}
    )
    act.record_setting(**therapist(clinic, visit.session), answers={"mood": "better"})

    told = setting_of(visit.session)
    assert told is not None
    assert dict(told.answers) == {"mood": "better"}
    assert told.by == "Test therapist"
    assert Setting.objects.count() == 2
    assert json.loads(Setting.objects.first().answers)["sheet"] == "setting-1"  # type: ignore[union-attr]  # there are two
    assert JournalLine.objects.filter(act="session-record-setting").count() == 2


def test_nothing_answered_is_refused_and_leaves_nothing(clinic: Clinic, visit: Visiting) -> None:
    with pytest.raises(NotUnderstood):
        act.record_setting(**therapist(clinic, visit.session), answers={"mood": " "})

    assert setting_of(visit.session) is None
    assert not JournalLine.objects.filter(act="session-record-setting").exists()


def test_the_same_note_sent_twice_is_one(clinic: Clinic, visit: Visiting) -> None:
    visit.arrive()
    sent = therapist(clinic, visit.session)
    for _ in range(2):
        act.write_note(**sent, words=" Spoke of\nthe sea. ")

    (note,) = notes_of(visit.session)
    assert (note.words, note.by) == ("Spoke of\nthe sea.", "Test therapist")


@pytest.mark.parametrize("words", ["", "  ", "x" * (NOTE_LETTERS + 1)])
def test_a_note_without_words_or_with_too_many_is_refused(
    clinic: Clinic, visit: Visiting, words: str
) -> None:
    visit.arrive()
    with pytest.raises(NotUnderstood):
        act.write_note(**therapist(clinic, visit.session), words=words)

    assert not SessionNote.objects.exists()


def test_before_they_come_and_once_it_is_closed_no_note_is_written(
    clinic: Clinic, visit: Visiting
) -> None:
    with pytest.raises(NotAllowed):
        act.write_note(**therapist(clinic, visit.session), words="Too early.")
    act.cancel(**visit.nurse(), reason="They rang.", no_show=False)
    with pytest.raises(NotAllowed):
        act.write_note(**therapist(clinic, visit.session), words="Too late.")
    with pytest.raises(NotAllowed):
        act.record_setting(**therapist(clinic, visit.session), answers={"mood": "gone"})


def test_another_organisation_knows_of_no_such_session(
    other_clinic: Clinic, visit: Visiting
) -> None:
    visit.until(Stage.ARRIVED)
    with pytest.raises(NotFound):
        act.write_note(**therapist(other_clinic, visit.session), words="Whose?")
    with pytest.raises(NotFound):
        act.record_setting(**therapist(other_clinic, visit.session), answers={"mood": "?"})
