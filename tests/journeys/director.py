"""The medical director, before the first dose: whoever is treated is watched as they adopted."""

from journeys.colleague import Colleague


def adopts(director: Colleague, profile: str) -> None:
    """Read a monitoring profile and take it as the site's own."""
    director.opens("/team/profiles/")
    director.presses(profile)
    director.presses("Adopt version")
    director.sees("Adopted.")
