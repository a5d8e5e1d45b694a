"""The questions of screening: what may be known of a person, in words for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, content_hash, files, read
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Source


class FieldKind(StrEnum):
    """What an answer looks like."""

    YES_NO = "yes-no"
    NUMBER = "number"  # whole, in the field's unit
    CHOICE = "choice"  # the first is the one that opens, the last the worst
    DAY = "day"  # ISO 8601


class Worse(StrEnum):
    """Which way a number worries."""

    HIGHER = "higher"
    LOWER = "lower"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class InRecord:
    """What in an imported record answers this question with yes.

    `icd10` holds beginnings of ICD-10-CM codes without dots; `words` are phrases of which
    each word stands in the entry's text, for the codes below those listed. `is_current`
    leaves out what the record says is over. `value` is the answer, where yes is not one.
    """

    snomed: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    rxnorm: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    of: str = "condition"
    is_current: bool = False
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `valid_days` is how long a reassuring answer or a number counts, 0 meaning the same day;
    `worry_days` how long a worrying one does. Without them they do not grow old. `example`
    is a number that worries nobody. `is_recorded` says that the answer follows from what is
    recorded elsewhere, such as a suicide screen: nobody is asked it, and nobody may type it.
    """

    id: str
    group: str
    name: str
    question: str
    kind: FieldKind
    unit: str = ""
    low: int = 0
    high: int = 0
    example: int | None = None
    worse: Worse = Worse.HIGHER
    choices: tuple[str, ...] = ()
    is_worrying: bool = True
    valid_days: int | None = None
    worry_days: int | None = None
    is_recorded: bool = False
    in_record: InRecord | None = None

    def __post_init__(self) -> None:
        if self.kind is FieldKind.NUMBER and not (
            self.unit and self.example is not None and self.low <= self.example <= self.high
        ):
            raise Misfit("low", f"{self.id} is a number: it needs a unit, low, high, an example")
        if (self.kind is FieldKind.CHOICE) != (len(self.choices) > 1):
            raise Misfit("choices", f"{self.id} needs choices exactly if it is a choice")
        value = self.in_record.value if self.in_record else None
        if value is not None and value not in self.choices[1:]:
            raise Misfit("in_record.value", f"{self.id} can only import a worrying choice")

    @property
    def reassuring(self) -> bool | int | str | None:
        """An answer that worries nobody, as a healthy adult would give it; a day has none."""
        match self.kind:
            case FieldKind.YES_NO:
                return not self.is_worrying
            case FieldKind.CHOICE:
                return self.choices[0]
            case FieldKind.NUMBER:
                return self.example
            case FieldKind.DAY:
                return None


@dataclass(frozen=True, eq=False)  # made once of each content, so one is the other or is not
class Fields:
    """All questions of one version."""

    id: str
    version: int
    source: Source
    not_words: tuple[str, ...]  # an entry with one of these says nothing of this person now
    questions: tuple[Field, ...]
    content: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        return {each.id: each for each in self.questions}

    def field(self, name: str) -> Field:
        """The question of that id.

        Raises:
            NotUnderstood: there is none.
        """
        try:
            return self.by_id[name]
        except KeyError:
            raise NotUnderstood(
                "fact-field", "One of the answers belongs to no question of this version."
            ) from None


@dataclass(frozen=True, slots=True)
class _FieldsFile:
    id: str
    version: int
    source: Source
    not_words: tuple[str, ...]
    field: tuple[Field, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for index, each in enumerate(self.field):
            if each.id in seen:
                raise Misfit(f"field[{index}].id", f"{each.id} is asked twice")
            seen.add(each.id)


def fields(version: int | None = None, *, overlay: Path | None = None) -> Fields:
    """The questions, in the highest version or in a given one.

    Raises:
        NotUnderstood: that version is not on the shelf.
        CatalogueError: the file is wrong.
    """
    found = [
        (file.version, path)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("facts")
        and version in (None, (file := read(path, _FieldsFile)).version)
    ]
    if not found:
        raise NotUnderstood("facts-version", "The questions of that version are not here.")
    path = max(found)[1]
    return _fields(path, content_hash(path))


@lru_cache(maxsize=16)
def _fields(path: Path, content: str) -> Fields:
    """Made once of each content: every act that asks the rules asks for the questions too."""
    file = read(path, _FieldsFile)
    return Fields(file.id, file.version, file.source, file.not_words, file.field, content)
