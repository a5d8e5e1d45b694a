"""Which test reaches which function, and a child process for each thing that is tried."""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path

import pytest

WALL_S = 900  # for a change that waits instead of working; long, because the machine may be busy
MEMORY_BYTES = 4 << 30


@dataclass(slots=True)
class Reached:
    """The tests of each function, and the seconds of CPU that each test takes as it is."""

    tests: dict[str, list[str]] = field(default_factory=dict)
    cpu_s: dict[str, float] = field(default_factory=dict)

    def everyone(self) -> list[str]:
        """The tests that reach anything in the room, the fastest first."""
        return self.ordered({name for names in self.tests.values() for name in names})

    def ordered(self, names: Iterable[str], first: Collection[str] = ()) -> list[str]:
        """Those that saw an earlier change of the function first, then the fastest."""
        return sorted(names, key=lambda name: (name not in first, self.cpu_s[name], name))


def fork(work: Callable[[], None]) -> int:
    """The number of a child that does this quietly, and leaves with 1 when it raises."""
    sys.stdout.flush()
    sys.stderr.flush()
    if pid := os.fork():
        return pid
    try:
        signal.alarm(WALL_S)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        work()
    except BaseException:  # noqa: BLE001 - a change may raise anything; all of it is noticed
        os._exit(1)
    os._exit(0)


def reached(
    items: Mapping[str, pytest.Item], hits: set[str], has_failed: Callable[[], bool]
) -> Reached:
    """Each test alone in a fork of its own, so that none hides what another would reach.

    A file whose tests together reach nothing is looked at only once.

    Raises:
        UsageError: a test fails although nothing has been changed.
    """
    found, broken = Reached(), []

    def tried(some: Sequence[pytest.Item]) -> tuple[float, bool, list[str]]:
        """The CPU they take, whether one fails, and the functions they reach; in a fork."""
        read, write = os.pipe()

        def work() -> None:
            hits.clear()
            began = time.process_time()
            for item, after in zip(some, [*some[1:], None], strict=True):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            taken = time.process_time() - began
            with os.fdopen(write, "w") as out:
                json.dump([taken, has_failed(), sorted(hits)], out)

        child = fork(work)
        os.close(write)
        with os.fdopen(read) as told:
            answer = told.read()
        os.waitpid(child, 0)
        taken, failed, functions = json.loads(answer) if answer else (0.0, True, [])
        return taken, failed, functions

    for _, group in groupby(items, key=lambda name: items[name].path):
        names = list(group)
        _, failed, functions = tried([items[name] for name in names])
        for name in names if failed or functions else ():
            taken, failed, functions = tried([items[name]])
            found.cpu_s[name] = round(taken, 4)
            broken += [name] if failed else []
            for function in functions:
                found.tests.setdefault(function, []).append(name)
    if broken:
        raise pytest.UsageError(f"These tests fail without any change: {', '.join(broken)}")
    return found


def remembered(place: Path, key: str) -> Reached | None:
    """What was found before, while the tests and the files read as they did."""
    if not place.exists():
        return None
    known = json.loads(place.read_text(encoding="utf-8"))
    return Reached(known["tests"], known["cpu_s"]) if known["key"] == key else None


def remember(place: Path, key: str, found: Reached) -> None:
    place.write_text(json.dumps({"key": key, **asdict(found)}), encoding="utf-8")
