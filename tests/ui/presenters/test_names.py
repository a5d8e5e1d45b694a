"""People in few letters."""

import pytest

from daybreak.care.team.roles import Role
from daybreak.ui.presenters.names import initials, role_words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Dr A. Marlow", "AM"),
        ("R. Quill", "RQ"),
        ("Ida", "I"),
        ("Åsa von Linden", "ÅL"),
        ("", ""),
        ("42 ?", ""),
    ],
)
def test_initials_leave_out_titles(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_roles_are_read_in_their_own_order() -> None:
    assert role_words([Role.DIRECTOR, Role.NURSE]) == "nurse, medical director"
    assert role_words({Role.FRONT_DESK}) == "front desk"
