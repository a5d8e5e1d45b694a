"""The clinic's own files: laid over ours from `catalogue` in the data folder, and checked at start.

Words a clinic has a licence for, its own protocols, scales and profiles, and later versions of
the rules stand there on shelves of the same names.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.protocol_check import faults_of
from daybreak.care.catalogue.reading import CatalogueError, lay_over, read, shelf
from daybreak.care.catalogue.rule import RuleFile
from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.wording import Wording
from daybreak.care.errors import NotFound, NotUnderstood
from daybreak.care.outcome.rules import OutcomeRules, outcome_rules
from daybreak.care.plan.consent import ConsentForm
from daybreak.care.plan.hours import Hours
from daybreak.care.scales.library import scale, wordings
from daybreak.care.screening.interactions import Classes
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.session.checklists import Checklist
from daybreak.care.session.drug_label import LabelRules
from daybreak.care.session.entries import Entries
from daybreak.care.session.events import EventRules
from daybreak.care.session.gates import Gates
from daybreak.care.session.instructions import Instructions
from daybreak.care.session.monitors import MonitorRules
from daybreak.care.session.rescue import RescueRules
from daybreak.care.session.setting import SettingSheet
from daybreak.care.session.symptoms import SymptomList
from daybreak.care.session.vials import Vials

FOLDER = "catalogue"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of files that a clinic may add to.

    `begins` is how the name of such a file begins, on a shelf that holds several kinds; `only`
    is the id of a kind of which there is one; `weigh` is what must hold beside the file's shape.
    """

    kind: Any
    begins: str = ""
    only: str = ""
    weigh: Callable[[Path, Any], None] = lambda _path, _value: None


def _weigh_protocol(path: Path, value: Protocol) -> None:
    for route, why in faults_of(value):
        raise CatalogueError(path, _text(path), route, why)


def _weigh_wording(path: Path, value: Wording) -> None:
    try:
        of = scale(value.scale)
    except NotFound:
        why = f"there is no scale {value.scale!r} here"
        raise CatalogueError(path, _text(path), ("scale",), why) from None
    wordings(of)


def _weigh_rules(_path: Path, value: RuleFile) -> None:
    ruleset(value.version)


def _weigh_outcome(_path: Path, value: OutcomeRules) -> None:
    outcome_rules(value.version)


SHELVES: Mapping[str, tuple[Shelf, ...]] = {
    "scales": (Shelf(Scale),),
    "scales/wording": (Shelf(Wording, weigh=_weigh_wording),),
    "protocols": (Shelf(Protocol, weigh=_weigh_protocol),),
    "interactions": (Shelf(Classes, only="interactions"),),
    "profiles": (Shelf(Profile),),
    "profiles/gates": (Shelf(Gates, only="session-gates"),),
    "profiles/symptoms": (Shelf(SymptomList, only="symptoms"),),
    "profiles/rescue": (Shelf(RescueRules, only="rescue"),),
    "profiles/events": (Shelf(EventRules, only="events"),),
    "profiles/instructions": (Shelf(Instructions, only="instructions"),),
    "profiles/recovery": (Shelf(Checklist),),
    "profiles/setting": (Shelf(SettingSheet, only="setting"),),
    "profiles/monitors": (Shelf(MonitorRules, only="monitors"),),
    "profiles/entries": (Shelf(Entries, only="entries"),),
    "profiles/vials": (Shelf(Vials, only="vials"),),
    "profiles/label": (Shelf(LabelRules, only="drug-label"),),
    "rules": (
        Shelf(RuleFile, begins="screening", only="screening", weigh=_weigh_rules),
        Shelf(ConsentForm, begins="consent", only="consent"),
        Shelf(Hours, begins="hours", only="hours"),
        Shelf(OutcomeRules, begins="outcome", only="outcome", weigh=_weigh_outcome),
    ),
}


def lay(data: Path) -> None:
    """Lay the clinic's own files over ours; there need not be any."""
    folder = data / FOLDER
    lay_over(folder if folder.is_dir() else None)


def check(data: Path) -> int:
    """Read every file of the clinic's own, and weigh it; how many there are.

    Raises:
        CatalogueError: a file is wrong, or says what one of ours says already.
        NotUnderstood: it lies where nothing would read it.
    """
    folder = data / FOLDER
    if not folder.is_dir():
        return 0
    found = [(*placed, read(placed[0], placed[2].kind)) for placed in _placed(folder)]
    for path, room, of, value in found:
        _must_be_newer(path, room, of, value)
    for path, _, of, value in found:
        of.weigh(path, value)
    return len(found)


def _placed(folder: Path) -> Iterator[tuple[Path, str, Shelf]]:
    """Every TOML file of the folder with the shelf it stands on."""
    for path in sorted(folder.rglob("*.toml")):
        room = path.parent.relative_to(folder).as_posix()
        shelves = SHELVES.get(room)
        if shelves is None:
            known = ", ".join(SHELVES)
            raise NotUnderstood(
                "catalogue",
                f"{FOLDER}/{path.relative_to(folder)} stands where nothing reads it. "
                f"The folders are {known}. Move the file and start again.",
            )
        found = next((each for each in shelves if path.name.startswith(each.begins)), None)
        if found is None:
            names = ", ".join(f"{each.begins}-….toml" for each in shelves)
            raise NotUnderstood(
                "catalogue",
                f"{FOLDER}/{path.relative_to(folder)} has a name that nothing reads. A clinic's "
                f"own files there are {names}. Rename the file and start again.",
            )
        yield path, room, found


def _must_be_newer(path: Path, room: str, of: Shelf, value: Any) -> None:
    """Records point at our versions by number, so a clinic's own comes after all of them."""
    if of.only and value.id != of.only:
        why = f"the id of such a file is {of.only!r}, or nothing would read it"
        raise CatalogueError(path, _text(path), ("id",), why)
    shipped = [read(each, of.kind) for each in shelf(room).glob(f"{of.begins}*.toml")]
    ours = [each.version for each in shipped if each.id == value.id]
    if ours and value.version <= max(ours):
        why = (
            f"{value.id} ships in version {max(ours)} already; give this file version "
            f"{max(ours) + 1}, or an id of your own"
        )
        raise CatalogueError(path, _text(path), ("version",), why)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
