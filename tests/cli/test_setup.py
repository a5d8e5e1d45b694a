"""`daybreak setup` founds a clinic whose folder nobody else on the machine can read."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = ("--organisation", "Harbour", "--site", "Street", "--time-zone", "UTC")
SETUP = ("setup", *HOUSE, "--email", "ada@example.org", "--name", "Ada")


def run(data: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DAYBREAK_")}
    kept.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "daybreak", *words, "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
        umask=0o022,
        env={
            **kept,
            "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
            "DAYBREAK_PASSWORD": "harbour light 7",
            **environment,
        },
    )


@pytest.fixture
def data(tmp_path: Path, migrated: Path) -> Path:
    """A folder whose record has its tables already and holds nobody."""
    shutil.copy(migrated, tmp_path)
    return tmp_path


def test_everything_it_makes_is_the_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "new" / "clinic"

    done = run(data, *SETUP)

    assert done.returncode == 0, done.stderr
    for path in (data, *data.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert (data / "daybreak.sqlite3").exists()
    assert (data / "keys" / "secret-key").exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (("--time-zone", "Mars/Olympus"), "time zone"),
        (("--chairs", "0"), "at least one chair"),
        (("--site", "  "), "needs a name"),
        (("--organisation", "x" * 500), "at most"),
        (("--site", "x" * 500), "at most"),
        (("--email", "not an address"), "e-mail address"),
        (("--email", ""), "e-mail address"),
        (("--name", ""), "needs a name"),
        (("--name", "x" * 500), "at most"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_is_a_sentence_and_founds_nothing(
    data: Path, changed: tuple[str, str], says: str
) -> None:
    done = run(data, *SETUP, *changed)

    assert done.returncode in {1, 2}
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    with sqlite3.connect(data / "daybreak.sqlite3") as record:
        (count,) = record.execute("SELECT count(*) FROM records_organisation").fetchone()
    record.close()
    assert count == 0


def test_a_weak_password_is_refused(data: Path) -> None:
    done = run(data, *SETUP, DAYBREAK_PASSWORD="short")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_wrong_file_of_the_clinics_own_is_said_before_anything_is_founded(
    tmp_path: Path,
) -> None:
    (tmp_path / "catalogue" / "protocols").mkdir(parents=True)
    (tmp_path / "catalogue" / "protocols" / "mine.toml").write_text("id = 7\n")

    done = run(tmp_path, *SETUP)

    assert done.returncode == 1
    assert done.stderr.startswith("daybreak: mine.toml, line 1, id: ")
    assert not (tmp_path / "daybreak.sqlite3").exists()


def test_a_clinic_is_founded_once(data: Path) -> None:
    assert run(data, *SETUP).returncode == 0

    again = run(data, *SETUP)

    assert again.returncode == 1
    assert "already holds a clinic" in again.stderr
