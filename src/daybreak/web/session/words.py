"""The room's own words: stages, phases, symptoms as people say them, reasons to stop."""

from collections.abc import Mapping

from daybreak.care.catalogue.profile import Signal
from daybreak.care.session.stages import Stage

STAGES: Mapping[Stage, str] = {
    Stage.SCHEDULED: "Booked",
    Stage.ARRIVED: "Check-in",
    Stage.CHECKED_IN: "Readings, then go or no-go",
    Stage.PRE_ASSESSED: "Go signed",
    Stage.PREPARED: "Prepared",
    Stage.DOSING: "Dosing",
    Stage.PAUSED: "Paused",
    Stage.RECOVERY: "Recovery",
    Stage.DISCHARGE_ASSESSED: "Ready to leave",
    Stage.DISCHARGED: "Left",
    Stage.CLOSED: "Closed",
    Stage.CANCELLED: "Cancelled",
    Stage.NO_SHOW: "Nobody came",
    Stage.ABORTED: "Ended before a dose",
    Stage.TRANSFERRED: "Transferred",
    Stage.LEFT_AMA: "Left against advice",
}
ON_BOARD: Mapping[Stage, str] = {  # where there is less room
    Stage.CHECKED_IN: "Assess",
    Stage.PRE_ASSESSED: "Prepare",
}
PHASES = ("Check-in", "Assess", "Prepare", "Dosing", "Recovery", "Discharge")
PHASE_OF: Mapping[Stage, int] = {
    Stage.ARRIVED: 0,
    Stage.CHECKED_IN: 1,
    Stage.PRE_ASSESSED: 2,
    Stage.PREPARED: 2,
    Stage.DOSING: 3,
    Stage.PAUSED: 3,
    Stage.RECOVERY: 4,
    Stage.DISCHARGE_ASSESSED: 5,
}
NEXT: Mapping[Stage, str] = {
    Stage.ARRIVED: "Check-in",
    Stage.CHECKED_IN: "Go or no-go",
    Stage.PRE_ASSESSED: "Prepare the dose",
    Stage.PREPARED: "Second check, then start",
    Stage.DISCHARGE_ASSESSED: "Sign and let go",
}
SIGNALS: Mapping[Signal, str] = {  # what a reading is called where there is little room
    Signal.HEART_RATE: "pulse",
    Signal.SPO2: "SpO₂",
    Signal.RESPIRATORY_RATE: "Breaths",
    Signal.MOAAS: "MOAA/S",
    Signal.DISSOCIATION: "How far away",
    Signal.PAIN: "Pain, nausea",
    Signal.NAUSEA: "Pain, nausea",
    Signal.ANXIETY: "Anxiety",
}
# What one tap notes, as people say it; everything else is behind "Another…".
TAPS = (
    ("dissociation", "Floaty"),
    ("nausea", "Sick"),
    ("dizziness", "Dizzy"),
    ("anxiety", "Anxious"),
    ("headache", "Headache"),
    ("perceptual-change", "Seeing oddly"),
    ("sedation", "Sleepy"),
)
GRADES = ("passed", "mild", "moderate", "severe", "life-threatening", "death")
CHECKED: Mapping[str, str] = {  # what was ticked at check-in, once it was
    "identity": "Name and date of birth compared",
    "consent": "They want it today",
    "scales": "Questionnaires and the question about suicide answered",
}
STOPS: Mapping[str, str] = {
    "completed": "It has run in",
    "patient-request": "They asked to stop",
    "adverse-event": "Something adverse",
    "blood-pressure": "Blood pressure",
    "access-lost": "Access lost",
    "equipment": "Equipment",
    "other": "Something else",
}
TROUBLE: Mapping[str, str] = {
    "monitor-other-person": "It names another person's number. Nothing of it is stored; look whom "
    "it is connected to.",
    "monitor-other-seat": "It says it stands at another chair. Nothing of it is stored; look where "
    "it stands.",
    "clock-ahead": "Its clock runs ahead, so nothing of it counts. Set its clock.",
    "outside-pairing": "It sent readings from before it was paired. Those are nobody's.",
    "outside-session": "It sent readings from outside this session. Those are nobody's.",
    "nothing-valid": "It sends nothing that counts as a reading. Look at its leads.",
}


def why(stage: Stage, reason: str) -> str:
    """`Paused: Wants the blanket`; `The dose ended: it has run in`."""
    code, colon, more = reason.partition(": ")
    if code in STOPS:
        reason = f"{STOPS[code][:1].lower()}{STOPS[code][1:]}{colon}{more}"
    named = "The dose ended" if stage is Stage.RECOVERY else STAGES[stage]
    return f"{named}: {reason}"


def of_series(number: int, planned: int, kind: str, *, infused: bool) -> str:
    """`Infusion 4 of 6`, `Booster 2`."""
    noun = "Infusion" if infused else "Session"
    if kind == "induction":
        return f"{noun} {number} of {planned}" if planned >= number else f"{noun} {number}"
    return f"{kind.capitalize()} {number}"


def listed(names: list[str]) -> str:
    """`2`, `2 and 3`, `2, 3 and 4`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
