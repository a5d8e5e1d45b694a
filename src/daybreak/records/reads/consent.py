"""What somebody agreed to before a course, and whether it is still in force."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotFound
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.consent import Signed, consent_form, standing, standing_on_paper
from daybreak.records.models import Consent, Course
from daybreak.records.prepared import Prepared

IMPORTED = "imported"

_course = Prepared(lambda key: Course.objects.filter(id=key).select_related("site"))
_newest = Prepared(
    lambda course: (
        Consent.objects.filter(course=course)
        .select_related("by", "course__site")
        .order_by("-recorded_at", "-at", "-id")[:1]
    )
)


@dataclass(frozen=True, slots=True)
class ConsentSeen:
    """A consent as it was signed, the latest of its course. The last day it holds is not told:
    from `expires_on` on it does not."""

    id: UUID
    at: datetime
    on: date
    form: str
    version: int
    signed_by: str
    taken_by: str
    expires_on: date
    initialled: tuple[tuple[str, str], ...]
    origin: str  # typed, imported
    source: str

    def signed(self, *, series: str) -> Signed:
        """The same as care weighs it."""
        return Signed(
            form=self.form,
            version=self.version,
            series=series,
            on=self.on,
            initialled=self.initialled,
            by_patient=bool(self.signed_by),
            by_clinician=bool(self.taken_by),
        )


def consent_of(course: UUID) -> ConsentSeen | None:
    """The consent signed last for a course; `consent_findings` says whether it holds."""
    row = _newest.first(course)
    if row is None:
        return None
    form, _, version = row.text_version.rpartition("-")
    return ConsentSeen(
        id=row.id,
        at=row.at,
        on=row.at.astimezone(ZoneInfo(row.course.site.time_zone)).date(),
        form=form,
        version=int(version) if version.isdecimal() else 0,
        signed_by=row.signed_by,
        taken_by=row.by.name if row.by else "",
        expires_on=row.expires_on,
        initialled=tuple((one, words) for one, words in msgspec.json.decode(row.clauses)),
        origin=row.origin,
        source=row.source,
    )


def consent_findings(course: UUID, *, now: datetime) -> tuple[Finding, ...]:
    """What keeps the consent of a course from being in force now; no hold among them when it is.

    Raises:
        NotFound: there is no such course.
    """
    row = _course.first(course)
    if row is None:
        raise NotFound("course", "There is no such course among those you work with.")
    today = now.astimezone(ZoneInfo(row.site.time_zone)).date()
    seen = consent_of(course)
    form = consent_form()
    if seen is not None and seen.origin == IMPORTED:
        return standing_on_paper(seen.on, form=form, today=today)
    return standing(
        None if seen is None else seen.signed(series=str(course)),
        form=form,
        indication=indication(row.indication),
        route=route(protocol(row.protocol, row.protocol_version).route),
        series=str(course),
        today=today,
    )


def consent_holds(course: UUID, *, now: datetime) -> bool:
    """Whether a consent is in force: what the gate L02 asks."""
    return all(each.level < Status.HOLD for each in consent_findings(course, now=now))
