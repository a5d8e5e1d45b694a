"""What the pages about people say in their templates."""

from datetime import date

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from daybreak.records.reads.intake import ChartHead
from daybreak.web.intake import words
from daybreak.web.team.words import ACT_WORDS

register = template.Library()

# label, URL name, what one must be allowed to read
TABS = (
    ("At a glance", "chart", "chart"),
    ("Screening", "chart-screening", "screening"),
    ("Plan", "chart-plan", "plan"),
    ("Scales", "chart-scales", "outcome"),
    ("Who looked", "chart-readers", "chart"),
)
ELSEWHERE = {"chart-scales": "/courses/"}  # pages of a room that have an address of their own


@register.simple_tag
def chart_tabs(chart: ChartHead, path: str) -> list[tuple[str, str, bool]]:
    """The rooms of a chart that its reader may enter: label, address, whether they are there."""
    tabs = []
    for label, name, room in TABS:
        if room not in chart.rooms:
            continue
        try:
            url = reverse(name, args=(chart.patient,))
        except NoReverseMatch:  # a room that is not furnished yet
            continue
        starts = tuple(filter(None, (url, ELSEWHERE.get(name))))
        tabs.append((label, url, path == url if name == "chart" else path.startswith(starts)))
    return tabs


@register.simple_tag
def weighed(chart: ChartHead) -> str:
    """`80.0 kg (3 Nov)`, or nothing."""
    if chart.weight is None:
        return ""
    return words.weighed(chart.weight, chart.weighed_on, today=timezone.localdate())


@register.filter
def stage_words(stage: str) -> str:
    return words.STAGES.get(stage, stage)


@register.filter
def sex_words(sex: str) -> str:
    return words.SEXES.get(sex, sex)


@register.filter
def language_words(tag: str) -> str:
    return words.language(tag)


@register.filter
def act_words(act: str) -> str:
    """What somebody did, as the journal says it."""
    return ACT_WORDS.get(act, act.replace("-", " "))


@register.filter
def partial_day(told: str) -> str:
    return words.partial_day(told) if told else ""


@register.filter
def age_on(born: date) -> int:
    """Whole years today, on the calendar of the site."""
    today = timezone.localdate()
    return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
