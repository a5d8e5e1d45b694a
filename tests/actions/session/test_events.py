"""An adverse event is described, corrected by adding, and not closed with nobody told."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from beside import happened
from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.session.stages import Stage
from daybreak.records.models import AdverseEvent
from visiting import Visiting, visiting


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic).until(Stage.DOSING)


def told_of(visit: Visiting, event: UUID, task: str, words: str, *, is_done: bool = True) -> None:
    act.record_event(
        **visit.nurse(), event=event, task=act.TaskTold(task=task, is_done=is_done, words=words)
    )


def test_an_event_is_kept_as_it_was_described(visit: Visiting) -> None:
    answer = happened(visit, relatedness="probable", description="186/112 at minute 20.")

    (seen,) = visit.seen.beside.events
    assert (seen.event.term, seen.event.grade, seen.event.relatedness, seen.event.taken) == (
        "hypertension",
        3,
        "probable",
        "stopped",
    )
    assert seen.event.description == "186/112 at minute 20."
    assert (answer.is_serious, answer.tasks) == (False, ())


def test_a_correction_counts_and_the_first_entry_stays(visit: Visiting) -> None:
    visit.clinic.clock.forward(minutes=5)
    event = happened(visit, grade=2).event
    onset = visit.now - timedelta(minutes=1)
    act.record_event(
        **visit.nurse(),
        event=event,
        told=act.EventTold(term="hypertension", grade=3, onset=onset, taken="stopped"),
    )

    (seen,) = visit.seen.beside.events
    assert (seen.event.id, seen.event.grade, seen.corrections) == (event, 3, 1)
    assert AdverseEvent.objects.count() == 2


def test_a_serious_event_keeps_the_session_open_until_somebody_was_told(visit: Visiting) -> None:
    answer = happened(visit, flags=("hospitalisation",))
    assert (answer.is_serious, answer.tasks) == (True, ("medwatch",))
    act.transfer(**visit.nurse(), destination="County ED", reason="pressure")
    with pytest.raises(NotAllowed, match="FDA MedWatch report is not noted yet"):
        visit.close()

    with pytest.raises(NotUnderstood, match="Say why"):
        told_of(visit, answer.event, "medwatch", " ")
    told_of(visit, answer.event, "medwatch", "online, 2026-004711")

    noted = visit.seen.beside.events[0].event.noted
    assert noted
    assert (noted["medwatch"].done, noted["medwatch"].words) == (True, "online, 2026-004711")
    with pytest.raises(NotAllowed, match="noted already"):
        told_of(visit, answer.event, "medwatch", "again")
    visit.close()


def test_why_it_was_not_reported_is_an_answer_too(visit: Visiting) -> None:
    event = happened(visit, flags=("medically-important",)).event

    told_of(visit, event, "medwatch", "known effect at a known rate", is_done=False)

    noted = visit.seen.beside.events[0].event.noted
    assert noted
    assert not noted["medwatch"].done


def test_a_correction_keeps_what_was_noted_and_a_new_flag_asks_for_what_is_missing(
    visit: Visiting,
) -> None:
    event = happened(visit, flags=("medically-important",)).event
    told_of(visit, event, "medwatch", "online")

    corrected = act.record_event(
        **visit.nurse(),
        event=event,
        told=act.EventTold(
            term="hypertension", grade=4, onset=visit.now, flags=("life-threatening",)
        ),
    )

    assert corrected.tasks == ()
    assert visit.seen.beside.events[0].event.noted


def test_of_esketamine_the_programme_is_told_too(clinic: Clinic) -> None:
    sprayed = visiting(clinic, protocol="esketamine-trd").until(Stage.ARRIVED)

    answer = happened(sprayed, flags=("medically-important",), taken="not-given")

    assert answer.tasks == ("rems", "medwatch")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"term": "bad-luck"}, "not in the list"),
        ({"grade": 0}, "from 1 to 5"),
        ({"grade": 6}, "from 1 to 5"),
        ({"relatedness": "perhaps"}, "Choose from the list"),
        ({"taken": "shaken"}, "Choose from the list"),
        ({"flags": ("nasty",)}, "Choose from the list"),
        ({"grade": 4}, "life-threatening"),
        ({"grade": 5, "flags": ("life-threatening",)}, "death"),
        ({"description": "x" * 4001}, "At most 4000"),
    ],
)
def test_what_cannot_be_an_event_is_refused(
    visit: Visiting, told: dict[str, Any], words: str
) -> None:
    with pytest.raises(NotUnderstood, match=words):
        happened(visit, **told)

    assert not AdverseEvent.objects.exists()


def test_its_times_lie_between_their_coming_and_now(visit: Visiting) -> None:
    for onset in (visit.now + timedelta(hours=1), visit.now - timedelta(days=1)):
        with pytest.raises((NotAllowed, NotUnderstood), match="Look at the time"):
            happened(visit, onset=onset)
    with pytest.raises(NotUnderstood, match="before it began"):
        happened(visit, resolved=visit.now - timedelta(minutes=1))


def test_a_task_of_an_event_that_is_not_serious_is_nobodys(visit: Visiting) -> None:
    event = happened(visit).event

    for task in ("medwatch", "tell-the-press"):
        with pytest.raises(NotAllowed, match="Nobody has to note"):
            told_of(visit, event, task, "online")
    with pytest.raises(NotUnderstood, match="Say what happened"):
        act.record_event(**visit.nurse())


def test_another_organisations_event_and_a_strangers_do_not_exist(
    visit: Visiting, other_clinic: Clinic
) -> None:
    event = happened(visit).event
    told = act.EventTold(term="nausea", grade=1, onset=visit.now)

    with pytest.raises(NotFound):
        act.record_event(**other_clinic.nurse, session=visit.session, told=told)
    with pytest.raises(NotFound):
        act.record_event(**visit.nurse(), told=told, event=uuid4())
    with pytest.raises(NotFound):
        act.record_event(**visit.nurse(), told=told, rescue=uuid4())
    with pytest.raises(WrongRole):
        act.record_event(**{**visit.clinic.desk, "session": visit.session}, told=told, event=event)


def test_a_closed_session_takes_no_more(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.CLOSED)

    with pytest.raises(NotAllowed, match="closed"):
        happened(visit)
