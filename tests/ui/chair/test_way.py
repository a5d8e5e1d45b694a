"""Devices and a hold as a tablet judges them alone: it says what care says, word for word."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from daybreak.care.catalogue.giving import giving
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Mark, Source
from daybreak.care.quantities import Mass
from daybreak.care.session.as_data import in_ms, site_clock
from daybreak.care.session.devices import Devices, Failed, Used
from daybreak.care.session.hold import Hold
from ui.chair.device import page_for_scripts
from ui.gallery import CHROMIUM

pytestmark = pytest.mark.browser

BEGAN = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
SAID = """async (asked) => {
  const way = await import("/way.js");
  return asked.map(({ devices, hold, lengths, snapshot, number, at }) => ({
    turn: way.outOfTurn(number, devices, snapshot, at),
    early: way.tooEarly(devices, snapshot, at),
    next: way.nextNumber(devices),
    may_at: way.mayAt(devices),
    lot: way.nextLot(devices),
    findings: way.ofDevices(devices),
    hold: way.ofHoldNow(hold, lengths, at),
  }));
}"""
MOMENTS = st.integers(0, 1_500_000).map(lambda ms: BEGAN + timedelta(milliseconds=ms))


@st.composite
def sprays(draw: st.DrawFn) -> Devices:
    """Some given and some failed, in an order in which they may have been."""
    count = draw(st.integers(1, 4))
    moments = sorted(draw(st.lists(MOMENTS, max_size=5, unique=True)))
    used: list[Used] = []
    failed: list[Failed] = []
    for at in moments:
        if len(used) < count and draw(st.booleans()):
            used.append(Used(len(used) + 1, at, "B7"))
        else:
            failed.append(Failed(at, "Lot B7: no plume"))
    return Devices(
        Mass.mg(28),
        count,
        timedelta(minutes=draw(st.sampled_from([1, 5]))),
        tuple(f"B{each}" for each in range(count)),
        Source("of this test", Mark.OURS),
        tuple(used),
        tuple(failed),
    )


@st.composite
def holds(draw: st.DrawFn) -> Hold:
    began = draw(MOMENTS)
    ended = draw(st.none() | st.integers(0, 1_500_000))
    way = giving().by("sublingual")
    return Hold(way, began, None if ended is None else began + timedelta(milliseconds=ended))


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium")  # a script of the page has nothing else to run in
    with page_for_scripts("Way") as made:
        yield made


def as_data(devices: Devices, hold: Hold, number: int, at: datetime) -> dict[str, Any]:
    return {
        "devices": {
            "count": devices.count,
            "rest_ms": int(devices.rest.total_seconds() * 1000),
            "lots": list(devices.lots),
            "used": [
                {"number": each.number, "at": in_ms(each.at), "lot": each.lot}
                for each in devices.used
            ],
            "failed": [{"at": in_ms(each.at), "words": each.words} for each in devices.failed],
        },
        "hold": {
            "began": in_ms(hold.began),
            "ended": None if hold.ended is None else in_ms(hold.ended),
        },
        "lengths": {
            "least_ms": int(hold.way.least.total_seconds() * 1000),
            "most_ms": int(hold.way.most.total_seconds() * 1000),
        },
        "snapshot": {"wall": site_clock(UTC, since=BEGAN, until=BEGAN + timedelta(hours=1))},
        "number": number,
        "at": in_ms(at),
    }


def refusal(call: Any, *told: Any, **named: Any) -> str:
    try:
        call(*told, **named)
    except NotAllowed as no:
        return no.message
    return ""


def care_says(devices: Devices, hold: Hold, number: int, at: datetime) -> dict[str, Any]:
    early = refusal(devices.check_rest, at=at)
    (held,) = hold.findings(at) or (None,)
    return {
        "turn": refusal(devices.check_next, number, at=at),
        "early": [early] if early else [],
        "next": devices.next_number,
        "may_at": None if devices.may_at is None else in_ms(devices.may_at),
        "lot": devices.next_lot,
        "findings": [f"{each.because} {each.to_do}" for each in devices.findings],
        "hold": f"{held.because} {held.to_do}" if held else "",
    }


@settings(max_examples=30)  # of some ten stories each
@given(st.lists(st.tuples(sprays(), holds(), st.integers(1, 5), MOMENTS), min_size=5, max_size=20))
def test_a_tablet_says_of_sprays_and_a_hold_what_care_says(page: Page, stories: list[Any]) -> None:
    asked = [as_data(*each) for each in stories]

    said = page.evaluate(SAID, json.loads(json.dumps(asked)))

    assert said == [care_says(*each) for each in stories]
