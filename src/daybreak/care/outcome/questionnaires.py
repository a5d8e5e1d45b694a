"""Which questionnaire is due for whom and since when, from a course's facts and the time.

More time never takes one away; an answer does, or the next session.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.catalogue.scale import Scale
from daybreak.care.outcome.rules import Ask, OutcomeRules, When

AT_FIRST = {"c-ssrs-since-last-visit": "c-ssrs-screener"}  # before there was a last visit


@dataclass(frozen=True, slots=True)
class Asking:
    """What the schedule of questionnaires needs to know of a course; instants are aware.

    `sessions` are those that were begun, in order. `review_every` counts sessions after the
    last of `reviews_after`. `has_mania_risk` is None when it is not known, and asked then too.
    """

    indication: str
    opened: datetime
    sessions: tuple[datetime, ...] = ()
    next_session: datetime | None = None
    reviews_after: tuple[int, ...] = (3, 6)
    review_every: int = 4
    has_mania_risk: bool | None = None
    is_closed: bool = False

    @property
    def is_maintenance(self) -> bool:
        return len(self.sessions) > max(self.reviews_after, default=0)

    @property
    def is_review_session(self) -> bool:
        """Whether the latest session is one that a review follows."""
        count, last = len(self.sessions), max(self.reviews_after, default=0)
        return count in self.reviews_after or (
            count > last and (count - last) % self.review_every == 0
        )


@dataclass(frozen=True, slots=True)
class ScaleDue:
    """One questionnaire to be answered. `rules` says by which rules, `late_from` when overdue."""

    scale: str
    since: datetime
    late_from: datetime
    rules: tuple[str, ...]

    def is_late(self, now: datetime) -> bool:
        return now >= self.late_from


def questionnaires_due(
    rules: OutcomeRules,
    scales: Mapping[str, Scale],
    course: Asking,
    *,
    answered: Mapping[str, Sequence[datetime]],
    now: datetime,
) -> tuple[ScaleDue, ...]:
    """The questionnaires that are due at `now`, the longest due first.

    A scale with a least number of days between is not due before they have passed since its
    last answer, whatever asks for it.

    Args:
        scales: the scales this clinic has, by id; others are not asked.
        answered: when each scale was answered.

    Raises:
        ValueError: an instant is not aware.
    """
    instants = [
        now,
        course.opened,
        *course.sessions,
        *(at for ats in answered.values() for at in ats),
    ]
    if any(instant.tzinfo is None for instant in instants):
        raise ValueError("instants must be aware.")
    if course.is_closed:
        return ()
    last_of = {scale: _last(answered, scale, now) for scale in answered}
    due: dict[str, ScaleDue] = {}
    for ask in rules.ask:
        if ask.mania_risk_only and course.has_mania_risk is False:
            continue
        for scale, opens, late in _asked(rules, ask, course, last_of):
            if scale not in scales:
                continue
            last = last_of.get(scale)
            since = opens
            if last is not None:
                since = max(opens, last + timedelta(days=scales[scale].least_days_between))
            if since <= now:
                found = ScaleDue(scale, since, max(since, late), (ask.id,))
                due[scale] = _joined(due.get(scale), found)
    return tuple(sorted(due.values(), key=lambda each: (each.since, each.scale)))


def _joined(one: ScaleDue | None, other: ScaleDue) -> ScaleDue:
    if one is None:
        return other
    return ScaleDue(
        one.scale,
        min(one.since, other.since),
        min(one.late_from, other.late_from),
        (*one.rules, *other.rules),
    )


def _asked(
    rules: OutcomeRules,
    ask: Ask,
    course: Asking,
    last_of: Mapping[str, datetime | None],
) -> Iterator[tuple[str, datetime, datetime]]:
    """Each scale this rule asks that has no answer yet, since when, and from when it is late."""
    names = (*ask.scales, *(rules.battery_of(course.indication) if ask.battery else ()))
    for name in dict.fromkeys(names):
        scale = AT_FIRST.get(name, name) if not course.sessions else name
        last = last_of.get(scale)
        opens, late = _window(ask, course, last)
        if opens is not None and late is not None and (last is None or last < opens):
            yield scale, opens, late


def _window(
    ask: Ask, course: Asking, last: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """From when an answer counts for this rule, and from when its absence is late.

    None while the rule does not ask.
    """
    hours = timedelta(hours=ask.hours)
    latest = course.sessions[-1] if course.sessions else None
    match ask.when:
        case When.BASELINE if latest is None:
            fresh = timedelta(days=ask.fresh_days)
            opens = course.opened if last is None else max(course.opened, last + fresh)
            return opens, course.next_session or opens + fresh
        case When.BEFORE_SESSION if course.next_session is not None:
            opens = course.next_session - hours
            if latest is not None:
                opens = max(opens, latest)
            return opens, course.next_session
        case When.AFTER_SESSION if latest is not None:
            return latest + hours, latest + timedelta(hours=ask.late_hours)
        case When.AFTER_REVIEW_SESSION if latest is not None and course.is_review_session:
            return latest + hours, latest + timedelta(hours=ask.late_hours)
        case When.MAINTENANCE if course.is_maintenance:
            fresh = timedelta(days=ask.fresh_days)
            opens = course.opened if last is None else last + fresh
            return opens, opens + fresh
    return None, None


def _last(answered: Mapping[str, Sequence[datetime]], scale: str, now: datetime) -> datetime | None:
    """The latest answer that has been given by `now`."""
    return max((at for at in answered.get(scale, ()) if at <= now), default=None)
