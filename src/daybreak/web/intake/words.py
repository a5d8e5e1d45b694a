"""People in words: how far they have come, what they speak, what was done about them."""

from collections.abc import Mapping
from datetime import date

from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.partial_date import PartialDate
from daybreak.care.quantities import Weight
from daybreak.ui.presenters import quantities, times

STAGES: Mapping[str, str] = {
    "intake": "Intake",
    "screening": "Screening",
    "plan": "Planning",
    "treatment": "In treatment",
    "reviewed": "Reviewed",
    "maintenance": "Maintenance",
    "ended": "Ended",
    "declined": "Declined",
}
SEXES: Mapping[str, str] = {
    "female": "Female",
    "male": "Male",
    "other": "Other",
    "unknown": "Not known",
}
LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tl": "Tagalog",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
MILESTONES: Mapping[str, str] = {
    "registered": "Intake",
    "screened": "Screened",
    "plan": "Plan signed",
    "session": "Session",
    "past": "Session",
    "review": "Review",
}
GATES = frozenset({"plan", "review"})


def language(tag: str) -> str:
    """`Spanish` for `es-US`; a tag that has no word here is shown as it is."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), tag)


def partial_day(told: str) -> str:
    """`2019`, `May 2019`, `3 May 2019`: as exactly as it was told."""
    try:
        when = PartialDate.read(told)
    except NotUnderstood:
        return told
    if when.exact:
        return times.day_year(when.exact)
    if when.month:
        return f"{times.MONTHS[when.month - 1]} {when.year}"
    return str(when.year)


def weighed(weight: Weight, on: date | None, *, today: date) -> str:
    """`80.0 kg`, with its day unless it was taken today."""
    shown = quantities.kg(weight)
    if on is None or on == today:
        return shown
    return f"{shown} ({times.day_near(on, today)})"
