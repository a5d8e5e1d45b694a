"""`daybreak serve` says what keeps it from serving, and ends its listener with itself."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from daybreak.cli import main

Output = pytest.CaptureFixture[str]

DAYBREAK = (sys.executable, "-m", "daybreak")
HOUSE = ("--organisation", "Harbour", "--site", "Street", "--time-zone", "UTC")
SETUP = (*HOUSE, "--email", "ada@example.org", "--name", "Ada")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.mark.enable_socket
def test_a_port_in_use_is_said_before_anything_is_set_up(
    taken: int, tmp_path: Path, capsys: Output
) -> None:
    for words in (
        ["--port", str(taken), "--hl7-port", "0"],
        ["--port", str(free_port()), "--hl7-port", str(taken)],
    ):
        assert main(["serve", "--data", str(tmp_path), *words]) == 1
        said = capsys.readouterr().err
        assert f"port {taken} cannot be listened on" in said
        assert words[2 if words[3] == str(taken) else 0] in said
    assert not list(tmp_path.iterdir())


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--port", "65536"], 2),
        (["--port", "-1"], 2),
        (["--threads", "0"], 2),
        (["--host", "no.such.host.invalid", "--port", "8000"], 1),
        (["--host", "x" * 300], 1),
    ],
)
def test_what_cannot_be_an_address_is_a_sentence(
    words: list[str], code: int, tmp_path: Path, capsys: Output
) -> None:
    assert main(["serve", "--data", str(tmp_path), "--hl7-port", "0", *words]) == code
    said = capsys.readouterr().err
    assert said.startswith("daybreak: ")
    assert said.count("\n") == 1


@pytest.mark.slow
@pytest.mark.enable_socket
def test_it_serves_listens_and_ends_when_asked_to(tmp_path: Path) -> None:
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "DAYBREAK_PASSWORD": "harbour light 7",
    }
    subprocess.run(
        [
            sys.executable,
            "-m",
            "daybreak",
            "setup",
            "--data",
            str(tmp_path),
            "--organisation",
            "Harbour",
            "--site",
            "Street",
            "--time-zone",
            "UTC",
            "--email",
            "ada@example.org",
            "--name",
            "Ada",
        ],
        check=True,
        env=environment,
        capture_output=True,
    )
    port, hl7 = free_port(), free_port()
    served = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "daybreak",
            "serve",
            "--data",
            str(tmp_path),
            "--port",
            str(port),
            "--hl7-port",
            str(hl7),
        ],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _until_healthy(f"http://127.0.0.1:{port}/healthz")
        with socket.create_connection(("127.0.0.1", hl7), timeout=10) as wire:
            wire.sendall(b"\x0bjunk\x1c\r")
            assert b"MSA|" in wire.recv(4096)
        served.send_signal(signal.SIGTERM)
        _, said = served.communicate(timeout=30)
        assert served.returncode == 0
        assert "Traceback" not in said
    finally:
        served.kill()
        served.wait()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", hl7), timeout=2)


def _until_healthy(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert time.monotonic() < until, "it never answered"
            time.sleep(0.2)


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        (["cert.pem"], 2, "--tls takes a certificate and its key"),
        (["cert.pem", "key.pem", "more.pem"], 2, "--tls takes a certificate and its key"),
        (["cert.pem", "missing.pem"], 2, "There is no file"),
        (["cert.pem", "key.pem"], 1, "no certificate with its key"),
    ],
)
def test_half_a_certificate_is_a_sentence(
    files: list[str], code: int, said: str, tmp_path: Path, capsys: Output
) -> None:
    for name in ("cert.pem", "key.pem", "more.pem"):
        (tmp_path / name).write_text("nothing of the kind")
    words = ["--tls", *(str(tmp_path / name) for name in files)]

    assert main(["serve", "--data", str(tmp_path / "data"), "--hl7-port", "0", *words]) == code
    told = capsys.readouterr().err
    assert said in told
    assert not (tmp_path / "data").exists(), "nothing was set up"
