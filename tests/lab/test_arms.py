"""A row is understood as it was meant, or the model abstains and says why."""

import pytest

from daybreak.lab.arms import Abstention, Kind, instruments, understood
from daybreak.twin import Drug, Route
from lab.arms_table import row


def test_a_single_infusion_is_understood() -> None:
    asked = understood(row())

    assert asked.arm.is_drug
    assert asked.hours == 24
    assert [(d.at_h, d.drug, d.route, d.amount, d.minutes) for d in asked.arm.regimen.doses] == [
        (0.0, Drug.RACEMIC, Route.IV, 0.5, 40.0)
    ]
    assert (asked.kind, asked.below_share) == (Kind.SHARE, 0.5)
    assert asked.arm.context.is_credible


def test_a_course_has_each_dose_on_its_day() -> None:
    asked = understood(row(dose_days="0;3;7", dose_list="0.5;0.5;0.75"))

    assert [(d.at_h / 24, d.amount) for d in asked.arm.regimen.doses] == [
        (0, 0.5),
        (3, 0.5),
        (7, 0.75),
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"drug": "psilocybin"}, "drug psilocybin"),
        ({"drug": "arketamine"}, "drug arketamine"),
        ({"drug": "ketamine_racemic+lithium"}, "lithium"),
        ({"route": "rectal"}, "route rectal"),
        ({"route": "IV/IM"}, "route IV/IM"),
        ({"population": "PTSD"}, "indication PTSD"),
        ({"population": "PAIN"}, "indication PAIN"),
        ({"instrument": "PCL5"}, "PCL5"),
        ({"instrument": "RELAPSE_PCT", "endpoint": "mean"}, "relapse"),
        ({"endpoint": "cost"}, "endpoint cost"),
        ({"control": "sugar"}, "control"),
        ({"blinding": ""}, "blinding"),
        ({"setting": "moon"}, "setting"),
        ({"age": "child"}, "age"),
        ({"day": ""}, "day is not given"),
        ({"day": "soon"}, "no number"),
        ({"day": "-1"}, "before the first dose"),
        ({"day": "1e9"}, "cannot be"),
        ({"day": "nan"}, "cannot be"),
        ({"n": ""}, "n is not given"),
        ({"n": "0"}, "less than 1"),
        ({"dose_list": ""}, "dose_list"),
        ({"dose_list": "0.5;0.5"}, "one dose, or one for each"),
        ({"dose_list": "-0.5"}, "below 0"),
        ({"dose_list": "0"}, "its dose is 0"),
        ({"dose_unit": "ng/mL"}, "unit ng/mL"),
        ({"dose_unit": ""}, "unit (none given)"),
        ({"dose_days": "0;" * 500 + "0"}, "longer than any course"),
        ({"baseline_mean": "330"}, "cannot be"),
        ({"baseline_sd": "0"}, "cannot be"),
    ],
)
def test_what_is_outside_the_evidence_is_abstained_from(
    changed: dict[str, str], reason: str
) -> None:
    with pytest.raises(Abstention, match=reason.replace("(", r"\(").replace(")", r"\)")):
        understood(row(**changed))


@pytest.mark.parametrize(
    ("changed", "is_open", "is_credible"),
    [
        ({"control": "saline"}, False, False),
        ({"control": "midazolam"}, False, True),
        ({"control": "saline", "setting": "inpatient"}, False, True),
        ({"control": "none", "blinding": "open"}, True, False),
        ({"control": "placebo_nasal", "blinding": "masked"}, True, False),
    ],
)
def test_what_people_could_know_is_read_from_control_and_blinding(
    changed: dict[str, str], is_open: bool, is_credible: bool
) -> None:
    context = understood(row(**changed)).arm.context

    assert (context.is_open, context.is_credible) == (is_open, is_credible)


def test_a_difference_is_asked_of_a_drug_and_of_what_stood_beside_it() -> None:
    asked = understood(row(instrument="MADRS_DIFF", endpoint="mean_change"))

    assert asked.kind is Kind.DIFFERENCE
    assert asked.arm.is_drug
    assert not asked.control.arm.is_drug
    assert len(asked.control.arm.regimen.doses) == len(asked.arm.regimen.doses)


def test_another_scale_is_read_in_madrs_points() -> None:
    asked = understood(row(instrument="HAMD17", baseline_mean="20", baseline_sd="4"))

    assert asked.baseline_madrs == pytest.approx(26)
    assert asked.baseline_sd_madrs == pytest.approx(5.2)


def test_every_map_names_its_source_and_mark() -> None:
    for each in set(instruments().values()):
        assert len(each.source) > 20
        assert each.mark in {"seen", "general knowledge", "our choice"}
