"""The rail says where one is, also on pages that have an address of their own."""

from uuid import uuid4

import pytest
from django.test import RequestFactory

from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.ui.shell import shell

NURSE = Actor(uuid4(), "A nurse", uuid4(), frozenset({Role.NURSE}), frozenset({uuid4()}))


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", {"Today"}),
        ("/sessions/1/", {"Today"}),
        ("/people/1/plan/", {"People"}),
        ("/plans/", {"Plans"}),
        ("/courses/1/review/", {"Reviews"}),
        ("/account/2fa/", set()),
    ],
)
def test_one_line_of_the_rail_is_where_one_is(path: str, here: set[str]) -> None:
    request = RequestFactory().get(path)
    request.actor = NURSE  # type: ignore[attr-defined]  # as the middleware does

    assert {entry.label for entry in shell(request)["rail"] if entry.current} == here
