"""Somebody new comes to the clinic: the desk writes them down, the nurse begins to ask.

In a real browser, from the sign-in page on, with and without JavaScript; every page that is
opened on the way is looked at by axe, light and dark.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from clinic import Clinic, open_clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, ChartCard, JournalLine
from ui.gallery import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium"),
]
PASSWORD = "a password of the test clinic"


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright has a loop
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def house(real_transactions: None, live_server: Any, chromium: Browser) -> Clinic:
    clinic = open_clinic()
    for account in Account.objects.all():
        account.set_password(PASSWORD)
        account.save()
    return clinic


def sign_in(context: BrowserContext, base: str, clinic: Clinic, role: Role) -> Page:
    page = context.new_page()
    page.goto(f"{base}/account/login/")
    page.get_by_label("Email").fill(Account.objects.get(id=clinic.actors[role].id).email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_load_state()
    return page


def looked_at(page: Page) -> None:
    """Axe finds nothing wrong with the page as it stands."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def register(page: Page, base: str) -> None:
    page.goto(f"{base}/people/new/")
    page.get_by_label("Given names").fill("Wren")
    page.get_by_label("Family name").fill("Halloway")
    page.locator("#id_birth_date").fill("1985-02-14")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False], ids=["with a script", "without"])
def test_the_desk_writes_somebody_down_and_finds_them_again(
    house: Clinic, chromium: Browser, live_server: Any, javascript: bool
) -> None:
    context = chromium.new_context(locale="en-US", java_script_enabled=javascript)
    page = sign_in(context, live_server.url, house, Role.FRONT_DESK)

    register(page, live_server.url)

    assert ChartCard.objects.get().name == "Wren Halloway", page.inner_text("main")
    page.goto(f"{live_server.url}/people/?q=hallo")
    assert "Wren Halloway" in page.inner_text("main")
    assert JournalLine.objects.filter(act="intake-register").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (Role.FRONT_DESK, ("/", "/people/", "/people/new/", "/people/find/", "/import/")),
        (Role.NURSE, ("/", "/people/", "/screening/", "/reviews/")),
        (Role.ADMINISTRATOR, ("/team/",)),
        (Role.AUDITOR, ("/journal/", "/team/")),
    ],
)
def test_every_page_of_the_rail_is_open_to_everyone_with_any_eyes_and_hands(
    house: Clinic,
    chromium: Browser,
    live_server: Any,
    *,
    role: Role,
    paths: tuple[str, ...],
    scheme: Any,
) -> None:
    context = chromium.new_context(locale="en-US", color_scheme=scheme)
    page = sign_in(context, live_server.url, house, role)

    for path in paths:
        page.goto(f"{live_server.url}{path}")
        assert page.locator("h1").count() == 1, path
        looked_at(page)
