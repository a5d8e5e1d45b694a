"""What comes before and after: questionnaires, calls, reviews, maintenance, the end."""

from collections.abc import Sequence

from journeys.colleague import Colleague


def fills_in(nurse: Colleague, chart: str, scale: str, answers: Sequence[int]) -> None:
    """A questionnaire with them, question after question; an answer counts from nought."""
    nurse.opens(f"{chart}scales/")
    nurse.presses(scale, within="main aside")
    questions = nurse.page.locator("fieldset.question").all()
    for question, answer in zip(questions, answers, strict=False):  # the rest may stay open
        question.get_by_role("radio").nth(answer).check()
    nurse.presses("Store it")
    nurse.sees(f"{scale} is stored")


def calls_the_day_after(nurse: Colleague, name: str, *, note: str) -> None:
    """The call that stands on the worklist, made and noted."""
    nurse.opens("/reviews/?kind=calls")
    row = nurse.page.get_by_role("row", name=name)
    nurse.follows(row.get_by_role("link", name="Note the call"))
    nurse.marks("Yes")
    nurse.types("How they are", note)
    nurse.presses("Note it")
    nurse.sees("The call is noted.")


def reviews(prescriber: Colleague, chart: str) -> None:
    """Open what lies on the table."""
    prescriber.opens(f"{chart}scales/")
    prescriber.presses("Review", within="main aside")


def decides(prescriber: Colleague, option: str, *, grounds: str) -> None:
    """Every sign asked and absent; a decision, and why."""
    for asked in prescriber.page.locator(".asks [role=radiogroup]").all():
        asked.get_by_role("radio", name="No").check()
    prescriber.marks(option)
    prescriber.types("Why, in a sentence", grounds)
    prescriber.presses("Sign the decision")
    prescriber.sees("The decision is signed")


def plans_maintenance(prescriber: Colleague, chart: str, *, every: str, sessions: int) -> None:
    """How far apart from now on, and how many until the next review."""
    prescriber.opens(f"{chart}scales/")
    prescriber.presses("Maintenance", within="main aside")
    prescriber.marks(every)
    prescriber.types("How many until the next review", str(sessions))
    prescriber.types("Why maintenance goes on", "Holds the response; no bladder signs.")
    prescriber.presses("Sign the plan")
    prescriber.sees("The plan stands.")


def closes_the_course(prescriber: Colleague, chart: str, *, why: str, note: str) -> None:
    prescriber.opens(f"{chart}scales/")
    prescriber.presses("Close the course", within="main aside")
    prescriber.marks(why)
    prescriber.types("In words", note)
    prescriber.presses("Close it")
    prescriber.sees("The course is closed.")
