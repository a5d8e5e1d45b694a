"""One scale over time, as its heading says: scores, sessions, thresholds and today.

Scores are never smoothed, and never joined over more than one missing visit. A score that was
due and never came is an outlined, dashed mark, because missing data is not an absence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from daybreak.ui.charts.chart import (
    Chart,
    Frame,
    Span,
    apart,
    box,
    dot,
    drawing,
    line,
    roomy,
    text,
)
from daybreak.ui.presenters.times import day, day_year

MOST_MISSING_BRIDGED = 1  # README of the examples: "not over more than one missing visit"


@dataclass(frozen=True, slots=True)
class Score:
    """A score of a day; `value` is None when it was due and did not come."""

    on: date
    value: int | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A session under the axis. `state` is done, now or later."""

    on: date
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line with its name at its end: `half of 21`."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Goal:
    """An area one hopes to reach: from the axis to `value`, with its name."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class _Told:
    """All that is drawn."""

    scores: tuple[Score, ...]
    scale: tuple[int, int]
    today: date
    sessions: tuple[Tick, ...]
    sessions_name: str
    thresholds: tuple[Threshold, ...]
    goal: Goal | None
    lower_is_better: bool

    def days(self) -> list[date]:
        """Every day that has something on it, today among them."""
        found = {score.on for score in self.scores} | {tick.on for tick in self.sessions}
        return sorted(found | {self.today})


WIDE = Frame(500, 282, 34, 418, 22, 236, "only-wide c-mid")
NARROW = Frame(324, 254, 34, 242, 22, 208, "only-narrow c-mid")
DISC = 8.5
A_LONG_TIME = timedelta(days=300)  # from here on a day without its year could be two days


def score_chart(
    *,
    key: str,
    name: str,
    scores: Sequence[Score],
    maximum: int,
    today: date,
    minimum: int = 0,
    sessions: Sequence[Tick] = (),
    sessions_name: str = "infusions",
    thresholds: Sequence[Threshold] = (),
    goal: Goal | None = None,
    lower_is_better: bool = True,
) -> Chart:
    """The course of one scale.

    Args:
        key: a name that is unique on the page.
        name: the scale as people call it, such as "PHQ-9".
        scores: in any order; the axis runs from the scale's own least to its most.
        maximum: the most the scale can be, with `minimum` the least.
        today: the day of the page; a score of today is drawn as now.

    Raises:
        ValueError: a score lies outside the scale.
    """
    ordered = sorted(scores, key=lambda score: score.on)
    for score in ordered:
        if score.value is not None and not minimum <= score.value <= maximum:
            raise ValueError(f"scores must lie in {minimum}..{maximum}; {score.value} does not.")
    title = finding(name, ordered, today, lower_is_better=lower_is_better)
    told = _Told(
        tuple(ordered),
        (minimum, maximum),
        today,
        tuple(sessions),
        sessions_name,
        tuple(thresholds),
        goal,
        lower_is_better,
    )
    frames = [
        drawing(
            _draw(frame, told),
            width=frame.width,
            height=frame.height,
            key=f"{key}-{frame.css.split()[0]}",
            title=title,
            css=frame.css,
        )
        for frame in (WIDE, NARROW)
    ]
    return Chart(title, frames[0], frames[1])


def finding(name: str, scores: Sequence[Score], today: date, *, lower_is_better: bool) -> str:
    """What the chart found, in a sentence that can be read aloud."""
    known = [score for score in scores if score.value is not None]
    missing = len(scores) - len(known)
    better = "Lower is better." if lower_is_better else "Higher is better."
    lacking = f" {missing} due and not answered." if missing else ""
    if not known:
        return f"{name}: no score yet.{lacking} {better}"
    last = known[-1]
    when = "today" if last.on == today else f"on {day_year(last.on)}"
    if len(known) == 1:
        return f"{name} over time: {last.value} {when}.{lacking} {better}"
    earlier = ", ".join(f"{score.value} on {day(score.on)}" for score in known[:-1])
    return f"{name} over time: {earlier}, then {last.value} {when}.{lacking} {better}"


def _draw(frame: Frame, told: _Told) -> list[str]:
    days = told.days()
    first, last = days[0], days[-1]
    if first == last:
        first, last = first - timedelta(days=1), last + timedelta(days=1)
    margin = (frame.right - frame.left) * 0.04
    across = Span(first.toordinal(), last.toordinal(), frame.left + margin, frame.right - margin)
    up = Span(*told.scale, frame.bottom, frame.top)
    return [
        *_grid(frame, told.scale, up),
        *_lines(frame, told, up),
        *_sessions(frame, told, across),
        *_days(frame, told, across),
        *_scores(frame, told, across, up),
    ]


def _grid(frame: Frame, scale: tuple[int, int], up: Span) -> list[str]:
    low, high = scale
    step = next((s for s in (1, 2, 5, 10, 20, 25, 50, 100) if (high - low) / s <= 3), 100)  # noqa: PLR2004 - at most three lines between the ends
    between = [v for v in range(low + step, high, step) if high - v > step / 3]
    drawn = []
    for value in [low, *between, high]:
        y = up(value)
        drawn += [
            line("c-grid", (frame.left, y), (frame.right, y)),
            text(frame.left - 8, y + 4, value, "t-sm t-end"),
        ]
    return drawn


def _lines(frame: Frame, told: _Told, up: Span) -> list[str]:
    drawn: list[str] = []
    places: list[float] = []
    words: list[str] = []
    if told.goal is not None:
        goal = told.goal
        axis = frame.bottom if told.lower_is_better else frame.top
        edge = up(goal.value)
        top, height = min(axis, edge), abs(axis - edge)
        drawn.append(box("c-good", frame.left, top, frame.right - frame.left, height))
        places.append((axis + edge) / 2 + 4)
        words.append(goal.label)
    for threshold in told.thresholds:
        y = up(threshold.value)
        drawn.append(line("c-goal", (frame.left, y), (frame.right, y)))
        places.append(y + 4)
        words.append(threshold.label)
    for place, said in zip(apart(places, 15), words, strict=True):
        drawn.append(text(frame.right + 8, place, said, "c-goal-text"))
    return drawn


def _sessions(frame: Frame, told: _Told, across: Span) -> list[str]:
    sessions = told.sessions
    if not sessions:
        return []
    y = frame.bottom + 16
    places = [across(session.on.toordinal()) for session in sessions]
    gaps = [abs(b - a) for a, b in pairwise(places)]
    crowded = bool(gaps) and min(gaps) < 2 * DISC + 1
    radius = 4.0 if crowded else DISC
    drawn = []
    if places[0] - radius > frame.left + 7 * len(told.sessions_name):
        drawn.append(text(frame.left, y + 4, told.sessions_name, "t-sm"))
    for session, x in zip(sessions, places, strict=True):
        css = {"done": "c-tick", "now": "c-tick-now"}.get(session.state, "c-tick-later")
        drawn.append(dot(css, x, y, radius))
        if not crowded:
            ink = {"done": " tick-in", "now": " tick-now"}.get(session.state, "")
            drawn.append(text(x, y + 4, session.label, f"t-mid tick-n{ink}"))
    return drawn


def _days(frame: Frame, told: _Told, across: Span) -> list[str]:
    days = told.days()
    places = [across(one.toordinal()) for one in days]
    kept = roomy(places, 62, first=[days.index(told.today), 0, len(days) - 1])
    y = frame.bottom + 40
    long = days[-1] - days[0] > A_LONG_TIME
    words = [f"{day(one).split()[1]} {one.year}" if long else day(one) for one in days]
    return [text(places[i], y, words[i], "t-sm t-mid") for i in sorted(kept)]


def _scores(frame: Frame, told: _Told, across: Span, up: Span) -> list[str]:
    scores = told.scores
    drawn = [line("c-line", *run) for run in _runs(scores, across, up) if len(run) > 1]
    known = [(across(s.on.toordinal()), s) for s in scores if s.value is not None]
    places = [x for x, _ in known]
    labelled = roomy(places, 24, first=[len(places) - 1, 0]) if places else set()
    missing = [across(score.on.toordinal()) for score in scores if score.value is None]
    drawn += [box("c-missing", x - 5, frame.top, 10, frame.bottom - frame.top) for x in missing]
    drawn += [
        text(missing[index], frame.top - 8, "no score", "t-sm t-mid")
        for index in sorted(roomy(missing, 62, first=[]))
    ]
    for index, (x, score) in enumerate(known):
        value = score.value or 0
        y = up(value)
        if index == len(known) - 1:
            is_now = score.on == told.today
            drawn.append(dot("c-now-dot" if is_now else "c-dot-full", x, y, 7 if is_now else 5))
            # The words of a threshold begin where the plot ends, so a number there stands above.
            if (told.thresholds or told.goal is not None) and x + 48 > frame.right:
                above = y - 13 if y - 13 > frame.top + 8 else y + 26
                drawn.append(text(x, above, value, "t-b big-n t-mid"))
                if is_now:
                    drawn.append(
                        text(x, y + 26 if above < y else y + 42, "today", "c-now-text t-mid")
                    )
                continue
            beside = x + 13 if x + 60 < frame.width else x - 13
            end = "" if beside > x else " t-end"
            drawn.append(text(beside, y - 4, value, f"t-b big-n{end}"))
            if is_now:
                drawn.append(text(beside, y + 12, "today", f"c-now-text{end}"))
            continue
        drawn.append(dot("c-dot", x, y, 4.5))
        if index in labelled:
            drawn.append(text(x, y - 11 if y > frame.top + 14 else y + 20, value, "t-mid"))
    return drawn


def _runs(scores: Sequence[Score], across: Span, up: Span) -> list[list[tuple[float, float]]]:
    """Scores that may be joined: no more than one missing visit between two of them."""
    runs: list[list[tuple[float, float]]] = [[]]
    missing = 0
    for score in scores:
        if score.value is None:
            missing += 1
            continue
        if missing > MOST_MISSING_BRIDGED:
            runs.append([])
        runs[-1].append((across(score.on.toordinal()), up(score.value)))
        missing = 0
    return runs
