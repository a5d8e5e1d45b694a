"""The label says who, what, how much, how strong, by whom and until when."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Mass, Rate, Strength, Volume
from daybreak.care.session.drug_label import DrugLabel, drug_label, initials, label_rules

MIXED_AT = datetime(2026, 11, 21, 18, tzinfo=UTC)


def labelled(*, infused: bool = True) -> DrugLabel:
    mixed = Preparation(
        dose=Mass(40_000),
        strength=Strength(50_000),
        drug=Volume(800),
        drawn=Mass(40_000),
        diluent=Volume(99_200) if infused else None,
        bag=Volume(100_000) if infused else None,
        mg_per_ml=Decimal("0.4") if infused else None,
        minutes=40 if infused else None,
        rate=Rate(150_000) if infused else None,
        mg_per_min=Decimal(1) if infused else None,
        ug_per_kg_min=None,
        findings=(),
    )
    return drug_label(
        mixed,
        label_rules(),
        person="Wren Hollow",
        born=date(1985, 2, 14),
        number="DB-0001",
        route="intravenous",
        lot="K-4471",
        prepared_at=MIXED_AT,
        prepared_by="Robin Quill",
    )


def test_what_runs_in_carries_the_strength_of_the_mixture() -> None:
    label = labelled()

    assert (label.person, label.born, label.number) == ("Wren Hollow", date(1985, 2, 14), "DB-0001")
    assert label.dose == Mass(40_000)
    assert label.volume == Volume(100_000)
    assert label.concentration == "0.4 mg/mL"
    assert label.initials == "RQ"


def test_what_is_injected_carries_the_strength_of_the_vial() -> None:
    label = labelled(infused=False)

    assert label.concentration == "50 mg/mL"
    assert label.volume == Volume(800)
    assert label.rate is None


def test_it_may_be_begun_as_long_as_the_rule_says_from_its_preparation() -> None:
    assert labelled().begin_by - MIXED_AT == timedelta(minutes=label_rules().begin_within_min)
    assert label_rules().source.mark.value == "general knowledge"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Robin Quill", "RQ"), ("Ana María de la Cruz", "AC"), ("Prince", "P"), ("", "")],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters
