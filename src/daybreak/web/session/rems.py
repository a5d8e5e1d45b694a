"""The data sheet of the esketamine programme: prefilled, completed, printed, noted as sent."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybreak.actions.session import rems as act
from daybreak.care.errors import NotFound
from daybreak.care.session.rems import Answer, Kind, Question, Row, rems_rules
from daybreak.care.team import permissions
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.rems import Rems, has_form, rems_of
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm, DayField, MomentField, NumberField
from daybreak.ui.presenters.times import day_year
from daybreak.ui.request import ClinicRequest
from daybreak.web.session.before import sent
from daybreak.web.session.page import common, opened

MOST = 2000  # of a number that is typed: minutes or milligrams, so that a slip is seen
YES_NO = (("", "Not answered"), ("yes", "Yes"), ("no", "No"))


class PressureField(forms.CharField):
    """A pressure as people write it: `120/80`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=9, widget=forms.TextInput({"placeholder": "120/80"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        told = super().to_python(value)
        if not told:
            return None
        top, _, low = told.partition("/")
        if not (top.strip().isdigit() and low.strip().isdigit()):
            raise ValidationError("Write it as systolic/diastolic, such as 120/80.")
        return int(top), int(low)

    def prepare_value(self, value: Any) -> Any:
        return f"{value[0]}/{value[1]}" if isinstance(value, tuple) else value


class SheetForm(ActForm):
    """Every question of one form, with what is known standing in it."""

    def __init__(self, *args: Any, rems: Rems, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rems = rems
        known = {**rems.from_record, **rems.typed}
        self.asked = [each for each in rems_rules().field if rems.form in each.forms]
        for each in self.asked:
            field = _field(each)
            told = known.get(each.id)
            field.initial = _YES_NO.get(told, told) if each.kind is Kind.YES_NO else told
            if each.id in rems.from_record and each.id not in rems.typed:
                field.help_text = "from the record"
            self.fields[each.id] = field

    def typed(self) -> dict[str, Answer]:
        """What a person answered other than the record does."""
        found: dict[str, Answer] = {}
        for each in self.asked:
            told = self.cleaned_data.get(each.id)
            if told in {None, ""}:
                continue
            answer = told == "yes" if each.kind is Kind.YES_NO else told
            if self.rems.from_record.get(each.id) != answer:
                found[each.id] = answer
        return found

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The bound fields under the headings of the form."""
        found: dict[str, list[forms.BoundField]] = {}
        for each in self.asked:
            found.setdefault(each.section, []).append(self[each.id])
        return list(found.items())


class SendForm(ActForm):
    """How it was sent, and what came back."""

    how = forms.ChoiceField(label="How it was sent", choices=(("online", "Online"), ("fax", "Fax")))
    reference = forms.CharField(
        label="What the programme answered with", max_length=120, required=False
    )
    at = MomentField(label="When", required=False, help_text="Leave it empty if it was just now.")


_YES_NO: Mapping[object, str] = {True: "yes", False: "no"}


@require_GET
@door("session")
def sheet(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The sheet as it stands, its form, and until when it is to be sent."""
    seen = _with_form(request, session)
    return _page(request, seen, rems_of(seen, now=timezone.now()))


@require_POST
@door("session")
def fill(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Keep what was answered."""
    seen = _with_form(request, session)
    rems = rems_of(seen, now=timezone.now())
    form = SheetForm(request.POST, rems=rems)
    answer = None
    if form.is_valid():
        answer = attempt(
            form,
            lambda: act.fill_rems(
                **sent(request, form, session), form=rems.form, answers=form.typed()
            ),
        )
    if answer is None:
        return _page(request, seen, rems, form=form)
    if answer.missing:
        messages.warning(request, f"Kept. {len(answer.missing)} answers are still missing.")
    else:
        messages.success(request, "The sheet is complete. Send the form, then note it here.")
    return redirect("session-rems", session)


@require_http_methods(["POST"])
@door("session")
def send(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Note that the form was sent."""
    seen = _with_form(request, session)
    form = SendForm(request.POST)
    answer = None
    if form.is_valid():
        told = sent(request, form, session) | {"at": form.cleaned_data["at"]}
        answer = attempt(
            form,
            lambda: act.send_rems(
                **told,
                how=form.cleaned_data["how"],
                reference=form.cleaned_data["reference"],
            ),
        )
    if answer is None:
        return _page(request, seen, rems_of(seen, now=timezone.now()), send_form=form)
    messages.success(request, "That the form was sent is noted.")
    return redirect("session-rems", session)


def _with_form(request: ClinicRequest, session: UUID) -> Visit:
    seen = opened(request, session)
    if not has_form(seen):
        raise NotFound("rems", "Only a session in which esketamine was given has this sheet.")
    return seen


def _page(
    request: ClinicRequest,
    seen: Visit,
    rems: Rems,
    *,
    form: SheetForm | None = None,
    send_form: SendForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    rules = rems_rules()
    failed = form if form is not None and form.errors else send_form
    on = rems.sent.at.astimezone(seen.zone).date() if rems.sent else None
    return render(
        request,
        "web/session/rems.html",
        {
            **common(request, seen),
            "chart": chart_head(request.actor, seen.patient),
            "rems": rems,
            "rules": rules,
            "form_name": next(each.name for each in rules.form if each.id == rems.form),
            "sections": [(name, lines) for name, lines in _lines(rems.sheet.rows)],
            "missing": [row.question.name for row in rems.sheet.rows if row.is_missing],
            "is_late": rems.sheet.is_late(today, sent_on=on),
            "form": form or SheetForm(rems=rems),
            "send_form": send_form or SendForm(),
            "may_fill": permissions.may(request.actor, "session-fill-rems"),
            "may_send": permissions.may(request.actor, "session-send-rems"),
        },
        status=status_of(failed),
    )


def _lines(rows: tuple[Row, ...]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Under each heading: the question, its answer in words, whether it is missing."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for row in rows:
        line = (row.question.name, _words(row.answer), row.is_missing)
        found.setdefault(row.question.section, []).append(line)
    return list(found.items())


def _words(answer: Answer | None) -> str:
    match answer:
        case None:
            return ""
        case bool():
            return "Yes" if answer else "No"
        case date():
            return day_year(answer)
        case (top, low):
            return f"{top}/{low} mmHg"
        case _:
            return str(answer)


def _field(question: Question) -> forms.Field:
    label = question.name
    match question.kind:
        case Kind.YES_NO:
            return forms.ChoiceField(label=label, choices=YES_NO, required=False)
        case Kind.NUMBER:
            unit = "mg" if question.id.endswith("-mg") else "min"
            return NumberField(
                label=label, unit=unit, least=0, most=MOST, noun="a number", required=False
            )
        case Kind.DATE:
            return DayField(label=label, required=False)
        case Kind.PRESSURE:
            return PressureField(label=label, required=False)
        case Kind.TEXT:
            return forms.CharField(label=label, max_length=500, required=False)
