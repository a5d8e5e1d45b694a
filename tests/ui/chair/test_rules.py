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


@settings(max_examples=40)  # each is asked twelve questions
@given(chairs.chair_questions())
def test_a_chair_as_it_was_recorded(device: Device, questions: Any) -> None:
    agree(device, questions)


@settings(max_examples=80)
@given(st.one_of(*(ALL[name] for name in ("entries", "gates", "checks", "pumps"))))
def test_what_is_typed_and_asked_and_checked_and_pumped(device: Device, questions: Any) -> None:
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


@pytest.mark.slow
@pytest.mark.parametrize("kind", ALL)
def test_thousands_of_each(device: Device, kind: str) -> None:
    @settings(max_examples=3000)
    @given(ALL[kind])
    def search(questions: Any) -> None:
        agree(device, questions)

    search()
