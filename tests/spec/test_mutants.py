"""`make mutants` is honest: what a test sees is noticed, and what none sees survives."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROJECT = """
[tool.mutmut]
source_paths = ["src/house"]
only_mutate = ["src/house/doors/*"]
pytest_add_cli_args = ["-p", "no:randomly", "--no-header"]
pytest_add_cli_args_test_selection = ["tests"]
[tool.pytest]
pythonpath = ["src"]
"""
RULES = """
from functools import cache

def may_enter(age_years, has_key):
    return age_years >= 18 and has_key

def greeting():
    return "Welcome"

def forgotten(age_years):
    return age_years + 1

def countdown(steps):
    while steps > 0:
        steps = steps - 1
    return steps

@cache
def opening_h():
    return hour(9)

def hour(value):
    return value + 1
"""
TESTS = """
from house.doors.rules import countdown, greeting, may_enter, opening_h

OPENS_H = opening_h()

def test_only_the_grown_with_a_key_enter():
    assert [may_enter(17, True), may_enter(18, True), may_enter(18, False)] == [False, True, False]

def test_somebody_is_greeted():
    assert greeting()

def test_a_countdown_ends():
    assert countdown(3) == 0

def test_the_door_opens_at_ten():
    assert OPENS_H == 10
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy room with its tests, asked once."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "src" / "house" / "doors").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "src" / "house" / "doors" / "rules.py").write_text(RULES)
    (folder / "tests" / "test_rules.py").write_text(TESTS)
    assert asked(folder).returncode == 0
    return folder


def asked(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    plain = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "mutants.py"), "doors", *words],
        cwd=folder,
        env={**os.environ, **plain},
        capture_output=True,
        text=True,
        check=False,
    )


def answers(folder: Path) -> dict[str, str]:
    """The last answer to each change, by its short name."""
    lines = (folder / "mutants" / "doors.jsonl").read_text().splitlines()
    told = [json.loads(line) for line in lines]
    return {each["change"].partition(".x_")[2]: each["answer"] for each in told}


def of(folder: Path, function: str) -> set[str]:
    return {told for name, told in answers(folder).items() if name.startswith(f"{function}__")}


@pytest.mark.slow
def test_a_changed_limit_is_noticed(house: Path) -> None:
    assert of(house, "may_enter") == {"noticed"}
    assert len([name for name in answers(house) if name.startswith("may_enter__")]) == 3


@pytest.mark.slow
def test_words_that_no_test_compares_survive(house: Path) -> None:
    assert of(house, "greeting") == {"survived"}


@pytest.mark.slow
def test_what_no_test_reaches_is_said_to_be_unreached(house: Path) -> None:
    assert of(house, "forgotten") == {"no test reaches it"}


@pytest.mark.slow
def test_a_change_that_never_ends_is_given_up(house: Path) -> None:
    assert of(house, "countdown") == {"noticed", "never ended"}


@pytest.mark.slow
def test_what_is_asked_while_the_tests_are_read_is_tried_from_the_start(house: Path) -> None:
    assert of(house, "hour") == {"noticed"}


@pytest.mark.slow
def test_an_answer_is_kept_until_the_rule_or_its_test_changes(house: Path) -> None:
    place = house / "mutants" / "doors.jsonl"
    before = place.read_text()

    assert asked(house).returncode == 0

    assert place.read_text() == before

    file = house / "tests" / "test_rules.py"
    file.write_text(TESTS.replace("assert greeting()", 'assert greeting() == "Welcome"'))
    assert asked(house).returncode == 0
    assert of(house, "greeting") == {"noticed"}
    file.write_text(TESTS)


@pytest.mark.slow
def test_nothing_is_asked_of_tests_that_fail_anyway(house: Path) -> None:
    file = house / "tests" / "test_rules.py"
    file.write_text(TESTS.replace("== 0", "== 1"))
    before = (house / "mutants" / "doors.jsonl").read_text()

    told = asked(house)

    assert told.returncode == 1
    assert "its tests must pass before a change" in told.stderr
    assert (house / "mutants" / "doors.jsonl").read_text() == before
    file.write_text(TESTS)
