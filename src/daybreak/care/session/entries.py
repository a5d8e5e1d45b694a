"""How things are entered at the chair: what is asked twice, and what is answered as a list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from daybreak.care.catalogue.profile import Measured, Profile, Relative, Signal
from daybreak.care.catalogue.reading import Misfit, newest
from daybreak.care.findings import Source
from daybreak.care.screening.fields import Field, FieldKind
from daybreak.care.session.gates import Gate
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Reading, Vitals

# Who it is, that they want it, what is in the bag, and that all stopped and said so; and what is
# asked of somebody about themselves. Each is answered by itself, whatever a file says.
ALONE = frozenset(
    {
        "identity-checked-twice",
        "consent-reaffirmed",
        "scales-answered",
        "drug-signed-out",
        "label-matches",
        "time-out-done",
        "suicide-asked-again",
        "note-signed",
        "drug-accounted-for",
    }
)


ASKED_ALONE = frozenset(
    {
        "intoxicated-today",
        "suicide-concern",
        "suicide-disposition-signed",
        "pregnancy",
        "pregnancy-test-negative",
        "medicines-reconciled",
        "consent-current",
        "escort-confirmed",
    }
)


@dataclass(frozen=True, slots=True)
class Jump:
    """A figure of `signal` is asked twice when it is further than this from the one before."""

    signal: Signal
    more_than: int

    def __post_init__(self) -> None:
        if self.more_than < 1:
            raise Misfit("more_than", "a jump is at least 1")


@dataclass(frozen=True, slots=True)
class ReadOut:
    """Checks of one step that one person goes through in one go and answers as a whole."""

    id: str
    before: Stage
    words: str
    gates: tuple[str, ...]

    def __post_init__(self) -> None:
        if alone := sorted(ALONE & set(self.gates)):
            raise Misfit("gates", f"{', '.join(alone)} must be answered by itself")
        if len(self.gates) < 2:  # noqa: PLR2004 - one check is no list
            raise Misfit("gates", "a list has two checks at least")


@dataclass(frozen=True, slots=True)
class AskOut:
    """Questions of the day that are asked in one go; answered as a whole only when all reassure."""

    id: str
    words: str
    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        if alone := sorted(ASKED_ALONE & set(self.fields)):
            raise Misfit("fields", f"{', '.join(alone)} must be answered by itself")
        if len(self.fields) < 2:  # noqa: PLR2004 - one question is no list
            raise Misfit("fields", "a list has two questions at least")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """One version of how things are entered."""

    id: str
    version: int
    name: str
    source: Source
    jump: tuple[Jump, ...]
    list: tuple[ReadOut, ...]
    ask: tuple[AskOut, ...] = ()

    def asks(self, asked: Iterable[Field]) -> tuple[tuple[AskOut, tuple[Field, ...]], ...]:
        """The same of the day's questions: yes or no, with an answer that reassures."""
        by_id = {
            field.id: field
            for field in asked
            if field.kind is FieldKind.YES_NO and field.reassuring is not None
        }
        found = (
            (each, tuple(by_id[name] for name in each.fields if name in by_id)) for each in self.ask
        )
        return tuple((each, fields) for each, fields in found if len(fields) > 1)

    def lists(self, asked: Iterable[Gate]) -> tuple[tuple[ReadOut, tuple[Gate, ...]], ...]:
        """The lists among these questions, each with those of its questions that are asked.

        Of a list of which only one question is asked here, that one is asked by itself.
        """
        by_id = {gate.id: gate for gate in asked}
        found = (
            (each, tuple(by_id[gate] for gate in each.gates if gate in by_id)) for each in self.list
        )
        return tuple((each, gates) for each, gates in found if len(gates) > 1)


@dataclass(frozen=True, slots=True)
class Unusual:
    """A figure far from the one before it: `words` say both, and ask."""

    signal: Signal
    value: int
    before: int
    at: datetime
    words: str


def entries(*, overlay: Path | None = None) -> Entries:
    """The newest file, a clinic's own folder included."""
    return newest("profiles/entries", Entries, "entries", overlay=overlay)


def unusual(
    vitals: Vitals, earlier: Iterable[Reading], profile: Profile, rules: Entries, *, at: datetime
) -> tuple[Unusual, ...]:
    """The figures that are asked twice before they are stored.

    Each is compared with the newest of its kind before `at`. What has no earlier figure, and what
    no line speaks of, is not asked twice. It says nothing of good or bad.
    """
    known = sorted((each for each in earlier if each.at < at), key=lambda each: each.at)
    return tuple(_unusual(vitals, known, profile, rules, at))


def _unusual(
    vitals: Vitals, known: list[Reading], profile: Profile, rules: Entries, at: datetime
) -> Iterator[Unusual]:
    for signal, value in vitals.taken():
        last = next((each for each in reversed(known) if each.vitals.of(signal) is not None), None)
        if last is None:
            continue
        before = last.vitals.of(signal) or 0
        line = largest_jump(signal, before, profile, rules)
        if line is not None and abs(value - before) > line:
            row = profile.by_signal[signal]
            yield Unusual(signal, value, before, last.at, _words(row, value, before, at - last.at))


def largest_jump(signal: Signal, before: int, profile: Profile, rules: Entries) -> int | None:
    """How far a figure may be from `before` without being asked twice; None for any distance.

    The profile's own lines of a rise come first, the furthest of them.
    """
    rises = [
        rule.value if rule.relative_to_baseline is Relative.RISE else before * rule.value // 100
        for rule in profile.alarm
        if rule.signal is signal and rule.relative_to_baseline is not Relative.NOTHING
    ]
    if rises:
        return max(rises)
    return next((each.more_than for each in rules.jump if each.signal is signal), None)


def _words(row: Measured, value: int, before: int, ago: timedelta) -> str:
    minutes = ago // timedelta(minutes=1)
    when = "a moment ago" if minutes < 1 else "a minute ago" if minutes == 1 else ""
    when = when or f"{minutes} minutes ago"
    return (
        f"{row.name} {row.figure(value)}, it was {row.figure(before)} {when}. "
        "Is that what it shows?"
    )
