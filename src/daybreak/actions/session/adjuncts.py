"""A medicine is given beside the dose: by a signed order, or on a prescriber's word.

An entry of one that was never given is taken back.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.entry import Said, opened, reason_for, refuse_while, short
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.findings import Finding
from daybreak.care.plan.adjuncts import (
    AdjunctOrder,
    AdjunctRules,
    Amount,
    adjunct_rules,
    before_giving,
    holding,
    of_the_drug,
)
from daybreak.care.quantities import Mass, Volume
from daybreak.care.screening.interactions import interactions
from daybreak.care.session.stages import OVER
from daybreak.care.session.stay import check_reading
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import AdjunctDose, AdjunctSignature, AdjunctTakenBack
from daybreak.records.reads.beside import DoseSeen, orders_of, person_at, prescribers_at
from daybreak.records.reads.screening import findings_text
from daybreak.records.reads.session import Visit

MOST = 10**12  # micrograms or microlitres: what can be written at all


@dataclass(frozen=True, slots=True)
class Word:
    """What a prescriber said aloud in an emergency: which drug, which way, and who said so."""

    drug: str
    route: str
    amount: Amount
    said_by: UUID


@dataclass(frozen=True, slots=True)
class AdjunctGiven:
    """The dose that was recorded, whether it awaits a signature, and what was said of it."""

    dose: UUID
    waits: bool
    findings: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class AdjunctSigned:
    dose: UUID


@dataclass(frozen=True, slots=True)
class DoseTakenBack:
    dose: UUID


@act("session-give-adjunct")
def give_adjunct(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    order: UUID | None = None,
    amount: Amount | None = None,
    word: Word | None = None,
    is_allergy_asked: bool = False,
    despite: bool = False,
    note: str = "",
) -> AdjunctGiven:
    """Record that a medicine was given.

    By an order everything that holds refuses it, but for what the giver may set aside with a
    note. On a prescriber's word it is a fact that is not refused for long: what holds is said
    once, and with `despite` it is stored beside the dose.

    Args:
        order: by which signed order; or else `word`.
        amount: by an order; None is the ordered dose.
        is_allergy_asked: they were asked just now, and told of no allergy to it.
        despite: it was given all the same, and whoever said so knows what was said against it.

    Raises:
        NotFound: no such session or order among those the actor works with.
        NotAllowed: something holds, they were not here, or whoever said so is no prescriber here.
        NotUnderstood: neither an order nor a word, or an amount that cannot be.
    """
    seen = opened(by, session, at=at, now=now)
    check_reading(at, seen.history, now=now)
    if (order is None) == (word is None):
        raise NotUnderstood("adjunct-which", "Name the order, or the prescriber who said so.")
    asked = _Asked(
        by, at, now, is_allergy_asked=is_allergy_asked, despite=despite, note=short(note, 300)
    )
    if order is not None:
        return _by_order(seen, order, amount, asked)
    assert word is not None  # noqa: S101 - for the type checker: one of the two is there
    return _by_word(seen, word, asked)


@act("session-sign-adjunct")
def sign_adjunct(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, session: UUID, dose: UUID
) -> AdjunctSigned:
    """Sign for a dose that was given on one's word.

    Another prescriber signs only for one who is no prescriber here any more.

    Raises:
        NotFound: no such session or dose among those the actor works with.
        NotAllowed: it was signed, it was given by an order, or somebody else said so.
    """
    seen = opened(by, session, at=at, now=now)
    found = _dose(seen, dose)
    if found.taken_back is not None:
        raise NotAllowed(
            "adjunct-taken-back", "This entry was taken back: nothing was given, nobody signs it."
        )
    if not found.waits:
        raise NotAllowed("adjunct-signed", "This dose does not await a signature.")
    if at < found.at:
        raise NotAllowed("adjunct-early", "It was given after that time. Look at the time.")
    _check_said_it(found, seen, by)
    add(AdjunctSignature(dose_id=dose))
    return AdjunctSigned(dose)


@act("session-take-back-adjunct")
def take_back_adjunct(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, session: UUID, dose: UUID, reason: str
) -> DoseTakenBack:
    """Say that a dose was recorded by mistake and never given. The entry stays and is marked.

    Anybody at the chair may, a dose that is signed for too: whoever sees the mistake rights it.

    Raises:
        NotFound: no such session or dose among those the actor works with.
        NotAllowed: the session is closed, or it was taken back before.
        NotUnderstood: there is no reason.
    """
    seen = opened(by, session, at=at, now=now)
    found = _dose(seen, dose)
    if seen.stage in OVER:
        raise NotAllowed(
            "session-over",
            "This session is closed. Write into a note of the chart that this was not given.",
        )
    if found.taken_back is not None:
        raise NotAllowed(
            "adjunct-taken-back",
            f"{found.taken_back.by} took this entry back at {found.taken_back.at:%H:%M}. "
            "There is nothing more to do.",
        )
    words = reason_for(reason, "how an entry came about that was not given.")
    # A correction is true for the time of what it corrects: looked at again, it was never given.
    add(AdjunctTakenBack(dose_id=dose, reason=words), at=found.at)
    return DoseTakenBack(dose)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who gives it, when, and what they say of it."""

    by: Actor
    at: datetime
    now: datetime
    is_allergy_asked: bool
    despite: bool
    note: str


def _by_order(seen: Visit, key: UUID, amount: Amount | None, asked: _Asked) -> AdjunctGiven:
    ordered = next((each for each in orders_of(seen.course, seen.zone) if each.id == key), None)
    if ordered is None:
        raise NotFound("order", "There is no such order for this course.")
    much = ordered.order.dose if amount is None else _something(amount)
    rules = adjunct_rules()
    found = findings_of(
        seen,
        ordered.order,
        much,
        by=asked.by,
        at=asked.at,
        now=asked.now,
        is_allergy_asked=asked.is_allergy_asked,
        rules=rules,
    )
    refuse_while(holding(found, asked.by.roles))
    if holding(found, ()) and not asked.note:
        raise NotUnderstood("reason", "Say why it is given although this is open, in the note.")
    row = _store(
        seen, ordered.order.drug, ordered.order.route, much, found=found, asked=asked, order=key
    )
    return AdjunctGiven(row.id, waits=False, findings=Said.all(found))


def _by_word(seen: Visit, word: Word, asked: _Asked) -> AdjunctGiven:
    rules = adjunct_rules()
    drug = short(word.drug, 120)
    if not drug or not drug.isprintable():
        raise NotUnderstood("adjunct-drug", "Say which drug was given, by its plain name.")
    if word.route not in rules.routes:
        raise NotUnderstood("adjunct-route", "Choose from the list how it was given.")
    if not _is_prescriber(word.said_by, seen):
        raise NotAllowed(
            "adjunct-said-by", "Only a prescriber of this site can have said so. Choose who did."
        )
    much = _something(word.amount)
    found = _for_the_person(seen, drug, asked, rules)
    holds = holding(found, ())
    if holds and not asked.despite:
        refuse_while(holds)
    row = _store(seen, drug, word.route, much, found=found, asked=asked, said_by=word.said_by)
    return AdjunctGiven(row.id, waits=True, findings=Said.all(found))


def findings_of(
    seen: Visit,
    order: AdjunctOrder,
    amount: Amount,
    *,
    by: Actor,
    at: datetime,
    now: datetime,
    rules: AdjunctRules,
    is_allergy_asked: bool = False,
) -> tuple[Finding, ...]:
    """Everything to be looked at before this actor gives a dose by an order; pages show it too."""
    may = sorted(by.roles & order.may_give)
    found = before_giving(
        order,
        amount,
        role=may[0] if may else min(by.roles, default=Role.NURSE),
        at=at.astimezone(order.signed_at.tzinfo),
        given=seen.beside.given,
        person=person_at(seen.patient, now=now),
        route=seen.route,
        rules=rules,
        classes=interactions(),
    )
    return _without_asked(found, is_allergy_asked=is_allergy_asked)


def _for_the_person(
    seen: Visit, drug: str, asked: _Asked, rules: AdjunctRules
) -> tuple[Finding, ...]:
    found = of_the_drug(
        drug,
        person=person_at(seen.patient, now=asked.now),
        route=seen.route,
        rules=rules,
        classes=interactions(),
    )
    return _without_asked(found, is_allergy_asked=asked.is_allergy_asked)


def _without_asked(found: tuple[Finding, ...], *, is_allergy_asked: bool) -> tuple[Finding, ...]:
    """What is left when somebody asked about allergies at the chair. One on record stays."""
    if not is_allergy_asked:
        return found
    return tuple(each for each in found if each.rule != "adjunct-allergies-unknown")


def _store(
    seen: Visit,
    drug: str,
    route: str,
    amount: Amount,
    *,
    found: tuple[Finding, ...],
    asked: _Asked,
    order: UUID | None = None,
    said_by: UUID | None = None,
) -> AdjunctDose:
    heard = "Asked at the chair: no allergy to it."
    note = f"{heard} {asked.note}".strip() if asked.is_allergy_asked else asked.note
    return add(
        AdjunctDose(
            session_id=seen.session,
            order_id=order,
            drug=drug,
            route=route,
            amount_ug=amount.micrograms if isinstance(amount, Mass) else None,
            amount_ul=amount.microlitres if isinstance(amount, Volume) else None,
            said_by_id=said_by,
            findings=findings_text(found),
            note=short(note, 300),
        )
    )


def _dose(seen: Visit, key: UUID) -> DoseSeen:
    found = next((each for each in seen.beside.doses if each.id == key), None)
    if found is None:
        raise NotFound("dose", "There is no such dose in this session.")
    return found


def _something(amount: Amount) -> Amount:
    units = amount.microlitres if isinstance(amount, Volume) else amount.micrograms
    if not 0 < units <= MOST:
        raise NotUnderstood("amount", f"{amount} is no dose. Look at the figure and its unit.")
    return amount


def _is_prescriber(account: UUID | None, seen: Visit) -> bool:
    """Whether somebody prescribes at the site of a session now."""
    return account in {key for key, _ in prescribers_at(seen.site)}


def _check_said_it(dose: DoseSeen, seen: Visit, by: Actor) -> None:
    if dose.said_by_id != by.id and _is_prescriber(dose.said_by_id, seen):
        raise NotAllowed(
            "adjunct-not-yours", f"{dose.said_by} said that it be given, and signs for it."
        )
