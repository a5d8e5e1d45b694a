"""The posterior that ships belongs to this table and this code, and comes back as it was kept."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.lab.posterior import check_place, place, posterior, read, write


def test_the_posterior_that_ships_was_made_from_this_table_by_this_code() -> None:
    assert posterior().is_current, "run `daybreak lab calibrate`"


def test_its_chains_agree() -> None:
    assert max(posterior().r_hat) < 1.1


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = posterior()

    write(kept, tmp_path / "again.json")
    again = read(tmp_path / "again.json")

    np.testing.assert_array_equal(again.theta, kept.theta)
    assert replace(again, theta=kept.theta) == kept
    assert (tmp_path / "again.json").read_bytes() == place().read_bytes()


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"form": 1}', "null"])
def test_what_is_no_posterior_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(content)

    with pytest.raises(NotUnderstood):
        read(path)


def test_a_posterior_of_other_quantities_is_refused(tmp_path: Path) -> None:
    entry = json.loads(place().read_text())
    entry["quantities"][0] = "luck"
    path = tmp_path / "p.json"
    path.write_text(json.dumps(entry))

    with pytest.raises(NotUnderstood, match="another Daybreak"):
        read(path)


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        check_place(tmp_path)
    with pytest.raises(NotAllowed):
        check_place(tmp_path / "no" / "p.json")
    check_place(tmp_path / "p.json")
