"""A tablet at a chair: its tabs, its clock, and the wire to the clinic."""

import re
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PageError

from daybreak.records.models import Account
from journeys.wire import Wire

PATIENCE_S = 60  # for a machine with other work; nothing is judged by it

# Moves the clock of the whole device: what a person sets in its settings (off), and time that went
# by for every clock (passed). It is kept where a tab that was killed finds it again; a page that is
# only now made takes it over by asking nobody.
SHIFT = """
(() => {
  const real = Date.now.bind(Date);
  const steady = performance.now.bind(performance);
  const off = () => Number(localStorage.getItem('test-clock-off') || 0);
  const passed = () => Number(localStorage.getItem('test-time-passed') || 0);
  const RealDate = Date;
  const now = () => real() + off() + passed();
  performance.now = () => steady() + passed();
  class Shifted extends RealDate {
    constructor(...told) { if (told.length) super(...told); else super(now()); }
    static now() { return now(); }
  }
  globalThis.Date = Shifted;
})();
"""

READY = """async (session) => {
  if (!navigator.serviceWorker.controller) return false;
  if (!(await indexedDB.databases()).some((each) => each.name === 'daybreak-chair')) return false;
  const answered = (asked) => new Promise((answer, fail) => {
    asked.onsuccess = () => answer(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const store = await answered(indexedDB.open('daybreak-chair'));
  store.onversionchange = () => store.close(); // nobody is kept waiting by somebody who only looks
  try {
    if (!store.objectStoreNames.contains('snapshots')) return false;
    const snapshots = store.transaction('snapshots').objectStore('snapshots');
    return Boolean(await answered(snapshots.get(session)));
  } finally {
    store.close();
  }
}"""

_READ = """async () => {
  const store = await new Promise((answer, fail) => {
    const asked = indexedDB.open('daybreak-chair');
    asked.onsuccess = () => answer(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  store.onversionchange = () => store.close();
  const all = (name) => new Promise((answer, fail) => {
    const asked = store.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => answer(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  try {
    return %s;
  } finally {
    store.close();
  }
}"""
PLACES = _READ % "(await all('marks')).find((each) => each.id === 'place')?.value ?? 0"
WAITING = _READ % "(await all('entries')).filter((each) => each.state === 'waiting').length"


@dataclass
class Tablet:
    """One device whose tabs share what is kept."""

    browser: Browser
    wire: Wire
    session: UUID
    tabs: list[Page] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(
            base_url=self.wire.base,
            locale="en-US",
            viewport={"width": 1024, "height": 768},
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_S * 1000)
        self.context.add_init_script(SHIFT)

    def signs_in(self, account: UUID) -> None:
        client = Client()
        client.force_login(Account.objects.get(id=account))
        self.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": client.cookies["sessionid"].value,
                    "url": self.wire.base,
                }
            ]
        )

    @property
    def path(self) -> str:
        return f"/sessions/{self.session}/"

    def opens(self) -> Page:
        """A new tab at the chair."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.tabs.append(page)
        page.goto(self.path, wait_until="commit")
        return page

    def is_ready(self, page: Page) -> None:
        """The worker keeps the page that takes over, and the session is on this device."""
        until = time.monotonic() + PATIENCE_S
        while not self._is_ready(page):
            assert time.monotonic() < until, "the device was not ready in time"
            page.wait_for_timeout(50)

    def _is_ready(self, page: Page) -> bool:
        try:
            return bool(page.evaluate(READY, str(self.session)))
        except PageError:  # another page is just coming, or a store that a killed tab had closes
            return False

    def is_alone(self, page: Page) -> None:
        """The page that takes over is there, and drawn."""
        page.locator("body[data-ready=yes] #acts button").first.wait_for()

    def is_back(self, page: Page) -> None:
        """The clinic's own page is there again."""
        page.locator("body:not([data-kept]) #monitor, body:not([data-kept]) .page").first.wait_for()

    def is_empty(self, page: Page) -> None:
        """Nothing is kept on this device any more, as soon as its last tab has heard of it."""
        names = "indexedDB.databases().then((all) => all.map((each) => each.name))"
        until = time.monotonic() + PATIENCE_S
        while "daybreak-chair" in page.evaluate(names):
            assert time.monotonic() < until, "something stays on the device"
            page.wait_for_timeout(50)

    def kill(self, page: Page) -> None:
        self.tabs.remove(page)
        page.close(run_before_unload=False)

    def places(self, page: Page) -> int:
        """How many entries this device has ever kept."""
        return int(self._asks(page, PLACES))

    def waiting(self, page: Page) -> int:
        """How many entries are on this device only."""
        return int(self._asks(page, WAITING))

    def _asks(self, page: Page, what: str) -> Any:
        """Ask the page that is there, or the one that is just coming."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return page.evaluate(what)
            except PageError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def sets_clock_back(self, page: Page, ms: int) -> None:
        self._asks(
            page,
            f"localStorage.setItem('test-clock-off', "
            f"String(Number(localStorage.getItem('test-clock-off') || 0) - {ms}))",
        )

    def time_passes(self, page: Page, ms: int) -> None:
        """By the wall and by the steady clock; that of the clinic is moved by whoever calls."""
        self._asks(
            page,
            f"localStorage.setItem('test-time-passed', "
            f"String(Number(localStorage.getItem('test-time-passed') || 0) + {ms}))",
        )

    def banner(self, page: Page) -> str:
        return re.sub(r"\s+", " ", page.locator("#kept-banner").inner_text())

    def close(self) -> None:
        self.context.close()
