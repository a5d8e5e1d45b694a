"""The monitoring form of the esketamine programme: what it asks, what is missing, until when.

A data sheet to enter from, in both versions that are in use; it is no copy of the form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, files, read
from daybreak.care.errors import NotFound, NotUnderstood
from daybreak.care.findings import Source

Answer = bool | int | str | date | tuple[int, int]


class Kind(StrEnum):
    """How a question of the form is answered."""

    TEXT = "text"
    YES_NO = "yes-no"
    NUMBER = "number"
    DATE = "date"
    PRESSURE = "pressure"  # systolic and diastolic, mmHg


class Care(StrEnum):
    """Where the dose was given: only outpatient sessions have a form."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"  # no enrolment and no form; suspected adverse events are told by phone


@dataclass(frozen=True, slots=True)
class Form:
    """One version of the form that is in use."""

    id: str
    name: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One data element. It is asked only when `only_if` was answered yes."""

    id: str
    section: str
    name: str
    kind: Kind
    forms: tuple[str, ...]
    is_required: bool
    source: Source
    only_if: str = ""


@dataclass(frozen=True, kw_only=True)
class RemsRules:
    """Both forms with their questions, and the days within which one is sent."""

    id: str
    version: int
    due_days: int
    minutes_least: int
    where: str
    source: Source
    form: tuple[Form, ...]
    field: tuple[Question, ...]

    def __post_init__(self) -> None:
        for where, why in _misfits(self):
            raise Misfit(where, why)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {each.id: each for each in self.field}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet: the question, and what is known, None when it is not."""

    question: Question
    answer: Answer | None

    @property
    def is_missing(self) -> bool:
        return self.answer is None and self.question.is_required


@dataclass(frozen=True, slots=True)
class DataSheet:
    """All that a form asks of one session."""

    form: str
    rows: tuple[Row, ...]
    due_on: date

    @property
    def missing(self) -> tuple[str, ...]:
        """The required questions that have no answer yet."""
        return tuple(row.question.id for row in self.rows if row.is_missing)

    def is_late(self, today: date, *, sent_on: date | None) -> bool:
        """Whether it was not sent, or is not sent, within its days."""
        return (sent_on or today) > self.due_on


def rems_rules(*, overlay: Path | None = None) -> RemsRules:
    """The rules in their highest version, a clinic's own folder included."""
    found = [
        read(path, RemsRules)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("rems")
    ]
    return max(found, key=lambda each: each.version)


def data_sheet(
    rules: RemsRules, form: str, answers: Mapping[str, Answer | None], *, session_on: date
) -> DataSheet:
    """The sheet of one session, with every question its form asks.

    Raises:
        NotFound: there is no such form.
        NotUnderstood: an answer is to no question, or cannot be its answer.
    """
    if form not in {each.id for each in rules.form}:
        known = ", ".join(each.id for each in rules.form)
        raise NotFound("rems-form", f"There is no such form. The forms are {known}.")
    for name, answer in answers.items():
        _check(rules, name, answer)
    return DataSheet(
        form=form,
        rows=tuple(
            Row(question, answers.get(question.id))
            for question in rules.field
            if form in question.forms and _is_asked(question, answers)
        ),
        due_on=session_on + timedelta(days=rules.due_days),
    )


def is_form_due(where: Care) -> bool:
    """Whether a session there has a form at all."""
    return where is Care.OUTPATIENT


def minutes_watched(first_device: datetime, end: datetime) -> int:
    """Whole minutes from the first device to the end of monitoring.

    Raises:
        NotUnderstood: it ended before it began.
    """
    if end < first_device:
        raise NotUnderstood("rems-minutes", "Monitoring ended before it began. Check both times.")
    return int((end - first_device).total_seconds()) // 60


def _is_asked(question: Question, answers: Mapping[str, Answer | None]) -> bool:
    return not question.only_if or answers.get(question.only_if) is True


def _check(rules: RemsRules, name: str, answer: Answer | None) -> None:
    question = rules.by_id.get(name)
    if question is None:
        raise NotUnderstood("rems-question", f"The form has no question {name}.")
    if answer is not None and not _fits(question.kind, answer):
        raise NotUnderstood(
            "rems-answer", f"“{question.name}” cannot be answered so. Enter it again."
        )


def _fits(kind: Kind, answer: Answer) -> bool:
    match kind:
        case Kind.TEXT:
            return isinstance(answer, str) and bool(answer.strip())
        case Kind.YES_NO:
            return isinstance(answer, bool)
        case Kind.NUMBER:
            return isinstance(answer, int) and not isinstance(answer, bool) and answer >= 0
        case Kind.DATE:
            return isinstance(answer, date)
        case Kind.PRESSURE:
            return (
                isinstance(answer, tuple)
                and len(answer) == len(("sys", "dia"))
                and (answer[0] > answer[1] > 0)
            )


def _misfits(rules: RemsRules) -> Iterator[tuple[str, str]]:
    forms = {each.id for each in rules.form}
    ids = [each.id for each in rules.field]
    if rules.due_days < 1:
        yield "due_days", "a form is sent within a day or more"
    for index, each in enumerate(rules.field):
        if ids.index(each.id) != index:
            yield f"field[{index}].id", f"{each.id!r} stands twice"
        if strangers := sorted(set(each.forms) - forms):
            yield f"field[{index}].forms", f"there is no form {', '.join(strangers)}"
        asked_by = next((one for one in rules.field if one.id == each.only_if), None)
        if each.only_if and (asked_by is None or asked_by.kind is not Kind.YES_NO):
            yield f"field[{index}].only_if", f"{each.only_if!r} is no question of yes or no"
