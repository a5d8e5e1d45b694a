"""`daybreak twin`: what it prints, and that it starts at once."""

# mypy: allow-untyped-defs, allow-untyped-calls

import argparse
import json
import subprocess
import sys

import pytest

from daybreak.twin.commands import Bar, add_commands


def run(*words):
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    args = parser.parse_args(["twin", *words])
    return args.run(args)


def test_one_infusion_answers_as_promised(capsys):
    code = run(
        "pk", "--drug", "ketamine_racemic", "--route", "IV", "--dose", "0.5", "--dose-unit",
        "mg/kg", "--minutes", "40", "--weight-kg", "70", "--at-min", "10,20,40,110,230", "--json",
    )  # fmt: skip
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert set(found) >= {
        "times_min", "ketamine_ng_ml", "norketamine_ng_ml", "hnk_ng_ml", "cmax_ng_ml",
        "tmax_min", "auc24_ng_h_ml",
    }  # fmt: skip
    assert found["ketamine_ng_ml"] == pytest.approx([74, 132, 188, 46, 20], rel=0.02)


@pytest.mark.parametrize(
    "words",
    [
        ("pk", "--drug", "ketamine_racemic", "--route", "IV", "--dose", "-1", "--json"),
        ("pk", "--drug", "water", "--route", "IV", "--dose", "1"),
        ("pk", "--drug", "esketamine", "--route", "IV", "--dose", "1", "--weight-kg", "0"),
        ("pk", "--drug", "esketamine", "--route", "IV", "--dose", "1", "--at-min", "ten"),
        ("pk", "--drug", "esketamine", "--route", "IV", "--dose", "90000", "--minutes", "40"),
        ("simulate", "--regimen", "no-such"),
        ("simulate", "--regimen", "nowhere.toml"),
        ("simulate", "--regimen", "ketamine-single", "--set", "central_volume"),
        ("parameters", "no_such"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_one(words, capsys):
    assert run(*words) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1


def test_a_course_of_a_file_is_simulated_and_written(tmp_path, capsys):
    regimen = tmp_path / "two.toml"
    regimen.write_text(
        'drug = "esketamine"\nroute = "IN"\ndose = [56, 84]\ndays = [0, 3]\nweeks = 2\n'
    )
    people = tmp_path / "people.csv"
    code = run("simulate", "--regimen", str(regimen), "--n", "200", "--json",
               "--covariate", "weight=80", "--per-person", str(people))  # fmt: skip
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["people"] == 200
    assert len(found["sessions_h"]) == 2
    assert len(found["outputs"]["symptoms"]["mean"]) == len(found["times_h"])
    assert len(people.read_text().splitlines()) == 201


def test_parameters_and_sources_are_listed(capsys):
    assert run("parameters", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert all(each["source"] and each["mark"] for each in listed)
    assert run("cite", "--json") == 0
    assert sum(json.loads(capsys.readouterr().out)["marks"].values()) == len(listed)
    assert run("cite") == 0
    assert run("parameters", "central_volume") == 0


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_figure_is_drawn(tmp_path, ending, capsys):
    path = tmp_path / f"course.{ending}"
    assert run("plot", str(path), "--regimen", "ketamine-single", "--n", "128") == 0
    assert path.stat().st_size > 10_000


def test_nothing_heavy_loads_before_it_is_used():
    script = (
        "import sys, argparse, daybreak.twin.commands as c\n"
        "from daybreak import twin\n"
        "c.add_commands(argparse.ArgumentParser().add_subparsers())\n"
        "print([m for m in ('numpy', 'numba', 'matplotlib', 'scipy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_long_run_shows_a_bar_and_a_short_one_does_not(capsys):
    bar = Bar()
    bar(1, 10)
    assert not capsys.readouterr().err
    bar.start -= 5
    bar(10, 10)
    assert "10/10 people" in capsys.readouterr().err
