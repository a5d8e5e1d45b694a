"""`daybreak paper` writes the day's sheets where it was told, for nobody else to read."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from clinic import Clinic
from daybreak.cli import main
from visiting import visiting


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests have woken Django already."""
    monkeypatch.setattr("daybreak.cli.paper.wake_current", lambda: None)


def test_the_sheets_of_a_day_stand_in_the_folder(
    clinic: Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visiting(clinic)

    assert main(["paper", "--out", str(tmp_path), "--day", "2026-11-17", "--paper", "a4"]) == 0

    (path,) = tmp_path.iterdir()
    assert path.name == "sheets-test-clinic-harbour-street-2026-11-17.pdf"
    assert path.stat().st_mode & 0o077 == 0
    assert "Wren Hollow" in PdfReader(io.BytesIO(path.read_bytes())).pages[0].extract_text()
    assert "1 sheets" in capsys.readouterr().out


@pytest.mark.parametrize("told", [["--day", "soon"], ["--out", "/nowhere/at/all"]])
def test_a_wrong_call_is_told_in_a_sentence(
    clinic: Clinic, tmp_path: Path, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["paper", "--out", str(tmp_path), *told]) == 2
    assert capsys.readouterr().err.startswith("daybreak: ")
