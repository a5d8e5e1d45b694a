"""An act happens whole or not at all, once for each act id, and leaves one line."""

import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection

from clinic import Clinic, open_clinic
from daybreak.actions import team
from daybreak.actions.act import REGISTER
from daybreak.care.errors import NotAllowed, NotFound, WrongRole
from daybreak.care.team.permissions import ACTS
from daybreak.care.team.roles import Role
from daybreak.records.models import Chain, Chair, JournalLine


def test_an_act_adds_one_line_to_the_chain_of_its_site(clinic: Clinic) -> None:
    before = Chain.objects.get(id=clinic.site).length

    team.add_chair(**clinic.administrator, site=clinic.site, name="9")

    assert Chain.objects.get(id=clinic.site).length == before + 1
    line = JournalLine.objects.filter(chain=clinic.site).order_by("-position")[0]
    assert line.act == "team-add-chair"


def test_a_repeated_act_id_gets_the_first_answer_and_changes_nothing(clinic: Clinic) -> None:
    sent = clinic.administrator
    first = team.add_chair(**sent, site=clinic.site, name="9")
    lines = JournalLine.objects.count()

    later = {**sent, "now": clinic.clock.forward(minutes=5)}
    second = team.add_chair(**later, site=clinic.site, name="9")

    assert second == first
    assert JournalLine.objects.count() == lines


def test_the_same_act_id_with_other_content_is_refused(clinic: Clinic) -> None:
    sent = clinic.administrator
    team.add_chair(**sent, site=clinic.site, name="9")

    with pytest.raises(NotAllowed, match="already sent with other content"):
        team.add_chair(**sent, site=clinic.site, name="10")

    assert not Chair.objects.filter(name="10").exists()


def test_the_same_act_id_from_another_person_is_refused(clinic: Clinic) -> None:
    sent = clinic.administrator
    team.add_chair(**sent, site=clinic.site, name="9")
    other = {**sent, "by": open_clinic("Third").actors[Role.ADMINISTRATOR]}

    with pytest.raises((NotAllowed, NotFound)):
        team.add_chair(**other, site=clinic.site, name="9")


def test_a_wrong_role_is_refused_and_stores_nothing(clinic: Clinic) -> None:
    lines = JournalLine.objects.count()

    with pytest.raises(WrongRole, match="administrator"):
        team.add_chair(**clinic.nurse, site=clinic.site, name="9")

    assert JournalLine.objects.count() == lines


def test_a_refusal_in_the_middle_leaves_nothing_behind(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, chairs = JournalLine.objects.count(), Chair.objects.count()
    monkeypatch.setattr(
        "daybreak.actions.journal.Journal.close",
        lambda *_: (_ for _ in ()).throw(NotAllowed("test", "refused after the row was added")),
    )

    with pytest.raises(NotAllowed):
        team.add_chair(**clinic.administrator, site=clinic.site, name="9")

    assert (JournalLine.objects.count(), Chair.objects.count()) == (lines, chairs)


def test_another_organisations_site_does_not_exist(clinic: Clinic, other_clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        team.add_chair(**clinic.administrator, site=other_clinic.site, name="9")


def test_an_organisations_chain_stamps_the_heads_of_all_chains_once_a_day(clinic: Clinic) -> None:
    stamps = JournalLine.objects.filter(chain=clinic.organisation, act="journal-stamp-heads")
    assert stamps.count() == 1

    clinic.clock.forward(days=1)
    team.add_chair(**clinic.administrator, site=clinic.site, name="9")
    team.add_chair(**clinic.administrator, site=clinic.site, name="10")

    assert stamps.count() == 2


def test_every_act_has_a_row_in_the_table_of_permissions_and_the_other_way_round() -> None:
    import daybreak.actions.every  # noqa: F401 — registers them all

    assert set(REGISTER) == set(ACTS)


def test_two_at_the_same_moment_with_one_act_id_store_it_once(real_transactions: None) -> None:
    clinic = open_clinic()
    sent = clinic.administrator
    answers: list[UUID] = []
    together = threading.Barrier(4)

    def press() -> None:
        together.wait()
        try:
            answers.append(team.add_chair(**sent, site=clinic.site, name="9").chair)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert Chair.objects.filter(name="9").count() == 1


def test_many_at_the_same_moment_keep_the_chain_whole(real_transactions: None) -> None:
    from daybreak.records.verify import verify

    clinic = open_clinic()
    calls = [{**clinic.administrator, "act_id": uuid4()} for _ in range(12)]

    def press(sent: dict[str, object], name: str) -> None:
        try:
            team.add_chair(**sent, site=clinic.site, name=name)  # type: ignore[arg-type]
        finally:
            connection.close()

    threads = [
        threading.Thread(target=press, args=(sent, f"c{number}"))
        for number, sent in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Chair.objects.filter(name__startswith="c").count() == 12
    assert verify().ok
