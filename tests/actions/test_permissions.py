"""Every act asks the table first, for every role, before it looks at anything else."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

import daybreak.actions.every  # noqa: F401 — registers them all
from daybreak.actions.act import REGISTER
from daybreak.care.errors import WrongRole
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import JournalLine


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_whoever_may_not_is_refused_and_whoever_may_gets_further(role: Role) -> None:
    somebody = Actor(uuid4(), "Somebody", uuid4(), frozenset({role}), frozenset())
    sent = {"by": somebody, "at": None, "now": datetime(2026, 11, 17, tzinfo=UTC)}

    for name, act in REGISTER.items():
        # Without what the act is about, one who may do it fails for that reason only.
        expected = TypeError if permissions.may(somebody, name) else WrongRole
        with pytest.raises(expected):
            act(**sent, act_id=uuid4())

    assert not JournalLine.objects.exists()
