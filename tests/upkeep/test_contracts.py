"""The import contracts hold, and each of them fails when it is broken on purpose."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BREAKS = {
    "Floors: imports only go down": ("records/scope.py", "import daybreak.actions.act"),
    "What thinks knows no Django": ("care/findings.py", "import django.db"),
    "Care needs no arrays": ("care/quantities.py", "import numpy"),
    "Entrances never touch tables": ("web/team/views.py", "import daybreak.records.models"),
    "The pathway: later stages may know earlier ones": (
        "care/screening/facts.py",
        "import daybreak.care.session.stages",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
            "--config",
            "pyproject.toml",
        ],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_broken_by_one_of_the_breaks_below() -> None:
    text = (ROOT / "pyproject.toml").read_text()

    assert text.count("[[tool.importlinter.contracts]]") == len(BREAKS)
    assert all(f'name = "{name}"' in text for name in BREAKS)


def test_the_contracts_hold(copy: Path) -> None:
    done = lint(copy)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", BREAKS)
def test_a_contract_fails_when_it_is_broken(copy: Path, name: str) -> None:
    file, line = BREAKS[name]
    place = copy / "src" / "daybreak" / file
    place.write_text(place.read_text() + f"\n{line}\n")

    done = lint(copy)

    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{name} BROKEN" in done.stdout
