"""How an appointment and a curve are told at home."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from daybreak.care.catalogue.scale_parts import Better
from daybreak.care.scales.library import scale as scale_of
from daybreak.portal.words import Words, clock_of, course_words, long_day, short_day
from daybreak.records.reads.portal import Appointment, OwnPage
from daybreak.ui.charts import Chart, Score, Tick, score_chart


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on the way to and through an appointment."""

    clock: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class ToldAppointment:
    """An appointment in words. `zone` is said, because somebody may read this elsewhere."""

    day: str
    clock: str
    zone: str
    site: str
    phone: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class OwnCurve:
    """Somebody's own scores, and what they come to."""

    chart: Chart
    words: str
    lower_is_better: bool


def appointment(words: Words, told: Appointment | None) -> ToldAppointment | None:
    """The next appointment, by the clock of the place where it is."""
    if told is None:
        return None
    zone = ZoneInfo(told.time_zone)
    here = told.starts_at.astimezone(zone)
    on = here.date()
    place = f"{told.address}." if told.address else f"{told.site}."
    session = words.session_of if told.number <= told.of else words.session
    moments = [
        (told.eat_until, words.no_food, words.no_food_words),
        (told.drink_until, words.no_drink, words.no_drink_words),
        (told.starts_at, words.come_in, words.come_in_words.format(place=place)),
        (None, session.format(number=told.number, of=told.of), words.session_words),
        (told.ends_at, words.home, words.home_words),
    ]
    return ToldAppointment(
        day=long_day(words, on),
        clock=clock_of(words, told.starts_at, zone),
        zone=here.tzname() or told.time_zone,
        site=told.site,
        phone=told.phone,
        moments=tuple(
            Moment(_when(words, at, on, zone) if at else "", what, said)
            for at, what, said in moments
        ),
    )


def _when(words: Words, at: datetime, on: date, zone: ZoneInfo) -> str:
    """A clock time, with its day when that is not the day of the appointment."""
    there = at.astimezone(zone).date()
    clock = clock_of(words, at, zone)
    return clock if there == on else f"{short_day(words, there)}, {clock}"


def curve(words: Words, page: OwnPage, *, today: date) -> OwnCurve | None:
    """Their own scores over time; nothing is drawn that they did not answer."""
    told = page.curve
    if told is None:
        return None
    of = scale_of(told.scale)
    lower = of.better is Better.LOWER
    days = [timezone.localtime(at).date() for at in page.sessions]
    chart = score_chart(
        key="own",
        name=words.curve_name,
        scores=[Score(timezone.localtime(point.at).date(), point.total) for point in told.points],
        minimum=of.least or 0,
        maximum=of.most or 0,
        today=today,
        sessions=[Tick(on, str(number), "done") for number, on in enumerate(days, start=1)],
        sessions_name="",
        lower_is_better=lower,
    )
    return OwnCurve(chart, course_words(words, told), lower)
