"""One thumb and, for figures, a keyboard or a scanner: everything they do is counted."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator

from journeys.colleague import Colleague

MOST_TABS = 30


@dataclass
class Count:
    """What a whole session cost: taps, and keys of a keyboard or a scanner."""

    taps: int = 0
    keys: int = 0


class Thumb:
    """A colleague whose every tap and key is counted; pages come as they come to everybody."""

    def __init__(self, who: Colleague, count: Count) -> None:
        self.who, self.count = who, count

    @property
    def _page(self) -> Locator:
        return self.who.page.locator("main")

    def taps(self, words: str, *, within: str = "main") -> None:
        """Tap a button or link; another page comes."""
        self.count.taps += 1
        self.who.presses(words, within=within)

    def ticks(self, words: str) -> None:
        """Tap one check; it was not ticked before."""
        self.count.taps += 1
        box = self._page.get_by_role("checkbox", name=re.compile(rf"^\s*{re.escape(words)}"))
        chosen = box.or_(self._page.get_by_role("radio", name=re.compile(rf"^\s*{words}")))
        only = chosen.filter(visible=True).first
        assert not only.is_checked(), f"{words} was ticked before anybody tapped it"
        only.click()
        assert only.is_checked()

    def touches(self, field: Locator) -> None:
        """Tap a field, to type into it."""
        self.count.taps += 1
        field.click()

    def types(self, text: str, *, into: Locator) -> None:
        """Type where the keyboard stands, after as many tabs as it takes to get there."""
        for _ in range(MOST_TABS):
            if into.evaluate("one => one === document.activeElement"):
                break
            self._key("Tab")
        assert into.evaluate("one => one === document.activeElement"), "the keyboard gets there"
        self.count.keys += len(text)
        self.who.page.keyboard.type(text)

    def _key(self, name: str) -> None:
        self.count.keys += 1
        self.who.page.keyboard.press(name)

    def ends_with_enter(self) -> None:
        """Enter sends the form in which the keyboard stands; another page comes."""
        self.count.keys += 1
        self.who.sends()
