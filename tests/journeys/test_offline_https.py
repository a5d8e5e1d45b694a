"""By https on the clinic's own name, over a server that is killed and started again."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from journeys.tablet import PATIENCE_S, READY
from shift import NURSE_PASSWORD, Shift, begun
from ui.gallery import CHROMIUM, FLAGS

NAME = "clinic.test"
TESTS = Path(__file__).parents[1]
DAYBREAK = (sys.executable, "-m", "daybreak")
BEGIN = """
import sys
from pathlib import Path
from shift import begun
begun(Path(sys.argv[1]), chairs=1)
"""
pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@dataclass
class Clinic:
    """A real server that can be killed, over the same folder each time."""

    folder: Path
    port: int
    environment: dict[str, str]
    shift: Shift
    _process: "subprocess.Popen[bytes] | None" = None

    def starts(self) -> None:
        command = [*DAYBREAK, "serve", "--port", str(self.port), "--hl7-port", "0", "--tls"]
        self._process = subprocess.Popen(
            command, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("it does not serve")

    def is_killed(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, 9)
            self._process.wait(30)
            self._process = None

    def asked(self, query: str) -> int:
        with closing(sqlite3.connect(self.folder / "daybreak.sqlite3")) as base:
            return int(base.execute(query).fetchone()[0])


@pytest.fixture
def clinic(tmp_path: Path, migrated: Path) -> Iterator[Clinic]:
    shutil.copy(migrated, tmp_path)
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment = {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "src")]),
        "DAYBREAK_DATA": str(tmp_path),
        "DAYBREAK_HOSTS": f"127.0.0.1,{NAME}",
    }
    subprocess.run([sys.executable, "-c", BEGIN, str(tmp_path)], env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    made = Clinic(tmp_path, port, environment, begun(tmp_path, chairs=1))
    made.starts()
    yield made
    made.is_killed()


def is_ready(page: Page, session: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not page.evaluate(READY, session):
        assert time.monotonic() < until, "the device was not ready in time"
        page.wait_for_timeout(100)


def test_an_entry_outlives_a_killed_server_on_the_clinics_own_name(clinic: Clinic) -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium")
    base = f"https://{NAME}:{clinic.port}"
    session = clinic.shift.seats[0].session
    # That the certificate is one to trust is seen in test_https; this browser asks nobody.
    flags = [f"--host-resolver-rules=MAP {NAME} 127.0.0.1", "--ignore-certificate-errors"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        page = browser.new_context(locale="en-US").new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.goto(f"{base}/sessions/{session}/")
        page.get_by_label("Email").fill(clinic.shift.nurse)
        page.get_by_label("Password", exact=True).fill(NURSE_PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(f"{base}/sessions/{session}/")
        is_ready(page, session)

        clinic.is_killed()
        page.goto(f"{base}/sessions/{session}/")
        page.locator("body[data-ready=yes] #acts button").first.click()
        page.locator("#asks [name=systolic_mmhg]").fill("147")
        page.locator("#asks [name=diastolic_mmhg]").fill("87")
        page.locator("#asks button[type=submit]").last.click()
        expect(page.locator("#kept-banner")).to_contain_text("saved on this tablet only")

        clinic.starts()
        page.locator("body:not([data-kept]) #monitor").wait_for()
        browser.close()

    stored = "SELECT count(*) FROM records_vitalsrow WHERE systolic_mmhg = 147"
    assert clinic.asked(stored) == 1
    assert clinic.asked("SELECT count(*) FROM records_entryorigin WHERE way = 'offline'") == 1
