"""What is done for somebody in need is written down as it is done, and held open until it ends."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from beside import did, happened, in_need, well_again
from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import JournalLine, Rescue
from daybreak.records.reads.beside import RescueSeen
from visiting import Visiting, second_nurse, visiting


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic).until(Stage.DOSING)


def only(visit: Visiting) -> RescueSeen:
    (seen,) = visit.seen.beside.rescues
    return seen


def test_a_rescue_is_told_tap_by_tap_and_keeps_the_time_of_each(visit: Visiting) -> None:
    rescue = in_need(visit)
    began = visit.now
    visit.clinic.clock.forward(minutes=1)
    did(visit, rescue, "reposition")
    visit.clinic.clock.forward(minutes=2)
    did(visit, rescue, "oxygen", "10")
    well_again(visit, rescue)

    seen = only(visit)
    assert [(each.action, each.detail) for each in seen.rescue.did] == [
        ("reposition", ""),
        ("oxygen", "10 L/min"),
    ]
    assert seen.rescue.began == began
    assert [
        each.at - began > timedelta(minutes=m)
        for each, m in zip(seen.rescue.did, (1, 3), strict=True)
    ] == [
        True,
        True,
    ]
    assert (seen.rescue.response, seen.rescue.is_open) == ("Well, 138/84.", False)
    assert Rescue.objects.count() == 4
    assert JournalLine.objects.filter(act="session-record-rescue").count() == 4


def test_two_people_tap_at_once_and_neither_is_lost(visit: Visiting) -> None:
    rescue = in_need(visit)
    for by, action in (
        (visit.clinic.actors[Role.NURSE], "suction"),
        (second_nurse(visit.clinic), "airway-manoeuvre"),
    ):
        act.record_rescue(
            **{**visit.nurse(), "by": by}, rescue=rescue, told=act.RescueTold(did=action)
        )

    seen = only(visit)
    assert {each.action for each in seen.rescue.did} == {"suction", "airway-manoeuvre"}
    assert {seen.names[each.by] for each in seen.rescue.did if each.by} == {
        "Test nurse",
        "Second nurse",
    }


def test_a_tap_by_mistake_is_taken_back_and_stays_visible(visit: Visiting) -> None:
    rescue = in_need(visit)
    did(visit, rescue, "cpr")
    (slip,) = only(visit).rescue.did

    act.record_rescue(**visit.nurse(), rescue=rescue, told=act.RescueTold(taken_back=slip.id))

    assert [each.taken_back for each in only(visit).rescue.did] == [True]
    with pytest.raises(NotAllowed, match="not in this record any more"):
        act.record_rescue(**visit.nurse(), rescue=rescue, told=act.RescueTold(taken_back=slip.id))


def test_what_is_told_late_stands_where_it_happened(visit: Visiting) -> None:
    rescue = in_need(visit)
    visit.clinic.clock.forward(minutes=5)
    did(visit, rescue, "ems-called")
    late = visit.now - timedelta(minutes=3)
    act.record_rescue(
        **{**visit.nurse(), "at": late}, rescue=rescue, told=act.RescueTold(did="suction")
    )

    assert [each.action for each in only(visit).rescue.did] == ["suction", "ems-called"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"did": "pray"}, "not in the list"),
        ({"did": "oxygen"}, "Oxygen, L/min"),
        ({"did": "oxygen", "detail": "much"}, "not a number"),
        ({"did": "oxygen", "detail": "100"}, "cannot be"),
        ({"did": "oxygen", "detail": "-1"}, "cannot be"),
        ({"did": "ecg", "detail": "x" * 121}, "At most 120"),
        ({"did": "pause"}, "on its own page"),
        ({"is_over": True}, "Say how they are"),
        ({"trigger": "fate"}, "Choose from the list"),
        ({"taken_back": uuid4()}, "not in this record"),
        ({}, "Nothing was told"),
    ],
)
def test_what_cannot_be_told_of_a_rescue_is_refused(
    visit: Visiting, told: dict[str, Any], words: str
) -> None:
    rescue = in_need(visit)

    with pytest.raises((NotAllowed, NotUnderstood), match=words):
        act.record_rescue(**visit.nurse(), rescue=rescue, told=act.RescueTold(**told))

    assert Rescue.objects.count() == 1


def test_nothing_is_added_after_the_end_or_before_the_beginning(visit: Visiting) -> None:
    visit.clinic.clock.forward(minutes=5)
    rescue = in_need(visit)
    began = visit.now
    visit.clinic.clock.forward(minutes=5)
    well_again(visit, rescue)

    with pytest.raises(NotAllowed, match="is over"):
        did(visit, rescue, "suction")
    with pytest.raises(NotAllowed, match="before this rescue began"):
        act.record_rescue(
            **{**visit.nurse(), "at": began - timedelta(minutes=1)},
            rescue=rescue,
            told=act.RescueTold(did="suction"),
        )


def test_a_rescue_begins_with_what_set_it_off(visit: Visiting) -> None:
    for told in (act.RescueTold(), act.RescueTold(did="cpr"), act.RescueTold(is_over=True)):
        with pytest.raises(NotUnderstood):
            act.record_rescue(**visit.nurse(), told=told)

    assert not Rescue.objects.exists()


def test_while_a_rescue_is_open_no_nurse_goes_on_and_a_prescriber_says_why(
    visit: Visiting,
) -> None:
    act.pause(**visit.nurse(), shown_ul=25_000)
    rescue = in_need(visit)
    with pytest.raises(NotAllowed, match=r"A rescue is under way since .*high blood pressure"):
        act.resume(**visit.nurse())
    with pytest.raises(NotUnderstood, match="Say why"):
        act.resume(**visit.prescriber())

    well_again(visit, rescue)

    act.resume(**visit.nurse())


def test_no_dose_begins_over_an_open_rescue(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.PREPARED)
    visit.check()
    rescue = in_need(visit, "pressure-low")
    with pytest.raises(NotAllowed, match="A rescue is under way"):
        visit.start()

    well_again(visit, rescue, "Fainted at the needle. Awake, 118/70.")

    visit.start()


def test_nobody_goes_home_over_an_open_rescue(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DISCHARGE_ASSESSED)
    rescue = in_need(visit, "other")
    with pytest.raises(NotAllowed, match="A rescue is under way"):
        visit.sign()
    visit.assess()
    assert visit.stage is Stage.RECOVERY

    well_again(visit, rescue, "Slipped, got up, well.")
    visit.assess()

    visit.sign()


def test_a_session_is_not_closed_over_an_open_rescue_which_can_end_after_they_went(
    visit: Visiting,
) -> None:
    rescue = in_need(visit)
    act.transfer(**visit.nurse(), destination="County ED", reason="pressure")
    with pytest.raises(NotAllowed, match="A rescue is under way"):
        visit.close()

    visit.clinic.clock.forward(minutes=2)
    did(visit, rescue, "ems-called")
    well_again(visit, rescue, "Handed over, awake, 178/104.")

    visit.close()
    with pytest.raises(NotAllowed, match="closed"):
        in_need(visit)


@pytest.mark.parametrize(
    "stage",
    [
        Stage.ARRIVED,
        Stage.CHECKED_IN,
        Stage.PRE_ASSESSED,
        Stage.PREPARED,
        Stage.DOSING,
        Stage.RECOVERY,
        Stage.DISCHARGE_ASSESSED,
        Stage.DISCHARGED,
    ],
)
def test_whoever_has_come_can_be_helped(clinic: Clinic, stage: Stage) -> None:
    visit = visiting(clinic).until(stage)

    rescue = in_need(visit)

    assert visit.seen.beside.open_rescue
    assert visit.seen.beside.open_rescue.rescue.id == rescue


def test_whoever_has_not_come_cannot_be(clinic: Clinic) -> None:
    with pytest.raises(NotAllowed, match="not here"):
        in_need(visiting(clinic))


def test_an_event_is_tied_to_the_rescue_it_was_the_reason_for(visit: Visiting) -> None:
    rescue = in_need(visit)
    event = happened(visit).event
    act.record_event(
        **visit.nurse(),
        event=event,
        told=act.EventTold(term="hypertension", grade=3, onset=visit.now),
        rescue=rescue,
    )

    seen = only(visit)
    assert seen.event == event
    assert seen.rescue.is_open


def test_only_who_stands_at_the_chair_writes_it_and_of_their_own_people(
    visit: Visiting, other_clinic: Clinic
) -> None:
    desk = {**visit.clinic.desk, "session": visit.session}
    with pytest.raises(WrongRole):
        act.record_rescue(**desk, told=act.RescueTold(trigger="other"))
    with pytest.raises(NotFound):
        act.record_rescue(
            **other_clinic.nurse, session=visit.session, told=act.RescueTold(trigger="other")
        )
    with pytest.raises(NotFound):
        act.record_rescue(**visit.nurse(), rescue=uuid4(), told=act.RescueTold(did="suction"))
