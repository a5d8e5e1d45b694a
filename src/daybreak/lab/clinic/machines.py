"""The same trial on many machines: a Dask scheduler hands out chunks of people, and takes in parts.

A chunk of people is a function of their numbers, so a part has the same bits wherever it is made,
on processors of one kind with the same locked libraries. Machines that run another Daybreak, or
other files of the catalogue, are refused before anything is asked of them.
"""

import hashlib
import pickle
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files as files_of
from pathlib import Path
from typing import Any, Self

from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.reading import content_hash, files, is_room
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.lab.clinic.assumptions import Assumptions
from daybreak.lab.clinic.trial import Asked, Desk, Part

PATIENCE_S = 20
ROOMS = ("care", "catalogue", "lab", "twin")
AHEAD = 3  # chunks waiting for each worker, so that none waits for the next


class Machines:
    """Whoever answers at a Dask scheduler, such as `tcp://10.0.0.5:8786`.

    Raises:
        NotUnderstood: Dask is not installed, or nobody answers there.
        NotAllowed: no worker is there, or one would answer by another program or catalogue.
    """

    def __init__(self, scheduler: str) -> None:
        try:
            dask: Any = import_module("distributed")  # an extra, untyped, and slow to load
        except ImportError:
            raise NotUnderstood(
                "machines", "Trials on many machines need Dask: pip install 'daybreak[scale]'."
            ) from None
        try:
            self._client: Any = dask.Client(scheduler, timeout=PATIENCE_S)
        except (OSError, ValueError) as trouble:
            raise NotUnderstood(
                "machines", f"Nobody answers as a Dask scheduler at {scheduler}. Start one there."
            ) from trouble
        try:
            self._check()
        except BaseException:
            self._client.close()
            raise

    def _check(self) -> None:
        theirs = self._client.run(house)
        if not theirs:
            raise NotAllowed("machines", "The scheduler has no workers. Start some and try again.")
        mine = house()
        other = sorted(where for where, found in theirs.items() if found != mine)
        if other:
            raise NotAllowed(
                "machines",
                f"{other[0]} has another Daybreak or other files than this machine. Install the "
                "same on all of them, with the same clinic's own files.",
            )

    def parts(
        self, protocol: Protocol, assumed: Assumptions, asked: Asked, starts: Sequence[int]
    ) -> Iterator[Part]:
        """Every chunk's part, in their order, whichever machine made it."""
        told = pickle.dumps((protocol, assumed, asked))
        waiting: list[Any] = []
        workers = len(self._client.scheduler_info()["workers"])
        for start in starts:
            waiting.append(self._client.submit(part_of, told, start, pure=False))
            if len(waiting) > AHEAD * workers:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()

    def close(self) -> None:
        """Let go of the scheduler; what was under way there is dropped."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_desks: dict[bytes, Desk] = {}  # the last trial's, on a worker


def part_of(told: bytes, start: int) -> Part:
    """One chunk, on a worker. `told` is the pickled protocol, assumptions and question."""
    if told not in _desks:
        _desks.clear()
        _desks[told] = Desk(*pickle.loads(told))  # noqa: S301 - from the scheduler, which runs any code
    return _desks[told].part(start)


def house() -> str:
    """What a part hangs on besides its question: this program, its libraries, its catalogue."""
    libraries = [f"{name} {version(name)}" for name in ("daybreak", "numba", "numpy")]
    package = Path(str(files_of("daybreak")))
    ours = sorted(path for room in ROOMS for path in (package / room).rglob("*") if _counts(path))
    shelves = sorted(path for path in (package / "catalogue").rglob("*") if path.is_dir())
    rooms = (path.relative_to(package / "catalogue").as_posix() for path in shelves)
    laid_over = [path for room in rooms if is_room(room) for path in files(room)]
    told = [*libraries, *map(content_hash, (*ours, *laid_over))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
