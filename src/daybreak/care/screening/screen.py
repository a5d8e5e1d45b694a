"""Screening: every rule is asked, and everything it found comes back with its words."""

from collections.abc import Iterable
from datetime import datetime

from daybreak.care.catalogue.indication import Indication
from daybreak.care.catalogue.route import Route
from daybreak.care.catalogue.rule import Asked, Rule
from daybreak.care.findings import Finding
from daybreak.care.screening.facts import Facts, Origin, check_all, reassures
from daybreak.care.screening.look import Hit, Look
from daybreak.care.screening.override import Override, applied
from daybreak.care.screening.rules import RULES
from daybreak.care.screening.ruleset import RuleSet
from daybreak.care.screening.verdict import Verdict, in_order, worst


def screen(
    facts: Facts,
    *,
    route: Route,
    indication: Indication,
    ruleset: RuleSet,
    now: datetime,
    overrides: Iterable[Override] = (),
    stage: Asked = Asked.ELIGIBILITY,
) -> Verdict:
    """What the rules say of a person, for a route and a reason to treat.

    A fact that is missing, too old, or a "no" from another record is unknown; what is unknown
    holds, or at the least is noted. `now` is aware and in the site's zone: its calendar day
    decides how old a fact is and what "today" means.

    Raises:
        NotUnderstood: a fact belongs to no question, or cannot be its answer.
        ValueError: `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry a time zone; it has none.")
    check_all(facts, ruleset.fields)
    standing = tuple(overrides)
    findings: list[Finding] = []
    unknown: dict[str, None] = {}
    for rule in ruleset.asked(stage, route):
        look = Look(
            facts,
            fields=ruleset.fields,
            rule=rule,
            route=route,
            indication=indication,
            asked=stage,
            today=now.date(),
        )
        for hit in RULES[rule.id](look):
            found = _finding(look, hit)
            findings.append(applied(found, standing, now=now, ruleset=ruleset))
        if look.missed:
            findings.append(_not_known(look, rule))
            unknown.update(dict.fromkeys(look.missed))
    return Verdict(worst(findings), in_order(findings), tuple(unknown), ruleset.name)


class _Figures(dict[str, object]):
    """What a sentence names; a name it has no figure for stands out and does not fail."""

    def __missing__(self, name: str) -> str:
        return f"({name})"


def _finding(look: Look, hit: Hit) -> Finding:
    rule, says = look.rule, look.rule.says[hit.says]
    figures = _Figures(look.figures(hit.figures))
    because = says.because.format_map(figures)
    if _rests_on_import(look):
        because += " It stands in an imported record."
    return Finding(
        rule=rule.id,
        level=says.status,
        because=because,
        to_do=says.to_do.format_map(figures),
        source=rule.source,
        overridable_by=rule.overridable_by(says, look.route.scope),
    )


def _rests_on_import(look: Look) -> bool:
    """Whether a worrying answer that this rule read came from another record."""
    return any(
        fact.origin is Origin.IMPORTED and not reassures(look.field(name), fact.value)
        for name in look.rule.reads
        if (fact := look.known(name)) is not None
    )


def _not_known(look: Look, rule: Rule) -> Finding:
    asked = [look.field(name) for name in look.missed]
    names = "; ".join(field.name for field in asked)
    questions = " ".join(f"{field.question.rstrip('.?')}?" for field in asked)
    return Finding(
        rule=rule.id,
        level=rule.unknown_status(look.asked),
        because=f"Not known, or too old: {names}.",
        to_do=f"Ask or look: {questions}",
        source=rule.source,
        unknown=tuple(look.missed),
    )
