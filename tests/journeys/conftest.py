"""A house with staff accounts and nothing else, in a browser and with a clock that can be moved."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.staticfiles.views import serve
from django.core.cache import cache
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, sync_playwright

from clinic import Clinic, open_clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account
from journeys.clock import ZONE, Clock
from journeys.colleague import PASSWORD, Colleague, Work
from journeys.eyes import Eyes
from ui.gallery import CHROMIUM, FLAGS
from visiting import second_nurse

TEN_YEARS_S = 10 * 365 * 86400  # the house's clock is not the browser's
A_MONTH_MIN = 31 * 24 * 60  # everybody signs in once; signing the idle out has tests of its own
FIRST_MORNING = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)  # a Wednesday


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module; every colleague has a window of their own in it."""
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright has a loop
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            yield browser
            browser.close()


@dataclass
class House:
    """A clinic whose staff come to work in a browser."""

    clinic: Clinic
    browser: Browser
    base: str
    javascript: bool
    clock: Clock
    eyes: Eyes
    by_turns: bool = False
    _at_work: dict[tuple[str, bool], Colleague] = field(default_factory=dict)
    _work: Work = field(default_factory=Work)

    def turns(self) -> None:
        """Where a stage ends: by turns everybody goes on at a browser of the other kind."""
        if self.by_turns:
            self.javascript = not self.javascript

    def colleague(self, email: str) -> Colleague:
        """Whoever signs in with that address; the same browser each time, one of each kind."""
        at = (email, self.javascript)
        if at not in self._at_work:
            self._at_work[at] = Colleague(
                self.browser,
                self.base,
                email,
                javascript=self.javascript,
                clock=self.clock,
                eyes=self.eyes if self.javascript or self.by_turns else None,
                work=self._work,
            )
        return self._at_work[at]

    def in_role(self, role: Role) -> Colleague:
        """Whoever holds that role here."""
        return self.colleague(Account.objects.get(id=self.clinic.actors[role].id).email)

    @property
    def desk(self) -> Colleague:
        return self.in_role(Role.FRONT_DESK)

    @property
    def nurse(self) -> Colleague:
        return self.in_role(Role.NURSE)

    @property
    def second_nurse(self) -> Colleague:
        return self.colleague(Account.objects.get(name="Second nurse").email)

    @property
    def director(self) -> Colleague:
        return self.in_role(Role.DIRECTOR)

    @property
    def prescriber(self) -> Colleague:
        return self.in_role(Role.PRESCRIBER)

    def close(self) -> None:
        """Everybody goes home."""
        for each in self._at_work.values():
            each.context.close()


@pytest.fixture(scope="session")
def eyes(tmp_path_factory: pytest.TempPathFactory) -> Eyes:
    """One pair of eyes for all journeys: what was looked at in one is known in the next."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # all workers have this one
    return Eyes(folder / "looked-at")


@pytest.fixture
def kept_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser keeps style sheets and scripts, as the real server lets it."""

    def lets_keep(*told: Any, **named: Any) -> HttpResponseBase:
        response: HttpResponseBase = serve(*told, **named)
        response["Cache-Control"] = f"max-age={TEN_YEARS_S}"
        return response

    monkeypatch.setattr("django.contrib.staticfiles.handlers.serve", lets_keep)


@pytest.fixture(params=[True, False], ids=["with a script", "without"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts; everything must work without."""
    return bool(request.param)


@pytest.fixture
def by_turns() -> bool:
    """Whether the browsers change at each stage; a long journey asks for it, the others do not."""
    return False


@pytest.fixture
def house(
    real_transactions: None,
    live_server: Any,
    chromium: Browser,
    *,
    kept_files: None,
    eyes: Eyes,
    settings: Any,
    javascript: bool,
    by_turns: bool,
) -> Iterator[House]:
    """An organisation with a site, two chairs and an account for each role, and nobody treated."""
    settings.DAYBREAK_IDLE_MINUTES = A_MONTH_MIN
    cache.clear()  # every journey begins on the same morning: nobody has knocked too often yet
    clinic = open_clinic(adopted=False)
    second_nurse(clinic)
    Account.objects.update(password=make_password(PASSWORD))
    with Clock(FIRST_MORNING) as clock:
        house = House(clinic, chromium, live_server.url, javascript, clock, eyes, by_turns)
        yield house
        house.close()
