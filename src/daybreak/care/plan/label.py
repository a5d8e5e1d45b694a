"""Where a plan leaves what the drug's label says: said, so that consent and record say it too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from daybreak.care.catalogue.indication import Indication
from daybreak.care.catalogue.protocol import Label, Protocol
from daybreak.care.catalogue.reading import Misfit, files, read
from daybreak.care.catalogue.saying import Saying, saying_misfits
from daybreak.care.findings import Finding, Source

SAYINGS: Mapping[str, frozenset[str]] = {
    "label-indication": frozenset({"name"}),
    "label-age": frozenset({"age", "least"}),
    "label-antidepressant": frozenset(),
    "label-antidepressant-unknown": frozenset(),
    "label-beyond": frozenset({"session", "evaluated"}),
}


@dataclass(frozen=True, kw_only=True)
class LabelWords:
    """What is said, of one version."""

    id: str
    version: int
    source: Source
    saying: tuple[Saying, ...]

    def __post_init__(self) -> None:
        for where, why in saying_misfits(self.saying, SAYINGS):
            raise Misfit(where, why)

    @cached_property
    def by_id(self) -> Mapping[str, Saying]:
        return {each.id: each for each in self.saying}


def label_words(*, overlay: Path | None = None) -> LabelWords:
    """The words in their highest version, a clinic's own folder included."""
    found = [
        read(path, LabelWords)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("label")
    ]
    return max(found, key=lambda each: each.version)


def outside_label(
    words: LabelWords,
    protocol: Protocol,
    indication: Indication,
    *,
    session: int,
    age_years: int | None,
    takes_antidepressant: bool | None,
) -> tuple[Finding, ...]:
    """Everything in which session number `session` leaves the label of the drug.

    Empty for drugs whose protocol names no label: their whole use here is off label, and
    `Indication.is_off_label` says so. Age unknown is asked by the rules of screening (X01).
    """
    if protocol.label is None:
        return ()
    return (
        *_for_what(words, indication),
        *_for_whom(words, protocol.label, age_years),
        *_with_what(words, protocol.label, takes_antidepressant),
        *_how_long(words, protocol.label, session),
    )


def _for_what(words: LabelWords, indication: Indication) -> Iterator[Finding]:
    if not indication.labelled_for_esketamine:
        yield words.by_id["label-indication"].found(name=indication.name)


def _for_whom(words: LabelWords, label: Label, age_years: int | None) -> Iterator[Finding]:
    if age_years is not None and age_years < label.age_min_years:
        yield words.by_id["label-age"].found(age=age_years, least=label.age_min_years)


def _with_what(words: LabelWords, label: Label, takes: bool | None) -> Iterator[Finding]:  # noqa: FBT001 - a fact
    if not label.needs_antidepressant or takes:
        return
    if takes is None:
        yield words.by_id["label-antidepressant-unknown"].found(unknown=("antidepressant",))
    else:
        yield words.by_id["label-antidepressant"].found()


def _how_long(words: LabelWords, label: Label, session: int) -> Iterator[Finding]:
    evaluated = label.evaluated_sessions
    if evaluated is not None and session > evaluated:
        yield words.by_id["label-beyond"].found(session=session, evaluated=evaluated)
