"""A session at the chair: the door, the checks, the drug, the watch, and the way home."""

import re
from datetime import timedelta

from daybreak.care.screening.fields import FieldKind, fields
from journeys.colleague import Colleague

A_VISIT = timedelta(minutes=90)
WELL = {"Systolic": "124", "Diastolic": "78", "Pulse": "70", "SpO₂": "98", "Breaths": "14"}
AWAY = WELL | {"Systolic": "138", "Pulse": "78", "MOAA/S": "4"}
AWAKE = WELL | {"MOAA/S": "5"}
HERE_AGAIN = AWAKE | {"How far away": "0"}
LEVELS = frozenset({"MOAA/S", "How far away"})  # tapped, not typed


def stands_at(who: Colleague, name: str) -> None:
    """At the page of whoever sits there: from the board, or looking again by whoever was there."""
    is_there = re.fullmatch(r"/sessions/[0-9a-f-]+/", who.path) and name in who.page.title()
    if is_there and who.is_up_to_date:
        return
    if is_there and who.age_of_page < A_VISIT:
        who.opens(who.path)  # somebody else may have done something, or time has passed
    else:
        who.opens("/")
        who.presses(name)


def checks_in(nurse: Colleague, name: str, *, pounds: str, escort: str = "A friend") -> None:
    """Two identifiers, what they want, who takes them home, the scale, and what is asked today."""
    stands_at(nurse, name)
    nurse.marks("Name and date of birth both said")
    nurse.marks("They still want it today")
    nurse.marks("Today's questionnaires")
    nurse.types("The word for stop", "harbour")
    nurse.types("Who takes them home", escort)
    nurse.types("Their phone", "555 0199" if escort else "")
    nurse.types_weight("Weight on the clinic's scale today", pounds, "lb")
    _answers_what_is_asked_today(nurse)
    nurse.presses("Store check-in")


def _answers_what_is_asked_today(nurse: Colleague) -> None:
    """Whatever is asked, as on a quiet day: nothing new, nothing taken, an empty stomach."""
    for whole in nurse.page.locator(".readout [name^=list-]").all():
        whole.check()
    for control in nurse.page.locator("[name^=fact-]").filter(visible=True).all():
        field = fields().field((control.get_attribute("name") or "").removeprefix("fact-"))
        if field.kind is FieldKind.YES_NO:
            if control.get_attribute("value") == ("yes" if field.reassuring else "no"):
                control.check()
        elif field.kind is FieldKind.CHOICE:
            if control.get_attribute("value") == field.reassuring:
                control.check()
        elif field.unit == "min":  # asked in hours
            control.fill(str(int(field.reassuring or 0) // 60))
        else:
            control.fill(str(field.reassuring))


def takes(nurse: Colleague, readings: dict[str, str] = WELL) -> None:
    """Take readings on the page of the session, before the dose."""
    _reads_off(nurse, readings)
    nurse.presses("Store these readings")


def _reads_off(nurse: Colleague, readings: dict[str, str]) -> None:
    """Figures are typed, levels are tapped; in the dialog where it is open."""
    form = nurse.page.locator("form.vitals-form").filter(visible=True).first
    for name, value in readings.items():
        if name in LEVELS:
            row = form.get_by_role("group", name=name)
            row.locator(f"input[value='{value}']").check()
        else:
            form.get_by_label(name, exact=True).fill(value)


def says_go(prescriber: Colleague, name: str) -> None:
    """A prescriber has seen the readings."""
    stands_at(prescriber, name)
    prescriber.marks("Go")
    prescriber.presses("Sign")
    prescriber.sees("Go signed.")


def prepares(nurse: Colleague, name: str) -> None:
    """The vial in hand: 50 mg/mL into a bag of 100 mL, of which as much is drawn off first."""
    stands_at(nurse, name)
    nurse.marks_all("section:has(#prepare-h)")
    nurse.types("Product", "Ketamine 50 mg/mL, 10 mL")
    nurse.chooses("Strength on the vial", "50 mg/mL")
    nurse.types("Lot", "K-4471")
    nurse.types("Use by", "2027-11-30")
    nurse.types("Bag or syringe holds", "100")
    nurse.marks("As much is drawn off first")
    nurse.presses("Work it out")
    nurse.presses("The label is on, and right")
    nurse.sees("Labelled.")


def works_it_out_alone(second: Colleague, name: str, *, mg: str, ml_per_h: str) -> None:
    """A second person comes to figures of their own, without having seen the first one's."""
    stands_at(second, name)
    second.types("Dose", mg)
    second.types("Pump rate", ml_per_h)
    second.presses("Send my figures")


def starts(nurse: Colleague, name: str, *, ml_per_h: str) -> None:
    """Time-out; the pump runs."""
    stands_at(nurse, name)
    nurse.marks_all("section:has(#start-h)")
    nurse.types("The pump is set to", ml_per_h)
    nurse.presses("The dose was started")
    nurse.sees("Started.")


def measures(nurse: Colleague, name: str, readings: dict[str, str] = AWAY) -> None:
    """Readings at the chair: a dialog where there is a script, a page where there is none."""
    stands_at(nurse, name)
    nurse.touches("Record BP")
    _reads_off(nurse, readings)
    nurse.presses("Store these readings")


def notes(nurse: Colleague, name: str, symptom: str, grade: str) -> None:
    """One tap for what they feel, one for how much."""
    stands_at(nurse, name)
    nurse.presses(symptom)
    nurse.presses(grade)
    nurse.sees("Noted.")


def pauses(nurse: Colleague, name: str, *, shows_ml: str, why: str) -> None:
    """The pump stands still, and shows how much has run in."""
    stands_at(nurse, name)
    nurse.presses("Pump paused")
    nurse.types("The pump shows", shows_ml)
    nurse.types("Why", why)
    nurse.presses("Note the pause")


def resumes(nurse: Colleague, name: str, *, shows_ml: str) -> None:
    """The pump runs on from where it stood."""
    stands_at(nurse, name)
    nurse.presses("Runs again")
    nurse.types("The pump shows", shows_ml)
    nurse.presses("It runs again")


def ends(nurse: Colleague, name: str, *, shows_ml: str) -> None:
    """It has run in."""
    stands_at(nurse, name)
    nurse.presses("Pump stopped")
    nurse.types("The pump shows", shows_ml)
    nurse.presses("The dose is over")


def looks_whether_they_may_leave(nurse: Colleague, name: str) -> None:
    """The score and the questions, all as they should be."""
    stands_at(nurse, name)
    nurse.presses("Going home")
    nurse.marks_all()  # both lists as a whole, and the question about suicide
    nurse.presses("Store what I answered")


def lets_go(nurse: Colleague, *, escort: str = "A friend") -> None:
    """Signed; they leave with somebody."""
    nurse.types("Who is here to take them home", escort)
    nurse.presses("Sign: they leave")
    nurse.sees("They have left.")


def closes(nurse: Colleague, *, note: str) -> None:
    """The note is written, and nothing was left over."""
    nurse.types("Note of this session", note)
    nurse.marks_all("section:has(#close-h)")
    nurse.presses("Sign and close")
    nurse.sees("Closed.")


def how_late(nurse: Colleague, what: str) -> str:
    """How the page draws what is due: soon, now, overdue (amber) or late (red)."""
    badge = nurse.page.locator(".due", has_text=re.compile(rf"^\s*{re.escape(what)}")).first
    return badge.get_attribute("data-when") or ""
