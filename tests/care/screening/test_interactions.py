"""Medicines are pointed out by code or by the words people use; a dose nobody knows is said so."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.route import route
from daybreak.care.findings import Finding, Status
from daybreak.care.screening.fields import fields
from daybreak.care.screening.interactions import (
    Medicine,
    MedicineClass,
    diazepam_equivalent,
    interactions,
    prompts,
)

CLASSES = interactions()


def ask(*medicines: Medicine, way: str = "iv") -> dict[str, Finding]:
    return {each.rule: each for each in prompts(medicines, route=route(way), classes=CLASSES)}


@pytest.mark.parametrize("each", CLASSES.medicine, ids=lambda each: each.id)
def test_every_class_is_found_by_each_of_its_codes_and_words(each: MedicineClass) -> None:
    way = "intranasal-esketamine" if each.scope.value == "E" else "iv"
    listed = [Medicine("?", rxnorm=code) for code in each.rxnorm]
    listed += [Medicine(f"{word.upper()} 10 MG Oral Tablet") for word in each.words]
    for medicine in listed:
        assert (each.id in ask(medicine, way=way)) is (each.status is not Status.CLEAR)
    assert each.fact is None or each.fact in fields().by_id


def test_a_code_of_ours_stands_in_one_class_only() -> None:
    codes = [code for each in CLASSES.medicine for code in each.rxnorm]
    assert len(codes) == len(set(codes))


def test_a_name_inside_another_name_is_not_found() -> None:
    assert ask(Medicine("Norketamine-like syrup"), Medicine("Acodeine")) == {}


@pytest.mark.parametrize(
    ("name", "daily_mg", "low", "high"),
    [
        ("Lorazepam 1 mg", "2", "10", "20"),  # the example of the screens
        ("Diazepam", "8", "8", "8"),
        ("alprazolam", "0.5", "5", "10"),
        ("CHLORDIAZEPOXIDE", "25", "10", "10"),
        ("Oxazepam", "30", "10", "10"),
    ],
)
def test_benzodiazepines_are_counted_as_diazepam(
    name: str, daily_mg: str, low: str, high: str
) -> None:
    found = diazepam_equivalent([Medicine(name, daily_mg=Decimal(daily_mg))], classes=CLASSES)
    assert (found.low_mg, found.high_mg) == (Decimal(low), Decimal(high))
    assert found.not_worked_out == ()


@pytest.mark.parametrize(("daily_mg", "is_flagged"), [("8", False), ("8.1", True)])
def test_above_eight_mg_a_day_the_response_may_be_blunted(
    daily_mg: str, *, is_flagged: bool
) -> None:
    found = ask(Medicine("diazepam", daily_mg=Decimal(daily_mg)))
    assert ("I-BZD-dose" in found) is is_flagged
    assert "I-BZD" in found


def test_a_benzodiazepine_of_unknown_dose_or_not_in_the_table_is_said_to_be_so() -> None:
    for medicine in (Medicine("Klonopin"), Medicine("Clobazam", daily_mg=Decimal(10))):
        assert ask(medicine)["I-BZD-dose"].unknown == (medicine.name,)


def test_theophylline_is_more_than_a_warning_and_lamotrigine_is_never_to_be_stopped() -> None:
    found = ask(Medicine("Theophylline"), Medicine("Lamictal 200 mg"))
    assert found["I-THE"].level is Status.HOLD
    assert found["I-THE"].overridable_by
    assert "Never" in found["I-LTG"].to_do
    assert next(iter(found)) == "I-THE"


def test_a_nasal_spray_only_matters_before_esketamine() -> None:
    spray = Medicine("Flonase")
    assert ask(spray) == {}
    assert "I-NAS" in ask(spray, way="intranasal-esketamine")


medicines = st.lists(
    st.builds(
        Medicine,
        name=st.sampled_from(["Valium", "Ativan", "Zzz", ""]) | st.text(max_size=12),
        rxnorm=st.sampled_from(["", "596", "6470"]) | st.text(max_size=5),
        daily_mg=st.none() | st.decimals(0, 1000, places=2),
    ),
    max_size=4,
)


@settings(deadline=None)
@given(medicines, medicines)
def test_more_medicines_never_take_a_prompt_away(
    some: list[Medicine], more: list[Medicine]
) -> None:
    assert ask(*some).keys() <= ask(*some, *more).keys()


def test_a_dose_nobody_knows_is_not_told_as_nought() -> None:
    (found,) = [
        each
        for each in prompts([Medicine("Lorazepam 1 mg tablet")], route=route("iv"), classes=CLASSES)
        if each.rule == "I-BZD-dose"
    ]

    assert "is not known: Lorazepam 1 mg tablet." in found.because
    assert " 0 " not in found.because
