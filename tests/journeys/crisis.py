"""Beside the dose, at the chair: a medicine by its order, a rescue tap by tap, an adverse event."""

from datetime import date

from journeys import chairside
from journeys.colleague import Colleague


def orders(
    prescriber: Colleague, patient: object, drug: str, *, mg: str, most_mg: str, until: date
) -> None:
    """A prescriber signs what may be given, for what, by whom and until when."""
    prescriber.opens(f"/people/{patient}/plan/medicines/")
    prescriber.types("Medicine", drug)
    prescriber.chooses("Kind", "Against high blood pressure")
    prescriber.types("At a time", mg)
    prescriber.chooses("How", "into a vein")
    prescriber.types("At most in a session", most_mg)
    prescriber.types("Between two doses", "10")
    prescriber.types("Given for", "Systolic 180 or more, measured twice")
    prescriber.marks("Nurse")
    prescriber.types("Counts up to and with", until.isoformat())
    prescriber.presses("Sign the order")
    prescriber.sees("It may be given at the chair from now on.", drug)


def measures(nurse: Colleague, name: str, pressure: str, pulse: str = "96") -> None:
    """A pressure; one far from the last is asked for once more."""
    systolic, diastolic = pressure.split("/")
    figures = {"Systolic": systolic, "Diastolic": diastolic, "Pulse": pulse}
    chairside.measures(nurse, name, figures)
    if "Look again" in nurse.words:
        nurse.presses("Yes, store it")


def gives(nurse: Colleague, name: str, drug: str) -> None:
    """By the order, having asked about allergies."""
    chairside.stands_at(nurse, name)
    nurse.presses("More")
    nurse.presses("Medicine given")
    nurse.marks("I asked just now")
    nurse.presses(f"Given: {drug}")
    nurse.sees("Recorded as given.")


def begins_a_rescue(nurse: Colleague, name: str, trigger: str) -> None:
    """Two taps from the chair."""
    chairside.stands_at(nurse, name)
    nurse.presses("Rescue")
    nurse.presses(trigger)
    nurse.sees("What was done?")


def did(nurse: Colleague, name: str, action: str, detail: str = "", *, label: str = "") -> None:
    """One tap, and what it asks for beside it."""
    _at_the_rescue(nurse, name)
    if detail:
        nurse.types(label, detail)
        nurse.presses(f"Note {action}")
    else:
        nurse.presses(action)


def ends_the_rescue(nurse: Colleague, name: str, response: str) -> None:
    """How they are; then it is over."""
    _at_the_rescue(nurse, name)
    nurse.types("How they are now", response)
    nurse.presses("The rescue is over")


def writes_down_an_event(nurse: Colleague, *, what: str, grade: str, flag: str, words: str) -> None:
    """From the page of the session: what, how bad, why serious, and the rescue it was about."""
    nurse.presses("Adverse event")
    nurse.presses("Something else")
    nurse.chooses("What happened", what)
    nurse.marks(grade)
    nurse.chooses("What was done with the dose", "Stopped")
    nurse.chooses("Did the drug cause it", "Probable")
    nurse.marks(flag)
    nurse.types("In words", words)
    nurse.presses("Store the event")


def tries_to_close(nurse: Colleague, *, note: str) -> None:
    """The note is written; whether anything holds is said by the page."""
    nurse.types("Note of this session", note)
    nurse.marks_all("section:has(#close-h)")
    nurse.presses("Sign and close")


def _at_the_rescue(nurse: Colleague, name: str) -> None:
    if not nurse.path.endswith("/rescue/"):
        chairside.stands_at(nurse, name)
        nurse.presses("Open the rescue")
