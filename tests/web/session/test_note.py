"""The note of a session says all that was recorded, as a page and as a PDF, and always the same."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from beside import gives, on_a_word
from clinic import Clinic
from daybreak.actions import session as act
from daybreak.actions.journal import add
from daybreak.care.catalogue.profile import Signal
from daybreak.care.session.stages import Stage
from daybreak.care.session.told_by import ToldFigure
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, DeviceFigures, VitalsRow
from visiting import WELL, Visiting, second_nurse, visiting


def reader(clinic: Clinic, role: Role = Role.NURSE) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


@pytest.fixture
def eventful(clinic: Clinic) -> Visiting:
    """A session with a high reading answered, one put right, one told late, and waste."""
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=10)
    visit.measure(systolic_mmhg=164, diastolic_mmhg=98)
    act.acknowledge(
        **visit.nurse(), channel="systolic-high", level="alert", action="Prescriber told"
    )
    act.record_symptom(**visit.nurse(), term="nausea", grade=2, note="Since the ceiling moved")
    clinic.clock.forward(minutes=10)
    wrong = visit.measure(heart_rate_per_min=27).reading
    act.correct(
        **visit.nurse(),
        reading=wrong,
        vitals=replace(WELL, heart_rate_per_min=72),
        reason="Digits swapped",
    )
    clinic.clock.forward(minutes=20)
    late = visit.nurse()
    late["at"] = late["now"] - timedelta(minutes=12)
    act.record_vitals(**late, vitals=replace(WELL, spo2_percent=94))
    visit.end(shown_ul=99_000)
    for _ in range(4):
        clinic.clock.forward(minutes=16)
        visit.measure()
    visit.assess()
    visit.sign()
    visit.close(
        note="Calm, then talked.\nWill write.", waste_ul=1_000, witness=second_nurse(clinic).id
    )
    return visit


def text(answer: Any) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


SAID = (
    "Wren Hollow",
    "14 Feb 1985",
    "0.5 mg/kg over 40 min",
    "40 mg",
    "LOT7",
    "150 mL/h",
    "Systolic 164 mmHg is at or over 160.",
    "Prescriber told",
    "SpO₂",
    "164/98",
    "Digits swapped",
    "put right later",
    "Since the ceiling moved",
    "99 mL",
    "Robin Hollow",
    "Will write.",
    "seen by Second nurse",
    "told ",
)


def test_the_page_and_the_pdf_say_all_that_was_recorded(eventful: Visiting) -> None:
    client = reader(eventful.clinic)

    page = client.get(f"/sessions/{eventful.session}/note/")
    made = client.get(f"/sessions/{eventful.session}/note.pdf")

    assert (page.status_code, made.status_code) == (200, 200)
    assert made["Content-Type"] == "application/pdf"
    shown, printed = " ".join(page.content.decode().split()), text(made)
    for words in SAID:
        assert words in shown, words
        assert words in printed, words


def test_a_medicine_that_was_never_given_stands_in_the_note_as_taken_back(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    wrong = gives(visit, word=on_a_word(visit)).dose
    gives(visit, word=on_a_word(visit, "Enalaprilat", 1))
    clinic.clock.forward(minutes=5)
    act.take_back_adjunct(**visit.nurse(), dose=wrong, reason="Meant for the next chair")
    client = reader(clinic)

    page = client.get(f"/sessions/{visit.session}/note/").content.decode()
    printed = text(client.get(f"/sessions/{visit.session}/note.pdf"))

    for told in (" ".join(page.split()), printed):
        assert "NOT GIVEN: Labetalol" in told
        assert "NOT GIVEN: Enalaprilat" not in told
        assert "by Test nurse: Meant for the next chair" in told
        assert "Labetalol was not given" in told


def test_the_same_record_gives_the_same_file_whoever_asks_and_whenever(eventful: Visiting) -> None:
    first = reader(eventful.clinic).get(f"/sessions/{eventful.session}/note.pdf").content
    again = reader(eventful.clinic, Role.PRESCRIBER)

    assert again.get(f"/sessions/{eventful.session}/note.pdf").content == first
    told = PdfReader(io.BytesIO(first)).metadata
    assert told is not None
    assert told.creation_date == eventful.seen.closing.at.replace(microsecond=0)  # type: ignore[union-attr]


def test_a_note_of_a_session_that_is_not_closed_says_that_nobody_has_signed_it(
    clinic: Clinic,
) -> None:
    visit = visiting(clinic).until(Stage.DISCHARGED)
    client = reader(clinic)

    assert "not signed" in client.get(f"/sessions/{visit.session}/note/").content.decode()
    assert "not signed" in text(client.get(f"/sessions/{visit.session}/note.pdf"))


@pytest.mark.parametrize("stage", [Stage.ARRIVED, Stage.PRE_ASSESSED, Stage.DOSING])
def test_a_note_can_be_read_at_any_stage(clinic: Clinic, stage: Stage) -> None:
    visit = visiting(clinic).until(stage)

    assert reader(clinic).get(f"/sessions/{visit.session}/note.pdf").status_code == 200


def test_another_clinics_note_does_not_exist(clinic: Clinic, other_clinic: Clinic) -> None:
    visit = visiting(clinic)
    stranger = reader(other_clinic)

    assert stranger.get(f"/sessions/{visit.session}/note/").status_code == 404
    assert stranger.get(f"/sessions/{visit.session}/note.pdf").status_code == 404


def test_what_a_monitor_told_says_which_one_how_and_by_which_code(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    figure = ToldFigure(
        signal=Signal.SYSTOLIC,
        code="150021",
        label="MDC_PRESS_BLD_NONINV_SYS",
        system="MDC",
        mdc=150021,
        method="cuff",
        told_method="",
        value="142",
        unit="",
        at=visit.now,
        at_from="obx-14",
        equipment="",
    )
    with visit.somebody.written():
        row = add(
            VitalsRow(
                session_id=visit.session, systolic_mmhg=142, method="device", device="00A037-7"
            )
        )
        figures = msgspec.json.encode({Signal.SYSTOLIC: figure}).decode()
        add(DeviceFigures(reading=row, figures=figures))

    printed = text(reader(clinic).get(f"/sessions/{visit.session}/note.pdf"))

    assert "00A037-7, monitor: cuff" in printed
    assert "cuff, 150021 MDC_PRESS_BLD_NONINV_SYS (MDC)" in printed


def test_the_note_of_a_running_dose_says_what_has_gone_in_by_now(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=20)

    with time_machine.travel(clinic.clock.now, tick=False):
        shown = reader(clinic).get(f"/sessions/{visit.session}/note/").content.decode()

    assert "still running" in shown
    assert "20 mg, 50 mL, calculated since the pump was read" in " ".join(shown.split())


def test_the_curve_is_on_the_page_and_on_the_sheet_and_stains_nothing_after_it(
    clinic: Clinic, eventful: Visiting
) -> None:
    path = f"/sessions/{eventful.session}/note"
    page = reader(clinic).get(f"{path}/").content.decode()
    sheet = PdfReader(io.BytesIO(reader(clinic).get(f"{path}.pdf").content))

    told = "".join(each.extract_text() for each in sheet.pages)
    contents = [content for each in sheet.pages if (content := each.get_contents()) is not None]
    drawn = [each.get_data().decode("latin-1") for each in contents]
    assert "c-bp" in page
    assert len(drawn) == len(sheet.pages)
    assert all(name in told for name in ("Systolic", "Diastolic", "Pulse", "alert 160", "Dose"))
    # A table after the curve would be filled with the colour that the pen had last.
    for text in drawn:
        after = text.rpartition("\nQ\n")[2]
        assert " re f" not in after
