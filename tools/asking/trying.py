"""The plugin that takes over once pytest has gathered the tests, and tries each change on them."""

import gc
import inspect
import mmap
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mutmut.mutation import trampoline

from asking.answers import SEEN, Answer, Asked, Round, answered, write
from asking.changes import FOLDER, Change, Room, digest
from asking.reaching import Reached, fork, reached, remember, remembered

GRACE_CPU_S, GRACE_TIMES = 2.0, 20  # a test that takes this much longer than it did never ends
FIRST = 6  # how many of those that saw earlier changes of a function are asked before the fast ones
LATE = "while the tests were read, or after"


@settings(max_examples=2, database=None, deadline=None)
@given(st.integers(), st.text(max_size=2), st.floats())
def warm(number: int, text: str, real: float) -> None:
    """Lets Hypothesis read the constants of the sources once, and not again in every fork."""
    del number, text, real


class Trying:
    """One round through one room."""

    def __init__(self, room: Room, this: Round, processes: int, most: int | None = None) -> None:
        self.room, self.round, self.processes, self.most = room, this, processes, most
        self.items: dict[str, pytest.Item] = {}
        self.codes: dict[str, str] = {}  # the digest of each test's own words
        self.tests = ""  # and of all of them
        self.has_failed = self.is_done = False
        self.hits: set[str] = set()
        self.gathered: frozenset[str] = frozenset()  # what is called as the tests are read
        self.board = mmap.mmap(-1, 8 * processes)  # which test each child is at, for us to read

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.has_failed = self.has_failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Before a test is read: no shrinking of what has failed, and no failing for slowness."""
        usual = settings.get_profile(settings.get_current_profile_name())
        settings.register_profile(
            "trying",
            usual,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[*usual.suppress_health_check, HealthCheck.too_slow],
            report_multiple_bugs=False,
        )
        settings.load_profile("trying")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed:
            return None  # pytest says itself what it could not read
        self.gathered = frozenset(self.hits)
        self.items = {item.nodeid: item for item in session.items}
        self.codes = {name: digest(_words(item)) for name, item in self.items.items()}
        self.tests = digest(*(name + code for name, code in sorted(self.codes.items())))
        warm()
        gc.collect()
        gc.freeze()
        found = self._reached()
        trampoline.set_mutant_under_test("")
        waiting = self._waiting()
        say(f"{self.room.name}, {self.round}: {len(waiting)} of {len(self.room.changes)} to ask")
        if self.round is Round.ANEW:
            self._ask_anew(waiting, found)
        elif waiting:
            self._control(found)
            self._ask(waiting, found)
        self.is_done = True
        return True

    def _reached(self) -> Reached:
        brief = self._remembered(Round.BRIEF)
        if self.round is Round.ANEW:
            return brief or Reached()
        if known := self._remembered(self.round):
            return known
        items = self.items
        if brief:  # with more examples, only the neighbours are worth their time
            files = {self.items[name].path for name in brief.everyone()}
            items = {name: item for name, item in self.items.items() if item.path in files}
        say(f"{self.room.name}, {self.round}: which of {len(items)} tests reaches what")
        found = reached(items, self.hits, lambda: self.has_failed)
        remember(self._place(self.round), self._key(), found)
        return found

    def _place(self, which: Round) -> str:
        return FOLDER / f"{self.room.name}.{which}.reached.json"

    def _key(self) -> str:
        return digest(self.tests, *(code for _, code in self.room.code.values()))

    def _remembered(self, which: Round) -> Reached | None:
        return remembered(self._place(which), self._key())

    def _waiting(self) -> list[Change]:
        """The changes without an answer that holds; in later rounds, what survived the earlier.

        In an order of chance that is always the same, so that a run which was stopped has asked
        a fair sample.
        """
        known, order = answered(self.room), [*Round]

        def waits(change: Change) -> bool:
            told = known.get(change.name)
            if told is None or not told.holds(change, self.tests, self.codes):
                return self.round is Round.BRIEF
            if told.answer in SEEN or order.index(told.round) >= order.index(self.round):
                return False
            return self.round is not Round.ANEW or change.function in self.gathered

        by_chance = sorted(self.room.changes, key=lambda each: digest(each.name, each.digest))
        return [change for change in by_chance if waits(change)][: self.most]

    def _trial(self, mutant: str, names: Sequence[str], slot: int, found: Reached) -> int:
        """A child that tries a change on these tests, and leaves with 1 when one of them fails."""

        def work() -> None:
            trampoline.set_mutant_under_test(mutant)
            for place, name in enumerate(names):
                item = self.items[name]
                after = self.items[names[place + 1]] if place + 1 < len(names) else None
                struct.pack_into("q", self.board, 8 * slot, place)
                limit_s = GRACE_CPU_S + GRACE_TIMES * found.cpu_s[name]
                signal.setitimer(signal.ITIMER_PROF, limit_s)  # of CPU, however busy the machine
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
                if self.has_failed:
                    os._exit(1)

        return fork(work)

    def _control(self, found: Reached) -> None:
        """Unchanged, the same tests pass in the same order; a function that raises is noticed.

        Raises:
            UsageError: otherwise, for then no answer would mean anything.
        """
        names = found.everyone()
        for mutant, expected in (("", 0), ("fail", 1)) if names else ():
            _, status = os.waitpid(self._trial(mutant, names, 0, found), 0)
            if (code := os.waitstatus_to_exitcode(status)) != expected:
                raise pytest.UsageError(
                    f"With {mutant or 'nothing'!r} as the change, the tests of {self.room.name} "
                    f"answered {code} and not {expected}, at {names[self._at(0)]}."
                )

    def _at(self, slot: int) -> int:
        place: int = struct.unpack_from("q", self.board, 8 * slot)[0]
        return place

    def _ask(self, waiting: Sequence[Change], found: Reached) -> None:
        """Try each on the tests that reach its function, so many at a time."""
        saw: dict[str, list[str]] = {}  # who noticed the last changes of a function
        at_work: dict[int, tuple[Change, list[str], int]] = {}
        free = list(range(self.processes))
        began = time.monotonic()
        for done, change in enumerate(waiting, 1):
            if names := found.ordered(
                found.tests.get(change.function, ()), saw.get(change.function, ())
            ):
                slot = free.pop()
                at_work[self._trial(change.name, names, slot, found)] = (change, names, slot)
            else:
                self._tell(change, Answer.UNREACHED)
            while at_work and (not free or done == len(waiting)):
                self._hear(at_work, free, saw)
            if done % 100 == 0:
                say(f"{self.room.name}: {done}, {(time.monotonic() - began) / done:.2f} s each")

    def _hear(
        self,
        at_work: dict[int, tuple[Change, list[str], int]],
        free: list[int],
        saw: dict[str, list[str]],
    ) -> None:
        """Wait for one child, and write down how it ended."""
        child, status, used = os.wait4(-1, 0)
        change, names, slot = at_work.pop(child)
        free.append(slot)
        code, by, cpu_s = os.waitstatus_to_exitcode(status), names[self._at(slot)], used.ru_utime
        if code == 0:
            self._tell(change, Answer.SURVIVED, cpu_s=cpu_s + used.ru_stime)
            return
        never_ended = code in {-signal.SIGPROF, -signal.SIGALRM, -signal.SIGKILL}
        if not never_ended:
            before = [name for name in saw.get(change.function, ()) if name != by]
            saw[change.function] = [by, *before][:FIRST]
        answer = Answer.NEVER_ENDED if never_ended else Answer.NOTICED
        self._tell(change, answer, by=by, cpu_s=cpu_s + used.ru_stime)

    def _ask_anew(self, waiting: Sequence[Change], found: Reached) -> None:
        """Try each in a process of its own, there before the tests are read.

        What a module calls as it is read has been called before we fork.
        """
        files = sorted({self.items[name].location[0] for name in found.everyone()})
        for change in waiting:
            began = time.monotonic()
            ended = subprocess.run(  # noqa: S603 - our own command
                [
                    sys.executable,
                    sys.argv[0],
                    self.room.name,
                    "--one",
                    change.name,
                    "--with",
                    *files,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            answer = Answer.NOTICED if ended.returncode else Answer.SURVIVED
            by = LATE if ended.returncode else ""
            self._tell(change, answer, by=by, cpu_s=time.monotonic() - began)

    def _tell(self, change: Change, answer: Answer, *, by: str = "", cpu_s: float = 0.0) -> None:
        asked = Asked(
            change=change.name,
            code=change.digest,
            answer=answer,
            round=self.round,
            by=by,
            by_code=self.codes.get(by, ""),
            tests=self.tests,
            cpu_s=round(cpu_s, 3),
        )
        write(self.room, asked)


def _words(item: pytest.Item) -> str:
    """The words of a test, so that we know when it has changed."""
    try:
        return inspect.getsource(item.obj)  # type: ignore[attr-defined] # every test function has it
    except (AttributeError, OSError, TypeError):
        return item.path.read_text(encoding="utf-8")


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
