"""`daybreak hl7-listen` listens where it is told to, says so, and ends when asked to."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from daybreak.cli import main

SPOT = (Path(__file__).parents[1] / "vectors" / "hl7" / "spot-check.hl7").read_bytes()


def test_half_of_tls_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hl7-listen", "--tls-certificate", "x.pem"]) == 2
    assert "--tls-key" in capsys.readouterr().err


def test_it_needs_a_record(tmp_path: Path) -> None:
    done = _run(tmp_path, "hl7-listen", "--port", "0")

    assert done.returncode == 1
    assert "There is no record" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.enable_socket
def test_it_listens_answers_and_ends_when_asked_to(tmp_path: Path) -> None:
    assert _run(tmp_path, "demo", "--no-serve").returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "daybreak", "hl7-listen", "--port", "0", "--data", str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(),
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        port = int(said.split(" port ")[1].split(".")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
            wire.sendall(b"\x0b" + SPOT + b"\x1c\r")
            answer = wire.recv(4096)
        assert b"MSA|AA|SPOT9001" in answer
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def _run(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "daybreak", *words, "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    source = str(Path(__file__).parents[2] / "src")
    return {**kept, "PYTHONPATH": source}
