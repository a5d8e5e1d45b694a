"""A chair is locked and opened in a browser: with a script and without, and by being left alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as BrowserSession
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect

from clinic import JUST_NOW, Clinic, open_clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account
from daybreak.ui.middleware import idle
from journeys.eyes import violations
from visiting import Visiting, second_nurse, visiting
from web.session.pinned import PASSWORD, PINS, SECOND_PIN, give_pin, with_pin

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.fixture
def window(chromium: Browser, javascript: bool) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": 1024, "height": 768}, locale="en-US", java_script_enabled=javascript
    )
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def chair(real_transactions: None, live_server: Any, window: BrowserContext) -> "Chair":
    """Somebody is dosed, and the nurse is signed in at the chair."""
    cache.clear()
    clinic = open_clinic()
    clinic.clock.now = JUST_NOW
    visit = visiting(clinic, starts_at=JUST_NOW).until(Stage.DOSING)
    with_pin(clinic, Role.NURSE)
    give_pin(second_nurse(clinic), SECOND_PIN)
    page = window.new_page()
    page.goto(f"{live_server.url}/account/login/")
    page.fill("[name=login]", Account.objects.get(id=clinic.actors[Role.NURSE].id).email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.btn-primary")
    page.goto(f"{live_server.url}/")
    page.goto(f"{live_server.url}/sessions/{visit.session}/")
    return Chair(clinic, visit, page, f"{live_server.url}/sessions/{visit.session}/")


class Chair:
    """The screen at one chair."""

    def __init__(self, clinic: Clinic, visit: Visiting, page: Page, address: str) -> None:
        self.clinic, self.visit, self.page, self.address = clinic, visit, page, address

    def lock(self) -> None:
        self.page.locator("#lock-form button").click()
        self.is_locked()

    def is_locked(self) -> None:
        expect(self.page.get_by_role("heading", name="Locked")).to_be_visible()
        expect(self.page.locator("#monitor")).to_contain_text("128")

    def types(self, pin: str, *, scripted: bool) -> None:
        if scripted:
            for digit in pin:
                self.page.locator(f"[data-digit='{digit}']").click()
        else:
            expect(self.page.locator("[data-pad]")).to_be_hidden()
            self.page.fill("[name=pin]", pin)
        self.page.get_by_role("button", name="Unlock").click()


def test_a_chair_is_locked_left_and_opened_by_a_colleague(
    chair: Chair, *, javascript: bool
) -> None:
    page = chair.page
    chair.lock()
    if javascript:
        smallest = page.eval_on_selector_all(
            "[data-digit]", "keys => Math.min(...keys.map(k => k.getBoundingClientRect().height))"
        )
        assert smallest >= 56
        assert violations(page) == []
        monitor, pad = (page.locator(each).bounding_box() for each in ("#monitor", ".pad-card"))
        assert monitor
        assert pad
        assert monitor["x"] + monitor["width"] <= pad["x"], "never over the monitor"

    page.go_back()
    chair.is_locked()
    page.goto(chair.address + "more/")
    chair.is_locked()
    chair.types("493818", scripted=javascript)
    expect(page.get_by_role("alert").filter(has_text="Still locked")).to_be_visible()

    page.select_option("[name=who]", label="Second nurse")
    chair.types(SECOND_PIN, scripted=javascript)
    expect(page.locator("#lock-form")).to_be_visible()
    page.goto(chair.address.split("/sessions/")[0] + "/")
    expect(page.locator(".you")).to_contain_text("Second nurse")


def test_a_chair_left_alone_locks_itself_and_goes_on(chair: Chair, *, javascript: bool) -> None:
    left_alone()
    if javascript:  # the monitor looks again by itself
        chair.page.evaluate(
            "htmx.ajax('GET', location.pathname, {target: '#monitor', swap: 'outerHTML',"
            " headers: {'X-Daybreak-Poll': '1'}})"
        )
    else:
        chair.page.goto(f"{chair.address}?refresh=1")
    chair.is_locked()

    left_alone()
    chair.page.goto(f"{chair.address}?refresh=1")
    chair.is_locked()
    chair.types(PINS[Role.NURSE], scripted=javascript)
    expect(chair.page.locator("#lock-form")).to_be_visible()


def test_a_locked_chair_stays_locked_when_the_network_goes(
    chair: Chair, *, javascript: bool
) -> None:
    if not javascript:
        pytest.skip("without a script nothing takes over")
    page = chair.page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    chair.lock()
    page.wait_for_function(
        "async () => (await (await import('/static/ui/js/chair/store.js')).mark('locked'))"
    )

    page.context.set_offline(True)
    page.goto(chair.address)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.locator("#taps button").first.click()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.fill("[name=pin]", "493818")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("That is not the PIN")).to_be_visible()

    page.fill("[name=pin]", PINS[Role.NURSE])
    page.get_by_role("button", name="Unlock").click()
    page.locator("#taps button").first.click()
    expect(page.get_by_role("heading", name="Locked")).to_be_hidden()
    expect(page.locator("#asks")).to_be_visible()


def test_the_pages_beside_the_chair_can_be_read_by_everybody(
    chair: Chair, *, javascript: bool
) -> None:
    if not javascript:
        pytest.skip("axe is a script")
    for path in ("beside/", "setting/", "more/"):
        chair.page.goto(chair.address + path)
        assert violations(chair.page) == [], path
    chair.page.goto(chair.address.split("/sessions/")[0] + "/handover/")
    assert violations(chair.page) == []


def left_alone() -> None:
    """Nobody touched any browser for a good quarter of an hour."""
    for row in BrowserSession.objects.all():
        store = SessionStore(row.session_key)
        if idle.KEY in store:
            store[idle.KEY] = int(store[idle.KEY]) - 16 * 60
            store.save()
