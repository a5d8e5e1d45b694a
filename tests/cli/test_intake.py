"""`import-fhir` takes whole files and says what of them; `fhir-client` lets a program in."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from clinic import Clinic, open_clinic
from daybreak.care.errors import DaybreakError, NotAllowed, NotUnderstood
from daybreak.care.team.roles import Role
from daybreak.cli import intake as command
from daybreak.records.models import Account, CareRelation, JournalLine, Patient, RoleChange
from fhir_bundles import bundle, condition, patient, weight

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django is awake in tests, with its tables."""
    monkeypatch.setattr(command, "wake", lambda: None)
    monkeypatch.setattr(command, "migrate", lambda: None)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_commands(parser.add_subparsers(required=True))
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


def written(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


@pytest.fixture
def good(tmp_path: Path) -> str:
    organisation = {"resourceType": "Organization", "id": "org"}
    return written(tmp_path, "good.json", bundle(patient(), organisation, condition(), weight()))


@pytest.fixture
def broken(tmp_path: Path) -> str:
    wrong = condition(onsetDateTime="yesterday", id="c9")
    return written(tmp_path, "broken.json", bundle(patient("A-2"), condition(), wrong))


def test_it_says_what_was_taken_and_what_was_left_out(
    clinic: Clinic, good: str, capsys: Output
) -> None:
    assert run("import-fhir", good, "--json") == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "files": 1,
        "patients": {"created": 1, "updated": 0, "unchanged": 0},
        "resources": {
            "Condition": {"created": 1, "updated": 0, "unchanged": 0},
            "Observation": {"created": 1, "updated": 0, "unchanged": 0},
        },
        "left_out": [
            {
                "file": good,
                "entry": 2,
                "resource": "Organization/org",
                "why": "Daybreak keeps nothing of this kind.",
            }
        ],
    }
    assert CareRelation.objects.get().site_id == clinic.site


def test_twice_changes_nothing(clinic: Clinic, good: str, capsys: Output) -> None:
    run("import-fhir", good, "--json")
    capsys.readouterr()
    lines = JournalLine.objects.count()

    assert run("import-fhir", good, good, "--json") == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["patients"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert JournalLine.objects.count() == lines


def test_a_broken_file_names_its_entry_and_the_others_go_in(
    clinic: Clinic, good: str, broken: str, capsys: Output
) -> None:
    assert run("import-fhir", broken, good, "--json") == 1

    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["files"] == 1
    assert answer["patients"]["created"] == 1
    first: dict[str, Any] = answer["left_out"][0]
    assert (first["file"], first["entry"], first["resource"]) == (broken, 3, "Condition/c9")
    assert "Entry 3 (Condition/c9)" in said.err
    assert Patient.objects.count() == 1


def test_what_is_no_bundle_is_refused_with_a_sentence(
    clinic: Clinic, tmp_path: Path, capsys: Output
) -> None:
    assert run("import-fhir", written(tmp_path, "no.json", b"\xff\xfe{")) == 1

    assert "This file is not JSON" in capsys.readouterr().err


def test_for_people_it_prints_a_short_table(clinic: Clinic, good: str, capsys: Output) -> None:
    assert run("import-fhir", good) == 0

    said = capsys.readouterr().out
    assert "1 file taken." in said
    assert "Condition" in said
    assert "left out      1: Daybreak keeps nothing of this kind." in said


def test_a_file_that_is_not_there_is_a_wrong_call(clinic: Clinic, tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        run("import-fhir", str(tmp_path / "none.json"))
    assert refusal.value.code == "call"


def test_a_site_is_chosen_by_its_name(clinic: Clinic, good: str) -> None:
    with pytest.raises(NotAllowed, match="Test clinic, Harbour Street"):
        run("import-fhir", good, "--site", "Nowhere")

    assert run("import-fhir", good, "--site", "Test clinic, Harbour Street") == 0


def test_with_two_organisations_one_says_which(
    clinic: Clinic, other_clinic: Clinic, good: str
) -> None:
    with pytest.raises(DaybreakError, match="--organisation"):
        run("import-fhir", good)

    assert run("import-fhir", good, "--organisation", "Other clinic") == 0
    assert Patient.objects.get().organisation_id == other_clinic.organisation


def test_a_program_is_let_in_with_a_secret_shown_once(clinic: Clinic, capsys: Output) -> None:
    from oauth2_provider.models import get_application_model

    assert run("fhir-client", "Lab reader", "--json") == 0

    shown = json.loads(capsys.readouterr().out)
    client = get_application_model().objects.get(client_id=shown["client_id"])
    assert client.client_secret != shown["client_secret"]
    account = Account.objects.get(id=client.user_id)
    assert account.organisation_id == clinic.organisation
    assert not account.has_usable_password()
    roles = RoleChange.objects.filter(account=account).values_list("role", flat=True)
    assert set(roles) == {Role.SYSTEM.value}
    lines = JournalLine.objects.filter(act="intake-admit-program")
    assert lines.count() == 1
    assert all(shown["client_secret"] not in line.answer for line in lines)


def test_a_slow_import_says_how_far_it_has_got(
    clinic: Clinic, good: str, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "SLOW_S", 0.0)

    run("import-fhir", good, good, "--json")

    assert "2 of 2 files" in capsys.readouterr().err


def test_nothing_is_imported_where_there_is_no_organisation(db: None, good: str) -> None:
    with pytest.raises(NotAllowed, match="none yet"):
        run("import-fhir", good)
    open_clinic("First")
    assert run("import-fhir", good) == 0
