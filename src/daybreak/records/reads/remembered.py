"""What was read lately, and is as good as read anew: nothing it hangs on was recorded since.

Everything that changes the record is an act, and each act is one line at the end of a chain. So
one look at where an organisation's chains have got to says of whom something was recorded. What
hangs on nobody else need not be read again, by whichever of ten boards asks.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from daybreak.records.chains import FIRST
from daybreak.records.models import Chain, DeviceFigures, JournalLine, VitalsRow
from daybreak.records.prepared import Prepared

T = TypeVar("T")

# Our choice: should something change that no journal knows of, such as a mended file of the
# clinic's own catalogue, nothing is behind it by more than this.
AT_MOST = timedelta(seconds=60)
_LINES = 500  # our choice: after more than so many lines it is cheaper to read everything anew
_VALUES = 2000  # our choice: more than a day's sessions of a large house
_READINGS = frozenset({VitalsRow._meta.db_table, DeviceFigures._meta.db_table})

_heads = Prepared(
    lambda organisation: Chain.objects.filter(organisation=organisation).exclude(
        kind=Chain.Kind.READING.value
    )
)


@dataclass(frozen=True, slots=True)
class _Value:
    """Something that was read, what had been seen of the journal before it was, and when."""

    seen: int
    read_at: datetime
    value: Any


@dataclass(slots=True)
class _Seen:
    """How far an organisation's chains were read, and of whom they told what.

    The figures count looks at the journal: `people` holds the last look at which something was
    recorded of somebody, `acts` at which anything but a reading was, `everybody` at which
    something was recorded that names nobody.
    """

    look: int = 0
    everybody: int = 0
    acts: int = 0
    heads: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    people: dict[UUID, int] = field(default_factory=dict)
    values: dict[Hashable, _Value] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def forget(self) -> None:
        """Something may have changed for everybody."""
        self.everybody = self.acts = self.look
        self.people.clear()
        self.values.clear()


class News:
    """What an organisation's journal said at one look: whatever is asked now is as new as that."""

    def __init__(self, seen: _Seen) -> None:
        self._seen = seen
        self._look = seen.look

    @classmethod
    def nothing(cls) -> "News":
        """For whoever wants everything read anew."""
        return cls(_Seen())

    def of_person(self, person: UUID, what: Hashable, now: datetime) -> Any:
        """What is kept under `what` and hangs on one person's record; None where it is stale."""
        needed = max(self._seen.everybody, self._seen.people.get(person, 0))
        return self._found(what, needed, now)

    def keep(self, what: Hashable, value: Any, now: datetime) -> None:
        """Keep something that was read after this look."""
        values = self._seen.values
        if len(values) > _VALUES:
            values.clear()
        values[what] = _Value(self._look, now, value)

    def of_acts(self, what: Hashable, now: datetime, read: Callable[[], T]) -> T:
        """What hangs on anything but readings, read anew if anything was recorded."""
        found: T | None = self._found(what, self._seen.acts, now)
        if found is None:
            found = read()
            self.keep(what, found, now)
        return found

    def _found(self, what: Hashable, needed: int, now: datetime) -> Any:
        kept = self._seen.values.get(what)
        if kept is None or kept.seen < needed:
            return None
        return kept.value if timedelta(0) <= now - kept.read_at < AT_MOST else None


class Remembered:
    """What this process has read, by organisation."""

    def __init__(self) -> None:
        self._seen: dict[UUID, _Seen] = {}

    def news(self, organisation: UUID) -> News:
        """Look at the journal, and put aside what it says is no longer so."""
        seen = self._seen.setdefault(organisation, _Seen())
        with seen.lock:
            _look(seen, organisation)
            return News(seen)


def _look(seen: _Seen, organisation: UUID) -> None:
    """Read the lines that were added since, by every chain whose head has moved."""
    seen.look += 1
    heads = {row.id: (row.length, row.head or FIRST) for row in _heads(organisation)}
    if seen.heads.keys() - heads.keys():
        seen.forget()  # a chain is gone: this is another record
    for chain, head in heads.items():
        known = seen.heads.get(chain)
        if known != head and (known is None or not _read_on(seen, chain, known, head)):
            seen.forget()
    seen.heads = heads


def _read_on(seen: _Seen, chain: UUID, known: tuple[int, str], head: tuple[int, str]) -> bool:
    """Whether a chain goes on from where it was known, and what it says since was taken in.

    A record that was put back from a backup has other lines in the same places.
    """
    was, new = known[0], head[0]
    if not was < new <= was + _LINES:
        return False
    lines = list(
        JournalLine.objects.filter(chain=chain, position__gte=was, position__lte=new)
        .order_by("position")
        .values_list("position", "hash", "patient", "rows")
    )
    if was:
        if not lines or lines[0][:2] != known:
            return False
        lines = lines[1:]
    if len(lines) != new - was:
        return False
    for _, _, patient, rows in lines:
        is_reading = msgspec.json.decode(rows, type=dict[str, msgspec.Raw]).keys() <= _READINGS
        if patient is None:
            seen.everybody = seen.look
        else:
            seen.people[patient] = seen.look
        if patient is None or not is_reading:
            seen.acts = seen.look
    return True


remembered = Remembered()
