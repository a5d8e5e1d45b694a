"""Whatever a command is given, it answers with a sentence and shows none of its insides."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from daybreak.cli import in_a_sentence, main

JUNK = b"\xff\xfe not a database, not a bundle, not TOML and not UTF-8, but long enough to read"
FOUND = ("--organisation", "H", "--site", "S", "--time-zone", "UTC", "--email", "a@example.org")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """A folder of what a command should not be given, and one good record."""
    here = tmp_path_factory.mktemp("hostile")
    (here / "adir").mkdir()
    (here / "empty").touch()
    (here / "junk").write_bytes(JUNK)
    (here / "bad.json").write_text("{")
    (here / "bad.toml").write_text("x = ")
    for name, content in (("junkdb", JUNK), ("emptydb", b"")):
        (here / name).mkdir()
        (here / name / "daybreak.sqlite3").write_bytes(content)
    (here / "dirdb" / "daybreak.sqlite3").mkdir(parents=True)
    (here / "good").mkdir()
    shutil.copy(migrated, here / "good")
    assert run(here, "setup", "--data", "good", *FOUND, "--name", "Ada").returncode == 0
    for name in ("newer", "badkey"):
        (here / name / "keys").mkdir(parents=True)
        for file in ("daybreak.sqlite3", "keys/secret-key"):
            (here / name / file).write_bytes((here / "good" / file).read_bytes())
    (here / "badkey" / "keys" / "secret-key").write_bytes(b"\xff")
    record = sqlite3.connect(here / "newer" / "daybreak.sqlite3")
    record.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', 0)"
    )
    record.commit()
    record.close()
    return here


def run(here: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DAYBREAK_")}
    kept.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "daybreak", *words],
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env={
            **kept,
            "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
            "DAYBREAK_PASSWORD": "harbour light 7",
            **environment,
        },
    )


def a_sentence(done: "subprocess.CompletedProcess[str]") -> str:
    """What the command said last; it refused, and showed nobody its insides."""
    assert done.returncode in {1, 2}, done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.strip()
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("junkdb", "is no record, or is damaged"),
        ("newer", "written by a newer Daybreak"),
        ("emptydb", "has no tables yet"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_sentence(world: Path, data: str, says: str) -> None:
    assert says in a_sentence(run(world, "verify", "--data", data))


OPENING = (
    "verify",
    "receipt",
    "rebuild",
    "hl7-listen --port 0",
    "fhir-client x",
    "import-fhir junk",
)
SERVING = ("serve --port 0 --hl7-port 0",)


@pytest.mark.slow
@pytest.mark.parametrize(
    "data", ["junkdb", "dirdb", "badkey", "newer", "junk", "/proc/none", "none"]
)
@pytest.mark.parametrize("words", [*OPENING, *SERVING])
def test_no_command_opens_what_is_no_record(world: Path, words: str, data: str) -> None:
    a_sentence(run(world, *words.split(), "--data", data))


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        *(
            f"import-fhir {file} --data good"
            for file in ("none", "adir", "empty", "junk", "bad.json")
        ),
        *(f"verify --data good --receipt {file}" for file in ("none", "adir", "empty", "junk")),
        *(f"protocol check {file}" for file in ("none", "adir", "empty", "junk", "bad.toml")),
        *(f"twin simulate --regimen {file}" for file in ("none", "adir", "junk", "bad.toml")),
        "import-fhir bad.json --data good --site none",
        "fhir-client x --data good --organisation none",
        "hl7-listen --data good --port 99999",
        "hl7-listen --data good --port 0 --site none",
        "hl7-listen --data good --port 0 --host none.invalid",
        "hl7-listen --data good --port 0 --tls-certificate none --tls-key none",
        "hl7-listen --data good --port 0 --tls-certificate junk --tls-key junk",
        "scale score none --answers 1",
        "scale score phq-9",
        "scale score phq-9 --answers a",
        "scale score phq-9 --answers-json {",
        "scale score phq-9 --at-version 99 --answers 1",
        "dose --mg-per-kg 1e400 --weight-kg 80",
        "dose --mg-per-kg 0.5 --weight-kg 1e30",
        "dose --mg-per-kg 0.5 --weight-kg 80 --weighed-days-ago 99999999999",
        "dose --protocol none",
        "bench none",
        "twin sbml none/x.xml",
        "twin sbml adir",
        "demo --no-serve --data good",
        "demo --no-serve --data junk",
        "demo --no-serve --data other --today none",
        "demo --no-serve --data other --today 0001-01-01",
        "setup --data good --organisation a --site b --time-zone UTC --email a@b.cd --name x",
        "setup --data junkdb --organisation a --site b --time-zone UTC --email a@b.cd --name x",
        "none",
    ],
)
def test_no_command_shows_its_insides(world: Path, words: str) -> None:
    a_sentence(run(world, *words.split()))


@pytest.mark.slow
@pytest.mark.parametrize(
    "setting",
    [
        {"DAYBREAK_LOG": "LOUD"},
        {"DAYBREAK_HTTPS": "maybe"},
        {"DAYBREAK_IDLE_MINUTES": "soon"},
        {"DATABASE_URL": "nonsense"},
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:x/none"},
    ],
)
def test_a_wrong_setting_explains_itself(world: Path, setting: dict[str, str]) -> None:
    assert next(iter(setting)) in a_sentence(run(world, "verify", "--data", "good", **setting))


def test_an_empty_setting_is_none(tmp_path: Path) -> None:
    said = a_sentence(run(tmp_path, "verify", DAYBREAK_DATA=""))

    assert f"{tmp_path}/daybreak-data" in said


@pytest.mark.parametrize(
    ("failed", "says"),
    [
        (FileNotFoundError(2, "No such file or directory", "x"), "x: No such file or directory."),
        (OverflowError("date value out of range"), "too large or too small"),
        (KeyError("a name somebody has"), "This failed inside Daybreak (KeyError)."),
    ],
)
def test_what_nobody_foresaw_is_a_sentence_without_what_it_held(
    failed: Exception, says: str
) -> None:
    said = in_a_sentence(failed)

    assert says in said
    assert "somebody has" not in said


def test_whoever_looks_for_the_place_sees_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("daybreak.cli.rules.lay_own_catalogue", lambda: 1 / 0)
    call = ["scale", "score", "phq-9", "--answers", "1"]

    assert main(call) == 1
    assert capsys.readouterr().err.startswith("daybreak: A number or a date")
    monkeypatch.setenv("DAYBREAK_LOG", "debug")
    with pytest.raises(ZeroDivisionError):
        main(call)
