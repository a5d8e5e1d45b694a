"""Who may do and read what: the tables of `care/team/permissions.py`."""

from collections.abc import Mapping

from daybreak.care.team.permissions import ACTS, READS
from daybreak.care.team.roles import Role
from reference_pages.markdown import code, heading, paragraphs, table


def page() -> str:
    return paragraphs(
        heading(1, "Who may do what"),
        "From `care/team/permissions.py`. An act asks this table before anything else, and a page "
        "asks it before it shows a button. What an actor may know of at all is narrower: a person "
        "of their organisation with a care relation to a site where they work.",
        heading(2, "Acts"),
        _matrix(ACTS),
        heading(2, "What can be read"),
        _matrix(READS),
    )


def _matrix(rows: Mapping[str, frozenset[Role]]) -> str:
    roles = list(Role)
    return table(
        ("", *(role.value.replace("-", " ") for role in roles)),
        [
            [code(name), *("✓" if role in allowed else "·" for role in roles)]
            for name, allowed in rows.items()
        ],
    )
