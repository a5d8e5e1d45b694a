"""Pages that refresh themselves: what is swapped, what is said aloud, who counts as awake."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from ui.gallery import CHROMIUM, FLAGS, served, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium"),
]
BOARD = (
    '<section class="card" id="board" hx-get="/poll" hx-trigger="every 1s" hx-swap="outerHTML">'
    '<p id="line-1">as of {0}</p><p id="line-2">nothing open</p></section>'
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("live")
    write(folder)
    with served(folder) as here:
        yield here


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Browser, address: str) -> Iterator[Page]:
    page = chromium.new_page(locale="en-US")
    page.route("**/poll", lambda route: route.fulfill(body=BOARD.format("10:24")))
    page.goto(f"{address}/live.html")
    yield page
    page.close()


def answer(tab: Page, status: int, body: str) -> list[Request]:
    """Let the act be answered so, and keep what was sent."""
    sent: list[Request] = []

    def reply(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(status=status, body=body, content_type="text/html")

    tab.route("**/act", reply)
    return sent


def press(tab: Page) -> None:
    tab.locator("#word").fill("typed")
    tab.locator("#act button").click()


def test_a_poll_counts_as_nobody_and_a_person_does_not(tab: Page) -> None:
    with tab.expect_request("**/poll") as poll:
        pass
    assert poll.value.headers["x-daybreak-poll"] == "1"
    sent = answer(tab, 200, '<p id="act">stored</p>')
    press(tab)
    expect(tab.locator("#act")).to_have_text("stored")
    assert "x-daybreak-poll" not in sent[0].headers


def test_only_what_changed_is_washed(tab: Page) -> None:
    washed: list[str] = []

    def note(part: str) -> None:
        washed.append(part)

    tab.expose_function("washed", note)
    tab.evaluate(
        """() => new MutationObserver(all => all.forEach(one =>
          one.target.classList.contains('changed') && washed(one.target.id)))
          .observe(document.body, {subtree: true, attributeFilter: ['class']})"""
    )
    tab.wait_for_timeout(1500)
    assert washed == []
    tab.route("**/poll", lambda route: route.fulfill(body=BOARD.format("10:25")))
    expect(tab.locator("#line-1")).to_have_text("as of 10:25")
    tab.wait_for_timeout(300)
    assert set(washed) == {"line-1"}


def test_a_refusal_is_shown_in_its_place_with_the_first_error_in_focus(tab: Page) -> None:
    answer(
        tab,
        422,
        '<form id="act"><div data-first-error tabindex="-1" id="wrong">Say more.</div></form>',
    )
    press(tab)
    expect(tab.locator("#wrong")).to_be_focused()
    expect(tab.locator("#not-saved")).to_be_hidden()


@pytest.mark.parametrize("status", [403, 404, 409, 500])
def test_what_was_not_stored_is_said_aloud_and_what_was_typed_stays(tab: Page, status: int) -> None:
    answer(tab, status, "<main><h1>This was not stored</h1><p>Chair 2 is taken.</p></main>")
    press(tab)
    banner = tab.locator("#not-saved")
    expect(banner).to_contain_text("This was not stored. Chair 2 is taken.")
    expect(banner).to_have_attribute("role", "alert")
    expect(tab.locator("#word")).to_have_value("typed")
    banner.locator("button").click()
    expect(banner).to_be_hidden()


def test_without_an_answer_nobody_claims_to_know(tab: Page) -> None:
    tab.route("**/act", lambda route: route.abort())
    press(tab)
    expect(tab.locator("#not-saved")).to_contain_text("we do not know whether this is stored")
    expect(tab.locator("#word")).to_have_value("typed")


def test_a_poll_that_fails_does_not_cry(tab: Page) -> None:
    tab.route("**/poll", lambda route: route.fulfill(status=500, body="broken"))
    tab.wait_for_timeout(2500)
    expect(tab.locator("#not-saved")).to_be_hidden()
    expect(tab.locator("#board")).to_contain_text("10:24")


def test_nothing_of_a_page_is_left_in_the_browser(tab: Page) -> None:
    kept = tab.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    # htmx keeps the address of the page, and no page: `historyCacheSize` is 0.
    assert set(kept) <= {"daybreak-touched", "htmx-current-path-for-history"}
    assert re.fullmatch(r"\d+", tab.evaluate("localStorage.getItem('daybreak-touched')"))


def test_whoever_touches_nothing_is_told_when_the_page_locks(tab: Page) -> None:
    expect(tab.locator("[data-idle-words]").first).to_have_text(
        re.compile(r"by itself in 15 min"), timeout=8000
    )


def test_after_the_time_the_page_asks_the_server_again(tab: Page) -> None:
    tab.evaluate("localStorage.setItem('daybreak-touched', String(Date.now() - 16 * 60000))")
    with tab.expect_navigation(timeout=10000):
        pass
    assert tab.url.endswith("/live.html")
