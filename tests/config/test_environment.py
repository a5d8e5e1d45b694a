"""The data folder is its owner's alone, and its keys are made once."""

import os
import stat
from pathlib import Path

import pytest

from daybreak.care.errors import NotUnderstood
from daybreak.config import environment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is not there yet."""
    monkeypatch.setenv("DAYBREAK_DATA", str(tmp_path / "clinic"))
    monkeypatch.delenv("DAYBREAK_SECRET_KEY", raising=False)
    return tmp_path / "clinic"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_and_its_keys_are_the_owners_alone(folder: Path) -> None:
    environment.make_data_folder()
    environment.secret_key()
    environment.at_rest_key(folder)

    assert mode(folder) == mode(folder / "keys") == 0o700
    assert {mode(key) for key in (folder / "keys").iterdir()} == {0o600}


def test_keys_made_first_make_a_private_folder_too(folder: Path) -> None:
    environment.secret_key()

    assert mode(folder) == 0o700


def test_files_of_ours_that_were_open_to_others_are_closed(folder: Path) -> None:
    (folder / "keys").mkdir(parents=True)
    ours = [folder / "daybreak.sqlite3", folder / "daybreak.sqlite3-wal", folder / "keys" / "k"]
    theirs = folder / "notes.txt"
    for path in (*ours, theirs):
        path.touch()
        path.chmod(0o644)
    folder.chmod(0o755)

    environment.make_data_folder()

    assert {mode(path) for path in ours} == {0o600}
    assert mode(theirs) == 0o644
    assert mode(folder) == 0o755, "a folder that was there may be somebody's home"


def test_a_key_is_made_once_and_is_not_the_other_key(folder: Path) -> None:
    first = environment.at_rest_key(folder), environment.secret_key()

    assert (environment.at_rest_key(folder), environment.secret_key()) == first
    assert first[0] != first[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_says_so(folder: Path) -> None:
    folder.mkdir(mode=0o500)

    with pytest.raises(NotUnderstood, match="cannot be used"):
        environment.make_data_folder()


def test_a_file_where_the_folder_should_be_says_so(folder: Path) -> None:
    folder.write_text("not a folder")

    for make in (environment.make_data_folder, environment.secret_key):
        with pytest.raises(NotUnderstood, match="cannot be used"):
            make()
