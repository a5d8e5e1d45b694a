"""Entries that a device kept before it sent them: each is read by its page's own form.

So a figure typed without a network is understood, and refused, exactly like one typed with it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.contrib.messages import ERROR, SUCCESS, WARNING

from daybreak.actions import session as act
from daybreak.care.errors import NotUnderstood
from daybreak.care.session.checklists import checklist
from daybreak.care.session.entries import entries, unusual
from daybreak.care.session.gates import Gate, session_gates
from daybreak.care.session.stages import Stage
from daybreak.records.reads.session import Visit
from daybreak.ui.forms import ActForm
from daybreak.web.session import by_route, kept_beside
from daybreak.web.session.beside_forms import RescueForm
from daybreak.web.session.doses import said_of_device
from daybreak.web.session.forms import (
    AcknowledgeForm,
    DecideForm,
    DischargeForm,
    PumpForm,
    RateForm,
    ReasonForm,
    StopForm,
    SymptomForm,
    VitalsForm,
)
from daybreak.web.session.sure import token

Fields = Mapping[str, str | int | bool | None]
FIRST_SCORE = "aldrete-modified"


class Entry(msgspec.Struct, frozen=True):
    """One thing that was done at the chair, as the device kept it.

    `at` is when it was true and `told_at` what the device's own clock said then, both in whole
    milliseconds since 1970, UTC; `place` its place on that device, from 1. `account` was signed
    in; `signed_by` is who did it, when somebody else proved with a PIN that they were there.
    `waited` says that it was not sent at once.
    """

    act: str
    act_id: UUID
    place: int
    at: int
    told_at: int
    account: UUID
    fields: dict[str, str | int | bool | None]
    waited: bool = False
    clock_off_s: int = 0
    uncertain: bool = False
    signed_by: UUID | None = None
    proof: str = ""

    @property
    def true_at(self) -> datetime:
        return moment(self.at)

    def message(self, session: UUID) -> bytes:
        """What a PIN signs: the act, its id, the device's time and everything that was entered."""
        told = [
            self.act,
            str(self.act_id),
            self.told_at,
            str(session),
            sorted(self.fields.items()),
        ]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    def content(self) -> str:
        """Everything of it, as JSON, for somebody to look at."""
        return msgspec.json.encode(self, order="sorted").decode()


def moment(ms: int) -> datetime:
    """A time of the device as an aware time.

    Raises:
        NotUnderstood: no calendar has such a time.
    """
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    except OverflowError:
        raise NotUnderstood("time", "The device's clock cannot be right. Set it.") from None


@dataclass(frozen=True, slots=True)
class Kind:
    """How the entries of one act are read, and done."""

    form: Callable[[Visit, Any], ActForm]
    do: Callable[[Any, dict[str, Any], Fields], Any]
    said: Callable[[Any], tuple[int, str]] | str = ""  # of the answer; a word alone is a success
    next: str = "session"  # the page that comes then


def gates(seen: Visit, before: Stage) -> tuple[Gate, ...]:
    """The questions before a step that may still be answered."""
    asked = session_gates().asked(before, seen.protocol.route)
    if before is Stage.PREPARED:
        return tuple(each for each in asked if seen.answers.get(each.id) is not True)
    return asked


def _accepted(fields: Fields) -> tuple[UUID, ...]:
    """The monitor's readings that the page showed, when its figures are taken."""
    if not fields.get("take"):
        return ()
    try:
        return tuple(UUID(each) for each in str(fields.get("accepted") or "").split())
    except ValueError:
        raise NotUnderstood("accepted", "There is no such reading of a monitor.") from None


def is_asked_twice(entry: Entry, form: Any, seen: Visit) -> bool:
    """Whether a figure is far from the last one, and nobody has said yes to it."""
    if entry.act != "session-record-vitals":
        return False
    ago = timedelta(minutes=form.cleaned_data.get("minutes_ago") or 0)
    at = entry.true_at - ago
    found = unusual(form.vitals(), seen.chair.readings, seen.chair.profile, entries(), at=at)
    return bool(found) and entry.fields.get("sure") != token(found)


def _vitals(form: Any, told: dict[str, Any], fields: Fields) -> Any:
    ago = form.cleaned_data.get("minutes_ago")
    if ago:
        told = {**told, "at": told["at"] - timedelta(minutes=ago)}
    return act.record_vitals(**told, vitals=form.vitals(), accepted=_accepted(fields))


def _end(form: Any, told: dict[str, Any], _fields: Fields) -> Any:
    if isinstance(form, ReasonForm):
        return act.end(**told, reason=form.cleaned_data["reason"])
    return act.end(**told, reason=form.words(), shown_ul=form.shown_ul())


def _read_pump(_seen: Visit, data: Any = None) -> PumpForm:
    form = PumpForm(data)
    del form.fields["reason"]
    form.fields["shown"].required = True
    return form


def _discharge(seen: Visit, data: Any = None) -> DischargeForm:
    chosen = str((data or {}).get("score") or FIRST_SCORE)
    return DischargeForm(data, scored=checklist(chosen), gates=gates(seen, Stage.DISCHARGED))


def _checked(told: Any) -> tuple[int, str]:
    if told.agrees:
        return SUCCESS, "Both figures agree."
    return ERROR, "The figures do not agree. Nobody starts with them."


def _ended(told: Any) -> tuple[int, str]:
    return SUCCESS, "" if told.stage is Stage.ABORTED else "The dose is over."


def _held(told: Any) -> tuple[int, str]:
    if told.findings:
        return WARNING, " ".join(each.because for each in told.findings)
    return SUCCESS, "The dose is over."


def _assessed(told: Any) -> tuple[int, str]:
    if told.stage is Stage.DISCHARGE_ASSESSED:
        return SUCCESS, "Nothing keeps them but the signature."
    return WARNING, "Kept. Something still keeps them here."


KINDS: Mapping[str, Kind] = {
    "session-record-vitals": Kind(
        lambda seen, data: VitalsForm(data, profile=seen.chair.profile), _vitals, "Stored."
    ),
    "session-record-symptom": Kind(
        lambda _seen, data: SymptomForm(data),
        lambda form, told, fields: act.record_symptom(
            **told,
            term=str(fields.get("term", "")),
            grade=form.cleaned_data["grade"],
            note=form.cleaned_data["note"],
        ),
        "Noted.",
    ),
    "session-acknowledge": Kind(
        lambda _seen, data: AcknowledgeForm(data),
        lambda form, told, _fields: act.acknowledge(
            **told,
            channel=form.cleaned_data["channel"],
            level=form.cleaned_data["level"],
            action=form.cleaned_data["action"],
        ),
    ),
    "session-decide": Kind(
        lambda _seen, data: DecideForm(data),
        lambda form, told, _fields: act.decide(
            **told,
            go=form.cleaned_data["decision"] == "go",
            reason=form.cleaned_data["reason"],
        ),
        lambda told: (SUCCESS, "Go signed." if told.go else "No-go signed."),
    ),
    "session-prepare": Kind(
        by_route.prepare_form,
        lambda form, told, _fields: act.prepare(**told, **form.told()),
        "Prepared. Somebody else works it out next, without looking.",
    ),
    "session-check-dose": Kind(
        by_route.check_form,
        lambda form, told, _fields: act.check_dose(**told, **form.told()),
        _checked,
    ),
    "session-start": Kind(
        by_route.start_form,
        lambda form, told, _fields: act.start(**told, **form.told()),
        "Started.",
    ),
    "session-give-device": Kind(
        lambda _seen, data: by_route.any_device_form(data),
        lambda form, told, _fields: act.give_device(**told, **form.told()),
        lambda told: (SUCCESS, said_of_device(told)),
    ),
    "session-end-hold": Kind(
        lambda _seen, data: by_route.HoldForm(data),
        lambda form, told, _fields: act.end_hold(**told, how=form.cleaned_data["how"]),
        _held,
    ),
    "session-give-adjunct": Kind(kept_beside.give_form, kept_beside.give),
    "session-record-rescue": Kind(lambda _seen, data: RescueForm(data), kept_beside.record_rescue),
    "session-pause": Kind(
        lambda _seen, data: PumpForm(data),
        lambda form, told, _fields: act.pause(
            **told, shown_ul=form.shown_ul(), reason=form.cleaned_data["reason"]
        ),
        "Pump paused.",
    ),
    "session-resume": Kind(
        lambda _seen, data: PumpForm(data),
        lambda form, told, _fields: act.resume(
            **told, shown_ul=form.shown_ul(), reason=form.cleaned_data["reason"]
        ),
        "Pump runs again.",
    ),
    "session-change-rate": Kind(
        lambda _seen, data: RateForm(data),
        lambda form, told, _fields: act.change_rate(
            **told,
            rate_ul_per_h=form.rate_ul_per_h(),
            shown_ul=form.shown_ul(),
            reason=form.cleaned_data["reason"],
        ),
        "New rate noted.",
    ),
    "session-read-pump": Kind(
        _read_pump,
        lambda form, told, _fields: act.read_pump(**told, shown_ul=form.shown_ul() or 0),
        "Volume stored.",
    ),
    "session-end": Kind(
        lambda seen, data: ReasonForm(data) if seen.chair.began is None else StopForm(data),
        _end,
        _ended,
    ),
    "session-assess-discharge": Kind(
        _discharge,
        lambda form, told, _fields: act.assess_discharge(
            **told, score_id=form.scored.id, items=form.items(), answers=form.answers()
        ),
        _assessed,
        "session-assess-discharge",
    ),
}


def form_of(entry: Entry, seen: Visit) -> ActForm:
    """The form of an entry's page, filled in with what the device kept.

    Raises:
        NotUnderstood: no device may send such an act.
    """
    kind = KINDS.get(entry.act)
    if kind is None:
        raise NotUnderstood("kept-act", "This cannot be sent from a device. Enter it by hand.")
    told = {
        name: "" if value is None or value is False else "on" if value is True else str(value)
        for name, value in entry.fields.items()
    }
    return kind.form(seen, {**told, "act_id": str(entry.act_id)})


def wrong_in(form: ActForm) -> str:
    """What is wrong with the fields of a form, in one line."""
    said = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        said += [f"{label}: {error}" if label else str(error) for error in errors]
    return " ".join(said)
