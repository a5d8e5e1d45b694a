"""What came late says so in its own line; what nobody could take over is kept until settled."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.actions.session.origin import OFFLINE, PAPER, Origin, told_from
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    ConflictEnd,
    EntryConflict,
    EntryOrigin,
    JournalLine,
    VitalsRow,
)
from daybreak.records.reads import offline as reads
from daybreak.records.verify import verify
from visiting import WELL, Visiting, visiting


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic).until(Stage.DOSING)


def origin(visit: Visiting, way: str = OFFLINE, **changed: object) -> Origin:
    told = {"told_at": visit.now - timedelta(minutes=61), "clock_off_s": -3600, "place": 3}
    return Origin(visit.session, way, **(told | changed))  # type: ignore[arg-type]  # as given above


def kept(visit: Visiting, entry: UUID | None = None) -> UUID:
    return act.keep_conflict(
        **visit.nurse(),
        entry=entry or uuid4(),
        what="session-pause",
        content='{"fields":{"reason":"blanket"}}',
        because="The dose is over.",
    ).conflict


def test_an_act_in_there_says_how_it_came(visit: Visiting) -> None:
    visit.clinic.clock.forward(minutes=5)
    sent = visit.nurse() | {"at": visit.now - timedelta(minutes=1)}

    with told_from(origin(visit)):
        act.record_vitals(**sent, vitals=WELL)

    row = EntryOrigin.objects.get()
    assert (row.entry, row.way, row.place, row.clock_off_s) == (sent["act_id"], "offline", 3, -3600)
    assert row.at == sent["at"]
    assert str(row.id) in JournalLine.objects.get(act_id=sent["act_id"]).rows
    assert verify().ok


def test_an_act_outside_says_nothing(visit: Visiting) -> None:
    with told_from(origin(visit)):
        pass
    visit.measure()

    assert not EntryOrigin.objects.exists()


def test_a_repeated_act_says_it_once(visit: Visiting) -> None:
    sent = visit.nurse()

    for _ in range(2):
        with told_from(origin(visit, PAPER, observed_by="Robin")):
            act.record_vitals(**sent, vitals=WELL)

    row = EntryOrigin.objects.get()
    assert (row.way, row.observed_by) == ("paper", "Robin")


def test_a_refused_act_leaves_no_origin(visit: Visiting) -> None:
    with told_from(origin(visit)), pytest.raises(NotAllowed):
        act.resume(**visit.nurse())

    assert not EntryOrigin.objects.exists()


def test_an_altered_origin_is_found(visit: Visiting) -> None:
    from django.db import connection

    from daybreak.records import triggers

    with told_from(origin(visit)):
        visit.measure()
    triggers.remove(connection)

    EntryOrigin.objects.update(told_at=visit.now)

    assert not verify().ok


def test_a_conflict_is_kept_with_everything_that_was_typed(visit: Visiting) -> None:
    entry = uuid4()

    kept(visit, entry)

    row = EntryConflict.objects.get()
    assert (row.entry, row.what, row.because) == (entry, "session-pause", "The dose is over.")
    (seen,) = reads.conflicts(visit.session)
    assert seen.content == {"fields": {"reason": "blanket"}}
    assert reads.conflict_of(entry) == seen
    assert verify().ok


def test_one_entry_is_kept_once(visit: Visiting) -> None:
    entry = uuid4()
    kept(visit, entry)

    with pytest.raises(NotAllowed, match="kept already"):
        kept(visit, entry)


def test_a_conflict_is_settled_once_and_with_a_reason(visit: Visiting) -> None:
    conflict = kept(visit)
    told = {name: value for name, value in visit.nurse().items() if name != "session"}

    with pytest.raises(NotUnderstood, match="Say why"):
        act.settle_conflict(**told, conflict=conflict, reason=" ")
    act.settle_conflict(**told | {"act_id": uuid4()}, conflict=conflict, reason="It had ended.")
    with pytest.raises(NotAllowed, match="settled this already"):
        act.settle_conflict(**told | {"act_id": uuid4()}, conflict=conflict, reason="Again.")

    assert ConflictEnd.objects.get().reason == "It had ended."
    assert not reads.conflicts(visit.session)
    assert not reads.open_conflicts([visit.session])


def test_nobody_settles_what_is_not_theirs(visit: Visiting, other_clinic: Clinic) -> None:
    conflict = kept(visit)

    with pytest.raises(NotFound):
        act.settle_conflict(**other_clinic.nurse, conflict=conflict, reason="Not ours.")
    with pytest.raises(NotFound):
        act.settle_conflict(**visit.clinic.nurse, conflict=uuid4(), reason="Which?")
    with pytest.raises(WrongRole):
        act.settle_conflict(**visit.clinic.by(Role.THERAPIST), conflict=conflict, reason="May not.")
    with pytest.raises(NotFound):
        act.keep_conflict(
            **other_clinic.nurse,
            session=visit.session,
            entry=uuid4(),
            what="session-pause",
            content="{}",
            because="Not theirs.",
        )


def test_what_was_right_then_is_not_refused_for_what_came_later(visit: Visiting) -> None:
    act.pause(**visit.nurse())
    then = visit.now + timedelta(seconds=10)
    visit.clinic.clock.forward(minutes=10)
    visit.measure(systolic_mmhg=195)  # critical by now, but not when the pump was set going
    assert VitalsRow.objects.filter(systolic_mmhg=195).exists()

    with pytest.raises(NotAllowed):
        act.resume(**visit.nurse())
    act.resume(**visit.nurse() | {"at": then})

    assert visit.stage is Stage.DOSING
