"""Does acts over and over in a data folder of its own until somebody kills it; see test_killed.

    python tests/over_and_over.py FOLDER FIRST

Each act follows from its number, so that whoever starts it again sends the same one again. It
says `begin N` before an act and `done N` once it was answered.
"""

import os
import pickle
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from visiting import Visiting

ACTS = UUID("0a7a2a3e-6c1d-5b0b-8f6c-3d1a5e8f9b10")
EMAIL = "over-{number}@example.org"


def act_id(number: int) -> UUID:
    """The id that the act of this number always has."""
    return uuid5(ACTS, str(number))


def awake(folder: Path) -> None:
    os.environ["DAYBREAK_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "daybreak.config.settings"
    from daybreak.cli.common import migrate, wake

    wake(must_exist=False)
    migrate()


def opened(folder: Path) -> "Visiting":
    """Somebody who is being dosed, in a clinic that is founded when there is none."""
    from clinic import open_clinic
    from daybreak.care.session.stages import Stage
    from visiting import visiting

    kept = folder / "over-and-over"
    if kept.exists():
        visit: Visiting = pickle.loads(kept.read_bytes())
        return visit
    visit = visiting(open_clinic()).until(Stage.DOSING)
    kept.write_bytes(pickle.dumps(visit))
    return visit


def do(visit: "Visiting", number: int) -> None:
    """An act of several rows: an account with its roles, or readings with what they call for."""
    from daybreak.actions import session, team
    from daybreak.care.team.roles import Role
    from visiting import WELL

    clinic = visit.clinic
    sent: dict[str, Any] = {
        "act_id": act_id(number),
        "at": None,
        "now": clinic.clock.now + timedelta(seconds=number),
    }
    if number % 2:
        team.add_member(
            **sent,
            by=clinic.actors[Role.ADMINISTRATOR],
            name=f"Person {number}",
            email=EMAIL.format(number=number),
            site=clinic.site,
            roles=(Role.NURSE, Role.THERAPIST, Role.FRONT_DESK),
        )
    else:
        session.record_vitals(
            **sent, by=clinic.actors[Role.NURSE], session=visit.session, vitals=WELL
        )


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main(folder: Path, number: int) -> None:
    awake(folder)
    visit = opened(folder)
    while True:
        say(f"begin {number}")
        do(visit, number)
        say(f"done {number}")
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
