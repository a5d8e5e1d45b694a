"""`lab protocol` tries protocols on virtual people, answers machines, and refuses in a sentence."""

import json
from pathlib import Path

import pytest

from daybreak.care.catalogue.reading import shelf
from daybreak.cli import main

Output = pytest.CaptureFixture[str]

SMALL = ["-n", "60", "--weeks", "8"]
KEYS = {
    "form", "people", "seed", "weeks", "worlds", "mark_day", "assumptions", "fit", "figures",
    "protocols", "compared",
}  # fmt: skip


def on_file(folder: Path, name: str = "iv-racemic-six-1", **changes: str) -> str:
    """A protocol of the shelf as somebody's own file, with some of its text changed."""
    text = (shelf("protocols") / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in {'id = "iv-racemic-six"': 'id = "ours"', **changes}.items():
        text = text.replace(old, new)
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_two_protocols_are_tried_on_the_same_people(tmp_path: Path, capsys: Output) -> None:
    own = on_file(tmp_path, **{"start_mg_per_kg = 0.5": "start_mg_per_kg = 0.4"})

    assert main(["lab", "protocol", "iv-racemic-six", own, *SMALL, "--json"]) == 0

    out, err = capsys.readouterr()
    found = json.loads(out)
    assert err == ""  # no bar where there is no terminal
    assert set(found) == KEYS
    assert [each["id"] for each in found["protocols"]] == ["iv-racemic-six", "ours"]
    for each in found["protocols"]:
        assert set(each["figures"]) == set(found["figures"])
        assert len(each["scores"]) == 9
        assert set(each["figures"]["response"]) == {"value", "lo90", "hi90", "error"}
    pair = found["compared"][0]
    assert (pair["of"], pair["over"]) == ("ours", "iv-racemic-six")
    assert pair["figures"]["drug"]["value"] < 0


def test_the_same_seed_gives_the_same_answer(capsys: Output) -> None:
    call = ["lab", "protocol", "iv-racemic-six", *SMALL, "--seed", "5", "--json"]

    assert main(call) == main(call) == 0

    answers = capsys.readouterr().out.split("\n}\n")[:2]
    assert answers[0] == answers[1]


def test_people_read_what_it_is_and_what_it_is_not(capsys: Output) -> None:
    assert main(["lab", "protocol", "iv-racemic-six", "sc-racemic-eight", *SMALL]) == 0

    out = capsys.readouterr().out
    assert out.startswith("60 virtual people who ask, 8 weeks, seed 1.")
    assert "it is no promise and chooses no dose." in out
    assert "They differ in drug or route" in out


def test_progress_is_said_where_it_is_asked_for(capsys: Output) -> None:
    assert main(["lab", "protocol", "iv-racemic-six", *SMALL, "--progress", "--json"]) == 0

    out, err = capsys.readouterr()
    assert "60/60 people" in err
    json.loads(out)


@pytest.mark.parametrize(
    ("call", "code", "says"),
    [
        (["nowhere.toml"], 2, "There is no file nowhere.toml"),
        (["iv-racemic-six", "-n", "0"], 2, "Try it on 1 to"),
        (["iv-racemic-six", "--weeks", "2"], 2, "8 to 52 weeks"),
        (["iv-racemic-six", "--seed", "-1"], 2, "whole number"),
        (["iv-racemic-six", "--assumptions", "nowhere.toml"], 2, "There is no file"),
        (["iv-racemic-pain"], 1, "not for depression"),
    ],
)
def test_a_wrong_call_is_refused_in_a_sentence(
    call: list[str], code: int, says: str, capsys: Output
) -> None:
    assert main(["lab", "protocol", *call, "--json"]) == code

    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("start_mg_per_kg = 0.5", "start_mg_per_kg = 5.0", "is over the ceiling_mg_per_kg"),
        ('route = "iv"', 'route = "by-air"', "there is no 'by-air'"),
        ("reviews_after = [3, 6]", "reviews_after = [3, 9]", "there is no session 9 among 6"),
        ("sessions = 6", "sessions = six", "ours.toml"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    old: str, new: str, says: str, tmp_path: Path, capsys: Output
) -> None:
    assert main(["lab", "protocol", on_file(tmp_path, **{old: new}), "--json"]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert "ours.toml" in err
    assert says in err


def test_assumptions_of_ones_own_are_heeded(tmp_path: Path, capsys: Output) -> None:
    text = (shelf("virtual-clinic") / "assumptions-1.toml").read_text(encoding="utf-8")
    own = tmp_path / "assumptions.toml"
    own.write_text(text.replace("value = 600", "value = 450"), encoding="utf-8")
    prices = []
    for more in ([], ["--assumptions", str(own)]):
        assert main(["lab", "protocol", "iv-racemic-six", *SMALL, "--json", *more]) == 0
        found = json.loads(capsys.readouterr().out)
        prices.append(found["protocols"][0]["figures"]["price"]["value"])

    assert prices[1] < prices[0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("value = 0.08", "value = 0.9", "is not between low and high"),
        ('id = "no-show"', 'id = "no-shows"', "there is no row for no-show"),
        ('start = "high"', 'start = "huge"', "it is one of high, low, usual"),
        ("share = 0.02\n", "share = 2\n", "a share is from 0 to 1"),
    ],
)
def test_wrong_assumptions_are_refused_with_their_line(
    old: str, new: str, says: str, tmp_path: Path, capsys: Output
) -> None:
    text = (shelf("virtual-clinic") / "assumptions-1.toml").read_text(encoding="utf-8")
    own = tmp_path / "assumptions.toml"
    own.write_text(text.replace(old, new), encoding="utf-8")

    assert main(["lab", "protocol", "iv-racemic-six", "--assumptions", str(own)]) == 1
    assert says in capsys.readouterr().err
