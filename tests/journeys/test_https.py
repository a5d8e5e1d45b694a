"""On the clinic's network the pages are https, by a name, with a certificate made there."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from shift import NURSE_PASSWORD, begun
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
class Served:
    port: int
    authority: Path
    nurse: str
    said: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Served]:
    tmp_path = tmp_path_factory.mktemp("served")
    shutil.copy(migrated, tmp_path)
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    path = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    environment = {
        **kept,
        "PYTHONPATH": path,
        "DAYBREAK_DATA": str(tmp_path),
        "DAYBREAK_HOSTS": f"127.0.0.1,{NAME}",
    }
    subprocess.run([sys.executable, "-c", BEGIN, str(tmp_path)], env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = tmp_path / "said"
    with log.open("w") as told:
        process = subprocess.Popen(
            [*DAYBREAK, "serve", "--port", str(port), "--hl7-port", "0", "--tls"],
            env=environment,
            stderr=told,
        )
    try:
        _wait_for(port, process)
        nurse = begun(tmp_path, chairs=1).nurse
        yield Served(port, tmp_path / "keys" / "tls-authority.pem", nurse, log.read_text())
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("it does not serve")


def test_a_nurse_signs_in_by_https_on_the_name_of_the_clinic(served: Served) -> None:
    assert f"Serving https://{NAME}:{served.port}/" in served.said
    assert str(served.authority) in served.said, "it says which file to trust"
    trusting = ssl.create_default_context(cafile=str(served.authority))
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as wire:
        trusting.wrap_socket(wire, server_hostname=NAME).close()  # raises unless it is trusted

    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium")
    with sync_playwright() as play:
        rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])
        # That the certificate is one to trust was seen above; this browser has no list of its own.
        context = browser.new_context(ignore_https_errors=True, locale="en-US")
        page = context.new_page()
        page.goto(f"https://{NAME}:{served.port}/")
        page.get_by_label("Email").fill(served.nurse)
        page.get_by_label("Password", exact=True).fill(NURSE_PASSWORD)
        page.get_by_role("button", name="Go on").click()

        page.wait_for_url(re.compile(rf"https://{NAME}:{served.port}/$"))
        expect(page.get_by_role("main")).to_contain_text("B1")
        assert page.evaluate("window.isSecureContext")
        cookies = {each["name"]: each for each in context.cookies()}
        assert {"sessionid", "csrftoken"} <= set(cookies)
        assert all(each["secure"] for each in cookies.values())
        browser.close()


def test_without_https_it_hears_nobody(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as wire:
        wire.sendall(b"GET / HTTP/1.1\r\nHost: clinic.test\r\n\r\n")
        try:
            told = wire.recv(4096)
        except ConnectionResetError:
            told = b""
    assert b"200" not in told.split(b"\r\n", 1)[0]
