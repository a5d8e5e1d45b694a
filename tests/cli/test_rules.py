"""`protocol check`, `scale score` and `dose` answer people and machines, without a database."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from daybreak.care.catalogue.protocol import ROOM
from daybreak.care.catalogue.reading import files
from daybreak.care.scales.library import scale
from daybreak.cli import main

Output = pytest.CaptureFixture[str]

SIX = next(path for path in files(ROOM) if path.name == "iv-racemic-six-1.toml")


def asked(capsys: Output, *words: str, exit_code: int = 0) -> Any:
    """What a command answers as JSON."""
    assert main([*words, "--json"]) == exit_code
    return json.loads(capsys.readouterr().out)


def refused(capsys: Output, *words: str, exit_code: int = 1) -> str:
    """The one sentence of a refusal."""
    assert main(words) == exit_code
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err


def test_no_command_about_rules_wakes_the_database() -> None:
    script = (
        "import sys; from daybreak.cli import main; "
        "code = main(['dose', '--mg-per-kg', '0.5', '--weight-kg', '80', '--minutes', '40']); "
        "code += main(['scale', 'score', 'phq-9', '--answers', '0,0,0,0,0,0,0,0,0']); "
        f"code += main(['protocol', 'check', {str(SIX)!r}]); "
        "sys.exit(code or 'django' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# protocol check


@pytest.mark.parametrize("path", files(ROOM), ids=lambda path: path.stem)
def test_every_protocol_on_the_shelf_can_be_used(path: Path, capsys: Output) -> None:
    answer = asked(capsys, "protocol", "check", str(path))

    assert answer["ok"] is True
    assert answer["faults"] == []
    assert len(answer["sha256"]) == 64


@pytest.mark.parametrize(
    ("mistake", "key", "why"),
    [
        (('route = "iv"', 'route = "ivv"'), "route", "there is no 'ivv'"),
        (('"trd", "mdd"', '"trd", "flu"'), "indications[1]", "there is no 'flu'"),
        (('profile = "iv-racemic"', 'profile = "none"'), "profile", "there is no 'none'"),
        (
            ("ceiling_mg_per_kg = 1.0", "ceiling_mg_per_kg = 9.0"),
            "weighted.ceiling_mg_per_kg",
            "9.0 is over the limit_mg_per_kg, 1.5",
        ),
        (("min_gap_days = 2", 'min_gap_days = "two"'), "phase[0].min_gap_days", "Expected"),
        (("min_gap_days = 2", "min_gapp_days = 2"), "phase[0].min_gapp_days", "no key"),
        (("reviews_after = [3, 6]", "reviews_after = [3, 9]"), "reviews_after[1]", "no session 9"),
        (("high = 100", "high = 101"), "version", "says something else"),
        (("[minutes]", "[minutes"), "", "not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_key(
    tmp_path: Path, capsys: Output, mistake: tuple[str, str], key: str, why: str
) -> None:
    path = tmp_path / "mine.toml"
    mistaken = SIX.read_text(encoding="utf-8").replace(*mistake, 1)
    path.write_text(mistaken, encoding="utf-8")

    answer = asked(capsys, "protocol", "check", str(path), exit_code=1)

    assert answer["ok"] is False
    fault = next(each for each in answer["faults"] if each["key"] == key)
    assert why in fault["why"]
    assert isinstance(fault["line"], int)


def test_all_mistakes_come_at_once(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "mine.toml"
    text = SIX.read_text(encoding="utf-8")
    path.write_text(
        text.replace('route = "iv"', 'route = "x"').replace('"iv-racemic"', '"y"'), encoding="utf-8"
    )

    assert main(["protocol", "check", str(path)]) == 1

    out, err = capsys.readouterr()
    assert "mine.toml, line 6, route: there is no 'x'" in out
    assert "profile: there is no 'y'" in out
    assert "Mend it" in err


def test_what_is_infused_needs_minutes_and_nothing_else_has_them(
    tmp_path: Path, capsys: Output
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SIX.read_text(encoding="utf-8").replace('route = "iv"', 'route = "im"'))

    keys = {
        each["key"] for each in asked(capsys, "protocol", "check", str(path), exit_code=1)["faults"]
    }

    assert "minutes" in keys


def test_a_file_that_is_not_there_is_a_wrong_call(capsys: Output) -> None:
    assert "no file" in refused(capsys, "protocol", "check", "nowhere.toml", exit_code=2)


# scale score


def test_answers_are_scored_in_the_order_of_the_items(capsys: Output) -> None:
    answer = asked(capsys, "scale", "score", "phq-9", "--answers", "1,2,3,1,1,2,0,1,1")

    assert answer["total"] == 12
    assert answer["band"] == "moderate"
    assert "suicide-screen" in answer["flags"]


def test_answers_by_name_a_list_and_standard_input_are_scored_alike(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_name = json.dumps({str(n): 1 for n in range(1, 10)})
    as_list = json.dumps([1] * 9)

    first = asked(capsys, "scale", "score", "phq-9", "--answers-json", by_name)
    second = asked(capsys, "scale", "score", "phq-9", "--answers-json", as_list)
    monkeypatch.setattr("sys.stdin", io.StringIO(by_name))
    third = asked(capsys, "scale", "score", "phq-9")

    assert first == second == third
    assert first["total"] == 9


def test_a_missing_answer_is_none_and_not_nought(capsys: Output) -> None:
    answer = asked(capsys, "scale", "score", "phq-9", "--answers", "1,1,1,1,1,1,1,1,-")

    assert "suicide-item-missing" in answer["flags"]
    assert answer["answered"] == 8


def test_a_suicide_screen_has_a_level_and_no_total(capsys: Output) -> None:
    yes_to_four = '{"q1": true, "q2": true, "q3": false, "q4": true, "q5": false, "q6": false}'

    answer = asked(capsys, "scale", "score", "c-ssrs-screener", "--answers-json", yes_to_four)

    assert (answer["total"], answer["band"]) == (None, "high")


@pytest.mark.parametrize(
    ("words", "says", "exit_code"),
    [
        (["no-such-scale", "--answers", "1"], "There is no", 1),
        (["phq-9", "--answers", "1,2"], "has 10 items", 1),
        (["phq-9", "--answers", "1,2,x,1,1,2,0,1,1"], "“x” is no answer", 2),
        (["phq-9", "--answers", "1,2,7,1,1,2,0,1,1"], "answered from 0 to 3", 1),
        (["phq-9", "--answers-json", "{"], "not JSON", 1),
        (["phq-9", "--answers-json", '{"1": 1.5}'], "not JSON", 1),
        (["phq-9", "--answers-json", '{"10": 1}'], "no such item", 1),
        (["phq-9", "--at-version", "99", "--answers", "1"], "There is no", 1),
    ],
)
def test_what_cannot_be_scored_is_said_in_a_sentence(
    capsys: Output, words: list[str], says: str, exit_code: int
) -> None:
    assert says in refused(capsys, "scale", "score", *words, exit_code=exit_code)


@pytest.mark.parametrize(
    "id",
    [
        "phq-9", "gad-7", "qids-sr16", "madrs", "hamd-17", "pcl-5", "c-ssrs-screener", "cadss",
        "cadss-6", "moaa-s", "bpi-sf", "y-bocs", "wsas", "audit-c", "dast-10", "mdq", "asrm",
        "ymrs", "bpic-ss", "kset", "cgi-s", "cgi-i", "pgi-c",
    ],
)  # fmt: skip
def test_every_instrument_of_the_table_is_scored_under_its_name(capsys: Output, id: str) -> None:  # noqa: A002 - a scale's
    by_name = json.dumps({item.id: item.least for item in scale(id).item})

    answer = asked(
        capsys, "scale", "score", id, "--answers-json", by_name.replace('"16b": 0, ', "")
    )

    assert {"scale", "total", "band", "prorated", "subscores", "flags"} <= set(answer)
    assert answer["scale"] == id


def test_a_form_of_seventeen_items_is_answered_seventeen_times(capsys: Output) -> None:
    answers = ["1"] * 15 + ["2", "0"]  # item 16, by history

    answer = asked(capsys, "scale", "score", "hamd-17", "--answers", ",".join(answers))

    assert answer["total"] == 17


def test_codes_are_those_of_the_form_before_any_reversal(capsys: Output) -> None:
    answer = asked(capsys, "scale", "score", "dast-10", "--answers", "0,0,1,0,0,0,0,0,0,0")

    assert (answer["total"], answer["band"]) == (0, "none")


def test_people_read_the_score_in_a_line(capsys: Output) -> None:
    assert main(["scale", "score", "phq-9", "--answers", "0,0,0,0,0,0,0,0,0"]) == 0

    assert capsys.readouterr().out == "PHQ-9: 0 of 27, none\n"


# dose

ORDER_A = ("dose", "--mg-per-kg", "0.5", "--minutes", "40")
VIAL_A = ("--strength", "50", "--diluent-ml", "100", "--bag", "replaced")


def test_worked_example_a_comes_out_to_the_figure(capsys: Output) -> None:
    answer = asked(capsys, *ORDER_A, "--weight-kg", "80", *VIAL_A)

    assert answer["dose_mg"] == 40
    assert answer["ug_per_kg_min"] == 12.5
    assert answer["may_be_signed"] is True
    assert answer["findings"] == []
    assert answer["preparation"] == {
        "strength_mg_per_ml": 50,
        "drug_ml": 0.8,
        "drawn_mg": 40,
        "bag_ml": 100,
        "mg_per_ml": 0.4,
        "rate_ml_per_h": 150,
        "mg_per_min": 1,
    }


def test_worked_example_b_is_rounded_once_and_says_from_what(capsys: Output) -> None:
    answer = asked(
        capsys,
        *("dose", "--mg-per-kg", "0.7", "--minutes", "60", "--weight-kg", "62.3"),
        *("--strength", "10", "--diluent-ml", "50", "--bag", "replaced"),
    )

    assert (answer["dose_mg"], answer["unrounded_mg"]) == (43.6, 43.61)
    mixed = answer["preparation"]
    assert (mixed["drug_ml"], mixed["mg_per_ml"], mixed["rate_ml_per_h"]) == (4.36, 0.872, 50)


def test_pounds_are_pounds(capsys: Output) -> None:
    answer = asked(capsys, *ORDER_A, "--weight-lb", "176.4")

    assert answer["basis_kg"] == 80.014
    assert answer["dose_mg"] == 40


def test_a_bag_that_the_drug_is_added_to_holds_both(capsys: Output) -> None:
    added = (*VIAL_A[:-1], "added")

    assert asked(capsys, *ORDER_A, "--weight-kg", "80", *added)["preparation"]["bag_ml"] == 100.8


def test_what_was_not_ordered_comes_from_the_protocol_and_says_so(capsys: Output) -> None:
    answer = asked(
        capsys,
        *("dose", "--protocol", "iv-racemic-six"),
        *("--weight-kg", "80", "--height-cm", "175", "--sex", "f"),
    )

    assert answer["from_protocol"] == ["mg_per_kg", "minutes"]
    assert (answer["mg_per_kg"], answer["dose_mg"], answer["minutes"]) == (0.5, 40, 40)
    assert (answer["bmi"], answer["ideal_kg"], answer["adjusted_kg"]) == (26.1, 65.965, 71.579)
    assert answer["ug_per_kg_min"] == 12.5
    assert answer["findings"] == []


def test_no_vial_is_picked_every_strength_stands_beside_the_others(capsys: Output) -> None:
    answer = asked(capsys, *ORDER_A, "--weight-kg", "80", "--ran-minutes", "22")

    assert "preparation" not in answer
    drawn = [(each["strength_mg_per_ml"], each["drug_ml"]) for each in answer["by_strength"]]
    assert drawn == [(10, 4), (50, 0.8), (100, 0.4)]
    for each in answer["by_strength"]:
        assert (each["bag_ml"], each["mg_per_ml"], each["rate_ml_per_h"]) == (100, 0.4, 150)
        assert (each["ran_ml"], each["delivered_mg"], each["left_mg"]) == (55, 22, 18)


def test_a_vial_that_does_not_fit_into_the_bag_says_so_and_the_others_stand(
    capsys: Output,
) -> None:
    small = ("--diluent-ml", "2", "--bag", "replaced")

    ten, fifty, _ = asked(capsys, *ORDER_A, "--weight-kg", "80", *small)["by_strength"]

    assert "do not fit" in ten["why_not"]
    assert fifty["bag_ml"] == 2


def test_by_devices_every_dose_that_may_be_ordered_is_shown(capsys: Output) -> None:
    answer = asked(capsys, "dose", "--protocol", "esketamine-trd")

    assert [(each["session"], each["dose_mg"], each["devices"]) for each in answer["doses"]] == [
        ("first", 56, 2),
        ("later", 56, 2),
        ("later", 84, 3),
    ]


def test_the_ideal_weight_needs_height_and_sex(capsys: Output) -> None:
    order = (*ORDER_A, "--weight-kg", "104", "--basis", "ideal")
    assert "needs height and sex" in refused(capsys, *order)

    answer = asked(capsys, *order, "--height-cm", "165", "--sex", "female")

    assert answer["dose_mg"] == 28.5


@pytest.mark.parametrize(
    ("words", "rule", "exit_code"),
    [
        (("--mg-per-kg", "5", "--minutes", "40"), "dose-limit", 1),
        (("--mg-per-kg", "0.01", "--minutes", "40"), "dose-limit", 1),
        (("--mg-per-kg", "0.5", "--minutes", "1"), "dose-minutes", 1),
        (
            ("--mg-per-kg", "0.5", "--minutes", "40", "--weighed-days-ago", "8"),
            "dose-weight-age",
            1,
        ),
        (("--mg-per-kg", "0.5", "--minutes", "40", "--cap-mg", "30"), "dose-order-cap", 1),
        (("--mg-per-kg", "1.2", "--minutes", "60"), "dose-ceiling", 0),
    ],
)
def test_a_finding_that_holds_is_a_refusal_and_all_of_them_are_told(
    capsys: Output, words: tuple[str, ...], rule: str, exit_code: int
) -> None:
    answer = asked(capsys, "dose", "--weight-kg", "80", *words, exit_code=exit_code)

    assert rule in {each["rule"] for each in answer["findings"]}
    assert answer["may_be_signed"] is False


def test_a_hundred_mg_per_ml_never_runs_undiluted(capsys: Output) -> None:
    answer = asked(
        capsys, *ORDER_A, "--weight-kg", "80", "--strength", "100", "--diluent-ml", "0.5",
        "--bag", "replaced", exit_code=1,
    )  # fmt: skip

    assert "preparation-undiluted" in {each["rule"] for each in answer["findings"]}


def test_devices_are_counted_whole_with_their_minutes(capsys: Output) -> None:
    answer = asked(capsys, "dose", "--protocol", "esketamine-trd", "--mg", "84")

    assert answer["device_minutes"] == [0, 5, 10]
    assert "whole devices" in refused(capsys, "dose", "--protocol", "esketamine-trd", "--mg", "50")


@pytest.mark.parametrize(
    ("words", "says", "exit_code"),
    [
        ((), "--weight-kg or --weight-lb", 2),
        (("--mg-per-kg", "0.5"), "--weight-kg or --weight-lb", 2),
        (("--mg-per-kg", "0.5", "--weight-kg", "8"), "A weight lies between", 1),
        (("--protocol", "nothing"), "There is no", 1),
        (
            ("--mg-per-kg", "0.5", "--weight-kg", "80", "--minutes", "40", "--strength", "37"),
            "no such vial",
            1,
        ),
    ],
)
def test_what_cannot_be_worked_out_is_said_in_a_sentence(
    capsys: Output, words: tuple[str, ...], says: str, exit_code: int
) -> None:
    assert says in refused(capsys, "dose", *words, exit_code=exit_code)


def test_a_word_that_is_no_number_is_a_wrong_call(capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["dose", "--mg-per-kg", "half"])

    assert stopped.value.code == 2
    assert "“half” is not a number" in capsys.readouterr().err


def test_people_read_figures_without_trailing_noughts(capsys: Output) -> None:
    assert main([*ORDER_A, "--weight-kg", "80", *VIAL_A]) == 0

    shown = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (shown["dose_mg"], shown["rate_ml_per_h"], shown["mg_per_ml"]) == ("40", "150", "0.4")
