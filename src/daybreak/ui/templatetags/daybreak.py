"""What every page may say in its template: icons, badges, times, ages, amounts.

Formatting is done in `ui.presenters`; a tag only reaches it. Times are shown in the zone that
the request has activated, which is the zone of the site.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

from django import template
from django.forms.boundfield import BoundWidget
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from daybreak.care.findings import Alarm, Finding, Status
from daybreak.care.quantities import Height, Mass, Rate, Strength, Volume, Weight
from daybreak.care.team.roles import Role
from daybreak.ui.presenters import due as due_words
from daybreak.ui.presenters import names, quantities, severity, times

register = template.Library()


@cache
def icon_names() -> frozenset[str]:
    """Every icon in the sprite."""
    sprite = render_to_string("ui/_icons.html")
    return frozenset(part.split('"', 1)[0] for part in sprite.split('id="i-')[1:])


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "hold" %}`: a drawing beside words, never instead of them.

    Raises:
        ValueError: there is no such icon in `_icons.html`.
    """
    if name not in icon_names():
        raise ValueError(f"name must be an icon of _icons.html; it is {name!r}.")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', f"i {css}".strip(), name
    )


@register.simple_tag
def badge(what: Finding | Status | Alarm, words: str = "") -> SafeString:
    """`{% badge finding %}` or `{% badge level "words" %}`: severity as icon, word and weight.

    Words of our own are read after the word of the severity, which is then said, not shown.
    """
    seen = severity.look_of(what) if isinstance(what, Finding) else severity.look(what)
    said = (
        format_html('<span class="sr">{}: </span>{}', seen.word, words)
        if words
        else format_html("{}", seen.word)
    )
    return format_html(
        '<span class="badge" data-sev="{}">{}<span>{}</span></span>',
        seen.sev,
        icon(seen.icon),
        said,
    )


@register.filter
def look(what: Finding | Status | Alarm) -> severity.Look:
    """`{% with seen=finding|look %}`: its `sev`, `icon` and `word`."""
    return severity.look_of(what) if isinstance(what, Finding) else severity.look(what)


@register.filter
def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The most worrying finding first."""
    return severity.worst_first(findings)


@register.simple_tag
def due(
    at: datetime | date,
    now: datetime,
    what: str = "",
    overdue_after: timedelta = due_words.OVERDUE_AFTER,
    late_after: timedelta = due_words.LATE_AFTER,
) -> SafeString:
    """`{% due at now "BP" %}`: how near something is; counted on by stale.js."""
    if isinstance(at, datetime):
        found = due_words.due(at, now=now, overdue_after=overdue_after, late_after=late_after)
    else:
        found = due_words.due_on(at, today=timezone.localtime(now).date())
    return due_badge(found, what)


@register.simple_tag
def due_badge(found: due_words.Due, what: str = "") -> SafeString:
    """`{% due_badge found %}` of a `presenters.due.Due`."""
    words = f"{what} {found.words}".strip()
    shown = (
        format_html('<time datetime="{}">{}</time>', found.at.isoformat(), words)
        if found.at
        else format_html("<span>{}</span>", words)
    )
    return format_html(
        '<span class="due" data-when="{}">{}{}</span>', found.when, icon(found.icon), shown
    )


@register.simple_tag
def countdown(at: datetime, now: datetime) -> SafeString:
    """`{% countdown at now %}`: `2:46` in minutes and seconds, counted on by stale.js.

    Without a script it is the time it is due at, which never stops being true.
    """
    return format_html(
        '<time data-countdown datetime="{}" data-now="{}">{}</time>',
        at.isoformat(),
        now.isoformat(),
        times.clock(at, timezone.get_current_timezone()),
    )


@register.simple_tag
def act_id(kept: UUID | str | None = None) -> SafeString:
    """`{% act_id %}`: the hidden name of one act, made when its form is rendered.

    For a form written by hand; an `ActForm` renders its own.
    """
    return format_html('<input type="hidden" name="act_id" value="{}">', kept or uuid4())


@register.simple_tag
def bare_choice(choice: BoundWidget) -> SafeString:
    """`{% bare_choice choice %}`: the control of one choice without words, for a label of ours."""
    return choice.tag(wrap_label=False)


@register.filter
def clock(at: datetime | None) -> str:
    """`10:24`, on the clock of the site."""
    return times.clock(at, timezone.get_current_timezone()) if at else ""


@register.filter
def clock_with_zone(at: datetime | None) -> str:
    """`10:24 EST`."""
    return times.clock_with_zone(at, timezone.get_current_timezone()) if at else ""


@register.filter
def patient_clock(at: datetime | None) -> str:
    """`9:30 am`."""
    return times.patient_clock(at, timezone.get_current_timezone()) if at else ""


@register.simple_tag
def moment(at: datetime | None, now: datetime) -> str:
    """`{% moment at now %}`: `10:24` today, `16 Nov 10:24` otherwise."""
    return times.moment(at, timezone.get_current_timezone(), now=now) if at else ""


def _day(on: date | datetime) -> date:
    return timezone.localtime(on).date() if isinstance(on, datetime) else on


@register.filter
def day(on: date | datetime | None) -> str:
    """`17 Nov`."""
    return times.day(_day(on)) if on else ""


@register.filter
def day_year(on: date | datetime | None) -> str:
    """`14 Feb 1985`."""
    return times.day_year(_day(on)) if on else ""


@register.filter
def long_day(on: date | datetime | None) -> str:
    """`Tuesday 17 November`."""
    return times.long_day(_day(on)) if on else ""


@register.simple_tag
def day_near(on: date | datetime | None, now: datetime) -> str:
    """`{% day_near on now %}`: `today`, `tomorrow`, `17 Nov`."""
    return times.day_near(_day(on), _day(now)) if on else ""


@register.filter
def span(length: timedelta | None) -> str:
    """`6 min`, `3 weeks`."""
    return times.span(length) if length is not None else ""


@register.simple_tag
def age(born: date | None, now: datetime | date) -> str:
    """`{% age born now %}`: whole years, or nothing when the birth date is not known."""
    return str(times.age(born, _day(now))) if born else ""


@register.filter
def kg(weight: Weight | None) -> str:
    """`80.0 kg`."""
    return quantities.kg(weight) if weight else ""


@register.filter
def lb(weight: Weight | None) -> str:
    """`176.4 lb`."""
    return quantities.lb(weight) if weight else ""


@register.filter
def cm(height: Height | None) -> str:
    """`172 cm`."""
    return quantities.cm(height) if height else ""


@register.filter
def feet(height: Height | None) -> str:
    """`5 ft 8 in`."""
    return quantities.feet(height) if height else ""


@register.filter
def amount(value: Mass | Volume | Rate | Strength | None) -> str:
    """`40 mg`; a zero amount is written, only a missing one is not."""
    return quantities.amount(value) if value is not None else ""


@register.filter
def initials(name: str) -> str:
    """`AM` of `Dr A. Marlow`."""
    return names.initials(name)


@register.filter
def role_words(roles: Iterable[Role]) -> str:
    """`nurse, prescriber`."""
    return names.role_words(roles)


@register.filter
def in_fours(secret: str) -> str:
    """`ABCD EFGH`: what must be copied by hand, in fours."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
