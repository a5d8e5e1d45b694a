"""Reviews: what lies on the table after so many sessions, and what was decided before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.care.catalogue.indication import Indication, indication
from daybreak.care.catalogue.protocol import Protocol, protocol
from daybreak.care.catalogue.scale import Scale
from daybreak.care.outcome.benchmarks import Benchmark, Harm, benchmarks
from daybreak.care.outcome.review import Offer, offer
from daybreak.care.outcome.rules import OutcomeRules, outcome_rules
from daybreak.care.outcome.trajectory import Trajectory
from daybreak.care.scales.library import scale as scale_of
from daybreak.records.models import ReviewRow
from daybreak.records.reads.course import CourseLine, course_line
from daybreak.records.reads.outcome import curve_of, scores


@dataclass(frozen=True, slots=True)
class Decided:
    """One earlier review."""

    id: UUID
    at: datetime
    after_sessions: int
    option: str
    words: str
    treats: bool
    judged: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Table:
    """Everything a review is made from. `scale` is the one the series is judged on."""

    line: CourseLine
    indication: Indication
    protocol: Protocol
    rules: OutcomeRules
    scale: Scale
    curve: Trajectory
    after: int
    earlier: tuple[Decided, ...]
    benchmarks: tuple[Benchmark, ...]
    harm: Harm

    @property
    def last(self) -> Decided | None:
        """The review made last."""
        return self.earlier[-1] if self.earlier else None

    def offer(self, signs: Mapping[str, bool | None]) -> Offer:
        """What may be decided, given what was asked about signs that hold treatment.

        Raises:
            ValueError: nothing was given yet.
        """
        return offer(
            self.rules,
            self.curve,
            after_session=self.after,
            signs=signs,
            blocking_after=self.protocol.review_blocking_after,
        )


def table(course: UUID) -> Table:
    """What lies on the table for one course, whoever asks; scope is looked at first.

    Raises:
        NotFound: there is no such course.
    """
    line = course_line(course)
    rules = outcome_rules()
    ordered = protocol(line.protocol, line.protocol_version)
    scale = scale_of(rules.battery_of(line.indication)[0])
    found = benchmarks()
    after = len(line.done)
    return Table(
        line=line,
        indication=indication(line.indication),
        protocol=ordered,
        rules=rules,
        scale=scale,
        curve=curve_of(scale.id, scores(line.patient, scale.id), line.begun),
        after=after,
        earlier=_decided(course, rules),
        benchmarks=found.of(indication=line.indication, route=ordered.route, after_sessions=after),
        harm=found.harm,
    )


def _decided(course: UUID, rules: OutcomeRules) -> tuple[Decided, ...]:
    options = {option.id: option for option in rules.option}
    rows = ReviewRow.objects.filter(course=course).select_related("by")
    return tuple(
        Decided(
            row.id,
            row.at,
            row.after_sessions,
            row.decision,
            options[row.decision].words if row.decision in options else row.decision,
            row.decision in options and options[row.decision].treats,
            row.response,
            row.note,
            row.by.name if row.by else "",
        )
        for row in rows.order_by("recorded_at", "at", "id")
    )
