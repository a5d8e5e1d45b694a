"""Who somebody is: the head of their chart, their details, and whoever may be the same person."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from daybreak.care.errors import NotFound
from daybreak.care.quantities import Height, Weight
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import (
    Account,
    CareRelation,
    ChartCard,
    CheckIn,
    JournalLine,
    PatientDetails,
)
from daybreak.records.prepared import Prepared
from daybreak.records.projections import newest_details
from daybreak.records.reads.versions import allergies, measurements

ROOMS = ("chart", "screening", "plan", "session", "outcome")


@dataclass(frozen=True, slots=True)
class ChartHead:
    """What stands over every page of one person.

    `allergies` are those on record; that there are none on record says nothing. `weight` and
    `height` are the latest ones, on `weighed_on`. `rooms` are those the reader may enter.
    """

    patient: UUID
    number: str
    name: str
    birth_date: date
    age: int
    sex: str
    pronouns: str
    language: str
    phone: str
    email: str
    deceased: bool
    allergies: tuple[str, ...]
    weight: Weight | None
    weighed_on: date | None
    height: Height | None
    stage: str
    course: UUID | None
    sessions_done: int
    sessions_planned: int
    next_at: datetime | None
    phq9_first: int | None
    phq9_last: int | None
    verdict: str
    rooms: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownDetails:
    """Who somebody is, as it stands now, and where it comes from."""

    number: str
    given: str
    family: str
    preferred: str
    birth_date: date
    sex: str
    pronouns: str
    phone: str
    email: str
    language: str
    address: str
    deceased: bool
    origin: str
    recorded_at: datetime
    account: UUID | None  # their own
    account_email: str
    account_used: bool  # they have set a password


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody with the same family name and birth date. Only who may open the chart sees whose."""

    number: str
    patient: UUID | None
    name: str
    sites: tuple[str, ...]


_weighed = Prepared(
    lambda patient: CheckIn.objects.filter(
        session__course__patient=patient, weight_g__isnull=False
    ).order_by("-at")[:1]
)


def chart_head(actor: Actor, patient: UUID, *, today: date | None = None) -> ChartHead:
    """The head of a chart; `today` is the day at the site, whose zone the request has activated.

    Raises:
        NotFound: no such person among those the actor works with.
    """
    card = ChartCard.objects.filter(patient=patient, patient__in=scope.patients(actor)).first()
    details = _details(patient)
    if card is None or details is None:
        raise NotFound("person", "There is no such person among those you work with.")
    here = today or timezone.localdate()
    weight, weighed_at, height = _body(patient)
    return ChartHead(
        patient=patient,
        number=card.number,
        name=card.name.strip(),
        birth_date=card.birth_date,
        age=max(0, _years(card.birth_date, here)),
        sex=details.sex,
        pronouns=details.pronouns,
        language=details.language,
        phone=details.phone,
        email=details.email,
        deceased=details.deceased,
        allergies=tuple(row.display for row in allergies(patient) if row.active),
        weight=weight,
        weighed_on=timezone.localtime(weighed_at).date() if weighed_at else None,
        height=height,
        stage=card.stage,
        course=card.course_id,
        sessions_done=card.sessions_done,
        sessions_planned=card.sessions_planned,
        next_at=card.next_at,
        phq9_first=card.phq9_first,
        phq9_last=card.phq9_last,
        verdict=card.verdict,
        rooms=frozenset(room for room in ROOMS if permissions.may_read(actor, room)),
    )


def known_details(actor: Actor, patient: UUID) -> KnownDetails:
    """Who somebody is.

    Raises:
        NotFound: no such person among those the actor works with.
    """
    chart = scope.found(scope.patients(actor), patient, "person")
    row = _details(patient)
    if row is None:
        raise NotFound("person", "There is no such person among those you work with.")
    account = Account.objects.filter(patient=patient).first()
    return KnownDetails(
        chart.number,
        row.given,
        row.family,
        row.preferred,
        row.birth_date,
        row.sex,
        row.pronouns,
        row.phone,
        row.email,
        row.language,
        row.address,
        row.deceased,
        row.origin,
        row.recorded_at,
        account.id if account else None,
        account.email if account else "",
        account is not None and account.has_usable_password(),
    )


def namesakes(organisation: UUID, family: str, birth_date: date) -> tuple[UUID, ...]:
    """Those of the organisation who have, or ever had, this family name and this birth date."""
    rows = PatientDetails.objects.filter(
        patient__organisation=organisation, birth_date=birth_date
    ).values_list("patient", "family")
    wanted = " ".join(family.split()).casefold()
    return tuple(dict.fromkeys(one for one, name in rows if name.casefold() == wanted))


def likely_the_same(actor: Actor, family: str, birth_date: date) -> tuple[Namesake, ...]:
    """Who may be the person that somebody is about to register."""
    found = namesakes(actor.organisation, family, birth_date)
    open_to_them = set(scope.patients(actor).filter(id__in=found).values_list("id", flat=True))
    cards = ChartCard.objects.filter(patient__in=found).order_by("number")
    sites: dict[UUID, list[str]] = {}
    for relation in CareRelation.objects.filter(patient__in=found).select_related("site"):
        sites.setdefault(relation.patient_id, []).append(relation.site.name)
    return tuple(
        Namesake(
            card.number,
            card.patient_id if card.patient_id in open_to_them else None,
            card.name.strip() if card.patient_id in open_to_them else "",
            tuple(sorted(set(sites.get(card.patient_id, [])))),
        )
        for card in cards
    )


def visible_number(actor: Actor, number: str) -> UUID | None:
    """The chart with this number, if the actor may open it already."""
    written = " ".join(number.split()).upper()
    row = scope.patients(actor).filter(number=written).first()
    return row.id if row else None


def is_noted(act_id: UUID) -> bool:
    """Whether a line of the journal already says so."""
    return JournalLine.objects.filter(act_id=act_id).exists()


def _details(patient: UUID) -> PatientDetails | None:
    found: PatientDetails | None = newest_details.first(patient)
    return found


def _body(patient: UUID) -> tuple[Weight | None, datetime | None, Height | None]:
    """The latest weight with its time, and the latest height."""
    figures = sorted(measurements(patient), key=lambda row: row.at)
    weights = [(row.at, row.value) for row in figures if row.kind == "weight-g"]
    heights = [row.value for row in figures if row.kind == "height-mm"]
    last = _weighed.first(patient)
    if last is not None and last.weight_g is not None:
        weights.append((last.at, last.weight_g))
    at, grams = max(weights, default=(None, None))
    return (
        Weight(grams) if grams is not None else None,
        at,
        Height(heights[-1]) if heights else None,
    )


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


__all__ = [
    "ChartHead",
    "KnownDetails",
    "Namesake",
    "chart_head",
    "is_noted",
    "known_details",
    "likely_the_same",
    "namesakes",
    "visible_number",
]
