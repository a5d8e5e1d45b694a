"""`lab forecast` tells people and machines the same, and keeps silent in a sentence."""

import json
from pathlib import Path

import pytest

from daybreak.cli import main
from daybreak.cli.forecast import tens
from daybreak.lab.forecast.told import Chance
from lab.forecast.test_asking import QUESTION, written

Output = pytest.CaptureFixture[str]


def test_machines_get_levels_bands_and_what_it_rests_on(tmp_path: Path, capsys: Output) -> None:
    assert main(["lab", "forecast", str(written(tmp_path)), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["abstained"] == []
    assert told["people"] == 20_000
    assert told["effective"] > 400
    assert len(told["levels"]) == len(told["ahead"][0]["bands"][0]["quantiles"]) == 19
    assert told["ahead"][0]["plan"] == "planned"
    assert len(told["version"]) == 16


def test_people_read_what_it_is_and_what_it_is_not(tmp_path: Path, capsys: Output) -> None:
    assert main(["lab", "forecast", str(written(tmp_path))]) == 0

    said = capsys.readouterr().out
    assert "in effect" in said
    assert "every-2-weeks" in said
    assert "no trial compared them" in said
    assert "chooses no dose" in said
    assert "Thresholds stay as they are" in said


def test_an_abstention_is_an_answer_with_its_reason(tmp_path: Path, capsys: Output) -> None:
    path = written(tmp_path, QUESTION.replace("pregnant = false", "pregnant = true"))

    assert main(["lab", "forecast", str(path)]) == 0

    assert capsys.readouterr().out == (
        "No forecast. No trial behind the model had pregnant people.\n"
    )


def test_a_missing_file_is_a_wrong_call(capsys: Output) -> None:
    assert main(["lab", "forecast", "nowhere.toml"]) == 2
    assert "nowhere.toml" in capsys.readouterr().err


def test_chances_are_said_in_tens() -> None:
    assert tens(Chance(0.55, 0.4, 0.71)) == "about 4 to 7 in 10"
    assert tens(Chance(0.5, 0.5, 0.5)) == "about 5 in 10"
