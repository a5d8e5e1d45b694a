"""What would be drawn up from each usual vial into each usual bag, worked out beforehand.

A device that is alone then chooses a row; it never works out a dose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from daybreak.actions.session.preparing import dose_for_today
from daybreak.care.errors import DaybreakError
from daybreak.care.findings import Finding, Status
from daybreak.care.plan import preparation as mixing
from daybreak.care.plan.checks import usual_checks
from daybreak.care.quantities import Volume
from daybreak.records.reads.session import Visit


@dataclass(frozen=True, slots=True)
class Choice:
    """One vial into one bag: micrograms, microlitres, microlitres an hour.

    `because` says why nobody may prepare it so; a bag of None is a dose where nothing runs in.
    """

    strength_ug_per_ml: int
    diluent_ul: int | None
    bag: str
    dose_ug: int
    drug_ul: int
    total_ul: int
    rate_ul_per_h: int
    minutes: int
    because: str


def choices(seen: Visit, bags_ul: Iterable[int], *, now: datetime) -> tuple[Choice, ...]:
    """Every usual strength, into each of `bags_ul` microlitres, both ways of mixing.

    Nothing while there is no dose to prepare: no plan, no weight, or one that nobody may give.
    """
    try:
        dose = dose_for_today(seen, now.astimezone(seen.zone).date())
    except DaybreakError:
        return ()
    if any(each.level > Status.WARN for each in dose.findings):
        return ()
    volumes: list[Volume | None] = [Volume(each) for each in bags_ul]
    ways = tuple(mixing.Bag)
    if not seen.route.is_infused:
        volumes, ways = [None], (mixing.Bag.ADDED,)
    found = []
    for strength in usual_checks().vial.strengths:
        for diluent in volumes:
            for way in ways:
                try:
                    mixed = mixing.prepare(
                        dose, route=seen.route, strength=strength, diluent=diluent, bag=way
                    )
                except DaybreakError:
                    continue  # it does not fit, so nobody can choose it
                found.append(_choice(mixed, way))
    return tuple(found)


def _choice(mixed: mixing.Preparation, way: mixing.Bag) -> Choice:
    return Choice(
        strength_ug_per_ml=mixed.strength.micrograms_per_ml,
        diluent_ul=mixed.diluent.microlitres if mixed.diluent else None,
        bag=way.value,
        dose_ug=mixed.dose.micrograms,
        drug_ul=mixed.drug.microlitres,
        total_ul=(mixed.bag or mixed.drug).microlitres,
        rate_ul_per_h=mixed.rate.microlitres_per_h if mixed.rate else 0,
        minutes=mixed.minutes or 0,
        because=" ".join(_said(each) for each in mixed.findings if each.level > Status.WARN),
    )


def _said(finding: Finding) -> str:
    return f"{finding.because} {finding.to_do}".strip()
