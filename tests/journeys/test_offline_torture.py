"""Whatever happens to the tablet, the wire and the server, each entry is stored once, in order.

Hypothesis chooses what happens: to the wire, the tabs, the tablet's clock and the server, which is
killed as by a power cut, also in the middle of taking an entry over. Each entry is a reading whose
figures nobody else takes, so that it can be found again.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from playwright.sync_api import Error as PageError

from clinic import open_clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import EntryConflict, EntryOrigin, JournalLine, VitalsRow
from daybreak.records.verify import verify
from journeys.house_server import HouseServer
from journeys.tablet import Tablet
from journeys.test_offline import at_the_chair
from journeys.wire import Wire
from visiting import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

HOUR_MS = 3_600_000
SCHEDULES = 15
PATIENCE_S = 120  # for a machine with other work; nothing is judged by it
UP = 60  # figures go up so far by ones, and down again: no leap that anybody would be asked about
LAST_STATEMENT = 130  # of what taking an entry over asks the database, and somewhat more
Event = str | int
HAPPENS: st.SearchStrategy[list[Event]] = st.lists(
    st.sampled_from(
        ["enter"] * 6
        + ["cut", "cut", "mend", "lose", "kill", "kill", "second tab", "clock back", "look"]
        + ["server dies", "server starts", "server starts anew"]
    )
    | st.integers(1, LAST_STATEMENT),  # it starts anew, and dies before that statement of a flush
    min_size=5,
    max_size=10,
)
QUIET = settings(
    max_examples=SCHEDULES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Figures = tuple[int, int, int]

TYPED = """([systolic, diastolic, pulse]) => {
  const ready = document.body?.dataset.ready || document.body?.dataset.keeps;
  const chair = "#acts [data-act=session-record-vitals], a[data-opens=vitals-dialog]";
  const opener = document.querySelector(chair);
  if (!ready || !opener) return false;
  if (!document.querySelector("dialog[open]")) opener.click();
  const form = document.querySelector("dialog[open] form");
  if (!form) return false;
  form.elements.systolic_mmhg.value = systolic;
  form.elements.diastolic_mmhg.value = diastolic;
  form.elements.heart_rate_per_min.value = pulse;
  form.requestSubmit(form.querySelector("[type=submit]:not([disabled])"));
  return true;
}"""


def figures(number: int) -> Figures:
    """Those of the entry with this number; no other has the same."""
    step = number % (2 * UP)
    rising = step < UP
    return (100 + (step if rising else 2 * UP - step), 70 + rising, 60 + number // (2 * UP))


class Story:
    """One schedule on one tablet."""

    def __init__(self, tablet: Tablet, wire: Wire, server: HouseServer, number: int) -> None:
        self.tablet, self.wire, self.server, self.number = tablet, wire, server, number
        self.entered: list[Figures] = []
        self.page = tablet.opens()
        tablet.is_ready(self.page)

    def happens(self, what: Event) -> None:
        match what:
            case int(statement):
                self.server.dies()
                self.server.starts(falls_at=statement)
            case "enter":
                self.enter()
            case "look":
                self.page.wait_for_timeout(200)
            case "cut" | "mend" | "lose":
                self._to_the_wire(what)
            case "kill" | "second tab" | "clock back":
                self._to_the_tablet(what)
            case _:
                self._to_the_server(what)

    def _to_the_wire(self, what: str) -> None:
        match what:
            case "cut":
                self.wire.cut()
            case "mend":
                self.wire.mend()
                self.wire.loses_answers = False
            case "lose":
                self.wire.loses_answers = True

    def _to_the_tablet(self, what: str) -> None:
        match what:
            case "kill":
                self.tablet.kill(self.page)
                self.page = self.tablet.opens()
            case "second tab":
                self.page = self.tablet.opens()
            case "clock back":
                self.tablet.sets_clock_back(self.page, HOUR_MS)

    def _to_the_server(self, what: str) -> None:
        if what in ("server dies", "server starts anew"):
            self.server.dies()
        if what in ("server starts", "server starts anew"):
            self.server.starts()

    def enter(self) -> None:
        """A reading, on whichever of the two pages is there; it is kept when this answers."""
        told = figures(self.number)
        self.number += 1
        places = self.tablet.places(self.page)
        until = time.monotonic() + PATIENCE_S
        while self._is_closing():  # the form of the entry before
            assert time.monotonic() < until, self._where()
            time.sleep(0.01)
        while not self._typed(told):
            assert time.monotonic() < until, self._where()
            time.sleep(0.05)
        while self.tablet.places(self.page) == places:
            assert time.monotonic() < until, self._where()
            time.sleep(0.02)
        self.entered.append(told)

    def _is_closing(self) -> bool:
        try:
            return bool(self.page.evaluate("() => Boolean(document.querySelector('dialog[open]'))"))
        except PageError:
            return True

    def _typed(self, told: Figures) -> bool:
        try:
            return bool(self.page.evaluate(TYPED, list(told)))
        except PageError:  # another page is just coming
            return False

    def _where(self) -> str:
        return f"{self.page.url} {self.page.content()[:2000]}"

    def ends(self) -> None:
        """The wire is whole and the server is there; whatever waits arrives by itself."""
        self.wire.loses_answers = False
        self.wire.mend()
        until = time.monotonic() + PATIENCE_S
        while self.tablet.waiting(self.page):
            self.server.starts()  # again, where it has yet to fall
            assert time.monotonic() < until, self._where()
            time.sleep(0.05)

    def is_told(self, known: set[Any]) -> None:
        """Each entry is in the record once, in its order, at about the time it was made."""
        rows = [
            row for row in VitalsRow.objects.order_by("at", "recorded_at") if row.id not in known
        ]
        told = [(row.systolic_mmhg, row.diastolic_mmhg, row.heart_rate_per_min) for row in rows]
        assert told == self.entered
        for row in rows:
            assert timedelta(0) <= row.recorded_at - row.at < timedelta(minutes=5)
            assert JournalLine.objects.filter(act_id=row.act).count() == 1
            assert EntryOrigin.objects.filter(entry=row.act).count() <= 1
        assert not EntryConflict.objects.exists()
        assert not self.tablet.problems


@pytest.fixture
def server(real_transactions: None) -> Iterator[HouseServer]:
    made = HouseServer(str(connection.settings_dict["NAME"]))
    yield made
    made.close()


@pytest.fixture
def wire(server: HouseServer) -> Iterator[Wire]:
    made = Wire(server.address)
    yield made
    made.close()


@pytest.fixture
def visit(real_transactions: None) -> Visiting:
    return at_the_chair(open_clinic(), Stage.DOSING)


class Shelf:
    """The tablet of a test, which goes from one schedule to the next; a broken one is replaced."""

    def __init__(self, browser: Browser, wire: Wire, server: HouseServer, visit: Visiting) -> None:
        self.browser, self.wire, self.server, self.visit = browser, wire, server, visit
        self._tablet: Tablet | None = None

    def lay_down(self) -> None:
        """Every tab is closed; what lies on the device stays."""
        if self._tablet is not None:
            for page in [*self._tablet.tabs]:
                self._tablet.kill(page)

    def take(self) -> Tablet:
        self.wire.mend()
        self.wire.loses_answers = False
        self.server.dies()  # so that none is there who has yet to fall
        self.server.starts()
        if self._tablet is None:
            self._tablet = Tablet(self.browser, self.wire, self.visit.session)
            self._tablet.signs_in(self.visit.clinic.actors[Role.NURSE].id)
        return self._tablet

    def throw_away(self) -> None:
        if self._tablet is not None:
            self._tablet.close()
            self._tablet = None


@pytest.fixture
def shelf(chromium: Browser, wire: Wire, server: HouseServer, visit: Visiting) -> Iterator[Shelf]:
    made = Shelf(chromium, wire, server, visit)
    yield made
    made.throw_away()


def tried(shelf: Shelf, happens: list[Event]) -> None:
    known = set(VitalsRow.objects.values_list("id", flat=True))
    try:
        story = Story(shelf.take(), shelf.wire, shelf.server, len(known))
        for what in happens:
            story.happens(what)
        story.ends()
        story.is_told(known)
    except BaseException:
        shelf.throw_away()
        raise
    shelf.lay_down()


@pytest.mark.long
def test_each_entry_is_stored_once_and_in_order(shelf: Shelf) -> None:
    @QUIET
    @given(HAPPENS)
    def holds(happens: list[Event]) -> None:
        tried(shelf, happens)

    holds()
    assert verify().ok


@pytest.mark.slow
@pytest.mark.parametrize("number", range(14))
def test_two_hundred_more_of_them(shelf: Shelf, number: int) -> None:
    @seed(number)
    @settings(QUIET, derandomize=False)
    @given(HAPPENS)
    def holds(happens: list[Event]) -> None:
        tried(shelf, happens)

    holds()
    assert verify().ok
