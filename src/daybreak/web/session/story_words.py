"""One line of a session's story as a sentence, and when it was, with when it was told if later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from daybreak.care.findings import Alarm
from daybreak.care.quantities import Mass, Rate, Strength, Volume
from daybreak.care.session.events import event_rules
from daybreak.care.session.gates import session_gates
from daybreak.care.session.rescue import rescue_rules
from daybreak.care.session.stages import Stage
from daybreak.records.reads.session import Visit
from daybreak.records.reads.story import Fields, Line
from daybreak.ui.presenters.severity import look
from daybreak.ui.presenters.times import clock
from daybreak.web.session import words

TOLD_LATER = timedelta(minutes=2)  # our choice: less than this is the time it takes to type
WAYS: Mapping[str, str] = {"offline": "from the device", "paper": "from paper"}
PUMP: Mapping[str, str] = {
    "start": "Pump started",
    "pause": "Pump paused",
    "resume": "Pump runs again",
    "rate": "New rate",
    "stop": "Pump stopped",
    "reading": "Pump read",
}
DEPARTURES: Mapping[str, str] = {
    "discharged": "Went home",
    "left-ama": "Left against advice",
    "transferred": "Handed over",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A line in words: what, and what else. `free` are words that somebody wrote themselves."""

    what: str
    more: str = ""
    free: str = ""

    @property
    def whole(self) -> str:
        """All of it in one sentence."""
        told = ": ".join(each for each in (self.what, self.more) if each)
        return f"{told}. “{self.free}”" if self.free else told


def when(line: Line, visit: Visit) -> str:
    """`10:14`; `10:14, told 10:32 from paper, written by Ana` when it came later."""
    at = clock(line.at, visit.zone)
    if line.origin:
        told = f"{at}, told {clock(line.told_at, visit.zone)} {WAYS.get(line.origin.way, '')}"
        by = line.origin.observed_by
        return f"{told.strip()}, written by {by}" if by else told.strip()
    if line.told_at - line.at >= TOLD_LATER:
        return f"{at}, told {clock(line.told_at, visit.zone)}"
    return at


def is_late(line: Line) -> bool:
    """Whether it was told later than it was."""
    return line.origin is not None or line.told_at - line.at >= TOLD_LATER


def said(line: Line, visit: Visit) -> Said:
    """The line in words."""
    return _SAYS[line.kind](line.says, visit)


def vitals(says: Fields, visit: Visit) -> tuple[tuple[str, str], ...]:
    """Each figure of a reading that was taken: its name, and the figure with its unit."""
    told = []
    for row in visit.profile.measured:
        value = says.get(row.signal.value)
        if value is not None:
            told.append((row.name, row.shown(value)))
    return tuple(told)


def dose(says: Fields) -> str:
    """How much of a medicine: `4 mg`, `250 mL`."""
    if says["amount_ug"] is not None:
        return str(Mass(says["amount_ug"]))
    return str(Volume(says["amount_ul"])) if says["amount_ul"] is not None else ""


def done(says: Fields, visit: Visit) -> tuple[str, ...]:
    """What was done in a rescue, in its order, with the time of each; not what was taken back."""
    rules = rescue_rules()
    return tuple(
        " ".join(
            part
            for part in (
                clock(datetime.fromisoformat(each["at"]), visit.zone),
                rules.action_name(each["action"]),
                each["detail"],
            )
            if part
        )
        for each in msgspec.json.decode(says["actions"])
        if not each["taken_back"]
    )


def trigger(says: Fields) -> str:
    """What set a rescue off."""
    return rescue_rules().trigger_name(says["trigger"])


def serious(says: Fields) -> tuple[str, ...]:
    """The flags that make an event serious."""
    rules = event_rules()
    return tuple(rules.name_of(each) for each in msgspec.json.decode(says["serious"])["flags"])


def reports(says: Fields) -> tuple[tuple[str, str], ...]:
    """Who was told of a serious event, and how; or why not."""
    rules = event_rules()
    return tuple(
        (rules.name_of(task), f"{'reported' if each['done'] else 'not reported'}: {each['words']}")
        for task, each in sorted(msgspec.json.decode(says["serious"])["noted"].items())
    )


def answers(says: Fields) -> tuple[tuple[str, bool | None], ...]:
    """Each question of a step with its answer, in the words of the newest list."""
    questions = {gate.id: gate.question for gate in session_gates().gate}
    told = msgspec.json.decode(says["answers"])
    return tuple((questions.get(key, _plain(key)), value) for key, value in told.items())


def term(name: str, visit: Visit) -> str:
    """A symptom or event as the list names it."""
    found = visit.chair.symptom_list.by_id.get(name)
    return found.name if found else _plain(name)


def _plain(code: str) -> str:
    return code.replace("-", " ").replace("_", " ")


def _step(says: Fields, _visit: Visit) -> Said:
    stage = Stage(says["to_stage"])
    named = "The dose is over" if stage is Stage.RECOVERY else words.STAGES[stage]
    code, _, more = str(says["reason"]).partition(": ")
    return Said(named, words.STOPS.get(code, ""), more if code in words.STOPS else says["reason"])


def _check_in(says: Fields, _visit: Visit) -> Said:
    told = [
        "said who they are" if says["identity_checked"] else "not said who they are",
        "wants it today" if says["consent_affirmed"] else "has not said that they want it today",
    ]
    return Said("Check-in", ", ".join(told))


def _answers(says: Fields, _visit: Visit) -> Said:
    told = answers(says)
    yes = sum(value is True for _, value in told)
    return Said(f"Asked before {_plain(says['before'])}", f"{yes} of {len(told)} answered yes")


def _decision(says: Fields, _visit: Visit) -> Said:
    return Said("Go signed" if says["go"] else "No-go signed", free=says["reason"])


def _preparation(says: Fields, _visit: Visit) -> Said:
    drug = f"{Mass(says['dose_ug'])}, {Volume(says['drug_ul'])} of "
    drug += str(Strength(says["strength_ug_per_ml"]))
    infused = f", {Volume(says['total_ul'])} in all" if says["rate_ul_per_h"] else ""
    return Said("Prepared", f"{drug}{infused}; lot {says['lot']}")


def _check(says: Fields, _visit: Visit) -> Said:
    agrees = "the figures agree" if says["agrees"] else "the figures do not agree"
    rate = f", {Rate(says['rate_ul_per_h'])}" if says["rate_ul_per_h"] else ""
    return Said("Second check", f"{Mass(says['dose_ug'])}{rate}; {agrees}")


def _pump(says: Fields, _visit: Visit) -> Said:
    told = [str(Rate(says["rate_ul_per_h"]))] if says["rate_ul_per_h"] is not None else []
    if says["shown_ul"] is not None:
        told.append(f"showed {Volume(says['shown_ul'])}")
    code, _, more = str(says["reason"]).partition(": ")
    if code in words.STOPS:
        told.append(words.STOPS[code].lower())
    return Said(
        PUMP.get(says["kind"], says["kind"]),
        ", ".join(told),
        more if code in words.STOPS else says["reason"],
    )


def _reading(says: Fields, visit: Visit) -> Said:
    told = ", ".join(f"{name} {value}" for name, value in vitals(says, visit))
    what = "Reading put right" if says["corrects_id"] else "Reading"
    return Said(what, told or "taken back", says["reason"])


def _symptom(says: Fields, visit: Visit) -> Said:
    return Said(term(says["term"], visit), words.GRADES[says["grade"]], says["note"])


def _acknowledged(says: Fields, _visit: Visit) -> Said:
    level = look(Alarm(says["level"])).word if says["level"] in set(Alarm) else ""
    return Said("Alarm answered", f"{_plain(says['rule'])}, {level.lower()}", says["action"])


def _medicine(says: Fields, _visit: Visit) -> Said:
    said_by = f", on the word of {says['said_by']}" if says["said_by"] else ""
    by_order = ", by order" if says["order_id"] else ""
    told = f"{dose(says)} {_plain(says['route'])}".strip()
    return Said(f"{says['drug']} given", f"{told}{by_order}{said_by}", says["note"])


def _taken_back(says: Fields, visit: Visit) -> Said:
    dose = next(each for each in visit.beside.doses if each.id == says["dose_id"])
    at = clock(dose.at, visit.zone)
    return Said(f"{dose.drug} was not given", f"entry of {at} taken back", says["reason"])


def _rescue(says: Fields, visit: Visit) -> Said:
    return Said(f"Rescue: {trigger(says).lower()}", ", ".join(done(says, visit)), says["response"])


def _event(says: Fields, visit: Visit) -> Said:
    flags = serious(says)
    told = f"{words.GRADES[says['grade']]}{', serious: ' + ', '.join(flags) if flags else ''}"
    return Said(f"Adverse event: {term(says['term'], visit)}", told, says["description"])


def _discharge(says: Fields, _visit: Visit) -> Said:
    return Said("Looked whether they may leave", f"{_plain(says['score'])} {says['total']}")


def _departure(says: Fields, _visit: Visit) -> Said:
    return Said(DEPARTURES.get(says["kind"], _plain(says["kind"])), free=says["details"])


def _closing(says: Fields, _visit: Visit) -> Said:
    told = f"{Mass(says['delivered_ug'])} given, {Mass(says['waste_ug'])} wasted"
    return Said("Closed and signed", told, says["note"])


def _conflict(says: Fields, _visit: Visit) -> Said:
    return Said("Entry not taken over", _plain(says["what"]), says["because"])


_SAYS: Mapping[str, Callable[[Any, Visit], Said]] = {
    "step": _step,
    "check-in": _check_in,
    "answers": _answers,
    "decision": _decision,
    "preparation": _preparation,
    "dose-check": _check,
    "pump": _pump,
    "device": lambda says, _: Said(f"Device {says['number']} given", f"lot {says['lot']}"),
    "hold": lambda says, _: Said("The hold is over", _plain(says["how"])),
    "reading": _reading,
    "symptom": _symptom,
    "acknowledgement": _acknowledged,
    "medicine": _medicine,
    "medicine-taken-back": _taken_back,
    "rescue": _rescue,
    "event": _event,
    "monitor": lambda says, _: Said("Monitor paired", says["device"]),
    "words": lambda says, _: Said("Written beside", free=says["words"]),
    "discharge-check": _discharge,
    "departure": _departure,
    "closing": _closing,
    "conflict": _conflict,
}
