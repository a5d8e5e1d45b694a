"""Somebody walks through the whole house, from the first call to maintenance.

Front desk, nurses and prescriber do everything in a browser, from the sign-in page on. Only the
clock is moved; nothing is written behind the pages.
"""

import pytest

from journeys import desk, interview, order
from journeys.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
WHY = "Two antidepressants in this episode did not help. No psychosis. Wants to try."


def test_somebody_is_treated_from_the_first_call_to_maintenance(house: House) -> None:
    chart = desk.writes_down(house.desk, "Rowan", "Ash", born="1985-02-14")

    interview.asks_everything(house.nurse, chart)
    house.nurse.sees("rule waits for an answer")
    interview.screens_for_suicide(house.nurse, chart, form="Recent")
    interview.decides(house.prescriber, chart, "Proceed", "Nothing holds; wants treatment.")
    order.opens_a_course(house.prescriber, chart, why=WHY)
    order.reads_the_consent_with_them(house.nurse, chart, "Rowan Ash")
    order.works_out(house.prescriber, chart, mg_per_kg="0.5", pounds="176.4")
    order.signs(house.prescriber, "40 mg")
    starts = desk.books_the_series(house.desk, chart)
    assert len(starts) == 6
