"""Somebody of the staff at a browser, who does what a hand and an eye can do and nothing else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page
from playwright.sync_api import Error as PageError

from journeys.clock import Clock
from journeys.eyes import Eyes

PASSWORD = "a password of the test clinic"
A_MOMENT = timedelta(minutes=1)
HERE = "main, dialog[open]"  # where work is done; the bar above is for going elsewhere


@dataclass
class Work:
    """What the house knows of who did something last: whoever it was has the newest page."""

    last: "Colleague | None" = None


class Colleague:
    """One account, signed in through the page; it signs in again when it is asked to."""

    def __init__(
        self,
        browser: Browser,
        base: str,
        email: str,
        *,
        javascript: bool,
        clock: Clock,
        eyes: Eyes | None,
        work: Work,
    ) -> None:
        self.email, self.clock, self._work = email, clock, work
        self._javascript, self._eyes, self._base = javascript, eyes, base
        self.context: BrowserContext = browser.new_context(
            base_url=base,
            locale="en-US",
            timezone_id="America/Los_Angeles",
            java_script_enabled=javascript,
            reduced_motion="reduce",  # colours that fade in are neither of the two
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)

    def opens(self, path: str) -> None:
        """Go to a page by its address."""
        if self._javascript:  # the device's clock goes as the house's does
            self.page.clock.set_system_time(self.clock.now)
        self._came()
        try:
            self.page.goto(path)
        except PageError:  # it was just coming anew by itself: somebody else went on
            self.page.goto(path)
        if "/account/login/" in self.page.url:
            self._sign_in()
        self._look()

    def _came(self) -> None:
        """A page came: of now, and after whatever anybody else did."""
        self._opened_at, self._work.last = self.clock.now, self

    @property
    def age_of_page(self) -> timedelta:
        """How long ago the page came, on the clock of the house."""
        return self.clock.now - self._opened_at

    @property
    def is_up_to_date(self) -> bool:
        """Whether the page came just now and nobody else has done anything since."""
        return self._work.last is self and self.age_of_page < A_MOMENT

    def _sign_in(self) -> None:
        self._look()
        self.page.get_by_label("Email").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Go on").click()

    def presses(self, name: str, *, within: str = HERE) -> None:
        """Press a button or follow a link by its words; another page comes."""
        self.follows(self._to_press(name, within))

    def follows(self, pressed: Locator) -> None:
        """Press just this; another page comes."""
        with self._another_page():
            pressed.click()

    def sends(self) -> None:
        """Press Enter where the keyboard stands, which sends that form; another page comes."""
        with self._another_page():
            self.page.keyboard.press("Enter")

    @contextmanager
    def _another_page(self) -> Iterator[None]:
        """Whatever is done within, another page comes of it, and is looked at."""
        with self.page.expect_navigation():
            yield
        self._came()
        self._look()

    def touches(self, name: str) -> None:
        """Press something that may stay on the page, or bring another one."""
        self._to_press(name, HERE).click()
        self.page.wait_for_load_state()

    def unfolds(self, words: str) -> None:
        """Open what is folded away under these words."""
        self.page.locator("summary", has_text=words).filter(visible=True).first.click()

    def _to_press(self, name: str, within: str) -> Locator:
        here = self.page.locator(within)
        spoken = re.escape(name).replace(":", r"\s*:")  # words for ears alone begin apart
        words = re.compile(rf"^\s*{spoken}")
        return (
            here.get_by_role("button", name=words)
            .or_(here.get_by_role("link", name=words))
            .filter(visible=True)
            .first
        )

    def field(self, label: str) -> Locator:
        """The control with this label, where one can see it."""
        words = re.compile(rf"^\s*{re.escape(label)}")
        controls = self.page.locator("input, select, textarea")
        return controls.and_(self.page.get_by_label(words)).filter(visible=True).first

    def fills(self, **values: str) -> None:
        """Type into fields; a name is the label with underscores for spaces."""
        for label, value in values.items():
            self.types(label.replace("_", " "), value)

    def types(self, label: str, value: str) -> None:
        self.field(label).fill(value)

    def chooses(self, label: str, option: str) -> None:
        """Choose from a list by the words of the option."""
        self.field(label).select_option(label=option)

    def marks(self, label: str) -> None:
        """Tick a box, or press one of several cards."""
        words = re.compile(rf"^\s*{re.escape(label)}")
        boxes = self.page.get_by_role("checkbox", name=words)
        cards = self.page.get_by_role("radio", name=words)
        boxes.or_(cards).filter(visible=True).first.check()

    def marks_all(self, within: str = "main") -> None:
        """Tick every box there is."""
        for box in self.page.locator(within).get_by_role("checkbox").all():
            if box.is_visible():
                box.check()

    def types_moment(self, group: str, day: date, clock: time | None = None) -> None:
        """Fill in a day, and a time when there is one, under one legend."""
        parts = self.page.get_by_role("group", name=group)
        parts.get_by_label("Day").fill(day.isoformat())
        if clock:
            parts.get_by_label("Time").fill(f"{clock:%H:%M}")

    def types_weight(self, group: str, number: str, unit: str) -> None:
        """Fill in a weight as the scale shows it."""
        parts = self.page.get_by_role("group", name=group)
        parts.get_by_label("Number").fill(number)
        parts.get_by_label("Unit").select_option(label=unit)

    def hands_in(self, label: str, *files: Path) -> None:
        """Choose files of this machine."""
        self.field(label).set_input_files(list(files))

    def sees(self, *texts: str) -> None:
        """Every one of these stands on the page."""
        missing = [text for text in texts if text not in self.words]
        assert not missing, f"{missing} not in {self.path}: {self.words[-1500:]}"

    def does_not_see(self, *texts: str) -> None:
        """None of these stands on the page."""
        found = [text for text in texts if text in self.words]
        assert not found, f"{found} in {self.path}: {self.words[-1500:]}"

    @property
    def words(self) -> str:
        """What can be read on the page, without its white space."""
        return " ".join(self.page.inner_text("body").split())

    @property
    def path(self) -> str:
        """The address of the page that is open, without the host."""
        return self.page.url.removeprefix(self._base)

    def _look(self) -> None:
        if self._eyes is not None:
            self._eyes.look(self.page, scripted=self._javascript)
