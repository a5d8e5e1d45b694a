"""Without a network, by other ways in than a pump: sprays, an injection, a lozenge; each once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from clinic import open_clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import DeviceGiven, EntryOrigin, HoldEnded, JournalLine, PumpEvent
from daybreak.records.reads import offline as reads
from daybreak.records.verify import verify
from journeys.clock import Clock
from journeys.tablet import Tablet
from journeys.test_offline import presses
from journeys.wire import Wire
from routes import Routed, routed

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
expect.set_options(timeout=30_000)  # for a machine with other work; nothing is judged by it

AGO = timedelta(minutes=10)
MINUTE_MS = 60_000
FIVE_MIN_MS = 5 * MINUTE_MS
NEAR = timedelta(seconds=5)


@pytest.fixture
def wire(real_transactions: None, live_server: Any) -> Iterator[Wire]:
    made = Wire((live_server.thread.host, live_server.thread.port))
    yield made
    made.close()


@pytest.fixture
def visit(real_transactions: None, settings: Any, request: pytest.FixtureRequest) -> Routed:
    """Somebody of today, whose dose is checked and not begun."""
    settings.DAYBREAK_IDLE_MINUTES = 60
    clinic = open_clinic()
    clinic.clock.now = datetime.now(UTC) - AGO
    found = routed(clinic, request.param, starts_at=clinic.clock.now)
    found.somebody.screened(at=clinic.clock.now)
    found.until(Stage.PREPARED).check()
    return found


@pytest.fixture
def tablet(chromium: Browser, wire: Wire, visit: Routed) -> Iterator[Tablet]:
    made = Tablet(chromium, wire, visit.session)
    made.signs_in(visit.clinic.actors[Role.NURSE].id)
    yield made
    made.close()


def alone(tablet: Tablet, wire: Wire) -> Page:
    """The session is known on this tablet, and nobody answers it any more."""
    page = tablet.opens()
    tablet.is_ready(page)
    wire.cut()
    page.goto(tablet.path)
    tablet.is_alone(page)
    return page


def back(tablet: Tablet, wire: Wire, page: Page) -> None:
    """Somebody answers again, and everything is there."""
    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)
    assert tablet.waiting(page) == 0


def ticks_all(page: Page) -> None:
    for box in page.locator("#asks input[type=checkbox]").all():
        box.check()


def told_once(visit: Routed, *acts: str) -> None:
    """Each entry is in the journal once, with the time it was true and the time it was told."""
    assert not reads.conflicts(visit.session)
    told = reads.origins(visit.session)
    assert tuple(each.act for each in told) == acts
    assert [each.place for each in told] == sorted(each.place for each in told)
    for each in told:
        assert JournalLine.objects.filter(act_id=each.entry).count() == 1
        assert EntryOrigin.objects.filter(entry=each.entry).count() == 1
        assert abs(each.told_at - each.at) < NEAR, "nobody set the clock of this tablet"
        assert each.at < each.recorded_at
    assert verify().ok


def as_it_stands(visit: Routed) -> dict[str, Any]:
    """The record of a dose, without times and names: what any way of telling it must leave."""
    seen = visit.seen
    events = PumpEvent.objects.filter(session=visit.session).order_by("at", "recorded_at")
    given = DeviceGiven.objects.filter(session=visit.session).order_by("number")
    ends = HoldEnded.objects.filter(session=visit.session)
    return {
        "stages": [step.stage for step in seen.chair.history],
        "events": list(events.values_list("kind", "rate_ul_per_h", "shown_ul", "reason")),
        "devices": list(given.values_list("number", "lot")),
        "ends": list(ends.values_list("how", flat=True)),
        "answers": dict(seen.answers),
    }


def online(protocol: str, until: Stage) -> Routed:
    """Somebody else by the same way, by the same acts, with a network."""
    clinic = open_clinic("Another clinic")
    clinic.clock.now = datetime.now(UTC) - timedelta(hours=4)
    found = routed(clinic, protocol, starts_at=clinic.clock.now)
    found.somebody.screened(at=clinic.clock.now)
    return found.until(until)


@pytest.mark.parametrize("visit", ["esketamine-mdd-si"], indirect=True)
def test_two_sprays_are_given_without_a_network_and_rest_between(
    tablet: Tablet, wire: Wire, visit: Routed
) -> None:
    visit.clinic.clock.now = datetime.now(UTC) - timedelta(minutes=6)
    visit.start()
    with Clock(datetime.now(UTC)) as clock:
        page = alone(tablet, wire)
        expect(page.locator("#dose")).to_contain_text("28 of 84 mg")

        presses(page, "Device 2 given")
        expect(page.locator("#dose")).to_contain_text("56 of 84 mg")
        presses(page, "Device 3 given")
        expect(page.locator("#asks")).to_contain_text("This was not saved")
        expect(page.locator("#asks")).to_contain_text(
            re.compile("(5 min|4 min 5[0-9] s) are left. Wait.")
        )
        presses(page, "Go back")
        assert tablet.waiting(page) == 1
        tablet.time_passes(page, FIVE_MIN_MS)
        clock.forward(minutes=5)
        expect(page.locator("#dose")).to_contain_text("may be given now")
        presses(page, "Device 3 given")
        expect(page.locator("#stage")).to_have_text("Recovery")
        expect(page.locator("#dose")).to_contain_text("84 of 84 mg")
        expect(page.get_by_role("button", name="No further device")).to_have_count(0)
        back(tablet, wire, page)

    told_once(visit, "session-give-device", "session-give-device")
    _, second, third = DeviceGiven.objects.filter(session=visit.session).order_by("number")
    assert timedelta(minutes=5) <= third.at - second.at < timedelta(minutes=6)
    assert visit.seen.devices is not None
    assert not visit.seen.devices.findings, "none came early"
    assert as_it_stands(visit) == as_it_stands(online("esketamine-mdd-si", Stage.RECOVERY))
    assert not tablet.problems


@pytest.mark.parametrize("visit", ["esketamine-mdd-si"], indirect=True)
def test_a_spray_that_came_early_or_failed_is_told_with_its_reason(
    tablet: Tablet, wire: Wire, visit: Routed
) -> None:
    visit.clinic.clock.now = datetime.now(UTC) - timedelta(minutes=2)
    visit.start()
    page = alone(tablet, wire)

    presses(page, "Device 2 given")
    page.locator("#asks [name=early]").fill("given by mistake")
    presses(page, "Store this device")
    expect(page.locator("#dose")).to_contain_text("56 of 84 mg")
    presses(page, "It failed, or another lot")
    expect(page.locator("#asks [name=number]")).to_have_value("3")
    page.locator("#asks [name=failed]").fill("no plume")
    presses(page, "Store this device")
    expect(page.locator("#dose")).to_contain_text("no plume")
    expect(page.locator("#stage")).to_have_text("Dosing")
    presses(page, "Hold the next")
    expect(page.locator("#asks [name=shown]")).to_have_count(0)
    presses(page, "Note it")
    expect(page.locator("#stage")).to_have_text("Paused")
    presses(page, "No further device")
    expect(page.locator("#asks [value=completed]")).to_have_count(0)
    page.locator("#asks [name=why][value=equipment]").check()
    presses(page, "The dose is over")
    expect(page.locator("#stage")).to_have_text("Recovery")

    back(tablet, wire, page)
    told_once(visit, "session-give-device", "session-give-device", "session-pause", "session-end")
    devices = visit.seen.devices
    assert devices is not None
    assert [each.number for each in devices.used] == [1, 2]
    assert [each.words for each in devices.failed] == ["Lot SPRAY7: no plume"]
    assert [each.rule for each in devices.findings] == ["device-failed", "device-early"]
    assert "Device 2: given by mistake" in [each.reason for each in visit.seen.pump]
    assert not tablet.problems


@pytest.mark.parametrize("visit", ["im-racemic-six"], indirect=True)
def test_an_injection_given_without_a_network_is_over_at_once(
    tablet: Tablet, wire: Wire, visit: Routed
) -> None:
    page = alone(tablet, wire)

    presses(page, "Start")
    ticks_all(page)
    presses(page, "It was injected")
    expect(page.locator("#asks")).to_contain_text("Say where it was injected.")
    site = visit.seen.way.sites[0]
    page.locator(f"#asks [name=site][value='{site}']").check(force=True)
    presses(page, "It was injected")
    expect(page.locator("#stage")).to_have_text("Recovery")
    expect(page.locator("#dose")).to_contain_text(site)
    for pump in ("Pump paused", "Pump stopped"):
        expect(page.get_by_role("button", name=pump)).to_have_count(0)

    back(tablet, wire, page)
    told_once(visit, "session-start")
    assert as_it_stands(visit) == as_it_stands(online("im-racemic-six", Stage.RECOVERY))
    assert not tablet.problems


@pytest.mark.parametrize("visit", ["sublingual-racemic-supervised"], indirect=True)
def test_a_lozenge_is_held_and_swallowed_without_a_network(
    tablet: Tablet, wire: Wire, visit: Routed
) -> None:
    with Clock(datetime.now(UTC)) as clock:
        page = alone(tablet, wire)
        presses(page, "Start")
        ticks_all(page)
        presses(page, "It is under the tongue")
        expect(page.locator("#stage")).to_have_text("Dosing")
        expect(page.locator("#dose")).to_contain_text("Hold until")
        for pump in ("Pump paused", "Pump stopped"):
            expect(page.get_by_role("button", name=pump)).to_have_count(0)
        tablet.time_passes(page, 11 * MINUTE_MS)
        clock.forward(minutes=11)
        presses(page, "Swallowed")
        expect(page.locator("#stage")).to_have_text("Recovery")
        expect(page.locator("#dose")).to_contain_text("held for 11 min, swallowed")
        back(tablet, wire, page)

    told_once(visit, "session-start", "session-end-hold")
    hold = visit.seen.hold
    assert hold is not None
    assert hold.ended is not None
    assert timedelta(minutes=11) <= hold.ended - hold.began < timedelta(minutes=12)
    other = online("sublingual-racemic-supervised", Stage.RECOVERY)
    assert as_it_stands(visit) == as_it_stands(other)
    assert not tablet.problems
