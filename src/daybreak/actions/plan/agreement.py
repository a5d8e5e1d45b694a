"""Somebody agrees to a course, clause by clause, and signs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.plan.home import day_at, protocol_of, running_course
from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.plan.consent import Clause, Signed, consent_form, standing, valid_until
from daybreak.care.team.actor import Actor
from daybreak.records.canonical import json_text, sha256
from daybreak.records.models import Consent


@dataclass(frozen=True, slots=True)
class ConsentRecorded:
    consent: UUID
    expires_on: date


@act("plan-record-consent")
def record_consent(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    course: UUID,
    version: int,
    initialled: tuple[str, ...],
    signed_by: str,
) -> ConsentRecorded:
    """Store which clauses of the consent were initialled and who signed; `by` signs with them.

    `version` is that of the form that was read. An opt-in that is not initialled is a no.

    Raises:
        NotFound: no such course.
        NotUnderstood: a clause that the form does not have, or nobody signed.
        NotAllowed: the form is not the present one, a clause that is required is not initialled,
            or the course is closed.
    """
    row = running_course(by, course)
    form = consent_form()
    if version != form.version:
        raise NotAllowed(
            "consent-superseded",
            "The words of the consent have changed since this page was made. Read the new ones "
            "together, then sign.",
        )
    if not signed_by.strip():
        raise NotUnderstood("consent-signature", "Write down who signed.")
    reason, way = indication(row.indication), route(protocol_of(row).route)
    read = form.clauses(indication=reason, route=way)
    pairs = _initialled(read, initialled)
    today = day_at(row, at)
    signed = Signed(form.id, form.version, str(row.id), today, pairs, True, True)
    still = standing(
        signed, form=form, indication=reason, route=way, series=str(row.id), today=day_at(row, now)
    )
    if still:
        raise NotAllowed("consent", f"{still[0].because} {still[0].to_do}")
    stored = add(
        Consent(
            course=row,
            text_version=f"{form.id}-{form.version}",
            text_hash=sha256("\n".join(each.hash for each in read)),
            clauses=json_text([list(pair) for pair in pairs]),
            signed_by=signed_by.strip(),
            expires_on=valid_until(today, form),
        )
    )
    return ConsentRecorded(stored.id, stored.expires_on)


def _initialled(
    read: tuple[Clause, ...], initialled: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The clauses that were initialled with the hash of their words, in the order of the form."""
    unknown = set(initialled) - {each.id for each in read}
    if unknown:
        raise NotUnderstood(
            "consent-clause", "The consent has no such clause. Open the page again and sign there."
        )
    return tuple((each.id, each.hash) for each in read if each.id in initialled)
