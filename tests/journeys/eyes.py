"""Eyes on every page that a journey comes past: axe, and pictures when asked for.

With `DAYBREAK_PICTURES=FOLDER` each page is also drawn, at three widths, light and dark.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Page, Route

WIDTHS_PX = (1440, 1024, 390)
AXE = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


class Eyes:
    """Looks at a page when a part of it, which a heading names, was not looked at before."""

    def __init__(self, known: Path) -> None:
        """Whatever was looked at is written into the file `known`, which all workers share."""
        self._known = known
        self._drawn = 0
        self._pictures = os.environ.get("DAYBREAK_PICTURES")

    def look(self, page: Page, *, scripted: bool) -> None:
        """Look at a page, unless every part of it was looked at before, in whatever browser."""
        view, *parts = _parts(page)
        shown = {view, *(f"{view} {part}" for part in parts)}
        if not self._is_new(shown):
            return
        if self._pictures:
            self._drawn += 1
            name = "-".join([f"{self._drawn:03}", view, *parts])
            _draw(page, Path(self._pictures), name)
        if scripted:
            wrong = violations(page)
        else:
            with _copied(page) as copy:
                wrong = violations(copy)
        assert not wrong, f"{page.url}: {_told(wrong)}"

    def _is_new(self, shown: set[str]) -> bool:
        """Whether a part of it is new to every worker; from now on it is known to all."""
        with self._known.open("a+") as known:
            fcntl.flock(known, fcntl.LOCK_EX)
            known.seek(0)
            new = shown - {line.rstrip("\n") for line in known}
            known.writelines(f"{each}\n" for each in sorted(new))
        return bool(new)


@contextmanager
def _copied(page: Page) -> Iterator[Page]:
    """What stands on a page without scripts, where axe, itself a script, can run, and no other."""
    assert page.context.browser is not None
    # The words of a noscript stand on the page; that it comes anew by itself is known and meant.
    content = re.sub(r"<noscript>(?!<meta)(.*?)</noscript>", r"\1", page.content(), flags=re.DOTALL)

    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=content, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()

    context = page.context.browser.new_context(reduced_motion="reduce")
    try:
        context.route("**/*", answer)
        copy = context.new_page()
        copy.goto(page.url)
        yield copy
    finally:
        context.close()


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(AXE)
    return found


def _parts(page: Page) -> list[str]:
    """The page's URL name and the ids of its headings: what is on it, not about whom."""
    view = resolve(urlsplit(page.url).path).view_name
    ids = page.eval_on_selector_all(
        "main h2[id], main .error-summary", "all => all.map(one => one.id)"
    )
    shown = {re.sub(r"\W+|\d+", "", each) for each in ids}
    return [view, *sorted(shown)]


def _told(wrong: list[dict[str, Any]]) -> str:
    return "; ".join(
        f"{each['id']}: {each['help']} {[node['html'][:160] for node in each['nodes']]}"
        for each in wrong
    )


def _draw(page: Page, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    schemes: tuple[Literal["dark", "light"], ...] = ("dark", "light")
    for width in WIDTHS_PX:
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=folder / f"{name[:90]}-{width}-{scheme}.png", full_page=True)
    if before:
        page.set_viewport_size(before)
