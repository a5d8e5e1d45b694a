"""What became of each change, written down at once so that a run can be stopped and go on."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from asking.changes import FOLDER, Change, Room


class Answer(StrEnum):
    """What became of one change."""

    NOTICED = "noticed"
    NEVER_ENDED = "never ended"
    SURVIVED = "survived"
    UNREACHED = "no test reaches it"


SEEN = {Answer.NOTICED, Answer.NEVER_ENDED}


class Round(StrEnum):
    """How a change is asked; each round asks what survived the one before."""

    BRIEF = "brief"  # few examples
    FIXED = "fixed"  # as many as `make test` tries
    ANEW = "anew"  # there before the tests are read, in a new process: seconds each


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a room's file: the answer to a change, and what it was found with."""

    change: str
    code: str
    answer: Answer
    round: Round
    by: str = ""
    by_code: str = ""
    tests: str = ""
    cpu_s: float = 0.0

    def holds(self, change: Change, tests: str, codes: Mapping[str, str]) -> bool:
        """The change is the same, and so is the test that saw it, or every test that did not."""
        if self.code != change.digest:
            return False
        if self.answer in SEEN and self.by in codes:
            return codes[self.by] == self.by_code
        return self.tests == tests


def answered(room: Room) -> dict[str, Asked]:
    """The last answer to each change, whether or not it still holds."""
    place = FOLDER / f"{room.name}.jsonl"
    if not place.exists():
        return {}
    lines = place.read_text(encoding="utf-8").splitlines()
    read = (json.loads(line) for line in lines if line.endswith("}"))  # the last may be torn
    return {
        each["change"]: Asked(
            **{**each, "answer": Answer(each["answer"]), "round": Round(each["round"])}
        )
        for each in read
    }


def write(room: Room, asked: Asked) -> None:
    with (FOLDER / f"{room.name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(asked)) + "\n")


def forget(room: Room) -> None:
    (FOLDER / f"{room.name}.jsonl").unlink(missing_ok=True)


Counts = Mapping[Answer | None, int]


def counts(rooms: Iterable[Room]) -> Counter[Answer | None]:
    """How many changes got which answer; None are those that have not been asked."""
    counted: Counter[Answer | None] = Counter()
    for room in rooms:
        known = standing(room)
        counted.update(known.get(each.name) for each in room.changes)
    return counted


def standing(room: Room) -> dict[str, Answer]:
    """The answers to the changes as they are now, by their names."""
    known = answered(room)
    return {
        change.name: known[change.name].answer
        for change in room.changes
        if change.name in known and known[change.name].code == change.digest
    }


def noticed_percent(counted: Counts) -> float:
    """Of the changes that were asked."""
    asked = sum(counted.get(answer, 0) for answer in Answer)
    return 100 * sum(counted.get(answer, 0) for answer in SEEN) / asked if asked else 0.0


def sentence(name: str, counted: Counts) -> str:
    said = ", ".join(f"{counted.get(answer, 0)} {answer}" for answer in Answer)
    return (
        f"{name}: {sum(counted.values())} changes, {said}, {counted.get(None, 0)} not asked; "
        f"{noticed_percent(counted):.1f} % of those asked were noticed"
    )
