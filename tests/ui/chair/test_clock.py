"""What time it is on a device whose clock is set by hand and whose tabs are killed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from ui.chair.device import page_for_scripts
from ui.gallery import CHROMIUM

pytestmark = pytest.mark.browser

SLOWEST_MS = 1500  # of an answer, in these stories
AGREE_MS = 2000  # as clock.js takes two clocks for alike
HOUR_MS = 3_600_000

# One story: true time goes on by what each event says. The wall's clock is true time and how far it
# was set; the steady one begins anew with each page.
TELL = """
async (stories) => {
  const { Clock } = await import("/clock.js");
  return stories.map((events) => {
    let now = 1_800_000_000_000, off = 0, born = now, life = 0, kept = null;
    const wall = () => now + off;
    const steady = () => now - born;
    const page = () => new Clock({ kept, wall, steady, life: String(life) });
    let clock = page();
    let entries = [];
    const looks = [];
    const contact = (late) => {
      const said = now;
      now += late;
      clock.heard(said);
      kept = clock.stampToKeep();
      // They are sent now, and what is told of them stands.
      const sent = (one) => (one.sent ? one : { ...one, ...clock.settle(one), sent: true });
      entries = entries.map(sent);
    };
    contact(0);
    for (const [what, ms] of events) {
      if (what === "pass") now += ms;
      else if (what === "contact") contact(ms);
      else if (what === "set") off += ms;
      else if (what === "sleep") {
        now += ms;
        born += ms; // the steady clock stands still
      }
      else if (what === "kill") {
        now += ms;
        born = now;
        life += 1;
        clock = page();
      } else {
        const made = clock.stamp();
        entries.push({ true_at: now, ...made });
        looks.push(made.at);
        kept = clock.stampToKeep();
      }
    }
    contact(0);
    return { settled: entries, looks, now, life: String(life) };
  });
}
"""

PASS = st.tuples(st.just("pass"), st.integers(1, 900_000))
CONTACT = st.tuples(st.just("contact"), st.integers(0, SLOWEST_MS))
KILL = st.tuples(st.just("kill"), st.integers(1, 900_000))
ENTRY = st.tuples(st.just("entry"), st.just(0))
SLEEP = st.tuples(st.just("sleep"), st.integers(10_000, 900_000))
QUIET = st.lists(st.one_of(PASS, CONTACT, KILL, ENTRY, ENTRY), max_size=14)
RESTING = st.lists(st.one_of(PASS, CONTACT, KILL, SLEEP, ENTRY, ENTRY), max_size=14)
SET = st.tuples(st.just("set"), st.integers(-3 * HOUR_MS, 3 * HOUR_MS))


@st.composite
def set_once(draw: st.DrawFn, by: st.SearchStrategy[Any] = SET) -> list[Any]:
    """A story in which somebody sets the device's clock one time."""
    return [*draw(QUIET), draw(by), *draw(QUIET)]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium")  # a script of the page has nothing else to run in
    with page_for_scripts("Clock") as made:
        yield made


def told(page: Page, events: list[Any]) -> dict[str, Any]:
    (answer,) = page.evaluate(TELL, [[list(each) for each in events]])
    found: dict[str, Any] = answer
    return found


def off_by(entry: dict[str, Any]) -> int:
    return int(abs(entry["at"] - entry["true_at"]))


@settings(max_examples=80)
@given(QUIET)
def test_a_clock_that_nobody_sets_is_right_across_killed_tabs(
    page: Page, events: list[Any]
) -> None:
    story = told(page, events)

    assert all(off_by(each) <= SLOWEST_MS + AGREE_MS for each in story["settled"])
    assert not any(each["uncertain"] for each in story["settled"])


@settings(max_examples=80)
@given(RESTING)
def test_a_device_that_slept_shows_and_tells_the_right_time(page: Page, events: list[Any]) -> None:
    story = told(page, events)

    for shown, entry in zip(story["looks"], story["settled"], strict=True):
        assert abs(shown - entry["true_at"]) <= SLOWEST_MS + AGREE_MS
        assert off_by(entry) <= SLOWEST_MS + AGREE_MS


@settings(max_examples=120)
@given(set_once())
def test_no_time_that_is_wrong_is_told_as_certain(page: Page, events: list[Any]) -> None:
    story = told(page, events)

    for each in story["settled"]:
        assert each["at"] <= story["now"], "nothing is told from a time that has not come"
        if not each["uncertain"]:
            assert off_by(each) <= SLOWEST_MS + AGREE_MS


BACK = st.tuples(st.just("set"), st.integers(-3 * HOUR_MS, -60_000))


@settings(max_examples=80)
@given(set_once(BACK))
def test_a_clock_set_back_misdates_nothing_of_a_tab_that_still_lives(
    page: Page, events: list[Any]
) -> None:
    story = told(page, events)

    for each in story["settled"]:
        if each["life"] == story["life"]:
            assert off_by(each) <= SLOWEST_MS + AGREE_MS


@settings(max_examples=80)
@given(set_once(BACK))
def test_time_never_goes_backwards_from_one_entry_to_the_next(
    page: Page, events: list[Any]
) -> None:
    looks = told(page, events)["looks"]

    assert looks == sorted(looks)


def test_an_hour_back_in_an_open_tab_moves_nothing(page: Page) -> None:
    events = [("pass", 60_000), ("set", -HOUR_MS), ("entry", 0), ("pass", 1000), ("entry", 0)]

    first, second = told(page, events)["settled"]

    assert (off_by(first), off_by(second)) == (0, 0)
    assert first["at"] - first["told_at"] == HOUR_MS
    assert second["at"] - first["at"] == 1000
