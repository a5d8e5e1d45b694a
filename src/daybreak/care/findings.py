"""What a rule answers: everything it found, with its words and its source."""

from dataclasses import dataclass
from enum import StrEnum
from functools import total_ordering
from typing import Self


class Mark(StrEnum):
    """How sure we are of a source."""

    SEEN = "seen"  # read in a copy of the public source
    GENERAL = "general knowledge"  # believed, its source not seen
    OURS = "our choice"  # a decision of this project, with its reason


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number or a rule comes from."""

    citation: str
    mark: Mark

    def __post_init__(self) -> None:
        if not self.citation.strip():
            raise ValueError("a source names where it is from")


@total_ordering
class _Ordered(StrEnum):
    """A closed set whose order of definition is its order of weight."""

    weight: int

    def __init__(self, *_: str) -> None:
        self.weight = len(type(self).__members__)  # those defined before it

    def __lt__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.weight < other.weight

    def __le__(self, other: object) -> bool:
        return self == other or self < other

    def __gt__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.weight > other.weight

    def __ge__(self, other: object) -> bool:
        return self == other or self > other

    __hash__ = StrEnum.__hash__


class Status(_Ordered):
    """What a rule of screening or a gate says; the worst one fired is the verdict."""

    CLEAR = "clear"
    NOTE = "note"
    WARN = "warn"
    REFER = "refer"  # needs a specialist or a senior's signature
    HOLD = "hold"  # cannot be dosed until cleared
    EXCLUDE = "exclude"

    @classmethod
    def worst(cls, statuses: "list[Status] | tuple[Status, ...]") -> Self:
        return cls(max(statuses, default=cls.CLEAR))


class Alarm(_Ordered):
    """What a finding at the chair calls for."""

    NOTE = "note"  # never sounds, never latches
    ALERT = "alert"  # tell a clinician, repeat
    CRITICAL = "critical"  # prescriber now, pause the dose


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer.

    `because` says what is so, `to_do` what opens or settles it; both are sentences from
    the catalogue with the figures filled in. `unknown` names the facts that were missing
    when that is why the rule fired.
    """

    rule: str
    level: Status | Alarm
    because: str
    source: Source
    to_do: str = ""
    unknown: tuple[str, ...] = ()
    overridable_by: tuple[str, ...] = ()
