"""The shared look in a real browser: readable by everyone, and whole at every size."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ui.gallery import CHROMIUM, FLAGS, served, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium"),
]
PAGES = ("staff", "chair", "portal", "public", "404", "409", "500")
WIDTHS = (1440, 1024, 390)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery")
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
def tab(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(locale="en-US", reduced_motion="reduce")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []  # a refused style, a missing file, a script that broke


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    tab: Page, address: str, name: str, scheme: Literal["light", "dark"]
) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.goto(f"{address}/{name}.html")
    found = Axe().run(tab)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window(tab: Page, address: str, name: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{address}/{name}.html")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("name", "least_px"), [("staff", 44), ("portal", 44), ("chair", 64)])
def test_what_one_taps_is_large_enough(
    chromium: Browser, address: str, name: str, least_px: int
) -> None:
    page = chromium.new_page(
        viewport={"width": 1024, "height": 768}, has_touch=True, is_mobile=True
    )
    page.goto(f"{address}/{name}.html")
    small = page.evaluate(
        """least => [...document.querySelectorAll('.btn, .tap, .bar-item, .rail a, input, select')]
          .filter(one => one.checkVisibility() && !one.matches('[type=radio], [type=checkbox]'))
          .map(one => [one.textContent.trim() || one.id, one.getBoundingClientRect().height])
          .filter(([, height]) => height < least)""",
        least_px,
    )
    page.close()
    assert small == []


def test_text_in_a_chart_is_never_smaller_than_twelve_pixels_on_a_phone(
    tab: Page, address: str
) -> None:
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(f"{address}/staff.html")
    sizes = tab.evaluate(
        """() => [...document.querySelectorAll('.chart svg[role=img]')]
          .filter(svg => svg.checkVisibility())
          .flatMap(svg => [...svg.querySelectorAll('text')])
          .map(text => text.getScreenCTM().a * parseFloat(getComputedStyle(text).fontSize))"""
    )
    assert sizes
    assert min(sizes) >= 11.99


def test_a_dialog_opens_asks_and_closes_by_key(tab: Page, address: str) -> None:
    tab.goto(f"{address}/staff.html")
    tab.locator("button[data-opens=stop]").click()
    assert tab.locator("dialog#stop").is_visible()
    tab.keyboard.press("Escape")
    assert not tab.locator("dialog#stop").is_visible()


def test_a_reader_may_choose_light_or_dark_and_it_is_kept(tab: Page, address: str) -> None:
    tab.emulate_media(color_scheme="light")
    tab.goto(f"{address}/staff.html")
    tab.locator("[data-theme-switch]").click()
    assert tab.locator("html").get_attribute("data-theme") == "dark"
    assert "theme=dark" in tab.evaluate("document.cookie")


def test_the_keyboard_reaches_the_page_first(tab: Page, address: str) -> None:
    tab.goto(f"{address}/staff.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_a_countdown_counts_and_says_when_it_is_over(tab: Page, address: str) -> None:
    tab.goto(f"{address}/chair.html")
    clock = tab.locator("[data-countdown]")
    assert clock.text_content() != ""
    tab.evaluate(
        """() => document.querySelector('[data-countdown]')
          .setAttribute('datetime', new Date(Date.now() - 65000).toISOString())"""
    )
    expect(clock).to_have_text(re.compile(r"^1:\d\d over$"))


@pytest.mark.parametrize(("limit_s", "says_so"), [(1, True), (3600, False)])
def test_a_page_that_got_old_says_so(tab: Page, address: str, limit_s: int, says_so: bool) -> None:
    tab.route(
        "**/staff.html",
        lambda route: route.fulfill(
            body=route.fetch()
            .text()
            .replace("data-made", f'data-age-limit-s="{limit_s}" data-made'),
            content_type="text/html",
        ),
    )
    tab.goto(f"{address}/staff.html")
    tab.wait_for_timeout(2500)
    banner = tab.locator("#page-is-old")
    assert banner.is_visible() == says_so
    assert ("old" in (banner.locator("[data-words]").text_content() or "")) == says_so


def test_without_a_script_everything_can_be_read_and_sent(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/staff.html")
    assert page.locator("form.card").get_attribute("method") == "post"
    assert page.locator("form.card input[name=act_id]").get_attribute("value")
    assert page.locator("#page-is-old").is_hidden()
    context.close()


def test_paper_has_who_printed_it_and_no_buttons(tab: Page, address: str) -> None:
    tab.goto(f"{address}/staff.html")
    tab.emulate_media(media="print")
    assert tab.locator(".print-head").is_visible()
    assert not tab.locator(".btn-primary").first.is_visible()
    assert not tab.locator(".rail").is_visible()
