"""The figures and words of the outcome rules, as a clinician wrote them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Formatter

from daybreak.care.catalogue.reading import CatalogueError, Misfit, content_hash, files, read
from daybreak.care.errors import NotFound
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.outcome.trajectory import Judged

ROOM = "rules"


class Step(StrEnum):
    """Where in a series a rule of review speaks."""

    EARLY = "early"  # after one of the first sessions
    UNDERWAY = "underway"  # before the series is complete
    SERIES_END = "series-end"  # at the review that nothing passes without


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be decided. `treats` means that another dose follows."""

    id: str
    words: str
    treats: bool


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """When these options are shown, and why. All conditions given must hold."""

    id: str
    step: Step
    because: str
    options: tuple[str, ...]
    source: Source
    after: tuple[int, ...] = ()  # sessions given; none means any
    judged: tuple[Judged, ...] = ()  # none means any
    percent_under: int | None = None
    scales: tuple[str, ...] = ()  # the instrument the figures came from; none means any


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that holds treatment whenever it is there, and must be asked."""

    id: str
    question: str
    because: str
    to_do: str
    source: Source


@dataclass(frozen=True, slots=True)
class RelapseThreshold:
    """A score that, found twice this far apart, counts as relapse."""

    scale: str
    at_least: int
    again_after_days: int
    again_within_days: int
    source: Source


@dataclass(frozen=True, slots=True)
class Gate:
    """Something a maintenance session asks to be recent. 0 days means at each visit."""

    id: str
    title: str
    every_days: int
    status: Status
    to_do: str
    source: Source


@dataclass(frozen=True, slots=True)
class Reason:
    """What a rule says when it finds something, with places for the figures."""

    id: str
    status: Status
    because: str
    to_do: str
    source: Source
    figures: Mapping[str, int] | None = None  # its thresholds

    def figure(self, name: str) -> int:
        return (self.figures or {})[name]

    def found(self, **said: int | str) -> Finding:
        """The finding, with its figures filled in."""
        figures = {**(self.figures or {}), **said}
        return Finding(
            rule=self.id,
            level=self.status,
            because=self.because.format(**figures),
            source=self.source,
            to_do=self.to_do.format(**figures),
        )


@dataclass(frozen=True, slots=True)
class Battery:
    """The questionnaires of an indication; the first is the one a series is judged on."""

    indications: tuple[str, ...]
    scales: tuple[str, ...]
    source: Source


class When(StrEnum):
    BASELINE = "baseline"  # before the first session
    BEFORE_SESSION = "before-session"
    AFTER_SESSION = "after-session"  # some time after the latest one
    AFTER_REVIEW_SESSION = "after-review-session"  # after the third, the sixth, and so on
    MAINTENANCE = "maintenance"  # every so many days


@dataclass(frozen=True, slots=True)
class Ask:
    """When which questionnaires are asked; `battery` adds those of the indication."""

    id: str
    when: When
    scales: tuple[str, ...]
    source: Source
    battery: bool = False
    fresh_days: int = 0  # baseline: not older than this; maintenance: again after this
    hours: int = 0  # before or after the session
    late_hours: int = 0  # from when on it is overdue
    mania_risk_only: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeRules:
    """All of it, in one versioned file."""

    id: str
    version: int
    name: str
    source: Source
    option: tuple[Option, ...]
    review: tuple[ReviewRule, ...]
    sign: tuple[Sign, ...]
    relapse: tuple[RelapseThreshold, ...]
    gate: tuple[Gate, ...]
    reason: tuple[Reason, ...]
    battery: tuple[Battery, ...]
    ask: tuple[Ask, ...]

    def __post_init__(self) -> None:
        for where, why in _misfits(self):
            raise Misfit(where, why)

    def options(self, ids: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(option for option in self.option if option.id in ids)

    def why(self, id: str) -> Reason:  # noqa: A002 - as in the file
        """The words of one reason; a file without it is refused when it is read."""
        return next(reason for reason in self.reason if reason.id == id)

    def battery_of(self, indication: str) -> tuple[str, ...]:
        """The questionnaires of an indication; of one without its own, those for depression."""
        found = (b.scales for b in self.battery if indication in b.indications)
        return next(found, self.battery[0].scales)


# Each reason the code gives, with the figures its words may use. A file needs a row for each.
REASONS: Mapping[str, frozenset[str]] = {
    "review-worse": frozenset({"points", "worse_by"}),
    "review-no-score": frozenset(),
    "relapse-rise": frozenset({"short", "points", "reliable"}),
    "relapse-once": frozenset(
        {"short", "total", "at_least", "again_after_days", "again_within_days"}
    ),
    "relapse-twice": frozenset({"short", "total", "at_least", "days"}),
    "maintenance-review": frozenset({"sessions", "days", "every_sessions", "every_days"}),
    "ladder-stay": frozenset({"done", "gap_days"}),
    "ladder-lengthen": frozenset({"done", "gap_days", "to_days"}),
    "ladder-shorten": frozenset({"done", "gap_days", "to_days"}),
    "ladder-overstayed": frozenset({"done", "gap_days", "times_high"}),
    "gaps-shortening": frozenset({"before", "after", "sessions", "percent"}),
    "stop-no-benefit": frozenset(),
    "stop-sustained-remission": frozenset({"so_far", "months"}),
    "stop-unacceptable-effect": frozenset(),
    "stop-misuse": frozenset(),
    "stop-pregnancy": frozenset(),
    "stop-wish": frozenset(),
    "stop-gates-unmet": frozenset(),
    "stop-many-sessions": frozenset({"sessions", "cap"}),
}
NEEDED: Mapping[str, frozenset[str]] = {  # thresholds that a row must bring
    "stop-sustained-remission": frozenset({"months"}),
    "gaps-shortening": frozenset({"sessions", "percent"}),
}


def outcome_rules(number: int | None = None, *, overlay: Path | None = None) -> OutcomeRules:
    """The newest outcome rules, or the version a review was made with.

    Raises:
        NotFound: there is no such version.
        CatalogueError: a file is wrong.
    """
    return _find(number, overlay)[1]


def ruleset(number: int | None = None, *, overlay: Path | None = None) -> str:
    """What a record keeps to name the rules it was made with: id, version and content."""
    path, rules = _find(number, overlay)
    return f"{rules.id}-{rules.version}+{content_hash(path)[:12]}"


def _find(number: int | None, overlay: Path | None) -> tuple[Path, OutcomeRules]:
    found: dict[int, tuple[Path, OutcomeRules]] = {}
    for path in files(ROOM, overlay=overlay):
        if not path.stem.startswith("outcome"):
            continue
        rules = read(path, OutcomeRules)
        if rules.version in found:
            why = f"version {rules.version} is already in {found[rules.version][0].name}"
            raise CatalogueError(path, path.read_text(encoding="utf-8"), ("version",), why)
        found[rules.version] = (path, rules)
    if number is not None and number not in found:
        raise NotFound("catalogue", f"There are no outcome rules of version {number}.")
    return found[max(found) if number is None else number]


def _misfits(rules: OutcomeRules) -> Iterator[tuple[str, str]]:
    options = {option.id for option in rules.option}
    for index, review in enumerate(rules.review):
        for option in review.options:
            if option not in options:
                yield f"review[{index}].options", f"there is no option {option!r}"
    lacking = set(REASONS) - {reason.id for reason in rules.reason}
    if lacking:
        yield "reason", f"there is no row for {', '.join(sorted(lacking))}"
    for index, reason in enumerate(rules.reason):
        yield from ((f"reason[{index}]", why) for why in _wordless(reason))
    if not rules.battery:
        yield "battery", "there is at least one battery"
    for index, threshold in enumerate(rules.relapse):
        if not 0 < threshold.again_after_days <= threshold.again_within_days:
            yield f"relapse[{index}].again_after_days", "it is asked again after a day or more"
    yield from _twice(rules)


def _twice(rules: OutcomeRules) -> Iterator[tuple[str, str]]:
    ids = [
        *(each.id for each in rules.review),
        *(each.id for each in rules.sign),
        *(each.id for each in rules.gate),
        *(each.id for each in rules.reason),
        *(each.id for each in rules.ask),
    ]
    for each in ids:
        if ids.count(each) > 1:
            yield "id", f"the id {each!r} stands twice"


def _wordless(reason: Reason) -> Iterator[str]:
    """Why a reason could not be put into words when it is needed."""
    if reason.id not in REASONS:
        yield f"no rule gives the reason {reason.id!r}"
        return
    if lacking := NEEDED.get(reason.id, frozenset()) - set(reason.figures or {}):
        yield f"it needs the figures {', '.join(sorted(lacking))}"
    for text in (reason.because, reason.to_do):
        for _, name, _, _ in Formatter().parse(text):
            if name is not None and name not in REASONS[reason.id]:
                yield f"there is no figure {{{name}}} for it"
