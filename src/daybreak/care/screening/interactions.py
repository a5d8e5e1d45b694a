"""Medicines that touch this treatment: a prompt for whoever decides, never a silent block."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, newest, version
from daybreak.care.catalogue.route import Route, Scope
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.quantities import half_up, plain
from daybreak.care.screening.coded import CodedThing, has_code, says
from daybreak.care.screening.verdict import in_order

ROOM = "interactions"


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine of a person, as far as it is known. `daily_mg` is the whole of a usual day."""

    name: str
    rxnorm: str = ""
    daily_mg: Decimal | None = None

    def as_thing(self) -> CodedThing:
        return CodedThing(
            "http://www.nlm.nih.gov/research/umls/rxnorm", self.rxnorm, self.name, None
        )


@dataclass(frozen=True, slots=True)
class MedicineClass:
    """Medicines that do one thing here, by RxNorm ingredient and by the words people use.

    `fact` is the question that taking one of them answers with yes. A class that is `clear`
    is listed so that nobody asks about it.
    """

    id: str
    name: str
    status: Status
    because: str
    to_do: str
    source: Source
    scope: Scope = Scope.ALL
    rxnorm: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    fact: str | None = None
    override_by: tuple[str, ...] = ()

    def holds(self, thing: CodedThing) -> bool:
        coded = has_code(thing, snomed=(), rxnorm=self.rxnorm)
        return coded or says(thing.display, self.words)


@dataclass(frozen=True, slots=True)
class Equivalent:
    """How many mg of a benzodiazepine stand for 5 mg of diazepam; tables vary."""

    words: tuple[str, ...]
    rxnorm: tuple[str, ...]
    mg_low: Decimal
    mg_high: Decimal


@dataclass(frozen=True, slots=True)
class Classes:
    """All classes of one version, with the benzodiazepine table."""

    id: str
    version: int
    source: Source
    benzodiazepine_class: str
    diazepam_mg_max: Decimal
    diazepam_because: str
    diazepam_unknown_because: str
    diazepam_source: Source
    medicine: tuple[MedicineClass, ...]
    equivalent: tuple[Equivalent, ...]

    def __post_init__(self) -> None:
        if self.benzodiazepine_class not in {each.id for each in self.medicine}:
            raise Misfit("benzodiazepine_class", "no class has that id")
        for index, each in enumerate(self.equivalent):
            if not 0 < each.mg_low <= each.mg_high:
                raise Misfit(f"equivalent[{index}]", "mg_low must be over 0 and not over mg_high")

    def of(self, thing: CodedThing) -> tuple[MedicineClass, ...]:
        """The classes that an entry belongs to."""
        return tuple(each for each in self.medicine if each.holds(thing))


@dataclass(frozen=True, slots=True)
class DiazepamEquivalent:
    """Benzodiazepines of a day as diazepam, in mg: a range, and what could not be worked out."""

    low_mg: Decimal
    high_mg: Decimal
    not_worked_out: tuple[str, ...]


def interactions(at_version: int | None = None, *, overlay: Path | None = None) -> Classes:
    """The classes, in the highest version or in a given one.

    Raises:
        NotFound: that version is not on the shelf.
    """
    if at_version is None:
        return newest(ROOM, Classes, "interactions", overlay=overlay)
    return version(ROOM, Classes, "interactions", at_version, overlay=overlay)


def diazepam_equivalent(medicines: Iterable[Medicine], *, classes: Classes) -> DiazepamEquivalent:
    """What a person's benzodiazepines come to in a day.

    Source: 5 mg diazepam stand for the doses of the table, which is general knowledge.
    """
    low = high = Decimal(0)
    open_ones = []
    for medicine in medicines:
        thing = medicine.as_thing()
        if classes.benzodiazepine_class not in {each.id for each in classes.of(thing)}:
            continue
        row = next((each for each in classes.equivalent if _is(thing, each)), None)
        if row is None or medicine.daily_mg is None:
            open_ones.append(medicine.name)
            continue
        low += medicine.daily_mg * 5 / row.mg_high
        high += medicine.daily_mg * 5 / row.mg_low
    tenth = Decimal("0.1")
    return DiazepamEquivalent(half_up(low, tenth), half_up(high, tenth), tuple(open_ones))


def prompts(
    medicines: Iterable[Medicine], *, route: Route, classes: Classes
) -> tuple[Finding, ...]:
    """Everything in a medicine list that someone should weigh, the heaviest first."""
    listed = tuple(medicines)
    scopes = {Scope.ALL, route.scope}
    found = []
    for each in classes.medicine:
        names = [medicine.name for medicine in listed if each.holds(medicine.as_thing())]
        if names and each.scope in scopes and each.status is not Status.CLEAR:
            found.append(
                Finding(
                    rule=each.id,
                    level=each.status,
                    because=f"{', '.join(dict.fromkeys(names))}: {each.because}",
                    to_do=each.to_do,
                    source=each.source,
                    overridable_by=each.override_by,
                )
            )
    found += _blunting(listed, classes)
    return in_order(found)


def _blunting(medicines: tuple[Medicine, ...], classes: Classes) -> list[Finding]:
    """A benzodiazepine dose above which the response may be blunted, or one nobody knows."""
    sum_ = diazepam_equivalent(medicines, classes=classes)
    if sum_.high_mg <= classes.diazepam_mg_max and not sum_.not_worked_out:
        return []
    names, limit = ", ".join(sum_.not_worked_out), plain(classes.diazepam_mg_max)
    if sum_.high_mg == 0:
        because = classes.diazepam_unknown_because.format(names=names, limit=limit)
    else:
        because = classes.diazepam_because.format(
            low=plain(sum_.low_mg), high=plain(sum_.high_mg), limit=limit
        )
        because += f" Not worked out: {names}." if names else ""
    return [
        Finding(
            rule=f"{classes.benzodiazepine_class}-dose",
            level=Status.WARN,
            because=because,
            to_do="Talk about the dose with whoever prescribes it. Never stop it abruptly.",
            source=classes.diazepam_source,
            unknown=sum_.not_worked_out,
            overridable_by=("prescriber", "director"),
        )
    ]


def _is(thing: CodedThing, row: Equivalent) -> bool:
    return has_code(thing, snomed=(), rxnorm=row.rxnorm) or says(thing.display, row.words)
