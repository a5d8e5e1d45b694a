"""`lab predict` answers people and machines, one row after another, and refuses in a sentence."""

import json
from pathlib import Path

import pytest

from daybreak.cli import main
from daybreak.lab import scores
from daybreak.lab.scores import Scores
from lab.arms_table import table
from lab.made_up_scores import made_up

Output = pytest.CaptureFixture[str]


def test_each_row_is_answered_in_order(tmp_path: Path, capsys: Output) -> None:
    path = table(tmp_path / "arms.csv", {}, {"drug": "ECT"}, {"arm": "late", "day": "7"})

    assert main(["lab", "predict", str(path), "--json"]) == 0

    answers = json.loads(capsys.readouterr().out)
    assert [each["arm"] for each in answers] == ["ket", "ket", "late"]
    assert [each["abstained"] for each in answers] == [False, True, False]
    assert set(answers[0]) >= {"predicted", "lo90", "hi90", "abstained", "reason"}
    assert answers[1]["predicted"] is None
    assert "ECT" in answers[1]["reason"]


def test_people_read_the_same(tmp_path: Path, capsys: Output) -> None:
    path = table(tmp_path / "arms.csv", {}, {"drug": "ECT"})

    assert main(["lab", "predict", str(path)]) == 0

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Made2030 ket MADRS response, day 1: ")
    assert second == "Made2030 ket MADRS response: no answer. The drug ECT is not in the evidence."


def test_a_wrong_table_is_refused_in_a_sentence(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "arms.csv"
    path.write_text("trial,arm\nA,b\n")

    assert main(["lab", "predict", str(path), "--json"]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("daybreak: arms.csv lacks the column n, ")
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    assert main(["lab", "predict", str(tmp_path / "none.csv")]) == 2


def test_a_fit_that_could_not_be_kept_is_not_begun(tmp_path: Path, capsys: Output) -> None:
    assert main(["lab", "calibrate", "--out", str(tmp_path / "no" / "p.json")]) == 1
    assert "--out" in capsys.readouterr().err


@pytest.fixture
def scored_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving out every study takes minutes; what is done with the answer is tested here."""

    def at_once(*, progress: object) -> Scores:
        return made_up()

    monkeypatch.setattr(scores, "score", at_once)


def test_scores_are_told_to_people(scored_at_once: None, capsys: Output) -> None:
    assert main(["lab", "scores"]) == 0

    out = capsys.readouterr().out
    assert "| response (2) | mechanism | 15.0 |" in out
    assert "| Oliver2022 |" in out


def test_scores_are_told_to_machines(scored_at_once: None, capsys: Output) -> None:
    assert main(["lab", "scores", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["summaries"]["response"]["mechanism"]["covered"] == 0.5
    assert answer["summaries"]["response"]["chance_alone"] == 2
    assert [row["found"] for row in answer["rows"]] == [50, 70]
    assert answer["contrasts"][0]["probability"] == 0.4
