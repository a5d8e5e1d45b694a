"""A session minute by minute from its record: what was known at each moment, and what was so."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daybreak.care.session.replay import Look, View
from daybreak.care.session.stages import dose_began, stage_of
from daybreak.care.session.symptoms import Symptom
from daybreak.records.reads.session import Visit, looked_at, visit
from daybreak.records.reads.story import Line, Story, story
from daybreak.ui.doors import door
from daybreak.ui.presenters.severity import look as drawn
from daybreak.ui.presenters.times import clock
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import story_words as say
from daybreak.web.session import words
from daybreak.web.session.monitor import Monitor, monitor
from daybreak.web.session.seats import series

MINUTE = timedelta(minutes=1)
LISTED = 6  # our choice: the last events that stand beside the screen
# What a person wrote themselves may hold a name; a copy without names leaves it out.
VIEWS = ((View.KNOWN, "As it was known then"), (View.WAS, "As it was"))


@dataclass(frozen=True, slots=True)
class Shown:
    """Which moment is looked at, and how: what every address of the replay carries."""

    moment: datetime
    view: View
    nameless: bool

    def query(self, moment: datetime | None = None, view: View | None = None) -> str:
        """The same look at another moment, or with other knowledge, as an address."""
        told = {"at": str(ms(moment or self.moment)), "view": (view or self.view).value}
        return "?" + urlencode(told | ({"names": "no"} if self.nameless else {}))


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story: at which moment it came into this look, and what it says."""

    moment: datetime
    at: str
    words: str
    by: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class AlarmThen:
    """An alarm as it stood: how bad, since when, and who had answered it."""

    sev: str
    icon: str
    word: str
    headline: str
    detail: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The chairside screen at one moment, with nothing on it to press."""

    clock: str
    minutes: str
    stage: str
    monitor: Monitor
    alarms: tuple[AlarmThen, ...]
    felt: tuple[str, ...]
    lately: tuple[Event, ...]


@require_GET
@door("session")
def replay(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The replay at one moment. With `frame=1` the screen alone, for a script that plays it."""
    now = visit(request.actor, session)
    if "frame" not in request.GET:
        note_reading(request, now.patient)
    told = story(now)
    if not told.lines:
        return render(request, "web/session/replay_empty.html", {"visit": now})
    shown, ends = _shown(request, told)
    events = _events(now, told, shown)
    seen = looked_at(
        request.actor, session, Look(shown.moment, shown.view), nameless=shown.nameless
    )
    found = frame(seen, shown.moment, events)
    context = {"visit": now, "shown": shown, "frame": found, "back_words": "Back to the session"}
    if "frame" in request.GET:
        return render(request, "web/session/_replay_frame.html", context)
    context |= {
        "first_ms": ms(ends[0]),
        "last_ms": ms(ends[1]),
        "at_ms": ms(shown.moment),
        "events_ms": " ".join(str(each) for each in sorted({ms(each.moment) for each in events})),
        "steps": _steps(shown, ends, events),
        "views": [(label, shown.query(view=view), view is shown.view) for view, label in VIEWS],
        "series": series(now),
        "names_query": _names_query(shown),
    }
    return render(request, "web/session/replay.html", context)


def frame(seen: Visit, moment: datetime, events: tuple[Event, ...] = ()) -> Frame:
    """What the screen showed at a moment, from a visit folded up to it."""
    began = dose_began(seen.history)
    minutes = (
        f"{int((moment - began) / MINUTE)} min after the start" if began else "before the start"
    )
    passed = [each for each in events if each.moment <= moment]
    return Frame(
        clock=clock(moment, seen.zone),
        minutes=minutes if began is None or moment >= began else "before the start",
        stage=words.STAGES[stage_of(seen.history)],
        monitor=monitor(seen, moment),
        alarms=tuple(_alarms(seen, moment)),
        felt=tuple(_felt(seen, each) for each in seen.chair.symptoms if each.is_present(moment)),
        lately=tuple(reversed(passed[-LISTED:])),
    )


def ms(moment: datetime) -> int:
    """A moment as whole milliseconds since 1970, never before it."""
    return math.ceil((moment - datetime.fromtimestamp(0, UTC)) / timedelta(milliseconds=1))


def _shown(request: ClinicRequest, told: Story) -> tuple[Shown, tuple[datetime, datetime]]:
    """The look that was asked for, within the session; without one, its first moment."""
    view = View.WAS if request.GET.get("view") == View.WAS.value else View.KNOWN
    moments = [Look(each.at, view).turns_at(each.at, each.told_at) for each in told.lines]
    ends = (min(moments), max(moments) + MINUTE)
    asked = request.GET.get("at", "")
    moment = ends[0]
    if asked.isascii() and asked.isdigit() and len(asked) <= len(str(ms(ends[1]))):
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(asked))
    moment = min(max(moment, ends[0]), ends[1])
    return Shown(moment, view, request.GET.get("names") == "no"), ends


def _events(seen: Visit, told: Story, shown: Shown) -> tuple[Event, ...]:
    look = Look(shown.moment, shown.view)
    people: dict[str, str] = {}
    found = [_event(line, seen, look, shown, people) for line in told.lines]
    return tuple(sorted(found, key=lambda each: each.moment))


def _event(line: Line, seen: Visit, look: Look, shown: Shown, people: dict[str, str]) -> Event:
    said = say.said(line, seen)
    by = line.by
    if shown.nameless:
        by = people.setdefault(line.by, f"Colleague {len(people) + 1}") if line.by else ""
    told = ": ".join(each for each in (said.what, said.more) if each)
    if shown.nameless and line.kind in {"medicine", "monitor"}:
        told = said.what if line.kind == "medicine" else "Monitor paired"
    return Event(
        moment=look.turns_at(line.at, line.told_at),
        at=clock(line.at, seen.zone) if shown.nameless else say.when(line, seen),
        words=told if shown.nameless else said.whole,
        by=by,
        is_late=say.is_late(line),
    )


def _steps(
    shown: Shown, ends: tuple[datetime, datetime], events: tuple[Event, ...]
) -> list[tuple[str, str, str]]:
    """The links that walk through it without a script: icon, words, address."""
    before = [each.moment for each in events if ms(each.moment) < ms(shown.moment)]
    after = [each.moment for each in events if ms(each.moment) > ms(shown.moment)]
    return [
        ("back", "Event before", shown.query(max(before, default=ends[0]))),
        ("undo", "A minute back", shown.query(max(ends[0], shown.moment - MINUTE))),
        ("clock", "A minute on", shown.query(min(ends[1], shown.moment + MINUTE))),
        ("right", "Next event", shown.query(min(after, default=ends[1]))),
    ]


def _names_query(shown: Shown) -> str:
    return Shown(shown.moment, shown.view, not shown.nameless).query()


def _alarms(seen: Visit, moment: datetime) -> list[AlarmThen]:
    found = []
    for alarm in seen.alarms(moment):
        level = drawn(alarm.level or alarm.peak)
        answers = [
            f"{clock(each.at, seen.zone)} {seen.names.get(each.by, '')}".strip()
            for each in alarm.seen
        ]
        answered = f" Answered {', '.join(answers)}." if answers else " Nobody has answered it."
        found.append(
            AlarmThen(
                level.sev,
                level.icon,
                level.word,
                f"{alarm.finding.because} {alarm.finding.to_do}".strip(),
                f"Since {clock(alarm.since, seen.zone)}.{answered}",
            )
        )
    return found


def _felt(seen: Visit, each: Symptom) -> str:
    return f"{say.term(each.term, seen)}, {words.GRADES[each.grade]}"
