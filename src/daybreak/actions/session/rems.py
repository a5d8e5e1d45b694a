"""The data sheet of the esketamine programme is filled in, and that the form was sent is noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.entry import opened, short
from daybreak.care.catalogue.route import Scope
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.rems import Answer, DataSheet, data_sheet, rems_rules
from daybreak.care.team.actor import Actor
from daybreak.records.canonical import json_text
from daybreak.records.models import RemsSent, RemsSheet
from daybreak.records.reads.rems import rems_of
from daybreak.records.reads.session import Visit

WAYS = ("online", "fax")


@dataclass(frozen=True, slots=True)
class SheetFilled:
    """What is still missing, by question, and until when the form is to be sent."""

    sheet: UUID
    missing: tuple[str, ...]
    due_on: date


@dataclass(frozen=True, slots=True)
class SheetSent:
    """Whether it went out after its day."""

    sent: UUID
    is_late: bool


@act("session-fill-rems")
def fill_rems(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    form: str,
    answers: Mapping[str, Answer],
) -> SheetFilled:
    """Keep what somebody answered of the data sheet; what the record knows is not stored again.

    Args:
        form: which of the forms in use.
        answers: those that a person gave, by question. They stand before the record's own.

    Raises:
        NotFound: no such session among those the actor works with, or no such form.
        NotAllowed: the session has no form, or the form was sent.
        NotUnderstood: an answer cannot be one.
    """
    seen = opened(by, session, at=at, now=now)
    known = rems_of(seen, now=now)
    _check_has_form(seen)
    if known.sent is not None:
        raise NotAllowed("rems-sent", "This form was sent. Tell the programme what was wrong.")
    sheet = data_sheet(
        rems_rules(), form, {**known.from_record, **answers}, session_on=known.session_on
    )
    row = add(RemsSheet(session_id=session, form=form, answers=json_text(_stored(answers))))
    return SheetFilled(row.id, sheet.missing, sheet.due_on)


@act("session-send-rems")
def send_rems(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    how: str,
    reference: str = "",
) -> SheetSent:
    """Note that the form was sent to the programme; Daybreak sends nothing.

    Args:
        how: online or fax.
        reference: what the programme answered with, if anything.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: the session has no form, it was sent, or something is still missing.
        NotUnderstood: there is no such way.
    """
    seen = opened(by, session, at=at, now=now)
    _check_has_form(seen)
    if how not in WAYS:
        raise NotUnderstood("rems-way", "The form goes online or by fax. Choose one of them.")
    known = rems_of(seen, now=now)
    if known.sent is not None:
        raise NotAllowed("rems-sent", "That this form was sent is noted already.")
    _check_whole(known.sheet)
    row = add(RemsSent(session_id=session, how=how, reference=short(reference, 120)))
    on = at.astimezone(seen.zone).date()
    return SheetSent(row.id, known.sheet.is_late(on, sent_on=on))


def _check_has_form(seen: Visit) -> None:
    if seen.route.scope is not Scope.ESKETAMINE or seen.chair.began is None:
        raise NotAllowed(
            "rems-none", "Only a session in which esketamine was given has a monitoring form."
        )


def _check_whole(sheet: DataSheet) -> None:
    if sheet.missing:
        names = [row.question.name for row in sheet.rows if row.is_missing]
        raise NotAllowed(
            "rems-missing", f"The sheet is not complete: {', '.join(names)}. Fill that in first."
        )


def _stored(answers: Mapping[str, Answer]) -> dict[str, object]:
    return {
        name: answer.isoformat()
        if isinstance(answer, date)
        else list(answer)
        if isinstance(answer, tuple)
        else answer
        for name, answer in answers.items()
    }
