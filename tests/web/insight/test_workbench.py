"""The workbench: what is changed is tried beside what is written, and nobody waits for it."""

import json
import os
from functools import cache
from pathlib import Path
from time import sleep, time

import pytest
from django.conf import settings
from django.test import Client

from clinic import Clinic
from daybreak.actions.insight import workbench as act
from daybreak.care.catalogue.protocol import Protocol, protocol
from daybreak.care.catalogue.reading import read
from daybreak.care.errors import NotAllowed, NotFound
from daybreak.care.team.roles import Role
from daybreak.lab.clinic.answer import answer
from daybreak.lab.clinic.assumptions import assumptions
from daybreak.lab.clinic.trial import Asked, try_out
from daybreak.records.models import Account, JournalLine

pytestmark = pytest.mark.django_db

SENT = {
    "base": "iv-racemic-six", "dose": "0.6", "minutes": "60", "sessions": "4", "gap_days": "7",
    "upkeep": "none", "people": "500", "weeks": "12",
}  # fmt: skip
BAR = "\r[####] 40/120 people"


@cache
def an_answer() -> str:
    asked = Asked(people=60, weeks=12)
    trials = [
        try_out(protocol(name), assumptions(), asked)
        for name in ("iv-racemic-six", "iv-racemic-sixty")
    ]
    return json.dumps(answer(trials))


class Bench:
    """Trials that go as far as a test lets them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: set[str] = set()

    def start(self, folder: Path, _: act.Wanted) -> None:
        self.running.add(folder.name)
        (folder / act.TOLD).write_text(BAR, encoding="utf-8")

    def runs(self, folder: Path) -> bool:
        return folder.name in self.running

    def end(self, said: str = "", answer: str = "") -> None:
        for name in self.running:
            (self.folder / "workbench" / name / act.TOLD).write_text(said, encoding="utf-8")
            (self.folder / "workbench" / name / act.ANSWER).write_text(answer, encoding="utf-8")
        self.running.clear()


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(act, "_start", made.start)
    monkeypatch.setattr(act, "_runs", made.runs)
    return made


def signed_in(clinic: Clinic, role: Role = Role.DIRECTOR) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def begun(client: Client, **changed: str) -> str:
    page = client.post("/workbench/", {**SENT, **changed})
    assert page.status_code == 302, page.content.decode()
    return page.headers["Location"]


def text_of(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


def test_the_page_begins_with_a_protocol_as_it_is_written(clinic: Clinic) -> None:
    text = text_of(signed_in(clinic), "/workbench/?base=iv-racemic-sixty")

    assert 'name="dose" value="0.5"' in text
    assert 'name="minutes" value="60"' in text
    assert "iv-racemic-pain" not in text
    assert "chooses no dose" in text


def test_a_trial_shows_how_far_it_is_and_then_what_it_found(clinic: Clinic, bench: Bench) -> None:
    client = signed_in(clinic)
    url = begun(client)

    waiting = text_of(client, url)
    bench.end(answer=an_answer())
    done = text_of(client, url)

    assert "40 of 120 people have been through" in waiting
    assert f'hx-get="{url}"' in waiting
    assert "hx-get" not in done.split('id="trial"')[1].split(">")[0]
    for words in ("In remission on day 28", "Sessions with a critical alarm", "As written"):
        assert words in done
    assert 'name="dose" value="0.6"' in done  # the form keeps what was tried


def test_htmx_gets_the_part_that_changes(clinic: Clinic, bench: Bench) -> None:
    client = signed_in(clinic)
    url = begun(client)

    part = client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div class="stack" id="trial"')
    assert "<html" not in part


def test_what_was_changed_is_what_is_tried(clinic: Clinic, bench: Bench) -> None:
    begun(signed_in(clinic))

    (made,) = bench.folder.glob("workbench/*/tried.toml")
    tried = read(made, Protocol)
    assert tried.weighted is not None
    assert tried.minutes is not None
    assert (str(tried.weighted.start_mg_per_kg), tried.minutes.usual) == ("0.6", 60)
    assert (tried.induction.sessions, tried.reviews_after) == (4, (3, 4))
    assert tried.maintenance is None
    assert tried.profile == "iv-racemic"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"dose": "5"}, "lies between 0.05 and 1.5"),
        ({"dose": ""}, "First dose: This"),
        ({"sessions": "40"}, "40 is not a number to try"),
        ({"base": "iv-racemic-pain"}, "Select a valid choice"),
        ({"base": "iv-racemic-low", "dose": "1.2"}, "is over the ceiling_mg_per_kg"),
    ],
)
def test_what_cannot_be_is_said_beside_the_form(
    changed: dict[str, str], says: str, clinic: Clinic, bench: Bench
) -> None:
    page = signed_in(clinic).post("/workbench/", {**SENT, **changed})

    assert page.status_code == 422
    assert says in page.content.decode()
    assert not list(bench.folder.glob("workbench/*"))


def test_a_refusal_of_the_command_is_shown(clinic: Clinic, bench: Bench) -> None:
    client = signed_in(clinic)
    url = begun(client)
    bench.end(said=f"{BAR}\ndaybreak: The disk is full. Make room.\n")

    assert "The disk is full. Make room." in text_of(client, url)


def test_a_trial_that_was_stopped_says_so(clinic: Clinic, bench: Bench) -> None:
    client = signed_in(clinic)
    url = begun(client)
    bench.end(said=BAR)

    assert "stopped before it was done" in text_of(client, url)


def test_only_two_trials_run_at_once(clinic: Clinic, bench: Bench) -> None:
    client = signed_in(clinic)
    begun(client)
    begun(client)

    page = client.post("/workbench/", SENT)

    assert page.status_code == 422
    assert "Wait until one is done" in page.content.decode()


def test_nobody_sees_the_trials_of_another(clinic: Clinic, bench: Bench) -> None:
    url = begun(signed_in(clinic))

    assert signed_in(clinic, Role.PRESCRIBER).get(url).status_code == 404


@pytest.mark.parametrize("role", [Role.NURSE, Role.FRONT_DESK, Role.THERAPIST, Role.AUDITOR])
def test_the_workbench_is_for_prescribers_and_the_director(role: Role, clinic: Clinic) -> None:
    assert signed_in(clinic, role).get("/workbench/").status_code == 403


def test_a_trial_touches_no_record(clinic: Clinic, bench: Bench) -> None:
    before = JournalLine.objects.count()

    begun(signed_in(clinic))

    assert JournalLine.objects.count() == before


def test_the_oldest_trials_make_way(
    clinic: Clinic, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act, "KEPT", 2)
    client = signed_in(clinic)
    for _ in range(4):
        begun(client)
        bench.end(answer=an_answer())

    assert len(list(bench.folder.glob("workbench/*"))) == 2


@pytest.mark.slow
def test_a_process_of_its_own_does_the_work(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    by = clinic.actors[Role.DIRECTOR]
    draft = act.usual(protocol("iv-racemic-six"))

    run = act.begin(by=by, wanted=act.Wanted(draft, 40, 8))
    for _ in range(600):
        seen = act.look(by=by, run=run)
        if seen.is_over:
            break
        sleep(0.2)

    assert seen.why == ""
    assert seen.answer is not None
    # what was not changed is tried on the same people, and comes to the same
    assert all(
        each["value"] in (0, None) for each in seen.answer["compared"][0]["figures"].values()
    )


def test_the_number_of_a_process_is_trusted_for_an_hour_only(tmp_path: Path) -> None:
    (tmp_path / act.PROCESS).write_text(str(os.getpid()), encoding="ascii")
    assert act._runs(tmp_path)

    long_ago = time() - act.LONGEST_S - 1
    os.utime(tmp_path / act.PROCESS, (long_ago, long_ago))
    assert not act._runs(tmp_path)


def test_what_is_not_there_is_not_found(clinic: Clinic, bench: Bench) -> None:
    by = clinic.actors[Role.DIRECTOR]
    with pytest.raises(NotFound):
        act.look(by=by, run=by.id)


def test_the_limit_is_said_before_anything_is_written(clinic: Clinic, bench: Bench) -> None:
    bench.running = {"one", "two"}
    for name in bench.running:
        (bench.folder / "workbench" / name).mkdir(parents=True)
    wanted = act.Wanted(act.usual(protocol("iv-racemic-six")), 500, 12)

    with pytest.raises(NotAllowed):
        act.begin(by=clinic.actors[Role.DIRECTOR], wanted=wanted)

    assert len(list(bench.folder.glob("workbench/*"))) == 2
