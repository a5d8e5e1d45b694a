"""A dose is drawn up from the vial in hand, and somebody else works it out alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.entry import (
    Said,
    go_on,
    need,
    opened,
    refuse_while,
    short,
    store_answers,
)
from daybreak.actions.session.judging import judged, ready
from daybreak.actions.session.labelling import label_is_void
from daybreak.care.catalogue.protocol import DeviceLimits
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Status
from daybreak.care.plan import preparation as mixing
from daybreak.care.plan.dose import Dose
from daybreak.care.plan.double_check import Figures, double_check
from daybreak.care.quantities import Mass, Rate, Strength, Volume
from daybreak.care.session import devices as whole
from daybreak.care.session.check_in import gates_before
from daybreak.care.session.dose_today import dose_today
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records.models import DoseCheck, Preparation
from daybreak.records.reads.plan import doses_given
from daybreak.records.reads.screening import findings_text
from daybreak.records.reads.session import Visit


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn up: micrograms, microlitres, microlitres an hour; 0 where nothing runs in."""

    preparation: UUID
    dose_ug: int
    drug_ul: int
    total_ul: int
    rate_ul_per_h: int
    findings: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether the second person came to the same figures."""

    check: UUID
    agrees: bool
    findings: tuple[Said, ...]


@act("session-prepare")
def prepare(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    product: str,
    strength_ug_per_ml: int = 0,
    lot: str,
    expires_on: date,
    diluent_ul: int | None = None,
    bag: str = "added",
    devices: int | None = None,
    answers: Mapping[str, bool] | None = None,
) -> Drawn:
    """Work out and keep what is drawn up for today's weight from the vial in hand.

    It may be done again, from another vial; the latest counts, and has to be checked anew.

    Args:
        strength_ug_per_ml: of the vial, micrograms of base a millilitre, as scanned; left out
            where whole devices are given.
        lot: of the vial; of whole devices the one that all have, or each with commas between.
        diluent_ul: what the bag or syringe holds before, in microlitres; None where nothing runs.
        bag: `added` to the diluent, or `replaced`, when as much was drawn off first.
        devices: how many are in hand, where whole devices are given.
        answers: to the questions before preparing.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: there is no go, something holds, the vial is out of date, or the dose or its
            mixture is one that nobody may give.
        NotUnderstood: there is no vial of that strength, or something is missing.
    """
    seen = opened(by, session, at=at, now=now)
    need(
        seen,
        Stage.PRE_ASSESSED,
        Stage.PREPARED,
        to_do="A dose is prepared after the go and before the start.",
    )
    gates = session_gates()
    all_answers = store_answers(seen, Stage.PREPARED, answers or {}, gates)
    readiness = replace(ready(seen, judged(seen, now=at)), answers=all_answers)
    refuse_while(gates_before(Stage.PREPARED, readiness, seen.chair, gates, at))
    today = at.astimezone(seen.zone).date()
    if expires_on < today:
        raise NotAllowed("vial-old", "This vial is out of date. Put it aside and take another.")
    if not product.strip() or not lot.strip():
        raise NotUnderstood("vial", "Scan the vial, or type its product and lot as printed.")
    dose = dose_for_today(seen, today)
    refuse_while(each for each in dose.findings if each.level > Status.WARN)
    mixed = (
        _drawn_up(
            seen,
            dose,
            strength_ug_per_ml=strength_ug_per_ml,
            diluent_ul=diluent_ul,
            bag=bag,
            devices=devices,
        )
        if seen.protocol.devices is None
        else _in_hand(seen, dose, seen.protocol.devices, lot, devices)
    )
    refuse_while(each for each in mixed.findings if each.level > Status.WARN)
    found = (*dose.findings, *mixed.findings)
    check_in = seen.check_in
    row = add(
        Preparation(
            session_id=session,
            weight_g=check_in.weight.grams if check_in and check_in.weight else 0,
            basis_weight_g=dose.basis_weight.grams,
            dose_ug=mixed.dose.micrograms,
            strength_ug_per_ml=mixed.strength.micrograms_per_ml,
            product=short(product, 60),
            lot=short(lot, 40),
            expires_on=expires_on,
            drug_ul=mixed.drug.microlitres,
            diluent_ul=mixed.diluent.microlitres if mixed.diluent else 0,
            total_ul=(mixed.bag or mixed.drug).microlitres,
            minutes=mixed.minutes or 0,
            rate_ul_per_h=mixed.rate.microlitres_per_h if mixed.rate else 0,
            findings=findings_text(found),
        )
    )
    label_is_void(seen)
    if seen.stage is Stage.PRE_ASSESSED:
        go_on(seen, Stage.PREPARED, by=by, at=at)
    return Drawn(row.id, row.dose_ug, row.drug_ul, row.total_ul, row.rate_ul_per_h, Said.all(found))


@act("session-check-dose")
def check_dose(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    dose_ug: int,
    rate_ul_per_h: int = 0,
    devices: int | None = None,
) -> Checked:
    """Keep what a second person worked out alone, and whether it agrees.

    Figures that do not agree are kept too; the dose cannot be started with them.

    Args:
        devices: how many devices they come to, where whole devices are given.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: nothing is prepared, or they prepared it themselves.
    """
    seen = opened(by, session, at=at, now=now)
    need(seen, Stage.PREPARED, to_do="The second check is for a dose that is drawn up.")
    prepared = seen.prepared
    if prepared is None:
        raise NotAllowed("not-prepared", "Nothing is drawn up yet. Prepare the dose first.")
    if prepared.by == by.id:
        raise NotAllowed(
            "same-person", "You drew it up yourself. Somebody else works it out, without looking."
        )
    worked_out = _worth(seen, Mass(dose_ug), devices)
    own = Figures(
        by=by.id,
        dose=worked_out,
        drug=prepared.computed.drug,
        bag=prepared.computed.bag,
        rate=Rate(rate_ul_per_h) if prepared.computed.rate else None,
    )
    first = seen.dose_checks[0].figures
    found = double_check(first, own, computed=prepared.computed)
    row = add(
        DoseCheck(
            session_id=session,
            preparation_id=prepared.id,
            dose_ug=worked_out.micrograms,
            rate_ul_per_h=rate_ul_per_h,
            agrees=not found,
        )
    )
    return Checked(row.id, not found, Said.all(found))


def dose_for_today(seen: Visit, today: date) -> Dose:
    """What the signed plan comes to for the weight of this visit.

    Raises:
        NotAllowed: no plan is signed, or nobody was weighed.
    """
    if seen.plan is None:
        raise NotAllowed("no-plan", "No plan is signed for this course. Ask the prescriber.")
    check_in = seen.check_in
    if check_in is None or check_in.weight is None:
        raise NotAllowed("no-weight", "Nobody was weighed today. Weigh them at check-in.")
    return dose_today(
        seen.plan.ordered,
        weight=check_in.weight,
        weighed_on=check_in.at.astimezone(seen.zone).date(),
        sex=seen.sex,
        protocol=seen.protocol,
        route=seen.route,
        today=today,
        is_first=not any(each.course == seen.course for each in doses_given(seen.patient)),
    )


def _worth(seen: Visit, dose: Mass, devices: int | None) -> Mass:
    """What somebody's figures come to.

    Where they have the right sum and the wrong number of devices, it is what that number holds:
    the number is what would be given.
    """
    if devices is None or seen.devices is None or devices == seen.devices.count:
        return dose
    if seen.prepared is None or dose != seen.prepared.computed.dose:
        return dose
    return Mass(seen.devices.device.micrograms * devices)


def _drawn_up(
    seen: Visit,
    dose: Dose,
    *,
    strength_ug_per_ml: int,
    diluent_ul: int | None,
    bag: str,
    devices: int | None,
) -> mixing.Preparation:
    if devices is not None:
        raise NotUnderstood("devices", "No whole devices are given here. Leave their number out.")
    if bag not in set(mixing.Bag):
        raise NotUnderstood("bag", "Say whether the drug was added, or took the place of diluent.")
    return mixing.prepare(
        dose,
        route=seen.route,
        strength=Strength(strength_ug_per_ml),
        diluent=None if diluent_ul is None else Volume(diluent_ul),
        bag=mixing.Bag(bag),
    )


def _in_hand(
    seen: Visit, dose: Dose, limits: DeviceLimits, lot: str, devices: int | None
) -> mixing.Preparation:
    """Whole devices are counted; nothing is mixed, and nothing drawn up."""
    whole.check_in_hand(devices, dose=dose.rounded, limits=limits)
    whole.lots_of(lot, devices or 0)
    return whole.prepared(dose, limits, Volume(seen.way.device_ul or 0))
