"""A replay shows at each moment exactly what the chairside screen showed then."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from beside import gives, on_a_word
from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.replay import Look, View
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, JournalLine
from daybreak.records.reads.session import Visit, looked_at
from daybreak.web.session.monitor import Monitor, monitor
from daybreak.web.session.replay import ms
from visiting import WELL, Visiting, visiting


def reader(clinic: Clinic, role: Role = Role.NURSE) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def then(visit: Visiting, moment: datetime, view: View = View.KNOWN) -> Visit:
    return looked_at(visit.clinic.actors[Role.NURSE], visit.session, Look(moment, view))


def everything(seen: Visit, moment: datetime) -> tuple[Monitor, Any]:
    """What the screen shows, and everything that acts weigh."""
    chair = seen.chair
    return (
        monitor(seen, moment),
        (
            chair.history,
            chair.readings,
            chair.symptoms,
            chair.acknowledgements,
            seen.alarms(moment),
            seen.due(moment),
            seen.given(moment),
            seen.answers,
            seen.stage,
        ),
    )


def wander(visit: Visiting, chance: random.Random) -> None:
    """One thing that may happen at a chair; what a rule refuses leaves nothing."""
    told = visit.nurse()
    if chance.random() < 0.3:  # told some minutes late
        told["at"] = told["now"] - timedelta(seconds=chance.randrange(20, 900))
    seen = visit.seen
    match chance.randrange(8):
        case 0 | 1 | 2:
            vitals = replace(
                WELL,
                systolic_mmhg=chance.choice([112, 128, 164, 186]),
                spo2_percent=chance.choice([89, 95, 98]),
            )
            act.record_vitals(**told, vitals=vitals)
        case 3:
            term = chance.choice(["nausea", "chest-pain", "dizziness"])
            act.record_symptom(**told, term=term, grade=chance.randrange(4))
        case 4:
            for alarm in seen.alarms(visit.now)[:1]:
                told["at"] = None
                level = (alarm.unseen or alarm.peak).value
                act.acknowledge(**told, channel=alarm.channel, level=level, action="Told")
        case 5:
            standing = [each for each in seen.readings if not each.replaced]
            wrong = chance.choice(standing)
            instead = chance.choice([None, replace(WELL, systolic_mmhg=131)])
            told["at"] = None
            act.correct(**told, reading=wrong.id, vitals=instead, reason="Misread")
        case 6:
            (act.resume if seen.stage is Stage.PAUSED else act.pause)(**told)
        case _:
            act.read_pump(**told, shown_ul=chance.randrange(0, 60_000))


@pytest.mark.parametrize("seed", range(4))
def test_a_replay_at_a_moment_is_what_was_computed_at_that_moment(
    clinic: Clinic, seed: int
) -> None:
    chance = random.Random(seed)
    visit = visiting(clinic).until(Stage.DOSING)
    shown = []
    for _ in range(14):
        visit.clinic.clock.forward(seconds=chance.randrange(5, 240))
        try:
            wander(visit, chance)
        except (NotAllowed, NotUnderstood):
            continue
        moments = (visit.now, visit.clinic.clock.forward(seconds=chance.randrange(1, 90)))
        shown += [(moment, everything(visit.seen, moment)) for moment in moments]

    assert len(shown) > 6
    for moment, live in shown:
        assert everything(then(visit, moment), moment) == live


def test_what_was_is_what_is_known_now_of_that_moment(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=10)
    wrong = visit.measure(systolic_mmhg=186).reading
    typed = clinic.clock.now
    clinic.clock.forward(minutes=5)
    late = visit.nurse()
    late["at"] = typed - timedelta(minutes=3)
    act.record_vitals(**late, vitals=replace(WELL, systolic_mmhg=142))
    act.correct(
        **visit.nurse(),
        reading=wrong,
        vitals=replace(WELL, systolic_mmhg=126),
        reason="Another person's cuff",
    )

    def pressures(view: View) -> list[int | None]:
        seen = then(visit, typed, view)
        return [each.vitals.systolic_mmhg for each in seen.chair.until(typed)][-2:]

    assert pressures(View.KNOWN) == [128, 186]
    assert pressures(View.WAS) == [142, 126]


def test_the_page_walks_by_its_links_alone(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.CLOSED)
    client = reader(clinic)
    url = f"/sessions/{visit.session}/replay/"

    page = client.get(url)
    shown = page.content.decode()
    assert page.status_code == 200
    assert "As it was known then" in shown
    steps = page.context["steps"]
    moments = [page.context["at_ms"]]
    for _ in range(4):
        here = client.get(url + steps[3][2])
        moments.append(here.context["at_ms"])
        steps = here.context["steps"]
    back = client.get(url + steps[0][2])

    assert moments == sorted(set(moments))
    assert back.context["at_ms"] == moments[-2]
    end = client.get(url, {"at": str(page.context["last_ms"])})
    assert end.context["frame"].stage == "Closed"


def test_the_screen_of_a_moment_has_nothing_to_press(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.RECOVERY)
    began = visit.seen.chair.began
    assert began is not None
    client = reader(clinic)
    answer = client.get(
        f"/sessions/{visit.session}/replay/",
        {"at": str(ms(began + timedelta(minutes=12))), "frame": "1"},
    ).content.decode()

    assert "12 min after the start" in answer
    assert "138" in answer
    assert not any(word in answer for word in ("<form", "<button", "hx-", "<a "))


@pytest.mark.parametrize("at", ["", "x", "-5", "9" * 40, "0", "١٢"])
def test_a_moment_that_is_none_is_the_nearest_there_is(clinic: Clinic, at: str) -> None:
    visit = visiting(clinic).until(Stage.ARRIVED)

    answer = reader(clinic).get(f"/sessions/{visit.session}/replay/", {"at": at})

    assert answer.status_code == 200


def test_the_copy_for_training_has_no_names_and_no_words_of_anybody(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=5)
    visit.measure(systolic_mmhg=170)
    act.acknowledge(
        **visit.nurse(), channel="systolic-high", level="alert", action="Told Dr Ibarra"
    )
    act.record_symptom(**visit.nurse(), term="nausea", grade=1, note="Wren says so")
    client = reader(clinic)
    url = f"/sessions/{visit.session}/replay/"
    last = client.get(url).context["last_ms"]

    shown = client.get(url, {"names": "no", "at": str(last)}).content.decode()

    assert "Colleague" in shown
    for name in (
        "Wren",
        "Hollow",
        "Ibarra",
        "Test nurse",
        visit.seen.patient_number,
        "Nov",
        "1985",
    ):
        assert name not in shown, name
    assert "Ibarra" in client.get(url, {"at": str(last)}).content.decode()


@pytest.mark.parametrize(("names", "says_why"), [("", True), ("&names=no", False)])
def test_a_medicine_taken_back_is_an_event_of_its_own(
    clinic: Clinic, names: str, says_why: bool
) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    dose = gives(visit, word=on_a_word(visit)).dose
    clinic.clock.forward(minutes=5)
    before = ms(clinic.clock.now) - 1
    act.take_back_adjunct(**visit.nurse(), dose=dose, reason="Meant for Wren")

    def screen(at: int, view: str) -> str:
        url = f"/sessions/{visit.session}/replay/?frame=1&at={at}&view={view}{names}"
        return reader(clinic).get(url).content.decode()

    assert "Labetalol given" in screen(before, "known")
    assert "Labetalol was not given" not in screen(before, "known")
    for then_, view in ((before, "was"), (before + 600_000, "known")):
        assert "Labetalol was not given" in screen(then_, view)
        assert ("Meant for Wren" in screen(then_, view)) == says_why


def test_a_session_of_which_nothing_is_recorded_says_so(clinic: Clinic) -> None:
    visit = visiting(clinic)

    assert (
        "Nothing was recorded"
        in reader(clinic).get(f"/sessions/{visit.session}/replay/").content.decode()
    )


def test_playing_is_noted_as_reading_once(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.ARRIVED)
    client = reader(clinic, Role.PRESCRIBER)
    url = f"/sessions/{visit.session}/replay/"
    client.get(url)
    lines = JournalLine.objects.count()

    client.get(url, {"frame": "1"})

    assert JournalLine.objects.count() == lines


def test_another_clinics_session_does_not_exist(clinic: Clinic, other_clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.ARRIVED)

    assert reader(other_clinic).get(f"/sessions/{visit.session}/replay/").status_code == 404


def test_a_medicine_is_signed_for_in_the_replay_from_its_signature_on_and_by_nobody_named(
    clinic: Clinic,
) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    dose = gives(visit, word=on_a_word(visit)).dose
    before = visit.now
    clinic.clock.forward(minutes=5)
    act.sign_adjunct(**visit.prescriber(), dose=dose)
    nurse, moments = clinic.actors[Role.NURSE], (before, visit.now)

    then, now = (
        looked_at(nurse, visit.session, Look(each, View.KNOWN), nameless=True).beside.doses[0]
        for each in moments
    )

    assert (then.signed_at, then.waits) == (None, True)
    assert not now.waits
    assert now.signed_by.startswith("Colleague")
