"""A finding is set aside by a person, with a reason and an end; a hard rule never is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.errors import NotAllowed, WrongRole
from daybreak.care.findings import Finding, Status
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.override import Override, override
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.screen import screen
from daybreak.care.screening.verdict import Verdict
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
RULESET = ruleset()
REASON = "A cardiologist agrees, letter of 3 November."


def actor(*roles: Role) -> Actor:
    return Actor(UUID(int=1), "A. Marlow", UUID(int=2), frozenset(roles), frozenset({UUID(int=3)}))


DIRECTOR = actor(Role.DIRECTOR)


def verdict(
    *overrides: Override, way: str = "iv", now: datetime = NOW, **answers: bool | int | str | None
) -> Verdict:
    given = {name.replace("_", "-"): value for name, value in answers.items()}
    facts = {
        each.id: Fact(given.get(each.id, each.reassuring), NOW.date(), Origin.ASKED)
        for each in RULESET.fields.questions
    }
    return screen(
        facts,
        route=route(way),
        indication=indication("trd"),
        ruleset=RULESET,
        now=now,
        overrides=overrides,
    )


def only(found: Verdict) -> Finding:
    (finding,) = found.findings
    return finding


def set_aside(finding: Finding, by: Actor = DIRECTOR, *, days: int = 30) -> Override:
    return override(
        finding, by=by, reason=REASON, at=NOW, until=NOW + timedelta(days=days), ruleset=RULESET
    )


def test_a_director_sets_a_finding_aside_and_it_stays_to_be_seen() -> None:
    excluded = verdict(delirium_or_dementia=True)

    after = verdict(set_aside(only(excluded)), delirium_or_dementia=True)

    assert (excluded.status, after.status) == (Status.EXCLUDE, Status.WARN)
    assert REASON in only(after).because
    assert only(after).because.startswith(only(excluded).because)


def test_a_warning_set_aside_is_a_note() -> None:
    warned = verdict(systolic_mmhg=150)
    after = verdict(set_aside(only(warned), actor(Role.PRESCRIBER)), systolic_mmhg=150)
    assert (warned.status, after.status) == (Status.WARN, Status.NOTE)


def test_with_other_figures_it_is_asked_again() -> None:
    aside = set_aside(only(verdict(systolic_mmhg=150)))
    assert verdict(aside, systolic_mmhg=158).status is Status.WARN


def test_an_override_ends_at_its_end() -> None:
    aside = set_aside(only(verdict(delirium_or_dementia=True)), days=1)

    def at(now: datetime) -> Status:
        return verdict(aside, now=now, delirium_or_dementia=True).status

    assert at(NOW) is Status.WARN
    assert at(aside.until - timedelta(seconds=1)) is Status.WARN
    assert at(aside.until) is Status.EXCLUDE
    assert at(NOW - timedelta(seconds=1)) is Status.EXCLUDE


@pytest.mark.parametrize(
    ("way", "answers"),
    [
        ("intranasal-esketamine", {"hx-aneurysm": True}),
        ("intranasal-esketamine", {"age-years": 17}),
        ("iv", {"allergy-ketamine": True}),
        ("iv", {"bp-rise-hazard": True}),
        ("iv", {"phaeochromocytoma": True}),
        ("iv", {"systolic-mmhg": 185}),
        ("iv", {"cssrs-level": "high", "suicide-disposition-signed": False}),
        ("iv", {"hx-hypertension": True, "hypertension-controlled": False, "qtc-ms": 400}),
    ],
)
def test_a_hard_rule_cannot_be_set_aside_by_anyone(
    way: str, answers: dict[str, bool | int | str]
) -> None:
    before = verdict(way=way, **answers)  # type: ignore[arg-type] # way is no answer
    open_ones = [each for each in before.findings if each.overridable_by]
    (hard,) = [each for each in before.findings if not each.overridable_by]

    with pytest.raises(NotAllowed, match="cannot be set aside"):
        set_aside(hard, actor(*Role))
    asides = [set_aside(each, actor(*Role)) for each in open_ones]
    assert verdict(*asides, way=way, **answers).status is hard.level  # type: ignore[arg-type]


def test_an_override_made_up_for_a_hard_rule_changes_nothing() -> None:
    hard = only(verdict(allergy_ketamine=True))
    made_up = replace(
        set_aside(only(verdict(delirium_or_dementia=True))), rule=hard.rule, because=hard.because
    )
    assert verdict(made_up, allergy_ketamine=True).status is Status.EXCLUDE


def test_what_is_not_known_cannot_be_set_aside() -> None:
    with pytest.raises(NotAllowed, match="Ask"):
        set_aside(only(verdict(delirium_or_dementia=None)))


def test_only_the_roles_of_the_rule_may() -> None:
    finding = only(verdict(delirium_or_dementia=True))
    for role in set(Role) - {Role.DIRECTOR}:
        with pytest.raises(WrongRole, match="director"):
            set_aside(finding, actor(role))


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_an_override_ends_within_the_days_of_the_rules(days: int) -> None:
    with pytest.raises(NotAllowed, match="30 days"):
        set_aside(only(verdict(delirium_or_dementia=True)), days=days)


def test_an_override_needs_a_reason_in_words() -> None:
    finding = only(verdict(delirium_or_dementia=True))
    with pytest.raises(NotAllowed, match="reason"):
        override(
            finding,
            by=DIRECTOR,
            reason="  ok ",
            at=NOW,
            until=NOW + timedelta(days=1),
            ruleset=RULESET,
        )


def test_an_override_of_one_rule_leaves_the_others() -> None:
    aside = set_aside(only(verdict(delirium_or_dementia=True)))
    both = verdict(aside, delirium_or_dementia=True, hx_avm=True)
    assert both.status is Status.EXCLUDE
    assert both.findings[0].rule == "X03"


def test_eligibility_is_the_usual_time_to_ask() -> None:
    assert verdict().status is Status.CLEAR
    assert {rule.id[0] for rule in RULESET.asked(Asked.ELIGIBILITY, route("iv"))} == set("XCHUP")
