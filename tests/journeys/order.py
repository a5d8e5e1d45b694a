"""The plan: why, by which protocol, with whose consent, and how much."""

from journeys.colleague import Colleague


def opens_a_course(prescriber: Colleague, chart: str, *, why: str) -> None:
    """Choose what somebody is treated for and the protocol."""
    prescriber.opens(f"{chart}plan/")
    prescriber.chooses("Treated for", "Depression that two adequate trials have not helped")
    prescriber.chooses("Protocol", "IV ketamine, six infusions")
    prescriber.types("Evaluation", why)
    prescriber.presses("Open the course")


def reads_the_consent_with_them(nurse: Colleague, chart: str, name: str) -> None:
    """Every clause is read, initialled, and the whole signed."""
    nurse.opens(f"{chart}plan/consent/")
    nurse.marks_all()
    nurse.types("Signed by", name)
    nurse.presses("Sign with them")


def works_out(
    prescriber: Colleague, chart: str, *, mg_per_kg: str, pounds: str, cap_mg: str = ""
) -> None:
    """Type the order; it is worked out and shown, and not signed yet."""
    prescriber.opens(f"{chart}plan/dose/")
    prescriber.types("Dose ordered", mg_per_kg)
    prescriber.types_weight("Weight", pounds, "lb")
    prescriber.types("Weighed on", prescriber.clock.today.isoformat())
    prescriber.types("At most", cap_mg)
    prescriber.presses("Work it out")


def signs(prescriber: Colleague, dose: str) -> None:
    """Sign what was shown."""
    prescriber.presses(f"Sign {dose}")
    prescriber.sees("The order is signed.")
