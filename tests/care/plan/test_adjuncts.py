"""No order, no medicine: what is given beside the dose was signed for, or awaits a signature."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as given_
from hypothesis import strategies as st

from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotAllowed
from daybreak.care.plan.adjuncts import (
    AdjunctGiven,
    AdjunctOrder,
    Amount,
    Person,
    adjunct_rules,
    before_giving,
    holding,
    of_the_drug,
    order_findings,
    unsigned,
)
from daybreak.care.quantities import Mass, Volume
from daybreak.care.screening.interactions import interactions
from daybreak.care.team.roles import Role

T0 = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RULES = adjunct_rules()
NURSE = UUID(int=1)
ORDER = AdjunctOrder(
    id="o1",
    kind="antiemetic",
    drug="Ondansetron",
    rxnorm="26225",
    route="iv",
    dose=Mass.mg(4),
    most=Mass.mg(8),
    trigger="nausea that troubles",
    may_give=frozenset({Role.NURSE}),
    signed_by=UUID(int=2),
    signed_at=T0,
    expires=T0 + timedelta(days=90),
    least_minutes=30,
)
WELL = Person(allergies=(), qtc_ms=420)


def given(minute: int, mg: int = 4, drug: str = "ondansetron") -> AdjunctGiven:
    return AdjunctGiven(drug, Mass.mg(mg), T0 + timedelta(minutes=minute), NURSE, order="o1")


def told(order: AdjunctOrder = ORDER, amount: Amount = ORDER.dose, **asked: Any) -> list[str]:
    usual: dict[str, Any] = {
        "role": Role.NURSE,
        "at": T0 + timedelta(hours=1),
        "given": (),
        "person": WELL,
        "route": route("iv"),
        "rules": RULES,
        "classes": interactions(),
    }
    return [each.rule for each in before_giving(order, amount, **{**usual, **asked})]


def test_what_was_ordered_may_be_given() -> None:
    assert order_findings(ORDER, RULES) == ()
    assert told() == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"kind": "hypnotic"}, "kind"),
        ({"drug": " "}, "name"),
        ({"dose": Mass(0)}, "dose over nothing"),
        ({"most": Mass.mg(3)}, "maximum"),
        ({"most": Volume.ml(8)}, "maximum"),
        ({"trigger": ""}, "what it is given for"),
        ({"route": "by-drone"}, "way to give it"),
        ({"may_give": frozenset()}, "who"),
        ({"may_give": frozenset({Role.FRONT_DESK})}, "who"),
        ({"expires": T0}, "end"),
    ],
)
def test_an_order_that_lacks_something_is_not_signed(change: dict[str, Any], what: str) -> None:
    (found,) = order_findings(replace(ORDER, **change), RULES)

    assert found.rule == "adjunct-order-incomplete"
    assert what in found.because


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        ({"at": ORDER.expires}, ["adjunct-expired"]),
        ({"at": ORDER.expires - timedelta(seconds=1)}, []),
        ({"at": T0 - timedelta(seconds=1)}, ["adjunct-not-yet"]),
        ({"role": Role.THERAPIST}, ["adjunct-role"]),
        ({"amount": Mass.mg(5)}, ["adjunct-over-dose"]),
        ({"amount": Volume.ml(1)}, ["adjunct-over-dose"]),
        ({"given": (given(0),)}, []),
        ({"given": (given(31),)}, ["adjunct-too-soon"]),
        ({"given": (given(30),)}, []),
        ({"given": (given(0), given(1))}, ["adjunct-over-maximum"]),
        ({"given": (given(50, drug="famotidine"),)}, []),
        ({"person": replace(WELL, allergies=None)}, ["adjunct-allergies-unknown"]),
        ({"person": replace(WELL, allergies=("ONDANSETRON (rash)",))}, ["adjunct-allergy"]),
        ({"person": replace(WELL, allergies=("Ondansetron ODT 4 mg",))}, ["adjunct-allergy"]),
        ({"person": replace(WELL, allergies=("latex", "peanuts"))}, []),
        ({"given": (given(0, drug="ondansetron ODT 4 mg"), given(1))}, ["adjunct-over-maximum"]),
        ({"person": replace(WELL, qtc_ms=None)}, ["adjunct-qt-unknown"]),
        ({"person": replace(WELL, qtc_ms=499)}, []),
        ({"person": replace(WELL, qtc_ms=500)}, ["adjunct-qt-long"]),
    ],
)
def test_everything_about_a_dose_is_looked_at(asked: dict[str, Any], rules: list[str]) -> None:
    assert told(**asked) == rules


def test_what_was_given_on_a_word_counts_toward_the_maximum() -> None:
    by_word = AdjunctGiven("Ondansetron", Mass.mg(8), T0, NURSE, said_by=UUID(int=2))

    assert told(given=(by_word,)) == ["adjunct-over-maximum"]


def test_a_controlled_medicine_has_a_ledger_and_its_interactions() -> None:
    midazolam = replace(ORDER, kind="benzodiazepine", drug="Midazolam", rxnorm="6960")

    assert {"adjunct-ledger", "I-BZD"} <= set(told(midazolam))


def test_a_fluid_is_ordered_in_millilitres() -> None:
    saline = replace(
        ORDER, kind="fluid", drug="Saline", dose=Volume.ml(250), most=Volume.ml(500), rxnorm=""
    )

    assert told(saline, amount=Volume.ml(250)) == []
    assert told(saline, amount=Volume.ml(251)) == ["adjunct-over-dose"]


def test_a_drug_given_in_another_unit_cannot_be_summed_and_holds() -> None:
    in_ml = AdjunctGiven("Ondansetron", Volume.ml(2), T0, NURSE, order="o1")

    assert told(given=(in_ml,)) == ["adjunct-units"]


def test_one_dose_of_a_benzodiazepine_is_nobodys_usual_day() -> None:
    midazolam = replace(ORDER, kind="benzodiazepine", drug="Midazolam", rxnorm="6960")

    assert "I-BZD-dose" not in told(midazolam)


@pytest.mark.parametrize(
    ("roles", "held"),
    [
        ({Role.NURSE}, {"adjunct-qt-long", "adjunct-expired"}),
        ({Role.NURSE, Role.PRESCRIBER}, {"adjunct-expired"}),
    ],
)
def test_a_prescriber_may_set_aside_what_they_may_and_nothing_else(
    roles: set[Role], held: set[str]
) -> None:
    found = before_giving(
        ORDER,
        ORDER.dose,
        role=Role.NURSE,
        at=ORDER.expires,
        given=(),
        person=replace(WELL, qtc_ms=510),
        route=route("iv"),
        rules=RULES,
        classes=interactions(),
    )

    assert {each.rule for each in holding(found, roles)} == held


@pytest.mark.parametrize("drug", ["Ondansetron", "ondansetron ODT", " ONDANSETRON  4 mg"])
def test_a_drug_on_a_word_is_looked_at_for_the_person_too(drug: str) -> None:
    found = of_the_drug(
        drug,
        person=Person(allergies=("ondansetron",), qtc_ms=None),
        route=route("iv"),
        rules=RULES,
        classes=interactions(),
    )

    assert {"adjunct-allergy", "adjunct-qt-unknown"} <= {each.rule for each in found}


@given_(
    st.lists(
        st.tuples(
            st.integers(0, 200),  # minutes after the last
            st.integers(-1, 9),  # mg
            st.sampled_from(["Ondansetron", "ondansetron", "ondansetron ODT"]),
        ),
        max_size=12,
    )
)
def test_by_whatever_steps_it_is_given_never_more_than_the_maximum(
    wishes: list[tuple[int, int, str]],
) -> None:
    so_far: list[AdjunctGiven] = []
    at = T0
    for minutes, mg, drug in wishes:
        at += timedelta(minutes=minutes)
        order = replace(ORDER, drug=drug)
        if mg > 0 and not told(order, Mass.mg(mg), at=at, given=tuple(so_far)):
            so_far.append(AdjunctGiven(drug, Mass.mg(mg), at, NURSE, order="o1"))

    masses = [each.amount for each in so_far if isinstance(each.amount, Mass)]
    assert sum(each.micrograms for each in masses) <= Mass.mg(8).micrograms
    assert all(
        later.at - earlier.at >= timedelta(minutes=ORDER.least_minutes)
        for earlier, later in itertools.pairwise(so_far)
    )


def test_nothing_is_given_without_an_order_or_a_word() -> None:
    with pytest.raises(NotAllowed, match="no order"):
        AdjunctGiven("Ondansetron", Mass.mg(4), T0, NURSE)


def test_a_word_awaits_its_signature() -> None:
    by_word = AdjunctGiven("Labetalol", Mass.mg(10), T0, NURSE, said_by=UUID(int=2))

    assert [each.rule for each in unsigned([by_word, given(0)], RULES)] == ["adjunct-unsigned"]
    assert unsigned([replace(by_word, is_signed=True)], RULES) == ()
