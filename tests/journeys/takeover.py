"""Somebody whose treatment began elsewhere: its doses, scores and consent, and who tells them."""

from collections.abc import Sequence
from datetime import date

from journeys.colleague import Colleague


def takes_over(
    prescriber: Colleague,
    chart: str,
    *,
    source: str,
    doses: Sequence[tuple[date, str]],
    score: tuple[date, int],
    consent: tuple[date, str],
    kind: str = "Series",
) -> None:
    """Open a course with what went before it; a dose is a day and milligrams."""
    prescriber.opens(f"{chart}plan/")
    prescriber.presses("Take over a course")
    prescriber.types("Who tells this", source)
    prescriber.types("Evaluation", "Began elsewhere; goes on here.")
    prescriber.types("Given where", "Pine Street Clinic")
    prescriber.chooses("These were", kind)
    for number, (day, mg) in enumerate(doses, 1):
        prescriber.types(f"Dose {number}, day", day.isoformat())
        prescriber.types(f"Dose {number}, amount", mg)
        prescriber.types(f"Dose {number}, minutes", "40")
    prescriber.types("PHQ-9 1, day", score[0].isoformat())
    prescriber.types("PHQ-9 1, total", str(score[1]))
    prescriber.types("Consent signed on", consent[0].isoformat())
    prescriber.types("Consent signed by", consent[1])
    prescriber.presses("Record it")
