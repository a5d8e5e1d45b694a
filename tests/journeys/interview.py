"""Screening: what somebody is asked, and what a prescriber says to it."""

from collections.abc import Mapping

from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.screening.fields import Field, FieldKind
from daybreak.care.screening.ruleset import ruleset
from journeys.colleague import Colleague

QUESTIONS = {each.id: each for each in ruleset().questions(Asked.ELIGIBILITY, route("iv"))}
NO_THOUGHTS = {"1.": "No", "2.": "No", "6.": "No"}
# Of each question that is not locked: its id, and whether one presses an answer or types it.
OPEN_QUESTIONS = """rows => rows
    .filter(row => row.querySelector("input:not([type=hidden])"))
    .map(row => [row.querySelector(".ask-words").id.slice(2), !!row.querySelector("[type=radio]")])
"""
HIGH = {"1.": "Yes", "2.": "Yes", "3.": "Yes", "4.": "Yes", "5.": "No", "6.": "No"}


def healthy() -> dict[str, str]:
    """What a healthy adult answers, by the id of the question, as it is typed or pressed."""
    return {
        name: _spoken(each) for name, each in QUESTIONS.items() if each.kind is not FieldKind.DAY
    }


def asks_everything(nurse: Colleague, chart: str, **other: str) -> None:
    """Ask every question that is not locked; `other` are answers that are not a healthy one's."""
    told = healthy() | {name.replace("_", "-"): said for name, said in other.items()}
    nurse.opens(f"{chart}screening/answers/")
    answers(nurse, told)
    nurse.presses("Store and ask the rules")


def answers(nurse: Colleague, told: Mapping[str, str]) -> None:
    """Answer those of these questions that stand on the page and can be answered there."""
    for name, is_a_choice in nurse.page.eval_on_selector_all(".ask", OPEN_QUESTIONS):
        if name not in told:
            continue
        row = nurse.page.locator(f".ask:has(#q-{name})")
        if is_a_choice:
            row.get_by_role("radio", name=told[name], exact=True).check()
        else:
            row.get_by_role("textbox").fill(told[name])


def screens_for_suicide(
    nurse: Colleague, chart: str, said: Mapping[str, str] = NO_THOUGHTS, *, form: str
) -> None:
    """Do the suicide screen by its numbers; `form` is the card of the form in hand."""
    nurse.opens(f"{chart}screening/suicide/")
    nurse.marks(form)
    for number, answer in said.items():
        row = nurse.page.locator(".ask", has_text=number)
        row.get_by_role("radio", name=answer, exact=True).check()
    nurse.presses("Store the screen")


def decides(prescriber: Colleague, chart: str, decision: str, grounds: str) -> None:
    """Sign what the verdict comes to."""
    tries_to_decide(prescriber, chart, decision, grounds)
    prescriber.sees("Decided.")


def tries_to_decide(prescriber: Colleague, chart: str, decision: str, grounds: str) -> None:
    """Send a decision that may be refused."""
    prescriber.opens(f"{chart}screening/")
    prescriber.marks(decision)
    prescriber.types("Grounds", grounds)
    prescriber.presses("Sign the decision")


def _spoken(field: Field) -> str:
    match field.kind:
        case FieldKind.YES_NO:
            return "Yes" if field.reassuring else "No"
        case FieldKind.CHOICE:
            return str(field.reassuring).replace("-", " ").capitalize()
        case _:
            return str(field.reassuring)
