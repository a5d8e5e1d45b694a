"""A plan is made on pages that work as plain forms, and keep what was typed."""

import itertools
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from clinic import Clinic
from daybreak.actions import plan
from daybreak.care.plan.consent import consent_form
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    Booking,
    Consent,
    Course,
    JournalLine,
    PastTreatment,
    Plan,
    Session,
)
from daybreak.records.reads.series import series_of
from planned import SIX_DAYS, clauses, eligible, opened, somebody, wanted

ORDERED = {
    "mg_per_kg": "0.5",
    "basis": "actual",
    "weight_0": "176.4",
    "weight_1": "lb",
    "weighed_on": "2026-11-17",
    "minutes": "40",
    "sessions": "6",
}


def person_of(course: UUID) -> UUID:
    return Course.objects.get(id=course).patient_id


def fresh(**told: Any) -> dict[str, Any]:
    return {"act_id": str(uuid4()), **told}


def text(answer: Any) -> str:
    return answer.content.decode()  # type: ignore[no-any-return]


def hidden(page: str, name: str) -> str:
    """The value that a page gives a hidden field."""
    part = page.split(f'name="{name}"', 1)[1].split(">", 1)[0]
    return part.split('value="', 1)[1].split('"', 1)[0]


def proposed(page: str, count: int) -> dict[str, str]:
    """What the page of dates proposes, as its form would send it."""
    told = {"rows": str(count), "kind": hidden(page, "kind"), "act_id": hidden(page, "act_id")}
    for index in range(count):
        told[f"at-{index}_0"] = hidden(page, f"at-{index}_0")
        told[f"at-{index}_1"] = hidden(page, f"at-{index}_1")
        options = page.split(f'name="chair-{index}"', 1)[1].split("</select>", 1)[0]
        told[f"chair-{index}"] = (
            options.split(" selected", 1)[0].rsplit('value="', 1)[1].rstrip('"')
        )
    return told


def post(client: Client, address: str, told: dict[str, Any]) -> HttpResponse:
    return client.post(address, told)  # type: ignore[return-value]


def test_a_course_is_opened_agreed_to_ordered_and_dated(clinic: Clinic, sign_in: Any) -> None:
    person = eligible(clinic)
    prescriber, nurse, desk = (
        sign_in(role) for role in (Role.PRESCRIBER, Role.NURSE, Role.FRONT_DESK)
    )
    base = f"/people/{person}/plan/"

    assert "Open the course" in text(prescriber.get(base))
    opening = fresh(
        indication="trd",
        protocol="iv-racemic-six",
        site=str(clinic.site),
        evaluation="Two adequate trials failed.",
    )
    answer = post(prescriber, f"{base}open/", opening)
    assert (answer.status_code, answer.headers["Location"]) == (302, base)

    initialled = {f"clause-{each}": "on" for each in clauses()}
    signed = fresh(version=consent_form().version, signed_by="Wren Halloway", **initialled)
    assert post(nurse, f"{base}consent/", signed).status_code == 302

    worked = text(post(prescriber, f"{base}dose/", fresh(**ORDERED)))
    assert "Sign 40" in worked
    assert not Plan.objects.exists()
    order = {**ORDERED, "act_id": hidden(worked, "act_id"), "sign": "1"}
    order["shown_ug"] = hidden(worked, "shown_ug")
    assert post(prescriber, f"{base}dose/", order).status_code == 302

    dates = text(desk.get(f"{base}dates/"))
    booked = post(desk, f"{base}dates/", proposed(dates, 6))
    assert booked.status_code == 302, text(booked)

    course = Course.objects.get()
    days = series_of(course.id, person).induction_days
    assert len(days) == 6
    assert {(after - day).days for day, after in itertools.pairwise(days)} <= {2, 3, 4, 5}
    page = text(prescriber.get(base))
    for words in ("in force", "40", "Session </span>6", "Two adequate trials failed."):
        assert words in page
    assert "Two adequate trials failed." not in text(desk.get(base))
    assert JournalLine.objects.filter(act="intake-read-chart", patient=person).exists()


def test_signing_what_was_not_shown_only_shows_it(clinic: Clinic, sign_in: Any) -> None:
    base = f"/people/{person_of(opened(clinic))}/plan/dose/"

    answer = post(sign_in(Role.PRESCRIBER), base, fresh(**ORDERED, sign="1"))

    assert answer.status_code == 200
    assert "Sign 40" in text(answer)
    assert not Plan.objects.exists()


def test_a_figure_changed_after_the_sum_is_not_signed(clinic: Clinic, sign_in: Any) -> None:
    base = f"/people/{person_of(opened(clinic))}/plan/dose/"
    changed = fresh(**{**ORDERED, "mg_per_kg": "0.6"}, sign="1", shown_ug="40000")

    answer = post(sign_in(Role.PRESCRIBER), base, changed)

    assert answer.status_code == 422
    assert "not to the 40 mg that were shown" in text(answer)
    assert 'value="0.6"' in text(answer)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"mg_per_kg": "5", "sign": "1", "shown_ug": "400100"}, "outside 0.05 to 1.5"),
        ({"weight_0": "8", "weight_1": "kg"}, "is not a person&#x27;s weight"),
        ({"minutes": "forty"}, "not a number"),
        ({"weighed_on": ""}, "still empty"),
        ({"basis": "ideal"}, "needs height and sex"),
    ],
)
def test_a_refused_order_keeps_what_was_typed(
    clinic: Clinic, sign_in: Any, told: dict[str, str], words: str
) -> None:
    base = f"/people/{person_of(opened(clinic))}/plan/dose/"

    answer = post(sign_in(Role.PRESCRIBER), base, fresh(**{**ORDERED, **told, "note": "Kept."}))

    assert answer.status_code == 422
    assert words in text(answer)
    assert "Kept." in text(answer)
    assert not Plan.objects.exists()


def test_an_order_over_the_ceiling_waits_for_the_director(clinic: Clinic, sign_in: Any) -> None:
    person = person_of(opened(clinic))
    prescriber, director = sign_in(Role.PRESCRIBER), sign_in(Role.DIRECTOR)
    high = {**ORDERED, "mg_per_kg": "1.2", "minutes": "60"}
    worked = text(post(prescriber, f"/people/{person}/plan/dose/", fresh(**high)))
    shown = hidden(worked, "shown_ug")
    post(prescriber, f"/people/{person}/plan/dose/", fresh(**high, sign="1", shown_ug=shown))

    page = text(prescriber.get(f"/people/{person}/plan/"))
    assert "not in force" in page
    assert "You signed it first" in page
    told = fresh(plan=hidden(text(director.get(f"/people/{person}/plan/")), "plan"))
    assert post(sign_in(Role.NURSE), f"/people/{person}/plan/second/", told).status_code == 403
    assert post(prescriber, f"/people/{person}/plan/second/", told).status_code == 422
    assert post(director, f"/people/{person}/plan/second/", told).status_code == 302
    assert "not in force" not in text(prescriber.get(f"/people/{person}/plan/"))


def test_half_a_consent_comes_back_with_what_was_initialled(clinic: Clinic, sign_in: Any) -> None:
    base = f"/people/{person_of(opened(clinic))}/plan/consent/"
    told = {f"clause-{each}": "on" for each in clauses()[1:]}

    answer = post(sign_in(Role.NURSE), base, fresh(version=1, signed_by="Wren Halloway", **told))

    assert answer.status_code == 422
    assert "This has not been initialled." in text(answer)
    assert "Wren Halloway" in text(answer)
    assert text(answer).count(" checked") == len(told)
    assert not Consent.objects.exists()


def test_days_that_do_not_fit_come_back_with_why(clinic: Clinic, sign_in: Any) -> None:
    base = f"/people/{person_of(opened(clinic))}/plan/dates/"
    desk = sign_in(Role.FRONT_DESK)
    told = proposed(text(desk.get(base)), 6)
    told["at-1_0"] = told["at-0_0"]

    answer = post(desk, base, {**told, "reason": "She asked for it."})

    assert answer.status_code == 422
    assert "0 days after 1" in text(answer)
    assert "She asked for it." in text(answer)
    assert hidden(text(answer), "at-1_0") == told["at-0_0"]
    assert not Session.objects.exists()


def test_wishes_change_what_is_proposed(clinic: Clinic, sign_in: Any) -> None:
    base = f"/people/{person_of(opened(clinic))}/plan/dates/"
    desk = sign_in(Role.FRONT_DESK)

    page = text(desk.get(f"{base}?first_day=2026-11-23&earliest=13:00&not_weekdays=4"))

    assert hidden(page, "at-0_0") == "2026-11-23"
    assert {hidden(page, f"at-{n}_1") for n in range(6)} == {"13:00"}
    impossible = "&".join(f"not_weekdays={day}" for day in range(7))
    assert "No series of dates fits" in text(desk.get(f"{base}?{impossible}"))


def test_a_single_booster_is_proposed_and_booked(clinic: Clinic, sign_in: Any) -> None:
    course = opened(clinic)
    base = f"/people/{person_of(course)}/plan/dates/"
    desk = sign_in(Role.FRONT_DESK)
    plan.book_series(**clinic.desk, course=course, wanted=wanted(clinic, *SIX_DAYS))

    page = text(desk.get(f"{base}?kind=booster&first_day=2026-12-14"))
    answer = post(desk, base, proposed(page, 1))

    assert answer.status_code == 302, text(answer)
    row = Session.objects.get(kind="booster")
    assert row.number == 7


def test_a_session_is_moved_to_an_offered_day(clinic: Clinic, sign_in: Any) -> None:
    course = opened(clinic)
    sessions = plan.book_series(
        **clinic.desk, course=course, wanted=wanted(clinic, *SIX_DAYS)
    ).sessions
    base = f"/people/{person_of(course)}/plan/sessions/{sessions[3]}/"
    desk = sign_in(Role.FRONT_DESK)
    page = text(desk.get(base))
    assert "Move session 4" in page
    offers = [part.split('"', 1)[0] for part in page.split('name="offer" value="')[1:]]
    day = next(each for each in offers if "2026-11-27" in each)

    neither = post(desk, base, fresh(reason="Her work."))
    assert neither.status_code == 422
    assert "Her work." in text(neither)
    assert post(desk, base, fresh(offer=day)).status_code == 302

    assert Booking.objects.filter(session=sessions[3]).count() == 2
    assert "Friday 27 November" in text(desk.get(f"/people/{person_of(course)}/plan/"))


def test_a_time_that_is_too_near_is_refused_beside_the_form(clinic: Clinic, sign_in: Any) -> None:
    course = opened(clinic)
    sessions = plan.book_series(
        **clinic.desk, course=course, wanted=wanted(clinic, *SIX_DAYS)
    ).sessions
    told = {"at_0": "2026-11-24", "at_1": "10:00", "chair": str(clinic.chairs[0])}

    answer = post(
        sign_in(Role.FRONT_DESK),
        f"/people/{person_of(course)}/plan/sessions/{sessions[3]}/",
        fresh(**told),
    )

    assert answer.status_code == 422
    assert "1 day after 3" in text(answer)
    assert hidden(text(answer), "at_0") == "2026-11-24"


def test_the_rest_is_planned_again_in_one_go(clinic: Clinic, sign_in: Any) -> None:
    course = opened(clinic)
    person = person_of(course)
    plan.book_series(**clinic.desk, course=course, wanted=wanted(clinic, *SIX_DAYS))
    desk = sign_in(Role.FRONT_DESK)
    base = f"/people/{person}/plan/rest/"

    page = text(desk.get(f"{base}?first_day=2026-11-24"))
    told = fresh()
    for each in series_of(course, person).ahead:
        name = str(each.session)
        told[f"at-{name}_0"] = hidden(page, f"at-{name}_0")
        told[f"at-{name}_1"] = hidden(page, f"at-{name}_1")
        told[f"chair-{name}"] = str(clinic.chairs[0])
    answer = post(desk, base, told)

    assert answer.status_code == 302, text(answer)
    assert series_of(course, person).ahead[0].day.isoformat() == "2026-11-24"


def test_a_course_is_taken_over_in_the_middle(clinic: Clinic, sign_in: Any) -> None:
    person = somebody(clinic)
    base = f"/people/{person}/plan/history/"
    prescriber = sign_in(Role.PRESCRIBER)
    assert "Take over a course" in text(prescriber.get(base))
    told = {
        "source": "Letter of the River Clinic",
        "indication": "trd",
        "protocol": "iv-racemic-six",
        "site": str(clinic.site),
        "evaluation": "Moved here after three infusions.",
        "where": "River Clinic",
        "kind": "induction",
        "on-0": "2026-11-09",
        "mg-0": "40",
        "minutes-0": "40",
        "on-1": "2026-11-12",
        "on-2": "2026-11-16",
        "scored-0": "2026-11-06",
        "total-0": "21",
        "consent_on": "2026-11-05",
        "consent_by": "Wren Halloway",
    }

    half = post(prescriber, base, fresh(**{**told, "on-0": ""}))
    assert half.status_code == 422
    assert "On which day was this dose given?" in text(half)
    assert "Moved here after three infusions." in text(half)
    assert post(prescriber, base, fresh(**told)).status_code == 302

    assert PastTreatment.objects.count() == 3
    page = text(prescriber.get(f"/people/{person}/plan/"))
    assert "Letter of the River Clinic" in page
    assert "taken over without a decision here" in page
    dates = text(prescriber.get(f"/people/{person}/plan/dates/"))
    assert "Session 4" in dates
    assert "Session 3" not in dates.split("<form", 2)[1]


def test_a_nurse_does_not_take_a_course_over(clinic: Clinic, sign_in: Any) -> None:
    base = f"/people/{somebody(clinic)}/plan/history/"
    told = fresh(
        source="The patient",
        indication="trd",
        protocol="iv-racemic-six",
        site=str(clinic.site),
        evaluation="Moved here.",
    )
    nurse = sign_in(Role.NURSE)

    assert "A prescriber takes a course over" in text(nurse.get(base))
    assert post(nurse, base, told).status_code == 403
    assert not Course.objects.exists()


def test_the_worklist_says_what_each_plan_waits_for(clinic: Clinic, sign_in: Any) -> None:
    desk = sign_in(Role.FRONT_DESK)
    assert "No plan waits for anything" in text(desk.get("/plans/"))
    eligible(clinic, family="Waiting")
    course = opened(clinic, family="Begun")

    page = text(desk.get("/plans/"))
    assert "2 plans wait" in page
    assert "open a course" in page
    assert all(words in page for words in (">consent<", ">the order<", ">dates<"))
    assert "Begun" not in text(desk.get("/plans/?which=course"))

    plan.book_series(**clinic.desk, course=course, wanted=wanted(clinic, *SIX_DAYS))
    assert "Begun" not in text(desk.get("/plans/?which=dates"))
    assert "Nobody here" in text(desk.get("/plans/?which=dates"))


PAGES = ("", "consent/", "dose/", "dates/", "rest/", "history/")


@pytest.mark.parametrize("page", PAGES)
def test_another_organisations_plan_does_not_exist(
    clinic: Clinic, other_clinic: Clinic, sign_in: Any, page: str
) -> None:
    person = somebody(other_clinic)

    assert sign_in(Role.PRESCRIBER).get(f"/people/{person}/plan/{page}").status_code == 404
    if page:
        posted = post(sign_in(Role.PRESCRIBER), f"/people/{person}/plan/{page}", fresh())
        assert posted.status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_read_plans_is_told_so(clinic: Clinic, sign_in: Any, page: str) -> None:
    person = person_of(opened(clinic))

    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        assert sign_in(role).get(f"/people/{person}/plan/{page}").status_code == 403
    assert sign_in(Role.THERAPIST).get(f"/people/{person}/plan/{page}").status_code == 200


@pytest.mark.parametrize(
    ("page", "role"),
    [
        ("open/", Role.NURSE),
        ("consent/", Role.FRONT_DESK),
        ("dose/", Role.NURSE),
        ("dates/", Role.THERAPIST),
        ("rest/", Role.THERAPIST),
        ("history/", Role.FRONT_DESK),
    ],
)
def test_who_may_only_read_does_not_do(clinic: Clinic, sign_in: Any, page: str, role: Role) -> None:
    person = person_of(opened(clinic))
    lines = JournalLine.objects.exclude(act="intake-read-chart").count()

    answer = post(sign_in(role), f"/people/{person}/plan/{page}", fresh(**ORDERED))

    assert answer.status_code == 403
    assert JournalLine.objects.exclude(act="intake-read-chart").count() == lines


@pytest.mark.parametrize("page", ["consent/", "dose/", "dates/", "rest/"])
def test_without_a_course_there_is_nothing_to_plan_yet(
    clinic: Clinic, sign_in: Any, page: str
) -> None:
    person = somebody(clinic)

    answer = sign_in(Role.PRESCRIBER).get(f"/people/{person}/plan/{page}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/people/{person}/plan/")
    start = sign_in(Role.PRESCRIBER).get(f"/people/{person}/plan/")
    assert "Screening comes first" in text(start)


def test_what_only_does_cannot_be_read(clinic: Clinic, sign_in: Any) -> None:
    person = person_of(opened(clinic))
    prescriber = sign_in(Role.PRESCRIBER)

    for page in ("open/", "second/"):
        assert prescriber.get(f"/people/{person}/plan/{page}").status_code == 405
    assert prescriber.post("/plans/").status_code == 405
    assert Client().get("/plans/").status_code == 302
