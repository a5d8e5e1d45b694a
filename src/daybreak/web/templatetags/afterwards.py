"""What falls out of a session, as links under it and on the chart: note, replay, form, talk."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from daybreak.care.session.stages import Stage, entered
from daybreak.records.reads.intake import ChartHead
from daybreak.records.reads.integration import talks_of, talks_with
from daybreak.records.reads.notes import GONE, notes_of
from daybreak.records.reads.rems import has_form, rems_of
from daybreak.records.reads.session import Visit
from daybreak.ui.request import ClinicRequest

register = template.Library()

LISTED = 3  # our choice: the last talks and notes of a chart


@register.inclusion_tag("web/session/_afterwards.html")
def session_afterwards(visit: Visit, now: datetime) -> dict[str, Any]:
    """`{% session_afterwards visit now %}`: the card beside a session; nothing before check-in."""
    rems = rems_of(visit, now=now) if has_form(visit) else None
    sent_on = rems.sent.at.astimezone(visit.zone).date() if rems and rems.sent else None
    dosed_and_gone = visit.chair.began is not None and visit.stage in GONE
    return {
        "visit": visit,
        "now": now,
        "has_begun": bool(visit.history),
        "is_gone": visit.stage in GONE,
        "has_arrived": entered(visit.history, Stage.CHECKED_IN) is not None,
        "is_open": visit.stage is not Stage.CLOSED,
        "rems": rems,
        "is_late": rems.sheet.is_late(_today(visit, now), sent_on=sent_on) if rems else False,
        "may_talk": dosed_and_gone,
        "talks": talks_of(visit.session) if dosed_and_gone else (),
    }


@register.inclusion_tag("web/session/_chart_afterwards.html", takes_context=True)
def chart_afterwards(context: dict[str, Any], chart: ChartHead) -> dict[str, Any]:
    """`{% chart_afterwards chart %}`: the last talks and notes; nothing when there are none."""
    request: ClinicRequest = context["request"]
    sees_notes = "session" in chart.rooms
    return {
        "talks": talks_with(request.actor, chart.patient)[:LISTED],
        "notes": notes_of(request.actor, chart.patient, most=LISTED) if sees_notes else (),
        "now": timezone.now(),
    }


def _today(visit: Visit, now: datetime) -> Any:
    return now.astimezone(visit.zone).date()
