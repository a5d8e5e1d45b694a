"""What is kept in `tests/vectors/chair` is what care says, by rules that are still read so."""

import re
from typing import Any

import pytest

from daybreak.care.catalogue.profile import Signal
from daybreak.care.findings import Alarm
from daybreak.care.session.as_data import VERSION
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from ui.chair import kept
from ui.chair.both import CALLS, care_says
from ui.chair.chairs import shelf
from ui.chair.device import SCRIPTS

RULES = [SCRIPTS / "rules.js", *sorted((SCRIPTS / "rules").glob("*.js"))]
# How units become one another, by the names they have in `units.js`.
CONVERSIONS = {
    "MS_PER_S": 1000,
    "S_PER_MIN": 60,
    "MS_PER_H": 3_600_000,
    "PERCENT": 100,
    "PER_UNIT": 1000,
}


def shape(told: Any) -> Any:
    """Which keys there are in it, however deep; of a list that of its first row."""
    if isinstance(told, dict):
        return {key: shape(value) for key, value in told.items()}
    return [shape(told[0])] if isinstance(told, list) and told else type(told).__name__


def test_every_call_has_a_case_and_every_case_another_name() -> None:
    names = [each["name"] for each in kept.kept("cases")]

    assert {each["call"] for each in kept.kept("cases")} == set(CALLS) - {
        "allAlarms",  # of which openAlarms is a part
        "baselineOf",  # with which alarms are judged
    }
    assert len(names) == len(set(names))


def test_care_answers_each_case_as_it_is_kept() -> None:
    for case in kept.kept("cases"):
        answer = care_says(case["call"], case["args"], shelf()[case["rules"]])
        assert answer == case["answer"], case["name"]


@pytest.mark.parametrize("name", [kept.INFUSION, kept.SPRAY])
def test_data_of_another_shape_has_another_version(name: str) -> None:
    """A device that was given rules an hour ago still finds every key in them."""
    told = kept.kept(f"rules-{name}")

    assert told["version"] == VERSION
    assert shape(shelf()[name].as_data()) == shape(told)


def test_the_device_says_which_version_it_understands() -> None:
    assert f"export const UNDERSTANDS = {VERSION};" in RULES[0].read_text()


def without_comments(script: str) -> str:
    return re.sub(r"^\s*//.*$|\s//\s.*$", "", script, flags=re.MULTILINE)


def numbers(script: str) -> list[str]:
    """Every number in a script that stands neither in a comment, a text nor a name."""
    bare = re.sub(r"\"[^\"\n]*\"|/[^/\n]*\\[^/\n]*/g?", "", without_comments(script))
    return re.findall(r"(?<![\w.$])(?:\d[\d_]*\.?\d*|\.\d+)", bare)


def test_numbers_are_found_where_they_are() -> None:
    script = "const a = 90; // 80\nif (b > 1.5 || c2 < 7_0n) return [x.at(-2), `${30}`, '4'];"

    assert numbers(script) == ["90", "1.5", "7_0", "2", "30", "4"]


@pytest.mark.parametrize("script", RULES, ids=lambda path: path.stem)
def test_the_device_knows_no_number_of_medicine(script: Any) -> None:
    told = script.read_text()
    if script.stem == "units":
        for name, value in CONVERSIONS.items():
            told = re.sub(rf"export const {name} = ([\d_]+);", _is(value), told)

    assert set(numbers(told)) <= {"0", "1", "2"}


def _is(value: int) -> Any:
    def checked(found: re.Match[str]) -> str:
        assert int(found[1]) == value
        return ""

    return checked


@pytest.mark.parametrize("script", RULES, ids=lambda path: path.stem)
def test_the_device_knows_no_stage_level_role_or_signal_by_name(script: Any) -> None:
    texts = set(re.findall(r"[\"`]([^\"`\n]*)[\"`]", without_comments(script.read_text())))

    texts.discard("prepared")  # the code of a refusal, which a stage shares
    for kind in (Stage, Alarm, Role, Signal):
        assert not texts & {each.value for each in kind}
