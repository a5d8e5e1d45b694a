"""Asks whether the tests notice a broken rule: `python tools/mutants.py [ROOM ...]`.

mutmut makes the changes and says, under [tool.mutmut], where and with which tests. Here they are
asked quickly: the tests of a room are gathered once, and each change is tried in a fork of that
process, on the tests that reach the changed function, until the first one fails.
"""

import argparse
import os
import resource
import sys
from collections.abc import Sequence

import pytest
from asking.answers import SEEN, Round, counts, forget, noticed_percent, sentence, standing
from asking.changes import Finder, Room, rooms
from asking.reaching import WALL_S
from asking.trying import Trying, say
from mutmut.configuration import config
from mutmut.mutation import trampoline

EARLY = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"  # Hypothesis, by us


def arguments(tests: Sequence[str] = ()) -> list[str]:
    """What pytest is told; `tests` instead of all of them."""
    told = [*config().pytest_add_cli_args, "-s", "--tb=no", "-W", EARLY, "-p", "no:cacheprovider"]
    return [*told, *(tests or config().pytest_add_cli_args_test_selection)]


def one(room: Room, mutant: str, tests: Sequence[str]) -> int:
    """Pytest's own answer, with this change there from the beginning."""
    sys.meta_path.insert(0, Finder(room))
    trampoline.set_mutant_under_test(mutant)
    resource.setrlimit(resource.RLIMIT_CPU, (WALL_S, WALL_S))
    return int(pytest.main([*arguments(tests), "-x"]))


def ask(room: Room, this: Round, processes: int, most: int | None) -> bool:
    """Ask one room in one round, in a process of its own; false when it could not be asked."""
    if pid := os.fork():
        return os.waitpid(pid, 0)[1] == 0
    os.environ["HYPOTHESIS_PROFILE"] = Round.FIXED if this is Round.FIXED else Round.BRIEF
    trying = Trying(room, this, processes, most)
    trampoline.record_trampoline_hit = lambda name, **_: trying.hits.add(name)
    trampoline.set_mutant_under_test("stats")
    sys.meta_path.insert(0, Finder(room))
    pytest.main(arguments(), plugins=[trying])
    sys.stdout.flush()
    os._exit(0 if trying.is_done else 1)


def report(asked: Sequence[Room], *, is_long: bool) -> None:
    """Print what is known of these rooms; at length, with each change that nobody noticed."""
    lines = []
    for room in asked:
        told = standing(room)
        for change in room.changes:
            if is_long and change.name in told and told[change.name] not in SEEN:
                lines += [f"{change.name}: {told[change.name]}", change.difference(), ""]
    lines += [sentence(room.name, counts([room])) for room in asked]
    lines += [sentence("together", counts(asked))] if len(asked) > 1 else []
    sys.stdout.write("\n".join(lines) + "\n")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("room", nargs="*", help="only these rooms")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--most", type=int, help="ask so many of each room, drawn by chance")
    parser.add_argument("--brief", action="store_true", help="only the quick round")
    parser.add_argument("--list", action="store_true", help="ask nothing; show what survived")
    parser.add_argument("--anew", action="store_true", help="forget the answers of earlier runs")
    parser.add_argument("--at-least", type=float, default=0.0, metavar="PERCENT")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--with", nargs="*", dest="tests", default=(), help=argparse.SUPPRESS)
    wanted = parser.parse_args(argv)
    every = rooms()
    if unknown := [name for name in wanted.room if name not in every]:
        say(f"No room is called {', '.join(unknown)}. There are: {', '.join(every)}.")
        return 2
    chosen = [Room(name, every[name]) for name in wanted.room or every]
    if wanted.one:
        return one(chosen[0], wanted.one, wanted.tests)
    if wanted.anew:
        for room in chosen:
            forget(room)
    rounds = [Round.BRIEF] if wanted.brief else [*Round]
    for this in [] if wanted.list else rounds:  # every room quickly first, then longer
        for room in chosen:
            if not ask(room, this, wanted.processes, wanted.most):
                say(f"{room.name} could not be asked: its tests must pass before a change.")
                return 1
    report(chosen, is_long=wanted.list)
    noticed = noticed_percent(counts(chosen))
    if noticed < wanted.at_least:
        say(f"{noticed:.1f} % were noticed; {wanted.at_least:g} % were asked for.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
