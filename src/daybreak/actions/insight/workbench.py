"""A protocol tried from a page: a process of its own does the work, and is looked at until done.

Nothing of anybody's chart is read or written, so there is no act and no line of the journal. What
a trial found is kept in the data folder, for whoever asked, until newer ones take its place.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.reading import CatalogueError, read
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.lab.clinic.drafting import Draft, Upkeep, drafted, triable, usual

__all__ = ["WHAT", "Draft", "Look", "Upkeep", "Wanted", "begin", "look", "triable", "usual"]

WHAT = "workbench"
AT_ONCE = 2  # our choice: a mini-PC has two cores, and a page must not wait for either
LONGEST_S = 3600  # after that the number of its process may be another's by now
KEPT = 24  # trials kept; the oldest go
ANSWER, TOLD, MADE, PROCESS = "answer.json", "progress.txt", "tried.toml", "process"
SLOWER = 5  # by how much a trial gives way to everything else

_mine: dict[str, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft, how many people, and for how many weeks."""

    draft: Draft
    people: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Look:
    """How far a trial is. `answer` is that of `daybreak lab protocol` once it is over, with the
    protocol as it is written first and the draft second; `why` says what stopped it."""

    wanted: dict[str, Any]
    done: int
    whole: int
    answer: dict[str, Any] | None
    why: str

    @property
    def is_over(self) -> bool:
        return self.answer is not None or bool(self.why)


def begin(*, by: Actor, wanted: Wanted) -> UUID:
    """Start a trial of a draft beside the protocol it changes.

    Raises:
        WrongRole: the workbench is not for `by`.
        NotUnderstood: the draft contradicts itself.
        NotAllowed: enough trials are running.
    """
    permissions.check_read(by, WHAT)
    if sum(_runs(folder) for folder in _folders()) >= AT_ONCE:
        raise NotAllowed("workbench-busy", "Two trials are running. Wait until one is done.")
    run = uuid4()
    folder = _room() / str(run)
    folder.mkdir(parents=True, mode=0o700)
    path = folder / MADE
    path.write_text(drafted(wanted.draft), encoding="utf-8")
    try:
        read(path, Protocol)
    except CatalogueError as wrong:
        shutil.rmtree(folder)
        why = wrong.why[:1].upper() + wrong.why[1:]
        raise NotUnderstood("workbench-draft", f"{why}. Change one of them.") from None
    about = {"by": str(by.id), "people": wanted.people, "weeks": wanted.weeks,
             "base": wanted.draft.base, "dose": str(wanted.draft.start_mg_per_kg),
             "minutes": wanted.draft.minutes, "sessions": wanted.draft.sessions,
             "gap_days": wanted.draft.gap_days, "upkeep": wanted.draft.upkeep.value}  # fmt: skip
    (folder / "wanted.json").write_text(json.dumps(about), encoding="utf-8")
    _start(folder, wanted)
    _tidy()
    return run


def look(*, by: Actor, run: UUID) -> Look:
    """How far a trial is, and what it found.

    Raises:
        WrongRole: the workbench is not for `by`.
        NotFound: `by` has begun no such trial, or it has made way for newer ones.
    """
    permissions.check_read(by, WHAT)
    folder = _room() / str(run)
    wanted = _json(folder / "wanted.json")
    if wanted is None or wanted["by"] != str(by.id):
        raise NotFound("workbench", "There is no such trial. Begin it again.")
    running = _runs(folder)
    answer = None if running else _json(folder / ANSWER)
    told = (folder / TOLD).read_text(encoding="utf-8", errors="replace") if (
        folder / TOLD
    ).is_file() else ""  # fmt: skip
    done, whole = _progress(told, 2 * int(wanted["people"]))
    why = "" if running or answer else _why(told)
    return Look(wanted, done, whole, answer, why)


def _start(folder: Path, wanted: Wanted) -> None:
    call = [
        sys.executable, "-m", "daybreak", "lab", "protocol", wanted.draft.base, MADE,
        "-n", str(wanted.people), "--weeks", str(wanted.weeks), "--progress", "--json",
    ]  # fmt: skip
    place = {"DAYBREAK_DATA": str(settings.DATA)}
    with (folder / ANSWER).open("wb") as answer, (folder / TOLD).open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 - our own command; what was typed is in a file
            call, cwd=folder, stdout=answer, stderr=told, stdin=subprocess.DEVNULL,
            env={**os.environ, **place}, start_new_session=True,
        )  # fmt: skip
    _mine[folder.name] = process
    (folder / PROCESS).write_text(str(process.pid), encoding="ascii")
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, process.pid, SLOWER)


def _runs(folder: Path) -> bool:
    """Whether the work on a trial still goes on, in this server process or another."""
    process = _mine.get(folder.name)
    if process is not None:
        if process.poll() is None:
            return True
        _mine.pop(folder.name, None)
        return False
    if _age_s(folder) > LONGEST_S:
        return False
    try:
        os.kill(int((folder / PROCESS).read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return False
    return _json(folder / ANSWER) is None


def _age_s(folder: Path) -> float:
    """Seconds since a trial began."""
    try:
        return time() - (folder / PROCESS).stat().st_mtime
    except OSError:
        return 0.0


def _progress(told: str, whole: int) -> tuple[int, int]:
    """People done of all, from the last bar that the command drew."""
    bars = [part.rpartition("] ")[2] for part in told.split("\r") if "] " in part]
    if not bars:
        return 0, whole
    done, _, rest = bars[-1].partition("/")
    return int(done), int(rest.split()[0])


def _why(told: str) -> str:
    said = [line for line in told.splitlines() if line.startswith("daybreak: ")]
    if said:
        return said[-1].removeprefix("daybreak: ")
    return "The trial was stopped before it was done. Begin it again."


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _room() -> Path:
    return Path(settings.DATA) / "workbench"


def _folders() -> list[Path]:
    room = _room()
    return [each for each in room.iterdir() if each.is_dir()] if room.is_dir() else []


def _tidy() -> None:
    """Let the oldest trials go, those that are over."""
    oldest = sorted(_folders(), key=lambda each: each.stat().st_mtime)
    for folder in oldest[: max(0, len(oldest) - KEPT)]:
        if not _runs(folder):
            shutil.rmtree(folder, ignore_errors=True)
