"""The board shows the day as it is recorded, refreshes itself, and works without a script."""

import html
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic import NOON, Clinic
from daybreak.actions import session as act
from daybreak.actions.journal import add
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, Booking, JournalLine
from treated import treated
from visiting import visiting


def page(clinic: Clinic, role: Role = Role.NURSE, url: str = "/", **headers: str) -> Any:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    with time_machine.travel(clinic.clock(), tick=True):
        return client.get(url, **headers)  # type: ignore[arg-type]


def text(clinic: Clinic, *told: Any, **headers: Any) -> str:
    return str(page(clinic, *told, **headers).content.decode())


def test_an_empty_day_has_free_chairs_and_says_so(clinic: Clinic) -> None:
    shown = text(clinic)

    assert "0 people are here" in shown.replace("\n", " ")
    assert shown.count("Free") == 2
    assert "Nobody else is booked for today." in shown


def test_whoever_is_booked_is_next_until_they_sit_in_their_chair(clinic: Clinic) -> None:
    visit = visiting(clinic, starts_at=NOON + timedelta(minutes=30))
    assert "Arriving next" in text(clinic)
    assert "Has arrived" in text(clinic)
    assert "Free until 12:30" in text(clinic)

    visit.arrive()

    shown = text(clinic)
    assert "Has arrived" not in shown
    assert "1 person is here" in shown.replace("\n", " ")


def test_a_high_pressure_colours_the_row_and_names_the_chair(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=10)
    visit.measure(systolic_mmhg=186, diastolic_mmhg=112)

    shown = text(clinic)

    assert "Systolic 186 mmHg is at or over 180." in shown
    assert 'data-sev="critical"' in shown
    assert "Chair 1 needs someone." in shown


@pytest.mark.parametrize(
    ("minutes", "when"), [(9, "soon"), (12.5, "soon"), (13.5, "overdue"), (17, "late")]
)
def test_a_reading_turns_amber_and_then_red(clinic: Clinic, minutes: float, when: str) -> None:
    visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=minutes)

    assert f'class="due" data-when="{when}"' in text(clinic)


def test_the_refresh_brings_the_chairs_alone_and_is_nobody(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    lines = JournalLine.objects.count()

    shown = text(clinic, HTTP_HX_REQUEST="true", HTTP_X_DAYBREAK_POLL="1")

    assert "<html" not in shown
    assert 'hx-trigger="every 15s"' in shown
    assert 'hx-swap-oob="true"' in shown
    assert "As of 12:" in shown
    assert JournalLine.objects.count() == lines


def test_without_a_script_the_page_loads_itself_again(clinic: Clinic) -> None:
    assert '<noscript><meta http-equiv="refresh" content="60;url=?refresh=1"></noscript>' in text(
        clinic
    )


def test_on_the_wall_nobody_has_a_name(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    visiting(clinic, starts_at=NOON + timedelta(hours=1))

    shown = text(clinic, Role.NURSE, "/?wall=1")

    assert "Hollow" not in shown
    assert ">WH<" in shown
    assert "/sessions/" not in shown


def test_the_front_desk_sees_the_board_and_notes_an_arrival_but_opens_nothing(
    clinic: Clinic,
) -> None:
    visit = visiting(clinic)
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.FRONT_DESK].id))
    with time_machine.travel(clinic.clock(), tick=True):
        shown = client.get("/").content.decode()
        answer = client.post(f"/sessions/{visit.session}/arrive/", {"act_id": str(uuid4())})

    assert f"/sessions/{visit.session}/arrive/" in shown
    assert f'href="/sessions/{visit.session}/"' not in shown
    assert answer.status_code == 302
    assert visit.stage is Stage.ARRIVED


def test_an_arrival_that_is_refused_says_why_on_the_board(clinic: Clinic) -> None:
    visit = visiting(clinic)
    visit.arrive()
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.FRONT_DESK].id))

    with time_machine.travel(clinic.clock(), tick=True):
        answer = client.post(f"/sessions/{visit.session}/arrive/", {"act_id": str(uuid4())})

    assert answer.status_code == 422
    assert "cannot become arrived" in answer.content.decode()


def test_the_desk_notes_that_somebody_is_not_coming(clinic: Clinic) -> None:
    visit = visiting(clinic)
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.FRONT_DESK].id))
    url = f"/sessions/{visit.session}/cancel/"

    with time_machine.travel(clinic.clock(), tick=True):
        assert "Wren Hollow is not coming" in client.get(url).content.decode()
        empty = client.post(url, {"act_id": str(uuid4()), "what": "cancelled", "reason": ""})
        done = client.post(url, {"act_id": str(uuid4()), "what": "cancelled", "reason": "flu"})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert visit.stage is Stage.CANCELLED


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_the_board_is_not_for_everybody(clinic: Clinic, role: Role) -> None:
    assert page(clinic, role).status_code == 403


def test_another_organisations_day_is_not_on_it(clinic: Clinic, other_clinic: Clinic) -> None:
    visiting(other_clinic).until(Stage.DOSING)

    assert "Hollow" not in text(clinic)


def test_more_people_need_no_more_queries(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(clinic, HTTP_HX_REQUEST="true")
    for _ in range(3):
        clinic.clock.now = NOON
        visiting(clinic).until(Stage.DOSING)
    with CaptureQueriesContext(connection) as many:
        page(clinic, HTTP_HX_REQUEST="true")

    assert len(many) <= len(few) + 1


def test_the_front_desk_is_not_told_how_somebody_is(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=10)
    visit.measure(systolic_mmhg=186, diastolic_mmhg=112)

    shown = text(clinic, Role.FRONT_DESK)

    assert "Wren Hollow" in shown
    assert "Systolic" not in shown
    assert "Findings" not in shown
    assert 'data-sev="critical"' not in shown
    assert "needs someone" not in shown


def test_what_stands_before_a_session_is_said_before_they_come(clinic: Clinic) -> None:
    unsigned = treated(clinic)
    unsigned.session(1, clinic.clock.now + timedelta(hours=1), until=Stage.SCHEDULED)

    assert "There is no consent to this series" in text(clinic)
    desk = text(clinic, Role.FRONT_DESK)
    assert "There is no consent" not in desk
    assert "Owes " in desk
    assert "Owes " not in text(clinic, Role.NURSE, "/?wall=1")


QUOTES = '"'


def poll(clinic: Clinic, url: str = "/", mark: str = "", role: Role = Role.NURSE) -> Any:
    """What the page asks by itself, with the mark of what it shows."""
    told = {"HTTP_HX_REQUEST": "true", "HTTP_X_DAYBREAK_POLL": "1"}
    return page(clinic, role, url, **told, **({"HTTP_IF_NONE_MATCH": mark} if mark else {}))


@pytest.mark.parametrize("url", ["/", "/?wall=1", "/?wall=1&names=1&worst=1", "/pocket/"])
def test_a_board_that_has_not_changed_is_answered_with_when_that_was_seen(
    clinic: Clinic, url: str
) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.now = clinic.clock.now.replace(second=5, microsecond=0) + timedelta(minutes=1)
    first = poll(clinic, url)
    asks = html.unescape(first.content.decode())

    same = poll(clinic, url, first["ETag"])

    assert f'"If-None-Match": "\\"{first["ETag"].strip(QUOTES)}\\""' in asks
    assert (same.status_code, same.content, same["ETag"]) == (204, b"", first["ETag"])
    seen = json.loads(same["HX-Trigger"])["board-is-as-it-was"]
    assert seen["clock"] == "12:01"
    assert datetime.fromisoformat(seen["made"]) - clinic.clock.now < timedelta(seconds=5)

    visit.measure(systolic_mmhg=186, diastolic_mmhg=112)

    changed = poll(clinic, url, first["ETag"])
    assert changed.status_code == 200
    assert "186" in changed.content.decode()
    assert poll(clinic, url, changed["ETag"]).status_code == 204


def test_a_new_minute_is_a_change(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    clinic.clock.now = clinic.clock.now.replace(second=5, microsecond=0) + timedelta(minutes=1)
    first = poll(clinic)

    clinic.clock.forward(seconds=60)

    assert poll(clinic, mark=first["ETag"]).status_code == 200


def test_a_whole_page_is_never_answered_with_nothing(clinic: Clinic) -> None:
    first = poll(clinic)

    whole = page(clinic, HTTP_IF_NONE_MATCH=first["ETag"])

    assert whole.status_code == 200
    assert "<html" in whole.content.decode()


def test_what_one_role_may_not_see_has_another_mark(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    first = poll(clinic)

    assert poll(clinic, mark=first["ETag"], role=Role.FRONT_DESK).status_code == 200


def test_the_wall_says_last_figures_their_age_and_who_is_with_them(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    visit.measure(systolic_mmhg=142, diastolic_mmhg=86)
    clinic.clock.forward(minutes=4)

    shown = text(clinic, Role.NURSE, "/?wall=1")

    assert "142/86" in shown
    assert "4 min" in shown
    assert f"with {clinic.actors[Role.NURSE].name} 12:00" in shown
    assert "not an alarm system" in shown
    assert 'name="act_id"' not in shown
    named = text(clinic, Role.NURSE, "/?wall=1&names=1")
    assert "Wren Hollow" in named
    assert "/sessions/" not in named


def test_in_a_pocket_whoever_needs_somebody_is_on_top_and_one_tap_away(clinic: Clinic) -> None:
    well = visiting(clinic).until(Stage.DOSING)
    clinic.clock.now = NOON
    unwell = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=2)
    unwell.measure(systolic_mmhg=186, diastolic_mmhg=112)

    shown = text(clinic, Role.NURSE, "/pocket/")

    assert shown.index(f"/sessions/{unwell.session}/") < shown.index(f"/sessions/{well.session}/")
    assert "not an alarm system" in shown
    desk = text(clinic, Role.FRONT_DESK, "/pocket/")
    assert "/sessions/" not in desk
    assert "186" not in desk


def test_the_wall_is_in_the_order_of_chairs_unless_asked_for_the_worst(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    visit.measure(systolic_mmhg=186, diastolic_mmhg=112)
    with visit.somebody.written() as journal:
        add(
            Booking(
                session_id=visit.session,
                site_id=clinic.site,
                chair_id=clinic.chairs[1],
                starts_at=NOON,
                ends_at=NOON + timedelta(hours=2),
            )
        )
        journal.changed(visit.session)

    def free_first(url: str) -> bool:
        shown = text(clinic, Role.NURSE, url)
        return shown.index("tile-free") < shown.index(">WH<")

    assert free_first("/?wall=1")
    assert not free_first("/?wall=1&worst=1")


def test_only_an_alarm_that_nobody_answered_sounds(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    visit.measure()
    assert "data-sounds" not in text(clinic)
    visit.measure(systolic_mmhg=186, diastolic_mmhg=112)
    assert "data-sounds" in text(clinic)
    assert "data-sounds" not in text(clinic, Role.FRONT_DESK)

    for alarm in visit.seen.alarms(visit.now):
        act.acknowledge(
            **visit.nurse(), channel=alarm.channel, level=alarm.peak.value, action="told"
        )

    assert "data-sounds" not in text(clinic)


def test_the_chair_waits_for_whoever_should_be_in_it(clinic: Clinic) -> None:
    visiting(clinic, starts_at=NOON + timedelta(minutes=2))
    clinic.clock.forward(minutes=5)

    assert "Free, expected at 12:02" in text(clinic)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_the_pocket_is_not_for_everybody(clinic: Clinic, role: Role) -> None:
    assert page(clinic, role, "/pocket/").status_code == 403
