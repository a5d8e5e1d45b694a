"""What the device says of a chair without a network is what care says, word for word."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.chair import chairs, kept
from ui.chair.both import care_says
from ui.chair.device import Device, switched_on
from ui.gallery import CHROMIUM

pytestmark = pytest.mark.browser

ALL = {
    "chairs": chairs.chair_questions(),
    "rings": chairs.ringing_questions(),
    "lows": chairs.low_questions(),
    "watches": chairs.watch_questions(),
    "entries": chairs.entries(),
    "gates": chairs.gate_questions(),
    "checks": chairs.check_questions(),
    "pumps": chairs.pump_questions(),
}


@pytest.fixture(scope="module")
def device() -> Iterator[Device]:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium")
    with switched_on() as device:
        for name, of in chairs.shelf().items():
            device.learn(name, of.as_data())
        yield device


def agree(device: Device, questions: Sequence[dict[str, Any]]) -> None:
    said = device.says(questions)
    for asked, answer in zip(questions, said, strict=True):
        care = care_says(asked["call"], asked["args"], chairs.shelf()[asked["of"]])
        assert answer == care, asked["call"]


@settings(max_examples=30)  # each is asked twelve questions
@given(chairs.chair_questions())
def test_a_chair_as_it_was_recorded(device: Device, questions: Any) -> None:
    agree(device, questions)


@settings(max_examples=80)
@given(st.one_of(*(questions for name, questions in ALL.items() if name != "chairs")))
def test_what_rings_is_due_typed_asked_checked_and_pumped(device: Device, questions: Any) -> None:
    agree(device, questions)


def test_every_step_from_any_stage_to_any_other(device: Device) -> None:
    agree(device, chairs.every_step())


def test_the_kept_cases_by_the_rules_that_are_kept_with_them(device: Device) -> None:
    told = kept.kept("cases")
    for name in (kept.INFUSION, kept.SPRAY):
        device.learn(f"kept {name}", kept.kept(f"rules-{name}"))
    questions = [each | {"of": f"kept {each['rules']}"} for each in told]

    for case, answer in zip(told, device.says(questions), strict=True):
        assert answer == case["answer"], case["name"]


def test_two_people_agree_within_what_the_data_says(device: Device) -> None:
    """Two and a half percent, which nothing ships with, as the ratio that it is."""
    rules = chairs.shelf()["iv-racemic-1"].as_data()
    device.learn(
        "half", {**rules, "double_check": {**rules["double_check"], "agree_percent": [5, 2]}}
    )
    one = {"dose_ug": 40_000, "drug_ul": 800, "bag_ul": None, "rate_ul_per_h": None}

    def found(dose_ug: int) -> list[str]:
        checks = [
            {
                "figures": {**one, "by": by, "dose_ug": dose},
                "role": "nurse",
                "at": 1,
                "saw_other": False,
            }
            for by, dose in zip(chairs.PEOPLE, (40_000, dose_ug), strict=False)
        ]
        args = {"checks": checks, "prepared": {**one, "at": 0}, "now": 1}
        said = device.says([{"of": "half", "call": "doubleCheck", "args": args}])[0]
        return [each["rule"] for each in said]

    assert found(41_000) == []
    assert found(41_001) == ["double-check-dose"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ALL)
def test_thousands_of_each(device: Device, kind: str) -> None:
    @settings(max_examples=3000)
    @given(ALL[kind])
    def search(questions: Any) -> None:
        agree(device, questions)

    search()
