"""One line a chair, never longer than a breath, with everything that is open named or counted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic import JUST_NOW, Clinic
from daybreak.actions import session as act
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.web.session.handover import MOST_LETTERS, MOST_OF_ONE, chair_said, composed
from visiting import Visiting, visiting
from web.session.pinned import signed_in

SAID = st.text("aZ 7ö…", min_size=1, max_size=120)
LINES = st.lists(SAID, max_size=8)


@given(st.lists(SAID, min_size=1, max_size=4), LINES, LINES)
def test_a_line_is_never_longer_than_a_breath(
    head: list[str], found: list[str], rest: list[str]
) -> None:
    assert len(composed(head, found, rest)) <= MOST_LETTERS


@given(st.lists(SAID, min_size=1, max_size=4), st.lists(SAID, min_size=1, max_size=8), LINES)
def test_what_is_open_is_named_worst_first_or_counted(
    head: list[str], found: list[str], rest: list[str]
) -> None:
    said = composed(head, found, rest)

    counted = re.search(r", and (\d+) more open$", said)
    named = len(found) - (int(counted[1]) if counted else 0)
    assert named >= 1
    cut = [" ".join(each.split()) for each in found[:named]]
    cut = [each if len(each) <= MOST_OF_ONE else each[: MOST_OF_ONE - 1].rstrip() for each in cut]
    place = 0
    for each in cut:
        place = said.index(each, place) + len(each)


@given(st.lists(SAID, min_size=1, max_size=4), LINES)
def test_with_nothing_open_nothing_says_so(head: list[str], rest: list[str]) -> None:
    assert "more open" not in composed(head, [], rest) or any("more open" in r for r in rest + head)


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    clinic.clock.now = JUST_NOW
    return visiting(clinic, starts_at=JUST_NOW).until(Stage.DOSING)


def test_a_quiet_chair_reads_as_one_would_say_it(clinic: Clinic, visit: Visiting) -> None:
    visit.measure(systolic_mmhg=142, diastolic_mmhg=86, moaas=4)
    act.record_symptom(**visit.nurse(), term="dissociation", grade=1)

    said = chair_said(visit.seen, clinic.clock.now)

    assert not said.is_open
    assert re.fullmatch(
        r"Chair 1, W\.H\., infusion 1 of 6, 0 of 40 min, 142/86 at \d\d:\d\d, MOAA/S 4, "
        r"floaty mild, .+ due \d\d:\d\d",
        said.line,
    ), said.line


def test_an_alarm_is_said_and_after_it_was_answered_who_was_told(
    clinic: Clinic, visit: Visiting
) -> None:
    visit.measure(systolic_mmhg=186)
    before = chair_said(visit.seen, clinic.clock.now)
    alarm = visit.seen.alarms(clinic.clock.now)[0]
    act.acknowledge(
        **visit.nurse(), channel=alarm.channel, level="critical", action="Prescriber told"
    )
    after = chair_said(visit.seen, clinic.clock.now)

    assert before.is_open
    assert "NOT SEEN systolic 186 mmHg" in before.line
    assert after.is_open
    assert "prescriber told of systolic 186 mmHg" in after.line


def test_a_reading_that_is_late_is_open(clinic: Clinic, visit: Visiting) -> None:
    clinic.clock.forward(minutes=30)

    said = chair_said(visit.seen, clinic.clock.now)

    assert said.is_open
    assert "OVERDUE since" in said.line


def test_the_page_has_a_line_for_every_chair_and_can_be_printed(
    clinic: Clinic, other_clinic: Clinic, visit: Visiting
) -> None:
    page = signed_in(clinic).get("/handover/").content.decode()

    assert "Chair 1, W.H." in page
    assert "Wren" not in page, "initials are enough to be read aloud in a room"
    assert "data-print" in page
    assert "W.H." not in signed_in(other_clinic).get("/handover/").content.decode()
    assert signed_in(clinic, Role.FRONT_DESK).get("/handover/").status_code == 403
    more = signed_in(clinic).get(f"/sessions/{visit.session}/more/").content.decode()
    assert "Chair 1, W.H." in more
