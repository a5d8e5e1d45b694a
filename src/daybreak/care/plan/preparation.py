"""From a dose and a vial to a syringe, a bag and the figure on the pump."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from daybreak.care.catalogue.route import Route
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.checks import Checks, PreparationChecks, usual_checks
from daybreak.care.plan.dose import Dose
from daybreak.care.quantities import Mass, Rate, Strength, Volume, half_up, plain


class Bag(StrEnum):
    """What the bag holds in the end, by the clinic's policy."""

    ADDED = "added"  # the drug is added to the diluent
    REPLACED = "replaced"  # as much diluent is drawn off first, or a syringe is made up to this


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is drawn up, what it is mixed into, and how fast it runs.

    `drawn` is what the measured volume holds: it can differ a little from the dose.
    """

    dose: Mass
    strength: Strength
    drug: Volume
    drawn: Mass
    diluent: Volume | None
    bag: Volume | None
    mg_per_ml: Decimal | None
    minutes: int | None
    rate: Rate | None
    mg_per_min: Decimal | None
    ug_per_kg_min: Decimal | None
    findings: tuple[Finding, ...]

    def run_in(self, minutes: Decimal | int) -> tuple[Volume, Mass]:
        """Volume and drug that have run in after so many minutes without a pause.

        Raises:
            NotAllowed: nothing runs by this route.
            NotUnderstood: the minutes are negative.
        """
        if self.bag is None or self.minutes is None:
            raise NotAllowed("preparation", "This dose does not run in over time.")
        if minutes < 0:
            raise NotUnderstood("minutes", "Minutes since the start cannot be negative.")
        share = min(Decimal(minutes) / self.minutes, Decimal(1))
        volume = Volume(int(half_up(self.bag.microlitres * share)))
        return volume, Mass(int(half_up(self.dose.micrograms * share)))


def prepare(
    dose: Dose,
    *,
    route: Route,
    strength: Strength,
    diluent: Volume | None,
    bag: Bag,
    checks: Checks | None = None,
) -> Preparation:
    """Everything that is measured and set for one dose.

    The strength comes from the vial that was scanned; there is no usual one.

    Raises:
        NotUnderstood: there is no vial of that strength, or a volume is not over zero.
        NotAllowed: the route needs a diluent and minutes and has none, or has them and runs
            nothing; or the drug does not fit into the bag.
    """
    checks = checks or usual_checks()
    steps = checks.preparation
    if strength not in checks.vial.strengths:
        known = ", ".join(str(each) for each in checks.vial.strengths)
        raise NotUnderstood("strength", f"There is no such vial. Scan it again; known are {known}.")
    if dose.rounded.micrograms <= 0:
        raise NotUnderstood("dose", "A dose is more than nothing. Look at the order again.")
    drug = Volume.ml(half_up(dose.rounded.in_mg / strength.in_mg_per_ml, steps.draw_step_ml))
    drawn = Mass(int(half_up(drug.in_ml * strength.micrograms_per_ml)))
    findings = list(_drawn(dose.rounded, drawn, steps))
    if not route.is_infused:
        if diluent is not None or dose.minutes is not None:
            raise NotAllowed(
                "preparation", "Nothing runs in by this route; leave out bag and time."
            )
        return Preparation(
            dose=dose.rounded,
            strength=strength,
            drug=drug,
            drawn=drawn,
            diluent=None,
            bag=None,
            mg_per_ml=None,
            minutes=None,
            rate=None,
            mg_per_min=None,
            ug_per_kg_min=None,
            findings=tuple(findings),
        )
    if diluent is None or dose.minutes is None or dose.minutes <= 0:
        raise NotAllowed("preparation", "An infusion needs a bag or syringe, and its minutes.")
    total = _total(drug, diluent, bag)
    mg_per_ml = dose.rounded.in_mg / total.in_ml
    findings += _mixture(strength, drug, total, mg_per_ml, checks=checks)
    per_h = half_up(total.in_ml / dose.minutes * 60, steps.rate_step_ml_per_h)
    return Preparation(
        dose=dose.rounded,
        strength=strength,
        drug=drug,
        drawn=drawn,
        diluent=diluent,
        bag=total,
        mg_per_ml=mg_per_ml,
        minutes=dose.minutes,
        rate=Rate.ml_per_h(per_h),
        mg_per_min=dose.rounded.in_mg / dose.minutes,
        ug_per_kg_min=dose.ug_per_kg_min,
        findings=tuple(findings),
    )


def _total(drug: Volume, diluent: Volume, bag: Bag) -> Volume:
    if diluent.microlitres <= 0:
        raise NotUnderstood("diluent", "A bag or syringe holds more than nothing.")
    if bag is Bag.ADDED:
        return Volume(diluent.microlitres + drug.microlitres)
    if drug > diluent:
        raise NotAllowed("preparation", f"{drug} of drug do not fit into {diluent}.")
    return diluent


def _drawn(dose: Mass, drawn: Mass, checks: PreparationChecks) -> Iterator[Finding]:
    off = abs(drawn.micrograms - dose.micrograms)
    if off * 100 > checks.drawn_percent_max * dose.micrograms:
        yield Finding(
            "preparation-drawn",
            Status.HOLD,
            f"{drawn} would be drawn up for {dose}: "
            f"more than {plain(checks.drawn_percent_max)} % off.",
            checks.source,
            to_do="Take a weaker vial; so little of this one cannot be measured.",
        )


def _mixture(
    strength: Strength, drug: Volume, total: Volume, mg_per_ml: Decimal, *, checks: Checks
) -> Iterator[Finding]:
    undiluted = Strength.mg_per_ml(checks.vial.never_undiluted_mg_per_ml)
    if strength >= undiluted and total.microlitres < 2 * drug.microlitres:
        yield Finding(
            "preparation-undiluted",
            Status.HOLD,
            f"{strength} must not be given into a vein undiluted.",
            checks.vial.source,
            to_do="Mix it with at least as much sterile water, saline or D5W; use it at once.",
        )
    low = checks.preparation.concentration_mg_per_ml_low
    high = checks.preparation.concentration_mg_per_ml_high
    if not low <= mg_per_ml <= high:
        yield Finding(
            "preparation-concentration",
            Status.WARN,
            f"{plain(half_up(mg_per_ml, Decimal('0.001')))} mg/mL lies outside "
            f"{plain(low)} to {plain(high)}.",
            checks.preparation.source,
            to_do="Look at bag and dose again.",
        )
