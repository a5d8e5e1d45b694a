"""What a person agrees to: which clauses, whether all are initialled, and how long it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from daybreak.care.catalogue.indication import Indication
from daybreak.care.catalogue.reading import files, read
from daybreak.care.catalogue.route import Route
from daybreak.care.errors import NotFound
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.screening.months import months_later


class When(StrEnum):
    """For which treatment a clause is read."""

    ALWAYS = "always"
    OFF_LABEL = "off-label"
    LABELLED = "labelled"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to agree to. An opt-in has `is_required` false: no is an answer too."""

    id: str
    title: str
    text: str
    when: When
    is_required: bool

    @property
    def hash(self) -> str:
        """SHA-256 of the words, kept with the signature."""
        return sha256(f"{self.id}\n{self.title}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """The consent of one version."""

    id: str
    version: int
    name: str
    months_valid: int
    source: Source
    clause: tuple[Clause, ...]

    def clauses(self, *, indication: Indication, route: Route) -> tuple[Clause, ...]:
        """The clauses read for a treatment: its use is either within the label or outside it."""
        kind = When.OFF_LABEL if indication.is_off_label(route) else When.LABELLED
        return tuple(each for each in self.clause if each.when in {When.ALWAYS, kind})


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed. `initialled` are the clause ids with the hash of the words then read."""

    form: str
    version: int
    series: str
    on: date
    initialled: tuple[tuple[str, str], ...]
    by_patient: bool
    by_clinician: bool


def consent_form(version: int | None = None, *, overlay: Path | None = None) -> ConsentForm:
    """The consent, in the highest version or in a given one.

    Raises:
        NotFound: that version is not on the shelf.
    """
    found = [
        form
        for path in files("rules", overlay=overlay)
        if path.name.startswith("consent")
        for form in (read(path, ConsentForm),)
        if version in (None, form.version)
    ]
    if not found:
        raise NotFound("consent", "There is no consent of that version here.")
    return max(found, key=lambda each: each.version)


def standing(
    signed: Signed | None,
    *,
    form: ConsentForm,
    indication: Indication,
    route: Route,
    series: str,
    today: date,
) -> tuple[Finding, ...]:
    """What keeps a consent from being in force for this series today; empty when it is.

    `form` is the present version: one of an older version is signed again.
    """
    if signed is None:
        return (_hold("consent-missing", "No consent is signed.", form),)
    return tuple(
        _wrong(signed, form, form.clauses(indication=indication, route=route), series, today)
    )


def standing_on_paper(on: date, *, form: ConsentForm, today: date) -> tuple[Finding, ...]:
    """The same for a consent that was signed elsewhere, on paper that somebody else keeps.

    Its words are not here, so only its day is judged; that it is not ours is said with it.
    """
    found = [
        Finding(
            "consent-elsewhere",
            Status.NOTE,
            "The consent was signed elsewhere, in words that are not kept here.",
            form.source,
            to_do="Go through our own at the next visit.",
        )
    ]
    return (*_day(on, form, today), *found)


def _wrong(
    signed: Signed, form: ConsentForm, clauses: tuple[Clause, ...], series: str, today: date
) -> Iterator[Finding]:
    if signed.series != series:
        yield _hold("consent-series", "The consent was signed for another series.", form)
    if (signed.form, signed.version) != (form.id, form.version):
        yield _hold(
            "consent-superseded",
            f"The consent is of version {signed.version}; version {form.version} is in use.",
            form,
        )
    yield from _day(signed.on, form, today)
    initialled = set(signed.initialled)
    missing = [
        each for each in clauses if each.is_required and (each.id, each.hash) not in initialled
    ]
    if missing:
        titles = ", ".join(f"“{each.title}”" for each in missing)
        yield _hold("consent-clauses", f"Not initialled in these words: {titles}.", form)
    if not signed.by_patient:
        yield _hold("consent-patient", "The person has not signed.", form)
    if not signed.by_clinician:
        yield _hold("consent-clinician", "No clinician has signed.", form)


def _day(on: date, form: ConsentForm, today: date) -> Iterator[Finding]:
    if on > today:
        yield _hold("consent-date", "The consent carries a day that has not been.", form)
    elif (end := valid_until(on, form)) <= today:
        yield _hold("consent-expired", f"The consent ran out on {end.isoformat()}.", form)


def valid_until(on: date, form: ConsentForm) -> date:
    """The first day on which a consent of that day is no longer in force."""
    return months_later(on, form.months_valid)


def _hold(rule: str, because: str, form: ConsentForm) -> Finding:
    return Finding(
        rule, Status.HOLD, because, form.source, to_do="Go through the consent and sign it."
    )
