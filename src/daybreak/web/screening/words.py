"""Screening in words: verdicts, answers and their origin, decisions, dispositions."""

from collections.abc import Iterable, Mapping
from datetime import date

from daybreak.care.findings import Alarm, Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.fields import Field, FieldKind, Fields
from daybreak.care.screening.suicidality import Disposition
from daybreak.ui.presenters import times

HEADLINES: Mapping[Status, str] = {
    Status.CLEAR: "Clear. Nothing keeps {who} from treatment.",
    Status.NOTE: "Clear. Nothing keeps {who} from treatment.",
    Status.WARN: "No rule holds. Weigh what is below.",
    Status.REFER: "Refer. Somebody else is heard first.",
    Status.HOLD: "Hold. {who} cannot be dosed yet.",
    Status.EXCLUDE: "Exclude. {who} should not be dosed.",
}
DECISIONS: Mapping[str, str] = {
    "proceed": "Proceed",
    "wait": "Wait",
    "decline": "Decline",
}
DECISION_MEANINGS: Mapping[str, str] = {
    "proceed": "A course may be opened.",
    "wait": "Stays on the worklist.",
    "decline": "Leaves the worklist; nothing is given.",
}
DISPOSITIONS: Mapping[Disposition, str] = {
    Disposition.HOSPITALISE: "Goes to hospital",
    Disposition.EMERGENCY_DEPARTMENT: "Goes to the emergency department",
    Disposition.EVALUATED_TODAY: "Seen by a psychiatrist today",
    Disposition.TREAT_TODAY: "Treated here today",
}
DISPOSITION_MEANINGS: Mapping[Disposition, str] = {
    Disposition.HOSPITALISE: "Admission is arranged; somebody goes with them.",
    Disposition.EMERGENCY_DEPARTMENT: "Somebody goes with them; the department is told.",
    Disposition.EVALUATED_TODAY: "A same-day evaluation, with a safety plan.",
    Disposition.TREAT_TODAY: "By the plan for depression with acute suicidal thoughts.",
}
LEVELS: Mapping[Level, tuple[Status | Alarm, str]] = {
    Level.NONE: (Status.CLEAR, "Negative"),
    Level.LOW: (Status.NOTE, "Low"),
    Level.MODERATE: (Status.WARN, "Moderate"),
    Level.HIGH: (Alarm.CRITICAL, "High"),
    Level.INCOMPLETE: (Status.HOLD, "Incomplete"),
}
FORMS: Mapping[str, str] = {
    "recent": "Recent",
    "since-last-visit": "Since the last visit",
}
NOT_KNOWN = "Not known"
ORIGINS: Mapping[Origin, str] = {
    Origin.IMPORTED: "in the imported record",
    Origin.ASKED: "asked",
    Origin.MEASURED: "measured",
    Origin.DERIVED: "from what is recorded here",
}


def headline(status: Status, name: str) -> str:
    """`Hold. Wren cannot be dosed yet.`"""
    first, _, _ = name.strip().partition(" ")
    return HEADLINES[status].format(who=first or "This person")


def choice(value: str) -> str:
    """`Chronic glaucoma` for `chronic-glaucoma`."""
    return capital(value.replace("-", " "))


def value_of(field: Field, fact: Fact) -> str:
    """`Yes`, `122 mmHg`, `Chronic glaucoma`, `3 May 2019`."""
    if fact.value is None:
        return NOT_KNOWN
    match field.kind:
        case FieldKind.YES_NO:
            return "Yes" if fact.value else "No"
        case FieldKind.NUMBER:
            unit = field.unit.removesuffix("s") if fact.value == 1 else field.unit
            return f"{fact.value} {unit}"
        case FieldKind.CHOICE:
            return choice(str(fact.value))
        case FieldKind.DAY:
            return times.day_year(date.fromisoformat(str(fact.value)))


def capital(text: str) -> str:
    """`Wish to be dead`."""
    return text[:1].upper() + text[1:]


def origin_of(fact: Fact) -> str:
    """`asked on 3 Nov 2026`, `in the imported record, since 31 Dec 2019`."""
    words = ORIGINS[fact.origin]
    if fact.on is None:
        return words
    joint = ", of" if fact.origin in {Origin.IMPORTED, Origin.DERIVED} else " on"
    return f"{words}{joint} {times.day_year(fact.on)}"


def roles(names: Iterable[str]) -> str:
    """`a prescriber or director`."""
    spoken = [name.replace("-", " ") for name in names]
    return f"a {' or '.join(spoken)}" if spoken else "nobody"


def names_of(unknown: Iterable[str], fields: Fields) -> list[str]:
    """What is not known, as its questions name it."""
    return [fields.by_id[name].name for name in unknown if name in fields.by_id]


def count(number: int, one: str, many: str) -> str:
    """`1 question`, `3 questions`."""
    return f"{number} {one if number == 1 else many}"
