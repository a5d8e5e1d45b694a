"""At the chair while nobody answers: nothing is lost, nothing is doubled, and the page says so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from clinic import Clinic, open_clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import EntryOrigin, VitalsRow
from daybreak.records.reads import offline as reads
from daybreak.records.verify import verify
from journeys.tablet import Tablet
from journeys.wire import Wire
from visiting import Visiting, visiting

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.fixture
def wire(real_transactions: None, live_server: Any) -> Iterator[Wire]:
    thread = live_server.thread
    made = Wire((thread.host, thread.port))
    yield made
    made.close()


@pytest.fixture
def visit(real_transactions: None, settings: Any) -> Visiting:
    settings.DAYBREAK_IDLE_MINUTES = 60
    return at_the_chair(open_clinic(), Stage.DOSING)


def at_the_chair(clinic: Clinic, stage: Stage) -> Visiting:
    """Somebody of today, who came ten minutes ago."""
    clinic.clock.now = datetime.now(UTC) - timedelta(minutes=10)
    visit = visiting(clinic, starts_at=clinic.clock.now)
    visit.somebody.screened(at=clinic.clock.now)
    return visit.until(stage)


@pytest.fixture
def tablet(chromium: Browser, wire: Wire, visit: Visiting) -> Iterator[Tablet]:
    made = Tablet(chromium, wire, visit.session)
    made.signs_in(visit.clinic.actors[Role.NURSE].id)
    yield made
    made.close()


def test_what_is_entered_without_a_network_arrives_once_and_says_both_times(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    before = VitalsRow.objects.count()
    page = tablet.opens()
    tablet.is_ready(page)
    wire.cut()
    page.goto(tablet.path)
    tablet.is_alone(page)
    expect(page.locator("#who")).to_have_text(visit.seen.name)

    page.get_by_role("button", name="Record BP").click()
    page.get_by_label("Systolic").fill("141")
    page.get_by_label("Diastolic").fill("88")
    page.get_by_role("button", name="Store these readings").click()

    expect(page.locator("#kept-banner")).to_contain_text("1 entry is saved on this tablet only")
    expect(page.locator("#tiles")).to_contain_text("141/88")
    assert VitalsRow.objects.count() == before
    wire.mend()
    tablet.is_back(page)
    expect(page.locator("#monitor")).to_contain_text("141")
    (row,) = VitalsRow.objects.filter(systolic_mmhg=141)
    (origin,) = EntryOrigin.objects.all()
    assert origin.entry == row.act
    assert row.at < row.recorded_at
    assert [each.act for each in reads.origins(visit.session)] == ["session-record-vitals"]
    assert verify().ok
    assert not tablet.problems
