"""A record whose versions are gone is not served, and the sentence says which and what to do."""

import pytest

from clinic import Clinic
from daybreak.care.catalogue.reading import every
from daybreak.care.errors import NotAllowed
from daybreak.cli.shelves import check_shelves
from daybreak.records.reads.shelved import PointedAt, pointed_at
from treated import after_six


def test_everything_that_a_course_was_made_with_is_looked_for(clinic: Clinic) -> None:
    after_six(clinic)

    found = pointed_at()

    assert PointedAt("protocols", "iv-racemic-six", 1) in found
    assert {each.shelf for each in found} == {"protocols", "profiles", "scales"}
    check_shelves()


@pytest.mark.parametrize("shelf", ["protocols", "profiles", "scales"])
def test_a_version_that_is_gone_is_named(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, shelf: str
) -> None:
    after_six(clinic)
    monkeypatch.setattr(
        "daybreak.cli.shelves.every",
        lambda room, kind: () if room == shelf else every(room, kind),
    )
    gone = next(each for each in pointed_at() if each.shelf == shelf)

    with pytest.raises(NotAllowed, match=f"{shelf}/{gone.id} version {gone.version}"):
        check_shelves()


def test_an_empty_record_points_at_nothing(db: None) -> None:
    assert pointed_at() == ()
    check_shelves()
