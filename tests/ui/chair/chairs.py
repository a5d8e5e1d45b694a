"""Chairs, pumps and checks as no clinic would want them, near every line that something is past.

Moments lie whole minutes after one another, as the intervals of the rules do, give or take a
millisecond: what begins or ends there is asked about at, before and after its moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from daybreak.care.catalogue.profile import AlarmRule, Clock, Profile, Relative
from daybreak.care.catalogue.reading import every
from daybreak.care.findings import Alarm, Mark, Source
from daybreak.care.session.alarms import all_alarms
from daybreak.care.session.as_data import in_ms
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import NEXT, Stage
from daybreak.care.session.symptoms import SymptomList, symptom_list
from ui.chair.both import Catalogued, Json, chair_of, when

START_MS = 1_795_284_000_000  # 21 November 2026, 18:00 UTC
MINUTE_MS = 60_000
WAY = (Stage.ARRIVED, Stage.CHECKED_IN, Stage.PRE_ASSESSED, Stage.PREPARED, Stage.DOSING)
PEOPLE = (
    "00000000-0000-0000-0000-000000000001",
    "f0000000-0000-0000-0000-000000000002",
    "0f000000-0000-0000-0000-000000000003",
)
ROLES = ("nurse", "prescriber", "therapist", "director")
SIGNS = ("", "b", "a", "ab", "\ue000", "\U0001f600")  # the last two stand otherwise in JavaScript
STEPS_MIN = (0, 1, 2, 5, 10, 15, 40)
TERMS = (
    "dizziness",
    "syncope",
    "confusion",
    "chest-pain",
    "vomiting",
    "headache",
    "distress",
    "nausea",
    "a-term-of-long-ago",
)


@cache
def shelf(strange: int = 6) -> Mapping[str, Catalogued]:
    """Every profile that ships, and as many that a director might have made of each of them."""
    gates, listed = session_gates(), symptom_list()
    shipped = every("profiles", Profile)
    own = {f"{each.id}-{each.version}": Catalogued(each, gates, listed) for each in shipped}
    for seed in range(strange):
        rng = Random(seed)
        profile = _edited(rng.choice(shipped), rng)
        own[f"strange-{seed}"] = Catalogued(profile, gates, _edited_list(listed, rng))
    return own


def _edited(profile: Profile, rng: Random) -> Profile:
    pump = profile.pump or next(each.pump for each in every("profiles", Profile) if each.pump)
    assert pump is not None
    return replace(
        profile,
        alarm=tuple(_edited_line(line, rng) for line in profile.alarm),
        answer=tuple(
            row
            if row.severity is Alarm.NOTE
            else replace(row, cooldown_s=rng.choice((0, 120, 600)), ack_role=("prescriber",))
            for row in profile.answer
        ),
        lateness=replace(profile.lateness, overdue_s=60, late_s=61),
        recovery=replace(
            profile.recovery,
            counted_from=rng.choice(tuple(Clock)),
            unaccompanied_minimum_s=profile.recovery.minimum_s + rng.choice((0, 1800)),
        ),
        phrases=replace(profile.phrases, above="{{{name}}} {reading} > {line}"),
        pump=replace(
            pump, tolerance_percent=rng.choice((0, 1, 5)), tolerance_ul=rng.choice((0, 1))
        ),
    )


def _edited_line(line: AlarmRule, rng: Random) -> AlarmRule:
    count = rng.choice((1, 1, 2, 3)) if line.is_immediate else line.confirm_count
    if line.relative_to_baseline is not Relative.NOTHING:
        count = line.confirm_count
    return replace(
        line,
        confirm_count=count,
        persistence_s=rng.choice((0, 60, 300)) if count > 1 else 0,
        cooldown_s=rng.choice((None, 0, 60, 600)),
        repeat_within_s=None if line.severity is Alarm.NOTE else rng.choice((None, 60, 240)),
        ack_role=rng.choice((None, ("nurse",), ("prescriber", "director"))),
        source=rng.choice((None, Source("A made-up director", Mark.OURS))),
    )


def _edited_list(listed: SymptomList, rng: Random) -> SymptomList:
    return replace(
        listed,
        grades=replace(listed.grades, alert_from=2, critical_from=rng.choice((2, 3, 5))),
        term=tuple(each for each in listed.term if each.id not in ("nausea", "confusion")),
    )


NAMES = st.sampled_from(sorted(shelf()))
JITTER_MS = (0, 0, 0, 1, -1)


def moments(most_min: int = 60) -> st.SearchStrategy[int]:
    """Milliseconds since 1970, about so many minutes at most after the first patient came."""
    every = len(JITTER_MS)
    return st.integers(0, most_min * every).map(
        lambda drawn: START_MS + drawn // every * MINUTE_MS + JITTER_MS[drawn % every]
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Json]:
    """Any way through the stages; mostly as far as the dose and on."""
    stage, at, told = Stage.SCHEDULED, START_MS, []
    before = draw(st.sampled_from((5, 5, 5, 4, 2, 0)))
    for number in range(before + draw(st.sampled_from((0, 0, 1, 2, 3)))):
        onward = [each for each in Stage if each in NEXT[stage]]
        if not onward:
            break
        stage = WAY[number] if number < before else draw(st.sampled_from(onward))
        at += draw(st.sampled_from(STEPS_MIN)) * MINUTE_MS
        told.append({"stage": stage.value, "at": at, "by": PEOPLE[number % 2]})
    return told


@cache
def _figures(name: str) -> Mapping[str, Sequence[int]]:
    """For each signal of a profile the figures at its lines, and on both sides of each."""
    profile = shelf()[name].profile
    near: dict[str, set[int]] = {}
    for row in profile.measured:
        near[row.signal.value] = {row.lowest, (row.lowest + row.highest) // 2, row.highest}
    for line in profile.alarm:
        if line.relative_to_baseline is Relative.NOTHING:
            near[line.signal.value] |= {line.value - 1, line.value, line.value + 1}
    near["systolic_mmhg"] |= {110, 130, 132, 143, 150}  # 20, 30 % and 40 over one another
    near["diastolic_mmhg"] |= {60, 70, 85, 95}
    return {signal: sorted(values) for signal, values in near.items()}


FEW = ("systolic_mmhg", "diastolic_mmhg", "spo2_percent", "heart_rate_per_min")


@st.composite
def figures(draw: st.DrawFn, name: str) -> dict[str, int | None]:
    """One set of readings: some signals taken, some said not to be, some not spoken of."""
    near = _figures(name)
    others = [signal for signal in near if signal not in FEW]
    found: dict[str, int | None] = {}
    for signal in FEW[: draw(st.sampled_from((1, 4, 2, 0)))]:
        found[signal] = draw(st.sampled_from(near[signal]))
    if draw(st.booleans()):
        signal = draw(st.sampled_from(others))
        found[signal] = draw(st.sampled_from((*near[signal], None)))
    return found


def readings(name: str, most: int = 9) -> st.SearchStrategy[list[Json]]:
    """Readings of all sorts, or all of one signal: an alarm that opens, ends and opens again."""
    one = st.sampled_from(FEW).flatmap(lambda signal: _readings(_one(name, signal), most))
    return _readings(figures(name), most) | one


def _one(name: str, signal: str) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({signal: st.sampled_from(_figures(name)[signal])})


def _readings(vitals: st.SearchStrategy[Json], most: int) -> st.SearchStrategy[list[Json]]:
    each = st.fixed_dictionaries({"id": st.sampled_from(SIGNS), "at": moments(), "vitals": vitals})
    return st.lists(each, min_size=2, max_size=most)


SYMPTOMS = st.fixed_dictionaries(
    {
        "term": st.sampled_from(TERMS),
        "grade": st.sampled_from((1, 2, 3, 4, 5)),
        "onset": moments(),
        "resolved": st.none() | moments(),
    }
)


def acknowledgements(rang: Sequence[tuple[str, int]]) -> st.SearchStrategy[Json]:
    """Answers to alarms of which is known when they rang, some of them before they did."""
    since = st.sampled_from((0, 1, 2, 5, 30, -1))
    about = st.tuples(st.sampled_from(rang), since, moments(1)).map(
        lambda drawn: (drawn[0][0], drawn[0][1] + drawn[1] * MINUTE_MS + drawn[2] - START_MS)
    )
    return about.flatmap(lambda told: _acknowledgement(*told))


def _acknowledgement(channel: str, at: int) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {
            "channel": st.just(channel),
            "level": st.sampled_from(("critical", "alert", "note")),
            "at": st.just(at),
            "by": st.sampled_from(PEOPLE),
            "role": st.sampled_from(("nurse", "prescriber", *ROLES)),
            "action": st.sampled_from(("Prescriber told", *SIGNS, "   ")),
        }
    )


@st.composite
def chairs(draw: st.DrawFn, name: str) -> tuple[Json, Json]:
    """Whatever was recorded at one chair, in no order; and one more answer to an alarm.

    Who answers at all mostly answers something that rang.
    """
    chair: dict[str, Json] = {
        "history": draw(histories()),
        "readings": draw(readings(name)),
        "symptoms": draw(st.lists(SYMPTOMS, max_size=3)),
        "acknowledgements": [],
        "counts_from": draw(st.none() | moments()),
    }
    rang = all_alarms(chair_of(chair, shelf()[name]), when(START_MS + 90 * MINUTE_MS))
    turns = [(alarm.channel, in_ms(turn.at)) for alarm in rang for turn in alarm.turns]
    acks = acknowledgements([*turns, ("systolic-high", START_MS)])
    chair["acknowledgements"] = draw(st.lists(acks, max_size=4 * len(rang)))
    return chair, draw(acks)


@st.composite
def chair_questions(draw: st.DrawFn) -> list[Json]:
    """Everything one can ask about one chair at one moment."""
    name = draw(NAMES)
    chair, ack = draw(chairs(name))
    happened = [each["at"] for kind in ("readings", "acknowledgements") for each in chair[kind]]
    now = draw(st.sampled_from(happened) | moments(90))
    in_time = sorted(chair["readings"], key=lambda each: each["at"])
    asked = {
        "stageOf": {"history": chair["history"]},
        "dosedSpan": {"history": chair["history"]},
        "recoveryClock": {"chair": chair, "is_accompanied": draw(st.booleans())},
        "baselineOf": {"chair": chair},
        "lasting": {"readings": in_time},
        "felt": {"symptoms": chair["symptoms"], "now": now},
        "findings": {
            "vitals": draw(figures(name)),
            "baseline": draw(st.none() | figures(name)),
        },
        "mayAcknowledge": {"ack": ack, "chair": chair, "now": now},
        **{
            call: {"chair": chair, "now": now}
            for call in ("allAlarms", "openAlarms", "due", "resumeGates")
        },
    }
    return [{"of": name, "call": call, "args": args} for call, args in asked.items()]


@st.composite
def ringing_questions(draw: st.DrawFn) -> list[Json]:
    """One alarm that rings, is answered, ends and rings again, minutes later or less."""
    name = draw(NAMES)
    profile = shelf()[name].profile
    channel = draw(st.sampled_from(("systolic-high", "spo2-low", "heart-rate-low")))
    lines = {line.severity: line for line in profile.by_channel[channel]}
    signal = lines[Alarm.ALERT].signal.value
    figure = {level.value: lines[level].value for level in (Alarm.ALERT, Alarm.CRITICAL)}
    step = -1 if channel.endswith("low") else 1
    told: dict[str, list[Json]] = {"readings": [], "acknowledgements": []}
    at = START_MS + 10 * MINUTE_MS
    happens = ("alert", "calm", "seen", "critical", "calm", "seen")
    for what in draw(st.lists(st.sampled_from(happens), min_size=3, max_size=12)):
        at += draw(st.sampled_from((1, 0, 2, 5))) * MINUTE_MS + draw(st.sampled_from(JITTER_MS))
        if what == "seen":
            told["acknowledgements"].append(draw(_acknowledgement(channel, at)))
        else:
            value = figure[what] + step if what in figure else figure["alert"] - 2 * step
            told["readings"].append(
                {"id": draw(st.sampled_from(SIGNS)), "at": at, "vitals": {signal: value}}
            )
    if draw(st.booleans()):  # read before the start, so far off that all later ones are a rise
        before = START_MS + draw(st.sampled_from((4, 3))) * MINUTE_MS
        far = figure["alert"] - 60 * step
        told["readings"].append({"id": "", "at": before, "vitals": {signal: far}})
    history = [
        {"stage": stage.value, "at": START_MS + place * MINUTE_MS, "by": PEOPLE[0]}
        for place, stage in enumerate(WAY)
    ]
    now = (
        at + draw(st.sampled_from((0, 1, 2, 5, 10))) * MINUTE_MS + draw(st.sampled_from(JITTER_MS))
    )
    args = {"chair": {"history": history, "symptoms": [], **told}, "now": now}
    calls = ("allAlarms", "openAlarms", "due", "resumeGates")
    return [{"of": name, "call": call, "args": args} for call in calls]


@st.composite
def low_questions(draw: st.DrawFn) -> list[Json]:
    """A low pressure, and symptoms that make it worse before, with and after it."""
    name = draw(NAMES)
    minutes = st.integers(10, 14).map(lambda minute: START_MS + minute * MINUTE_MS)
    lines = shelf()[name].profile.by_channel["systolic-low"]
    figure = st.sampled_from(
        [line.value + off for line in lines for off in (0, -1)] + [130, None]
    ).map(lambda value: {"systolic_mmhg": value})
    reading = st.fixed_dictionaries({"id": st.just(""), "at": minutes, "vitals": figure})
    symptom = st.fixed_dictionaries(
        {
            "term": st.sampled_from(("dizziness", "syncope", "confusion", *TERMS[-2:])),
            "grade": st.just(1),
            "onset": minutes,
            "resolved": st.none() | minutes,
        }
    )
    chair = {
        "history": [{"stage": "arrived", "at": START_MS, "by": PEOPLE[0]}],
        "readings": draw(st.lists(reading, min_size=1, max_size=4)),
        "symptoms": draw(st.lists(symptom, min_size=1, max_size=3)),
        "acknowledgements": [],
    }
    args = {"chair": chair, "now": START_MS + 15 * MINUTE_MS}
    return [{"of": name, "call": call, "args": args} for call in ("allAlarms", "openAlarms")]


@st.composite
def watch_questions(draw: st.DrawFn) -> list[Json]:
    """What one watch asks for, when some of it was taken at its own moments or next to them."""
    name = draw(NAMES)
    profile = shelf()[name].profile
    watch = draw(st.sampled_from(profile.watch))
    way = [*WAY, Stage.RECOVERY][: draw(st.sampled_from((6, 5, 3)))]
    minutes = (0, 1, 2, 3, 4, 44)
    history: list[Json] = [
        {"stage": stage.value, "at": START_MS + minute * MINUTE_MS, "by": PEOPLE[0]}
        for stage, minute in zip(way, minutes, strict=False)
    ]
    since = [
        step["at"] for step in history if step["stage"] in ("checked-in", "dosing", "recovery")
    ]
    after_s = (0, (watch.at_s or 0) - watch.early_s, watch.at_s or 0, watch.every_s or 0)
    moment = st.tuples(
        st.sampled_from(since), st.sampled_from(after_s), st.sampled_from(JITTER_MS)
    ).map(lambda drawn: drawn[0] + drawn[1] * 1000 + drawn[2])
    signals = st.lists(st.sampled_from(watch.signals), min_size=1, unique=True)
    near = _figures(name)
    some = signals.map(lambda taken: {each.value: near[each.value][1] for each in taken})
    whole = st.just({each.value: near[each.value][1] for each in watch.signals})
    readings = st.fixed_dictionaries({"id": st.just(""), "at": moment, "vitals": whole | some})
    lateness = profile.lateness
    late = st.sampled_from((0, lateness.overdue_s, lateness.late_s, watch.every_s or 0))
    chair = {
        "history": history,
        "readings": draw(st.lists(readings, max_size=3)),
        "symptoms": [],
        "acknowledgements": [],
    }
    now = draw(moment) + draw(late) * 1000
    return [{"of": name, "call": "due", "args": {"chair": chair, "now": now}}]


@st.composite
def entries(draw: st.DrawFn) -> list[Json]:
    """What somebody types: figures and symptoms, slips of the finger among them."""
    name = draw(NAMES)
    profile = shelf()[name].profile
    signals = draw(st.lists(st.sampled_from(profile.measured), max_size=3, unique=True))
    vitals: dict[str, int | None] = {}
    for row in signals:
        wide = st.integers(-9, 9999) | st.integers(row.lowest - 1, row.highest + 1)
        vitals[row.signal.value] = draw(wide)
    if draw(st.booleans()):
        for signal in ("systolic_mmhg", "diastolic_mmhg", "mean_mmhg"):
            vitals[signal] = draw(st.sampled_from((60, 80, 80, 81, 120, None)))
    symptom = draw(SYMPTOMS) | {"grade": draw(st.integers(-1, 7))}
    return [
        {"of": name, "call": "implausible", "args": {"vitals": vitals}},
        {"of": name, "call": "checkPlausible", "args": {"vitals": vitals}},
        {"of": name, "call": "checkSymptom", "args": {"symptom": symptom}},
    ]


@st.composite
def gate_questions(draw: st.DrawFn) -> list[Json]:
    name = draw(NAMES)
    gates = shelf()[name].gates
    before = draw(st.sampled_from(sorted({gate.before for gate in gates.gate})))
    asked = [gate.id for gate in gates.gate if gate.before is before]
    answers = draw(st.dictionaries(st.sampled_from(asked), st.sampled_from((True, False, None))))
    route = draw(st.sampled_from(("iv", "im", "intranasal-esketamine")))
    args = {"before": before.value, "route": route, "answers": answers}
    return [{"of": name, "call": "gatesShut", "args": args}]


AMOUNTS = st.sampled_from((10_000, 10_100, 10_101, 10_099, 10_202, 9_900, 0, 1))
ABOUT_ALIKE = st.fixed_dictionaries(
    {
        "dose_ug": AMOUNTS,
        "drug_ul": st.sampled_from((800, 0)) | AMOUNTS,
        "bag_ul": st.just(100_000) | st.none() | AMOUNTS,
        "rate_ul_per_h": st.just(150_000) | st.none() | AMOUNTS,
    }
)
CHECKS = st.fixed_dictionaries(
    {
        "figures": st.tuples(ABOUT_ALIKE, st.sampled_from(PEOPLE)).map(
            lambda told: {**told[0], "by": told[1]}
        ),
        "role": st.sampled_from(("nurse", *ROLES)),
        "at": moments(10),
        "saw_other": st.sampled_from((False, False, True)),
    }
)


@st.composite
def check_questions(draw: st.DrawFn) -> list[Json]:
    """Two or three people who computed the same dose, more or less."""
    checks = draw(st.lists(CHECKS, max_size=4))
    prepared = draw(
        st.tuples(ABOUT_ALIKE, moments(5)).map(lambda told: {**told[0], "at": told[1]}) | st.none()
    )
    now = draw(st.sampled_from([each["at"] for each in checks] or [START_MS]) | moments(20))
    args = {"checks": checks, "prepared": prepared, "now": now}
    return [{"of": draw(NAMES), "call": "doubleCheck", "args": args}]


PUMPED = [name for name, each in shelf().items() if each.profile.pump]
CLOCKS = st.sampled_from(
    (
        [],
        [{"from": 0, "offset_s": -18_000, "name": "EST"}],
        [
            {"from": START_MS, "offset_s": 7200, "name": "CEST"},
            {"from": START_MS + MINUTE_MS, "offset_s": 3600, "name": "CET"},
        ],
        [{"from": 0, "offset_s": 20_700, "name": "+0545"}],
    )
)


@st.composite
def pump_questions(draw: st.DrawFn) -> list[Json]:
    """A pump that was set, paused, reset and read, at moments in no order."""
    name = draw(st.sampled_from([*PUMPED, "im-racemic-1"]))
    volume_ul = draw(st.sampled_from((100_000, 50_000, 999, 1, 0, 10**9)) | st.integers(1, 10**6))
    drug_ug = draw(st.sampled_from((0, 1, 40_000)) | st.integers(1, 10_000_000))
    rate = st.sampled_from((150_000, 0, 75_000, 150_001, 1)) | st.integers(-1, 9_999_999)
    changes = st.lists(st.fixed_dictionaries({"at": moments(), "rate_ul_per_h": rate}), max_size=5)
    shown = st.sampled_from((0, 25_000, 50_000)) | st.integers(0, 2 * max(1, volume_ul))
    readings = st.lists(st.fixed_dictionaries({"at": moments(), "shown_ul": shown}), max_size=4)
    args: Json = {
        "prepared": {"drug_ug": drug_ug, "volume_ul": volume_ul},
        "changes": draw(changes),
        "readings": draw(readings),
        "now": draw(moments(90)),
    }
    asked = [{"of": name, "call": "given", "args": {**args, "clock": draw(CLOCKS)}}]
    valid = drug_ug and volume_ul and all(each["rate_ul_per_h"] >= 0 for each in args["changes"])
    return [*asked, {"of": name, "call": "endsAt", "args": args}] if valid else asked


def every_step() -> list[dict[str, Any]]:
    """Whether a session may go from any stage to any other."""
    return [
        {"of": name, "call": "mayGo", "args": {"from": here.value, "to": to.value}}
        for name in sorted(shelf())[:1]
        for here in Stage
        for to in Stage
    ]
