"""Somebody walks through the whole house, from the first call to maintenance and the end.

Front desk, nurses, prescriber and director do everything in a browser, from the sign-in page on.
Only the clock is moved; nothing is written behind the pages. By turns, one stage is done with
scripts and the next without: whatever was begun in one kind of browser goes on in the other.
"""

from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from journeys import chairside, desk, director, follow_up, interview, order, sitting
from journeys.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.long]
WHO = "Rowan Ash"
POUNDS = "176.4"
WHY = "Two antidepressants in this episode did not help. No psychosis. Wants to try."
PHQ_18, PHQ_11, PHQ_4 = (
    (3, 3, 2, 2, 2, 2, 2, 2, 0),
    (2, 2, 2, 1, 1, 1, 1, 1, 0),
    (1, 1, 1, 1, 0, 0, 0, 0, 0),
)


@pytest.mark.parametrize(
    ("javascript", "by_turns"),
    [
        pytest.param(True, True, id="by turns"),
        pytest.param(True, False, id="with a script", marks=pytest.mark.slow),
        pytest.param(False, False, id="without", marks=pytest.mark.slow),
    ],
)
def test_somebody_is_treated_from_the_first_call_to_the_end_of_their_course(house: House) -> None:
    director.adopts(house.director, "Racemic ketamine by infusion")
    chart = desk.writes_down(house.desk, "Rowan", "Ash", born="1985-02-14")

    may_be_treated(house, chart)
    house.turns()
    starts = is_planned(house, chart)
    house.turns()
    follow_up.fills_in(house.nurse, chart, "PHQ-9", PHQ_18)

    the_first_session(house, chart, starts[0])
    for number, start in enumerate(starts[1:], 2):
        house.turns()
        sits(house, chart, start)
        if number == 3:
            is_reviewed_half_way(house, chart)
    is_reviewed_at_the_end(house, chart)


def may_be_treated(house: House, chart: str) -> None:
    """Every question is asked; one that is open holds, and only then a prescriber decides."""
    interview.asks_everything(house.nurse, chart)
    house.nurse.sees("rule waits for an answer")
    interview.screens_for_suicide(house.nurse, chart, form="Recent")
    interview.decides(house.prescriber, chart, "Proceed", "Nothing holds; wants treatment.")


def is_planned(house: House, chart: str) -> tuple[datetime, ...]:
    """Protocol, consent, order in pounds, six days that fit the protocol."""
    order.opens_a_course(house.prescriber, chart, why=WHY)
    order.reads_the_consent_with_them(house.nurse, chart, WHO)
    order.works_out(house.prescriber, chart, mg_per_kg="0.5", pounds=POUNDS)
    house.prescriber.sees("0.5 mg/kg × 80.014 kg", "40.007 mg")
    order.signs(house.prescriber, "40 mg")
    starts = desk.books_the_series(house.desk, chart)

    assert len(starts) == 6
    apart = {(after.date() - before.date()).days for before, after in pairwise(starts)}
    assert apart <= {2, 3, 4}
    return starts


def the_first_session(house: House, chart: str, start: datetime) -> None:
    """Every step of it, with a word at each of what stands on the page; a turn is at the start."""
    nurse = house.nurse
    sitting.comes(house, chart, WHO, start, pounds=POUNDS)
    nurse.sees("A go cannot be signed yet", "not taken in the last")
    chairside.takes(nurse, chairside.AWAKE)
    chairside.says_go(house.prescriber, WHO)
    chairside.prepares(nurse, WHO)
    nurse.sees("0.8 mL", "150 mL/h", "Not before a second person")
    chairside.works_it_out_alone(house.second_nurse, WHO, mg="40", ml_per_h="150")
    house.second_nurse.sees("Both figures agree.")
    chairside.starts(nurse, WHO, ml_per_h="150")

    house.turns()
    the_dose(house)
    house.turns()
    house.clock.forward(minutes=61)
    chairside.looks_whether_they_may_leave(nurse, WHO)
    nurse.sees("Something still keeps them here.", "How far away they are was not asked")
    sitting.goes_home(house, WHO)
    nurse.sees("Given", "40 mg", "Calm throughout.")
    house.clock.goes_to(start.date() + timedelta(days=1), time(10, 0))
    follow_up.calls_the_day_after(nurse, WHO, note="Slept well.")


def the_dose(house: House) -> None:
    """Readings late and in time, a symptom, a pause; what the pump shows is the record."""
    nurse, clock = house.nurse, house.clock
    clock.forward(minutes=11)
    chairside.measures(nurse, WHO)
    chairside.notes(nurse, WHO, "Floaty", "Mild")
    clock.forward(minutes=9)
    chairside.pauses(nurse, WHO, shows_ml="50", why="Wants the blanket")
    nurse.sees("20.0 of 40.0 mg", "50.0 of 100 mL", "Paused since")
    clock.forward(minutes=2)
    chairside.resumes(nurse, WHO, shows_ml="50")
    chairside.measures(nurse, WHO)
    assert chairside.how_late(nurse, "BP") == "soon"
    clock.forward(minutes=14)
    chairside.stands_at(nurse, WHO)
    nurse.sees("of 40.0 mg, calculated")
    assert chairside.how_late(nurse, "BP") == "overdue"
    clock.forward(minutes=3)
    chairside.stands_at(nurse, WHO)
    assert chairside.how_late(nurse, "BP") == "late"
    chairside.measures(nurse, WHO)
    clock.forward(minutes=3)
    chairside.ends(nurse, WHO, shows_ml="100")
    nurse.sees("40.0 of 40.0 mg", "Stays at least until")


def sits(house: House, chart: str, start: datetime) -> None:
    """A quiet session."""
    sitting.sits_through(house, chart, WHO, start, pounds=POUNDS, rate_ml_per_h="150")


def is_reviewed_half_way(house: House, chart: str) -> None:
    """After three: better, and not yet halved."""
    follow_up.fills_in(house.nurse, chart, "PHQ-9", PHQ_11)
    follow_up.reviews(house.prescriber, chart)
    house.prescriber.sees("PHQ-9 from 18 to 11: a partial response", "review after 3 sessions")
    follow_up.decides(house.prescriber, "Go on as planned", grounds="Better week by week.")


def is_reviewed_at_the_end(house: House, chart: str) -> None:
    """After six: response and remission; single sessions from now on; in the end, the end."""
    prescriber = house.prescriber
    follow_up.fills_in(house.nurse, chart, "PHQ-9", PHQ_4)
    follow_up.reviews(prescriber, chart)
    prescriber.sees("PHQ-9 from 18 to 4: remission", "review after 6 sessions")
    follow_up.decides(prescriber, "Maintenance", grounds="In remission; wants to keep it.")
    follow_up.plans_maintenance(prescriber, chart, every="Every 7 days", sessions=2)
    follow_up.closes_the_course(
        prescriber, chart, why="In remission", note="Well; knows how to come back."
    )
    prescriber.opens(chart)
    prescriber.sees("6 of 6 sessions given")
