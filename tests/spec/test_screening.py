"""The examples beside each rule of screening are what the rule answers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from daybreak.care.catalogue.example import RuleCase, screening_examples
from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.route import route
from daybreak.care.findings import Status
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.screen import screen

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
RULES = ruleset()
EXAMPLES = screening_examples()


def every() -> Iterator[tuple[str, RuleCase]]:
    for rule in EXAMPLES.rule:
        for case in rule.case:
            yield rule.id, case


def answer(rule: str, case: RuleCase) -> Status:
    """The heaviest answer of one rule to somebody who is well but for this case."""
    ago = case.days_ago or {}
    answers = {each.id: each.reassuring for each in RULES.fields.questions} | dict(case.when or {})
    facts = {
        name: Fact(value, NOW.date() - timedelta(days=ago.get(name, 0)), Origin.ASKED)
        for name, value in answers.items()
        if name not in case.unknown
    }
    found = screen(
        facts,
        route=route(case.route),
        indication=indication("trd"),
        ruleset=RULES,
        now=NOW,
        stage=case.at,
    )
    levels = [Status(each.level) for each in found.findings if each.rule == rule]
    return Status.worst(levels)


@pytest.mark.parametrize(("rule", "case"), [*every()])
def test_a_rule_answers_as_its_example_says(rule: str, case: RuleCase) -> None:
    assert answer(rule, case) is case.says


def test_every_rule_has_examples_in_the_order_of_the_table() -> None:
    assert [each.id for each in EXAMPLES.rule] == [each.id for each in RULES.rules]


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_every_rule_shows_when_it_is_silent_and_when_it_cannot_tell(rule: object) -> None:
    row = next(each for each in EXAMPLES.rule if each.id == rule.id)  # type: ignore[attr-defined]  # parametrized by pytest

    weights = {each.status for each in rule.says.values()}  # type: ignore[attr-defined]  # parametrized by pytest
    assert weights <= {case.says for case in row.case}
    assert any(case.says is Status.CLEAR for case in row.case)
    assert any(case.unknown and case.says is not Status.CLEAR for case in row.case)


def test_no_example_speaks_of_what_its_rule_does_not_read() -> None:
    reads = {rule.id: set(rule.reads) for rule in RULES.rules}
    for rule, case in every():
        named = {*(case.when or {}), *case.unknown, *(case.days_ago or {})}
        assert named <= reads[rule], rule
