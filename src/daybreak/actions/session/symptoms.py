"""What somebody feels or shows, and what was done about an alarm."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.entry import Said, opened, short
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Alarm
from daybreak.care.session.alarms import check_acknowledgement, open_alarms
from daybreak.care.session.chair import Acknowledgement as CareAcknowledgement
from daybreak.care.session.stay import check_reading
from daybreak.care.session.symptoms import Symptom, check_symptom, findings
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import Acknowledgement, SymptomRow
from daybreak.records.reads.session import again

ANSWERS = (Role.PRESCRIBER, Role.NURSE)  # as which of their roles somebody answers, first that may


@dataclass(frozen=True, slots=True)
class SymptomRecorded:
    """The row that was added, and what the symptoms present then call for."""

    symptom: UUID
    findings: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What was answered, and how many alarms nobody has answered yet."""

    channel: str
    unseen: int


@act("session-record-symptom")
def record_symptom(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    term: str,
    grade: int,
    note: str = "",
) -> SymptomRecorded:
    """Add a symptom with its grade; grade 0 says that it has passed.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they were not here then, or what is said to have passed was not there.
        NotUnderstood: no such symptom or grade, or the time lies ahead.
    """
    seen = opened(by, session, at=at, now=now)
    check_reading(at, seen.history, now=now)
    listed = seen.chair.symptom_list
    check_symptom(Symptom(term, grade or 1, at), listed)
    if grade == 0 and not any(
        each.term == term and each.is_present(at) for each in seen.chair.symptoms
    ):
        raise NotAllowed("symptom-none", "This was not noted before, so it cannot have passed.")
    row = add(SymptomRow(session_id=session, term=term, grade=grade, note=short(note, 300)))
    now_felt = again(seen).chair.symptoms
    return SymptomRecorded(row.id, Said.all(findings(now_felt, listed, at)))


@act("session-acknowledge")
def acknowledge(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    channel: str,
    level: str,
    action: str,
    note: str = "",
) -> Acknowledged:
    """Answer an alarm: that it was seen, and what was done. The repeat clock goes on.

    Args:
        channel: the alarm's own name.
        level: how bad the page said it was, so that a worse one is not taken for seen.
        action: what was done, in a few words.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: the alarm is not open, has become worse, or is for another role.
        NotUnderstood: there is no such level.
    """
    seen = opened(by, session, at=at, now=now)
    if level not in set(Alarm):
        raise NotUnderstood("alarm-level", "That is no level of an alarm. Open the page again.")
    role = next((each for each in ANSWERS if each in by.roles), Role.NURSE)
    said = CareAcknowledgement(channel, Alarm(level), at, by.id, role, short(action, 60))
    check_acknowledgement(said, seen.chair, at)
    add(
        Acknowledgement(
            session_id=session,
            rule=channel,
            level=level,
            role=role.value,
            action=said.action,
            note=short(note, 300),
        )
    )
    left = open_alarms(again(seen).chair, now)
    return Acknowledged(channel, sum(alarm.unseen is not None for alarm in left))
