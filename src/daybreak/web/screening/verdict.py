"""A verdict as its page tells it: what holds, what is not known, who is heard, what is clear."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daybreak.care.catalogue.rule import Rule
from daybreak.care.findings import Finding, Status
from daybreak.care.screening.facts import Facts
from daybreak.care.screening.fields import Fields
from daybreak.care.screening.verdict import Verdict, level_of
from daybreak.care.team.actor import Actor
from daybreak.records.reads.screening import OverrideSeen
from daybreak.web.screening import words

SUICIDE = frozenset({"cssrs-level", "suicide-disposition-signed"})
SUICIDE_RULES = frozenset({"P08", "P09"})
FEW = 6  # of what is not known, so many are shown as cards; more are a list

# What is looked at first, in the order and the words of a chart.
GLANCE: Sequence[tuple[str, tuple[str, ...], str]] = (
    ("Blood pressure", ("systolic-mmhg", "diastolic-mmhg"), "/"),
    ("Pulse, SpO₂", ("heart-rate-per-min", "spo2-percent"), ", "),
    ("QTc", ("qtc-ms",), ""),
    ("ALT, AST of limit", ("alt-percent-of-uln", "ast-percent-of-uln"), ", "),
    ("eGFR", ("egfr",), ""),
    ("PHQ-9", ("phq9-total",), ""),
    ("PHQ-9, question 9", ("phq9-item9",), ""),
    ("AUDIT-C", ("audit-c-total",), ""),
    ("DAST-10", ("dast10-total",), ""),
)
BARE = frozenset(
    {"systolic-mmhg", "diastolic-mmhg", "heart-rate-per-min"}
)  # the name says the unit


@dataclass(frozen=True, slots=True)
class Line:
    """A finding, who may set it aside, and what settles it: ask, suicide, aside or nothing.

    `missing` names what is not known, where that is why it fired.
    """

    finding: Finding
    extra: str
    settles: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Findings of one weight under one heading."""

    key: str
    title: str
    lines: tuple[Line, ...]
    is_long: bool = False

    @property
    def number(self) -> str:
        return words.count(len(self.lines), "rule waits", "rules wait")


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict in words."""

    status: Status
    headline: str
    words: str
    is_unknown: bool
    sections: tuple[Section, ...]
    tally: tuple[tuple[Status, int], ...]
    clear: tuple[Rule, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One thing that is known, or not."""

    name: str
    value: str  # empty when it is not known


def told(
    verdict: Verdict,
    *,
    name: str,
    rules: Sequence[Rule],
    fields: Fields,
    title: str,
    medicines: int,
    aside: Iterable[OverrideSeen] = (),
    own: Iterable[Finding] = (),
) -> Told:
    """The whole verdict; `rules` are those that were asked, `medicines` how many were looked at.

    `aside` are the overrides that stand, `own` what the reader may set aside.
    """
    lifted, open_to_reader = {each.rule for each in aside}, {each.rule for each in own}
    lines = [_line(each, lifted, open_to_reader, fields) for each in verdict.findings]
    known = [each for each in lines if not each.missing]
    unknown = [each for each in lines if each.missing]
    open_holds = tuple(each for each in unknown if level_of(each.finding) >= Status.HOLD)
    open_rest = tuple(each for each in unknown if level_of(each.finding) < Status.HOLD)
    by_level = {
        level: tuple(each for each in known if level_of(each.finding) is level) for level in Status
    }
    holds = by_level[Status.EXCLUDE] + by_level[Status.HOLD]
    fired = {each.rule for each in verdict.findings}
    sections = (
        Section("holds", "What holds", holds),
        Section("unknown", "Not known yet, and so it holds", open_holds, len(open_holds) > FEW),
        Section("refer", "Who else should be heard", by_level[Status.REFER]),
        Section("warn", "To weigh up", by_level[Status.WARN]),
        Section("note", "To know", by_level[Status.NOTE]),
        Section("open", "Not known, and noted", open_rest, len(open_rest) > FEW),
    )
    clear = tuple(each for each in rules if each.id not in fired)
    return Told(
        status=verdict.status,
        headline=words.headline(verdict.status, name),
        words=_summary(len(holds), len(open_holds), len(by_level[Status.REFER])),
        is_unknown=bool(open_holds) and not holds,
        sections=tuple(each for each in sections if each.lines),
        tally=_tally(verdict, len(clear)),
        clear=clear,
        asked=f"{len(rules)} rules and {words.count(medicines, 'medicine', 'medicines')} asked, "
        f"by “{title}”",
    )


def may_set_aside(verdict: Verdict, aside: Iterable[OverrideSeen]) -> tuple[Finding, ...]:
    """The findings that somebody may set aside and nobody has."""
    lifted = {each.rule for each in aside}
    return tuple(
        each
        for each in verdict.findings
        if each.overridable_by and not each.unknown and each.rule not in lifted
    )


def for_whom(findings: Iterable[Finding], actor: Actor) -> tuple[Finding, ...]:
    """Those of them that this actor's roles may set aside."""
    own = {role.value for role in actor.roles}
    return tuple(each for each in findings if own & set(each.overridable_by))


def way_on(unknown: Iterable[str], fields: Fields) -> str:
    """What opens the verdict: questions to ask, the suicide screen, or nothing."""
    missing = set(unknown)
    if any(not fields.field(name).is_recorded for name in missing):
        return "ask"
    return "suicide" if missing & SUICIDE else ""


def glance(known: Facts, fields: Fields) -> tuple[Glimpse, ...]:
    """What is looked at first."""
    return tuple(Glimpse(name, _together(ids, joint, known, fields)) for name, ids, joint in GLANCE)


def _together(ids: Sequence[str], joint: str, known: Facts, fields: Fields) -> str:
    facts = [known.get(each) for each in ids]
    if any(fact is None or fact.value is None for fact in facts):
        return ""
    return joint.join(
        str(fact.value) if name in BARE else words.value_of(fields.field(name), fact)
        for name, fact in zip(ids, facts, strict=True)
        if fact is not None
    )


def _line(finding: Finding, lifted: set[str], own: set[str], fields: Fields) -> Line:
    level = level_of(finding)
    missing = "; ".join(words.names_of(finding.unknown, fields))
    if SUICIDE & set(finding.unknown):
        return Line(finding, "", "suicide", missing)
    if missing:
        return Line(finding, "", "ask", missing)
    if finding.rule in SUICIDE_RULES and level >= Status.HOLD:
        return Line(finding, "Nobody can set it aside.", "suicide")
    if finding.unknown or finding.rule in lifted:
        return Line(finding, "", "")
    if finding.overridable_by:
        who = words.roles(finding.overridable_by)
        settles = "aside" if finding.rule in own else ""
        return Line(finding, f"May be set aside by {who}.", settles)
    return Line(finding, "Nobody can set it aside." if level >= Status.HOLD else "", "")


def _summary(holds: int, unknown: int, refer: int) -> str:
    parts = []
    if holds:
        parts.append(f"{words.count(holds, 'thing stands', 'things stand')} against it")
    if unknown:
        parts.append(f"{words.count(unknown, 'rule waits', 'rules wait')} for an answer")
    if refer:
        parts.append(f"{words.count(refer, 'finding asks', 'findings ask')} for a specialist")
    return f"{'; '.join(parts)}." if parts else "Every rule that holds was answered."


def _tally(verdict: Verdict, clear: int) -> tuple[tuple[Status, int], ...]:
    counted = [
        (level, sum(level_of(each) is level for each in verdict.findings))
        for level in reversed(Status)
        if level is not Status.CLEAR
    ]
    return (*((level, number) for level, number in counted if number), (Status.CLEAR, clear))
