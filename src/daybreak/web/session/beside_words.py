"""The words of what stands beside the dose: ways of giving, kinds of medicine, roles."""

from collections.abc import Mapping

from daybreak.care.team.roles import Role

ROUTES: Mapping[str, str] = {
    "iv": "into a vein",
    "im": "into a muscle",
    "sc": "under the skin",
    "oral": "by mouth",
    "sublingual": "under the tongue",
    "nasal": "into the nose",
    "inhaled": "inhaled",
    "rectal": "rectally",
    "transdermal": "on the skin",
}
KINDS: Mapping[str, str] = {
    "antiemetic": "Against nausea",
    "antihypertensive": "Against high blood pressure",
    "benzodiazepine": "Benzodiazepine",
    "fluid": "Fluid",
    "other": "Other",
}
MAY_GIVE: Mapping[Role, str] = {
    Role.NURSE: "Nurse",
    Role.PRESCRIBER: "Prescriber",
    Role.DIRECTOR: "Director",
}


def way(route: str) -> str:
    """`into a vein`; a way that a later list has dropped is said by its id."""
    return ROUTES.get(route, route.replace("-", " "))
