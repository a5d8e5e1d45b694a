"""What whoever sits with somebody writes down: what they bring, and words beside the session."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.entry import opened
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.setting import answered, setting_sheet
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records.canonical import json_text
from daybreak.records.models import SessionNote, Setting

NOTE_LETTERS = 4000  # our choice: two pages
NEVER_HELD = frozenset({Stage.CANCELLED, Stage.NO_SHOW})


@dataclass(frozen=True, slots=True)
class SettingRecorded:
    setting: UUID


@dataclass(frozen=True, slots=True)
class NoteWritten:
    note: UUID


@act("session-record-setting")
def record_setting(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    answers: Mapping[str, str | int | None],
) -> SettingRecorded:
    """Keep what somebody brings to a session and wants for it; the latest counts, whole.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: the session is closed, or was never held.
        NotUnderstood: nothing is answered, or an answer does not fit its question.
    """
    seen = opened(by, session, at=at, now=now)
    if seen.stage in NEVER_HELD | {Stage.CLOSED}:
        raise NotAllowed("setting-late", "This session is over. Note it at the next one.")
    sheet = setting_sheet()
    kept = answered(answers, sheet)
    if not kept:
        raise NotUnderstood("setting-empty", "Nothing is answered yet. Answer what they told you.")
    told = {"sheet": f"{sheet.id}-{sheet.version}", "answers": dict(kept)}
    return SettingRecorded(add(Setting(session_id=session, answers=json_text(told))).id)


@act("session-write-note")
def write_note(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, session: UUID, words: str
) -> NoteWritten:
    """Add words beside a session: what somebody said, did, or asked for.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: nobody has come yet, or the session is closed or was never held.
        NotUnderstood: there are no words, or more than fit.
    """
    seen = opened(by, session, at=at, now=now)
    if seen.stage in NEVER_HELD | {Stage.SCHEDULED, Stage.CLOSED}:
        raise NotAllowed(
            "note-stage", "A note is written from their arrival until the session is closed."
        )
    cleaned = words.strip()
    if not cleaned:
        raise NotUnderstood("note-empty", "There are no words yet. Write them first.")
    if len(cleaned) > NOTE_LETTERS:
        raise NotUnderstood(
            "note-long", f"At most {NOTE_LETTERS} letters fit into a note. Write a second one."
        )
    return NoteWritten(add(SessionNote(session_id=session, words=cleaned)).id)
