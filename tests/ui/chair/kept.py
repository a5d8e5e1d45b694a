"""The cases in `tests/vectors/chair`: what is asked of a chair, told one by one with its name.

Other programs that follow the same rules can read them there. After the version of the data was
raised, `python tests/ui/chair/kept.py` writes them anew; look at every answer that became another.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "chair"
START_MS = 1_795_284_000_000  # 21 November 2026, 18:00 UTC
NURSE = "00000000-0000-0000-0000-000000000001"
OTHER = "00000000-0000-0000-0000-000000000002"
WAY = ("arrived", "checked-in", "pre-assessed", "prepared", "dosing")
INFUSION, SPRAY = "iv-racemic-1", "esketamine-1"

Case = dict[str, Any]


def at(minute: float) -> int:
    """Minutes after eighteen o'clock as milliseconds since 1970."""
    return START_MS + round(minute * 60_000)


def read(minute: float, **vitals: int | None) -> dict[str, Any]:
    return {"id": "", "at": at(minute), "vitals": vitals}


def felt(term: str, grade: int, onset: float, resolved: float | None = None) -> dict[str, Any]:
    over = None if resolved is None else at(resolved)
    return {"term": term, "grade": grade, "onset": at(onset), "resolved": over}


def ack(
    channel: str, level: str, minute: float, *, role: str = "nurse", action: str = "Prescriber told"
) -> dict[str, Any]:
    told = {"channel": channel, "level": level, "at": at(minute), "by": NURSE}
    return told | {"role": role, "action": action}


def chair(
    *readings: dict[str, Any],
    then: tuple[tuple[str, float], ...] = (),
    way: tuple[str, ...] = WAY,
    **more: Any,
) -> dict[str, Any]:
    """Somebody who came at 18:00, took a step a minute to the dose at 18:04, and then more."""
    steps = [*((stage, float(place)) for place, stage in enumerate(way)), *then]
    told = {
        "history": [{"stage": stage, "at": at(minute), "by": NURSE} for stage, minute in steps],
        "readings": list(readings),
        "symptoms": [],
        "acknowledgements": [],
    }
    return told | more


def case(name: str, call: str, *, rules: str = INFUSION, **args: Any) -> Case:
    return {"name": name, "rules": rules, "call": call, "args": args}


def cases() -> Iterator[Case]:
    yield from _steps()
    yield from _figures()
    yield from _alarms()
    yield from _answering()
    yield from _due()
    yield from _gates()
    yield from _checks()
    yield from _pump()


def _steps() -> Iterator[Case]:
    paused = chair(then=(("paused", 20), ("dosing", 25), ("recovery", 44)))
    step = {"from": "dosing", "to": "aborted"}
    yield case("a dose cut short is watched like a whole one", "mayGo", **step)
    yield case("going on after a pause", "mayGo", **{"from": "paused", "to": "dosing"})
    yield case("nothing follows a closed session", "mayGo", **{"from": "closed", "to": "dosing"})
    yield case("nobody has come yet", "stageOf", history=[])
    yield case("a pause belongs to the dose", "dosedSpan", history=paused["history"])
    yield case("an hour after the end", "recoveryClock", chair=paused, is_accompanied=True)
    devices = paused | {"counts_from": at(9)}
    yield case(
        "two hours after the first spray that did not fail",
        "recoveryClock",
        rules=SPRAY,
        chair=devices,
        is_accompanied=True,
    )


def _figures() -> Iterator[Case]:
    before = {"systolic_mmhg": 110, "diastolic_mmhg": 70}
    yield case("Fahrenheit was typed", "implausible", vitals={"temperature_dc": 986})
    yield case("one key too many", "implausible", vitals={"systolic_mmhg": 1120})
    swapped = {"systolic_mmhg": 70, "diastolic_mmhg": 120}
    yield case("the two pressures are swapped", "implausible", vitals=swapped)
    outside = {"systolic_mmhg": 120, "diastolic_mmhg": 70, "mean_mmhg": 125}
    yield case("a mean over the systolic", "implausible", vitals=outside)
    under = {"diastolic_mmhg": 70, "mean_mmhg": 69}
    yield case("a mean under the diastolic", "implausible", vitals=under)
    yield case("nothing was typed", "checkPlausible", vitals={})
    yield case(
        "a line by itself, and two by how far it rose",
        "findings",
        vitals={"systolic_mmhg": 180, "diastolic_mmhg": 94},
        baseline=before,
    )
    yield case(
        "thirty percent to the point",
        "findings",
        vitals={"systolic_mmhg": 143},
        baseline=before,
    )
    yield case(
        "a rise cannot be judged without a reading before",
        "findings",
        vitals={"systolic_mmhg": 120},
        baseline={},
    )
    fast = read(0, heart_rate_per_min=121)
    yield case(
        "fast for five minutes",
        "lasting",
        readings=[fast, read(2, spo2_percent=97), read(5, heart_rate_per_min=122)],
    )
    yield case(
        "a second short of five minutes",
        "lasting",
        readings=[fast, read(5 - 1 / 60, heart_rate_per_min=122)],
    )
    yield case(
        "calm in between",
        "lasting",
        readings=[fast, read(2, heart_rate_per_min=90), read(5, heart_rate_per_min=122)],
    )
    yield case("on the list", "felt", symptoms=[felt("chest-pain", 1, 1)], now=at(2))
    twice = [felt("vomiting", 2, 1, 2), felt("vomiting", 1, 3)]
    yield case("sick twice", "felt", symptoms=twice, now=at(3))
    yield case("over at that very moment", "felt", symptoms=[felt("nausea", 4, 1, 2)], now=at(2))
    yield case("a grade that there is not", "checkSymptom", symptom=felt("nausea", 6, 1))


def _alarms() -> Iterator[Case]:
    high, calm = read(10, systolic_mmhg=185), read(12, systolic_mmhg=120)
    seen = ack("systolic-high", "critical", 11)

    def asked(name: str, minute: float, *readings: dict[str, Any], **more: Any) -> Case:
        return case(name, "openAlarms", chair=chair(*readings, **more), now=at(minute))

    yield asked("over, but nobody has seen it", 13, high, calm)
    yield asked("seen and over", 13, high, calm, acknowledgements=[seen])
    yield asked("the repeat is due", 12, high)
    yield asked("the repeat is missed by a millisecond", 12 + 1 / 60_000, high)
    yield asked(
        "worse than what was seen",
        13,
        read(10, systolic_mmhg=165),
        read(12, systolic_mmhg=181),
        acknowledgements=[ack("systolic-high", "alert", 11)],
    )
    yield asked(
        "answered by somebody who may not",
        11,
        high,
        acknowledgements=[ack("systolic-high", "critical", 10, role="therapist")],
    )
    again = (read(10, systolic_mmhg=165), calm, read(15, systolic_mmhg=165))
    answered = [ack("systolic-high", "alert", 11)]
    yield asked("the like of it was answered lately", 15.5, *again, acknowledgements=answered)
    yield asked("five minutes on it sounds again", 16, *again, acknowledgements=answered)
    once_more = (read(10, systolic_mmhg=165), read(15, systolic_mmhg=120))
    twice = [ack("systolic-high", "alert", 11), ack("systolic-high", "alert", 14)]
    yield asked(
        "answered twice, and the later answer counts",
        17,
        *once_more,
        read(16, systolic_mmhg=165),
        acknowledgements=twice,
    )
    yield asked(
        "who last saw something milder has not answered this",
        16,
        *once_more,
        read(16, systolic_mmhg=165),
        acknowledgements=[ack("systolic-high", "alert", 11), ack("systolic-high", "note", 14)],
    )
    yield asked(
        "dizzy after a low pressure",
        12,
        read(10, systolic_mmhg=88),
        symptoms=[felt("dizziness", 1, 11)],
    )
    yield asked(
        "of two readings of a moment the worse stands",
        10,
        read(10, systolic_mmhg=120),
        high,
    )
    yield asked("a reading from a clock that runs ahead waits", 9, high)
    left = (("recovery", 11.0), ("left-ama", 12.0))
    yield asked("nothing rings for who has left", 20, high, then=left)
    yield case(
        "what stands against going on",
        "resumeGates",
        chair=chair(high, read(11, spo2_percent=88), then=(("paused", 11),)),
        now=at(12),
    )


def _answering() -> Iterator[Case]:
    high = chair(read(10, systolic_mmhg=185))

    def asked(name: str, told: dict[str, Any]) -> Case:
        return case(name, "mayAcknowledge", ack=told, chair=high, now=at(11))

    yield asked("a nurse answers", ack("systolic-high", "critical", 11))
    yield asked("there is no such alarm", ack("spo2-low", "critical", 11))
    yield asked("not this role", ack("systolic-high", "critical", 11, role="therapist"))
    yield asked("it is worse than what was seen", ack("systolic-high", "alert", 11))
    yield asked(
        "nothing is said of what was done", ack("systolic-high", "critical", 11, action=" ")
    )


def _due() -> Iterator[Case]:
    early = read(3, systolic_mmhg=120, diastolic_mmhg=80, heart_rate_per_min=70, spo2_percent=98)

    def asked(name: str, minute: float, told: dict[str, Any], rules: str = INFUSION) -> Case:
        return case(name, "due", rules=rules, chair=told, now=at(minute))

    yield asked("before the start, at once", 2, chair(way=WAY[:2]))
    yield asked("ten minutes after the start", 14, chair(early))
    yield asked("three minutes late", 17, chair(early))
    yield asked("six minutes late", 20, chair(early))
    yield asked("a pause stops no clock", 14, chair(early, then=(("paused", 8),)))
    yield asked("at the end, and after it", 40, chair(early, then=(("recovery", 40),)))
    yield asked("an alarm asks for its reading again", 11, chair(read(10, spo2_percent=91)))
    yield asked("forty minutes after a spray", 40, chair(early), SPRAY)


def _gates() -> Iterator[Case]:
    some = {"rescue-ready": True, "alarm-limits-on": False}
    yield case("one yes, one no", "gatesShut", before="dosing", route="iv", answers=some)
    yield case("no cannula by this route", "gatesShut", before="dosing", route="im", answers=some)


def _checks() -> Iterator[Case]:
    figures = {"dose_ug": 40_000, "drug_ul": 800, "bag_ul": 100_800, "rate_ul_per_h": 151_200}
    prepared = figures | {"at": at(3)}

    def check(by: str, minute: float, **other: Any) -> dict[str, Any]:
        told = {"figures": {**figures, **other, "by": by}, "role": "nurse", "at": at(minute)}
        return told | {"saw_other": False}

    def asked(name: str, *checks: dict[str, Any], of: Any = prepared) -> Case:
        return case(name, "doubleCheck", checks=list(checks), prepared=of, now=at(5))

    first = check(NURSE, 3)
    yield asked("nothing was prepared", of=None)
    yield asked("one alone", first)
    yield asked("two agree within one percent", first, check(OTHER, 4, dose_ug=40_400))
    yield asked("a microgram more than that", first, check(OTHER, 4, dose_ug=40_401))
    yield asked("one of them forgot the bag", first, check(OTHER, 4, bag_ul=None))
    yield asked("the second saw the first", first, check(OTHER, 4) | {"saw_other": True})
    yield asked("a check of the syringe before", first, check(OTHER, 2))


def _pump() -> Iterator[Case]:
    bag = {"drug_ug": 40_000, "volume_ul": 100_000}

    def rate(minute: float, ul_per_h: int) -> dict[str, int]:
        return {"at": at(minute), "rate_ul_per_h": ul_per_h}

    def shows(minute: float, ul: int) -> dict[str, int]:
        return {"at": at(minute), "shown_ul": ul}

    def asked(
        name: str, minute: float, *changes: Any, shown: Any = (), call: str = "given", **more: Any
    ) -> Case:
        args: Case = {"prepared": bag, "changes": list(changes), "readings": list(shown)}
        return case(name, call, **args, now=at(minute), **more)

    on, off = rate(0, 150_000), rate(22, 0)
    new_york = [{"from": 0, "offset_s": -18_000, "name": "EST"}]
    yield asked("all of it in forty minutes", 40, on)
    yield asked("stopped after 22 minutes, and not read", 30, on, off, clock=new_york)
    night = [
        {"from": at(22), "offset_s": 7200, "name": "CEST"},
        {"from": at(32), "offset_s": 3600, "name": "CET"},
    ]
    steps = (on, rate(20, 75_000), rate(31, 0), rate(32, 75_000))
    yield asked("the clock on the wall goes back at that moment", 40, *steps, clock=night)
    yield asked("the pump's figure counts", 30, on, off, shown=[shows(22, 54_000)])
    yield asked("further apart than either line", 22, on, shown=[shows(22, 52_000)])
    yield asked("reset, and read again", 30, on, shown=[shows(20, 50_000), shows(25, 12_500)])
    yield asked("more than there was", 50, on, shown=[shows(45, 101_000)])
    yield asked("a part of a microlitre is rounded", 1 / 60, rate(0, 100_001))
    yield asked("when it will be in", 10, on, call="endsAt")
    yield asked("while it stands still", 30, on, off, call="endsAt")
    backwards: Case = {"prepared": bag, "changes": [rate(0, -1)], "readings": [], "now": at(1)}
    yield case("a pump does not run backwards", "given", **backwards)


def kept(name: str) -> Any:
    """What stands in a file of theirs."""
    return json.loads((VECTORS / f"{name}.json").read_text())


def write() -> None:
    """Write the cases with what care answers today, and the rules they are asked by."""
    from ui.chair.both import care_says
    from ui.chair.chairs import shelf

    VECTORS.mkdir(exist_ok=True)
    told = []
    for each in cases():
        of = shelf()[each["rules"]]
        told.append(each | {"answer": care_says(each["call"], each["args"], of)})
    _put("cases.json", told)
    for name in (INFUSION, SPRAY):
        _put(f"rules-{name}.json", shelf()[name].as_data())


def _put(name: str, told: Any) -> None:
    (VECTORS / name).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    import django

    root = Path(__file__).resolve().parents[3]
    sys.path[:0] = [str(root / "tests"), str(root / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.config.settings")
    os.environ.setdefault("DAYBREAK_SECRET_KEY", "a key that signs nothing")
    django.setup()
    write()
