"""A server killed in the middle of an act leaves all of it or nothing, and forgets no answer."""

import json
import os
import random
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from over_and_over import act_id

TESTS = Path(__file__).parents[1]
PATIENCE_S = 120.0


def environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {**kept, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])}


@dataclass
class Told:
    """What the killed ones said before they died."""

    begun: int = 0  # the last act that was begun
    done: set[int] = field(default_factory=set)

    def hear(self, line: str) -> None:
        word, number = line.split()
        if word == "begin":
            self.begun = int(number)
        else:
            self.done.add(int(number))


@contextmanager
def working(folder: Path, first: int) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, str(TESTS / "over_and_over.py"), str(folder), str(first)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        yield process
    finally:
        process.kill()  # SIGKILL: nothing gets to tidy up
        process.wait()
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stderr.close()


def kill_within(folder: Path, told: Told, *, acts: int, delay_s: float) -> None:
    """Let it do a few acts, then kill it `delay_s` into the next one. It resends the last."""
    until = time.monotonic() + PATIENCE_S
    with working(folder, max(told.begun, 1)) as process:
        assert process.stdout is not None
        heard = 0
        while heard < acts:
            ready, _, _ = select.select([process.stdout], [], [], until - time.monotonic())
            line = process.stdout.readline() if ready else ""
            assert line, process.stderr.read() if process.stderr else "it never began"
            told.hear(line)
            heard += line.startswith("begin")
        time.sleep(delay_s)
        process.kill()
        for line in process.stdout.read().splitlines():
            told.hear(line)


def check(folder: Path, told: Told) -> None:
    """The record is whole, every answered act is in it once, and none is there by half."""
    verified = subprocess.run(
        [sys.executable, "-m", "daybreak", "verify", "--data", str(folder), "--json"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert json.loads(verified.stdout)["faults"] == []
    record = sqlite3.connect(folder / "daybreak.sqlite3")
    lines = dict(record.execute("SELECT act_id, count(*) FROM records_journalline GROUP BY act_id"))
    accounts = {
        email
        for (email,) in record.execute(
            "SELECT email FROM records_account WHERE email LIKE 'over-%'"
        )
    }
    roles = dict(
        record.execute(
            "SELECT email, count(*) FROM records_rolechange JOIN records_account "
            "ON records_account.id = account_id WHERE email LIKE 'over-%' GROUP BY email"
        )
    )
    record.close()
    for number in range(1, told.begun + 1):
        there = lines.get(act_id(number).hex, 0)
        assert there == 1 or (there == 0 and number not in told.done), number
        if number % 2:
            email = f"over-{number}@example.org"
            assert (email in accounts) == bool(there), number
            assert roles.get(email, 0) == (3 if there else 0), number


@pytest.mark.parametrize("seed", [7])
def test_a_killed_server_leaves_an_act_wholly_or_not_at_all(
    tmp_path: Path, migrated: Path, seed: int
) -> None:
    shutil.copy(migrated, tmp_path)
    _kill_again_and_again(tmp_path, random.Random(seed), kills=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_however_often_it_is_killed_nothing_is_lost_doubled_or_halved(
    tmp_path: Path, migrated: Path, seed: int
) -> None:
    shutil.copy(migrated, tmp_path)
    _kill_again_and_again(tmp_path, random.Random(seed), kills=20)


def _kill_again_and_again(folder: Path, rng: random.Random, *, kills: int) -> None:
    told = Told()
    for _ in range(kills):
        kill_within(folder, told, acts=rng.randint(1, 8), delay_s=rng.uniform(0, 0.03))
    assert told.done
    check(folder, told)
