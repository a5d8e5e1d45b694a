"""Whoever is booked has one sheet of paper with what it takes to treat them without a screen."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from clinic import NOON, Clinic
from daybreak.actions.journal import add
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.exchange.pdf import Paper
from daybreak.records.models import Account, Allergy, Chain, JournalLine
from daybreak.records.reads.paper import day
from daybreak.web.session.paper import printed
from treated import treated
from visiting import Visiting, visiting


def page(clinic: Clinic, url: str, role: Role = Role.NURSE) -> Any:
    client = Client()
    with time_machine.travel(clinic.clock(), tick=True):
        client.force_login(Account.objects.get(id=clinic.actors[role].id))
        return client.get(url)


@pytest.fixture
def booked(clinic: Clinic) -> Visiting:
    """Somebody who is booked today and is allergic."""
    visit = visiting(clinic)
    with visit.somebody.written():
        add(Allergy(patient_id=visit.somebody.patient, display="Latex", codes="[]", origin="typed"))
    return visit


SAID = (
    "Wren Hollow",
    "14 Feb 1985",
    "Latex",
    "0.5 mg/kg over 40 min",
    "actual weight",
    "40 mg",  # for the weight of the order
    "41.5 mg",  # and for three kilograms more
    "start +10 min",
    "end +60 min",
    "≥ 180",
    "≥ 160",
    "chest pain",
    "911",
    "Witness of waste",
    "☐",
)


def test_a_sheet_says_who_what_when_and_when_to_call(clinic: Clinic, booked: Visiting) -> None:
    shown = page(clinic, "/sessions/paper/").content.decode()
    made = page(clinic, "/sessions/paper.pdf").content
    written = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(made)).pages)

    for words in SAID:
        assert words.lower() in shown.lower(), words
        assert words.lower() in " ".join(written.lower().split()), words


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize(
    "protocol", ["iv-racemic-six", "esketamine-trd", "im-racemic-six", "iv-racemic-sixty"]
)
def test_one_person_is_one_page(clinic: Clinic, paper: Paper, protocol: str) -> None:
    visiting(clinic, protocol=protocol)
    today = day(clinic.actors[Role.NURSE], clinic.site, None, now=clinic.clock())

    pages = PdfReader(io.BytesIO(printed(today, paper))).pages
    assert len(pages) == 1, pages[1].extract_text()


def test_everybody_of_the_day_has_a_sheet_and_nobody_else(clinic: Clinic) -> None:
    visiting(clinic)
    treated(clinic).session(1, NOON + timedelta(hours=2), until=Stage.SCHEDULED)
    treated(clinic).session(1, NOON + timedelta(days=1), until=Stage.SCHEDULED)
    treated(clinic).session(1, NOON - timedelta(hours=3), until=Stage.CLOSED)
    nurse = clinic.actors[Role.NURSE]

    today = day(nurse, clinic.site, None, now=clinic.clock())
    tomorrow = day(nurse, clinic.site, today.on + timedelta(days=1), now=clinic.clock())

    assert (len(today.booked), len(tomorrow.booked)) == (2, 1)
    starts = [each.visit.starts_at for each in today.booked]
    assert starts == sorted(starts)


def test_a_day_without_anybody_says_so(clinic: Clinic) -> None:
    assert "Nobody is booked" in page(clinic, "/sessions/paper/").content.decode()
    assert page(clinic, "/sessions/paper.pdf?day=2031-01-01").status_code == 200


def test_printing_is_noted_for_each_chart(clinic: Clinic, booked: Visiting) -> None:
    page(clinic, "/sessions/paper/")

    lines = JournalLine.objects.filter(chain__kind=Chain.Kind.READING)
    assert booked.somebody.patient in {line.patient for line in lines}


@pytest.mark.parametrize("query", ["?day=tomorrow", "?paper=a3", "?day=2026-13-01"])
def test_a_day_or_paper_that_there_is_not_is_today_on_the_usual(
    clinic: Clinic, booked: Visiting, query: str
) -> None:
    assert "Wren Hollow" in page(clinic, f"/sessions/paper/{query}").content.decode()


def test_it_is_for_clinicians_of_the_site(clinic: Clinic, other_clinic: Clinic) -> None:
    visiting(other_clinic)

    assert page(clinic, "/sessions/paper/", Role.FRONT_DESK).status_code == 403
    assert "Wren Hollow" not in page(clinic, "/sessions/paper/").content.decode()


def test_without_a_plan_the_sheet_says_that_nobody_is_dosed(clinic: Clinic) -> None:
    from daybreak.records.models import Course
    from planned import eligible

    person = eligible(clinic)
    somebody = visiting(clinic).somebody
    with somebody.written():
        course = add(
            Course(
                patient_id=person,
                site_id=clinic.site,
                indication="trd",
                protocol="iv-racemic-six",
                protocol_version=1,
            )
        )
    somebody.course = course.id
    somebody.session(1, NOON + timedelta(hours=1), until=Stage.SCHEDULED)

    assert "NO PLAN IS SIGNED" in page(clinic, "/sessions/paper/").content.decode()
