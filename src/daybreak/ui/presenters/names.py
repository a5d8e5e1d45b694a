"""People in few letters: initials for an avatar, roles in words."""

import unicodedata
from collections.abc import Iterable

from daybreak.care.team.roles import Role

TITLES = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof"})
WORDS = {Role.DIRECTOR: "medical director", Role.SYSTEM: "program"}


def initials(name: str) -> str:
    """`Dr A. Marlow` is `AM`: the first letters of the first and the last name."""
    parts = [part for part in name.split() if part.strip(".").lower() not in TITLES]
    letters = [
        next((c for c in part if unicodedata.category(c).startswith("L")), "") for part in parts
    ]
    kept = [letter.upper() for letter in letters if letter]
    return kept[0] + kept[-1] if len(kept) > 1 else "".join(kept)


def role_words(roles: Iterable[Role]) -> str:
    """`nurse, prescriber`, in the order in which the roles are defined."""
    held = set(roles)
    return ", ".join(WORDS.get(role, role.replace("-", " ")) for role in Role if role in held)
