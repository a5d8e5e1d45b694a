"""Somebody's PIN is theirs alone, and the record holds nothing but two hashes of it."""

import pytest

from clinic import Clinic
from daybreak.actions import pins as act
from daybreak.actions import team
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.team.roles import Role
from daybreak.records import verify
from daybreak.records.models import Account, ChairPin, JournalLine
from daybreak.records.reads.pins import pin_holders

MADE = "pbkdf2_sha256$600000$c2FsdA==$aGFzaA=="
PROVER = "pbkdf2_sha256$600001$cHJvb2Y=$sealed"


def test_setting_a_pin_adds_one_row_of_ones_own_and_one_line(clinic: Clinic) -> None:
    sent = clinic.nurse

    assert act.set_pin(**sent, verifier=MADE, prover=PROVER).account == sent["by"].id
    act.set_pin(**sent, verifier=MADE, prover=PROVER)

    row = ChairPin.objects.get()
    assert (row.account_id, row.verifier, row.prover) == (sent["by"].id, MADE, PROVER)
    line = JournalLine.objects.get(act="team-set-pin")
    kept = f"{line.request} {line.answer} {line.rows}"
    assert MADE not in kept
    assert "sealed" not in kept


def test_the_same_form_with_other_hashes_is_refused(clinic: Clinic) -> None:
    sent = clinic.nurse
    act.set_pin(**sent, verifier=MADE, prover=PROVER)

    with pytest.raises(NotAllowed, match="other content"):
        act.set_pin(**sent, verifier=MADE + "=", prover=PROVER)
    assert ChairPin.objects.count() == 1


@pytest.mark.parametrize(
    ("verifier", "prover"),
    [
        ("493817", PROVER),
        (MADE, "493817"),
        ("", PROVER),
        (MADE, ""),
        ("md5$1$a$b", PROVER),
        (MADE + "x" * 200, PROVER),
    ],
)
def test_what_is_no_hash_is_refused_and_leaves_nothing(
    clinic: Clinic, verifier: str, prover: str
) -> None:
    with pytest.raises(NotUnderstood):
        act.set_pin(**clinic.nurse, verifier=verifier, prover=prover)

    assert not ChairPin.objects.exists()
    assert not JournalLine.objects.filter(act="team-set-pin").exists()


def test_a_device_learns_of_those_who_may_work_at_a_chair_there(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    for sent in (clinic.nurse, clinic.prescriber, other_clinic.nurse):
        act.set_pin(**sent, verifier=MADE, prover=PROVER)

    nurse, prescriber = clinic.actors[Role.NURSE], clinic.actors[Role.PRESCRIBER]
    held = {holder.account: holder for holder in pin_holders(clinic.site)}

    assert set(held) == {nurse.id, prescriber.id}
    assert held[nurse.id].name == nurse.name
    assert held[nurse.id].roles == {Role.NURSE}
    assert held[nurse.id].verifier == MADE
    assert (held[nurse.id].proof_salt, held[nurse.id].proof_iterations) == ("cHJvb2Y=", 600001)
    assert "sealed" not in repr(held), "the key of proofs never leaves"


def test_whoever_lost_the_role_or_the_account_is_no_longer_told(clinic: Clinic) -> None:
    for sent in (clinic.nurse, clinic.prescriber):
        act.set_pin(**sent, verifier=MADE, prover=PROVER)
    team.withdraw_role(
        **clinic.administrator,
        account=clinic.actors[Role.NURSE].id,
        site=clinic.site,
        role=Role.NURSE,
    )
    Account.objects.filter(id=clinic.actors[Role.PRESCRIBER].id).update(is_active=False)

    assert pin_holders(clinic.site) == ()


def test_the_record_still_verifies(clinic: Clinic) -> None:
    act.set_pin(**clinic.nurse, verifier=MADE, prover=PROVER)

    assert verify.verify().ok
