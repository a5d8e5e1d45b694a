"""A board in a browser: a sound only when it was asked for, and never an old board as new."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from ui.gallery import CHROMIUM, FLAGS, served, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium"),
]
NOW = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)
WALL = f"""<!doctype html><html lang="en"><head><title>Board</title>
<meta name="htmx-config" content='{{"allowEval":false,"includeIndicatorStyles":false}}'>
<script src="/static/django_htmx/htmx-2.min.js"></script>
<script type="module" src="/static/ui/js/stale.js"></script>
<script type="module" src="/static/ui/js/board.js"></script></head>
<body data-made="{NOW.isoformat()}" data-age-limit-s="60" data-page-noun="board">
<div id="page-is-old" hidden><span data-words></span></div>
<button type="button" id="board-sound" aria-pressed="false" hidden><span data-words>Sound off</span>
</button>
<div id="board" data-made="{NOW.isoformat()}" hx-get="/poll" hx-trigger="every 15s"
 hx-swap="outerHTML"><span id="board-age">As of 12:00</span><p id="seat" data-sounds>2</p></div>
</body></html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("wall")
    write(folder)
    htmx = next((folder / "static" / "django_htmx").glob("htmx*.min.js"))
    (folder / "wall.html").write_text(WALL.replace("htmx-2.min.js", htmx.name))
    with served(folder) as here:
        yield here


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def wall(chromium: Browser, address: str) -> Iterator[Page]:
    page = chromium.new_page(locale="en-US")
    page.clock.install(time=NOW)
    page.route("**/poll", lambda route: route.abort())
    page.goto(f"{address}/wall.html")
    expect(page.locator("#board-sound")).to_be_visible()
    yield page
    page.close()


def sounded(wall: Page) -> int:
    return int(wall.locator("#board-sound").get_attribute("data-sounded") or 0)


def test_it_is_silent_until_somebody_presses_and_when_everything_is_answered(wall: Page) -> None:
    button = wall.locator("#board-sound")
    wall.clock.run_for(11_000)
    assert sounded(wall) == 0
    expect(button).to_have_text("Sound off")

    button.click()

    expect(button).to_have_text("Sound on")
    expect(button).to_have_attribute("aria-pressed", "true")
    wall.wait_for_function("document.getElementById('board-sound').dataset.sounded === '1'")
    wall.clock.run_for(5_000)
    assert sounded(wall) == 2
    wall.evaluate("document.getElementById('seat').removeAttribute('data-sounds')")
    wall.clock.run_for(20_000)
    assert sounded(wall) == 2

    button.click()

    expect(button).to_have_text("Sound off")
    wall.evaluate("document.getElementById('seat').setAttribute('data-sounds', '')")
    wall.clock.run_for(20_000)
    assert sounded(wall) == 2


def test_it_says_how_old_it_is_until_it_hears_that_it_is_as_it_was(wall: Page) -> None:
    old = wall.locator("#page-is-old")
    wall.clock.run_for(59_000)
    expect(old).to_be_hidden()
    wall.clock.run_for(63_000)
    expect(old).to_be_visible()
    expect(old).to_have_text("This board is 2 minutes old.")
    seen = {"made": (NOW + timedelta(seconds=135)).isoformat(), "clock": "12:02"}

    def as_it_was(route: Route) -> None:
        told = json.dumps({"board-is-as-it-was": seen})
        route.fulfill(status=204, headers={"HX-Trigger": told})

    wall.route("**/poll", as_it_was)
    with wall.expect_response("**/poll"):
        wall.clock.run_for(15_000)

    expect(wall.locator("#board-age")).to_have_text("As of 12:02")
    wall.clock.run_for(1_000)
    expect(old).to_be_hidden()
    expect(wall.locator("#seat")).to_have_text("2")
