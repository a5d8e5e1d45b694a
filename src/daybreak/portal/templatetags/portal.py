"""Sentences of the portal with their figures filled in."""

from django import template

from daybreak.portal.presenting import ToldAppointment
from daybreak.portal.words import Words

register = template.Library()

EMERGENCY = "911"


@register.simple_tag
def greeting(words: Words, name: str) -> str:
    """`Hello Wren.`"""
    return words.greeting.format(name=name)


@register.simple_tag
def answer_words(words: Words, title: str, minutes: str) -> str:
    """Which questionnaire, and about how long it takes."""
    return words.answer_words.format(title=title, minutes=minutes)


@register.simple_tag
def come_title(words: Words, appointment: ToldAppointment) -> str:
    """On which day they come in."""
    return words.come_title.format(day=appointment.day)


@register.simple_tag
def come_words(words: Words, appointment: ToldAppointment) -> str:
    """At what time, and where."""
    return words.come_words.format(clock=appointment.clock, site=appointment.site)


@register.simple_tag
def crisis_call(words: Words, line: str) -> str:
    """Whom to call or text."""
    return words.crisis_call.format(line=line)


@register.simple_tag
def crisis_danger(words: Words) -> str:
    """What to do when it cannot wait."""
    return words.crisis_danger.format(emergency=EMERGENCY)
