"""A monitoring profile is an example until a director takes it as a site's own, by name."""

from typing import Any
from uuid import uuid4

import pytest

from clinic import Clinic, adopt_profiles, open_clinic
from daybreak.actions import team
from daybreak.care.errors import DaybreakError, NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.team.roles import Role
from daybreak.records.models import JournalLine, ProfileAdoption
from daybreak.records.reads.profiles import adoptions, shelved

IV = "iv-racemic"


@pytest.fixture
def bare(db: None) -> Clinic:
    """A clinic whose director has adopted nothing."""
    return open_clinic(adopted=False)


def adopt(clinic: Clinic, **changed: Any) -> team.ProfileAdopted:
    told = {"site": clinic.site, "profile": IV, "version": 1, **changed}
    return team.adopt_profile(**{**clinic.director, **told})


def test_an_adoption_is_a_row_a_line_and_a_note_that_can_be_read_again(bare: Clinic) -> None:
    answer = adopt(bare, note="  Read line\nby line. ")

    assert answer == team.ProfileAdopted(IV, 1, "Read line by line.")
    row = ProfileAdoption.objects.get()
    assert (row.site_id, row.profile, row.version) == (bare.site, IV, 1)
    line = JournalLine.objects.get(act="team-adopt-profile")
    assert line.chain_id == bare.site
    (told,) = adoptions(bare.actors[Role.NURSE])
    assert (told.profile, told.version, told.note) == (IV, 1, "Read line by line.")
    assert told.by == bare.actors[Role.DIRECTOR].name


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"profile": "iv-racemik"}, NotFound),
        ({"version": 99}, NotFound),
        ({"version": 0}, NotFound),
        ({"site": uuid4()}, NotFound),
        ({"note": "x" * 301}, NotUnderstood),
    ],
)
def test_what_is_not_on_the_shelf_is_not_adopted(
    bare: Clinic, wrong: dict[str, Any], refusal: type[DaybreakError]
) -> None:
    lines = JournalLine.objects.count()

    with pytest.raises(refusal):
        adopt(bare, **wrong)

    assert not ProfileAdoption.objects.exists()
    assert JournalLine.objects.count() == lines


def test_another_organisations_director_finds_no_such_site(
    bare: Clinic, other_clinic: Clinic
) -> None:
    with pytest.raises(NotFound):
        adopt(other_clinic, site=bare.site)


def test_nobody_but_a_director_adopts(bare: Clinic) -> None:
    for role in set(bare.actors) - {Role.DIRECTOR}:
        with pytest.raises(WrongRole):
            adopt(bare, by=bare.actors[role])


def test_the_same_form_sent_twice_is_one_adoption_and_a_second_form_is_told(bare: Clinic) -> None:
    sent = bare.director
    told: dict[str, Any] = {"site": bare.site, "profile": IV, "version": 1}

    assert team.adopt_profile(**sent, **told) == team.adopt_profile(**sent, **told)
    assert ProfileAdoption.objects.count() == 1
    with pytest.raises(NotAllowed, match="already"):
        adopt(bare)


def test_the_shelf_says_where_a_version_is_in_force(bare: Clinic) -> None:
    actor = bare.actors[Role.DIRECTOR]
    before = {each.profile.id: each for each in shelved(actor, adoptions(actor))}
    assert all(not each.adopted_at for each in before.values())
    assert before[IV].protocols, "the protocol of six infusions uses it"

    adopt(bare)

    after = {each.profile.id: each for each in shelved(actor, adoptions(actor))}
    assert [place.site for place in after[IV].adopted_at] == [bare.site]
    assert not after["esketamine"].adopted_at


def test_the_shelf_of_one_clinic_says_nothing_of_another(
    bare: Clinic, other_clinic: Clinic
) -> None:
    adopt_profiles(bare, bare.site)

    told = adoptions(other_clinic.actors[Role.DIRECTOR])

    assert {each.site for each in told} == {other_clinic.site}
