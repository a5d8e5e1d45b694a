"""What a session's record answers of the programme's form by itself; the rest is asked.

An answer is only taken from what was recorded. Nobody's silence becomes a no: where nothing was
measured or noted, the question stays open for whoever fills in the sheet.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.catalogue.profile import Moment, Signal
from daybreak.care.session.chair import Chair
from daybreak.care.session.rems import Answer, minutes_watched, rems_rules
from daybreak.care.session.vitals import Reading

# Which fact of the record answers which question about medicines.
MEDICINES: Mapping[str, str] = {
    "takes-benzodiazepines": "taking-benzodiazepine",
    "takes-hypnotics": "taking-hypnotic",
    "takes-stimulants": "taking-stimulant",
    "takes-maoi": "taking-maoi",
    "takes-opioids": "taking-opioid",
}


@dataclass(frozen=True, slots=True)
class SeriousEvent:
    """A serious adverse event of the session, in words."""

    description: str


def watched(chair: Chair, *, left: datetime | None) -> dict[str, Answer]:
    """What the readings and symptoms of a session answer.

    Args:
        chair: the session as it stands.
        left: when monitoring ended; None while it goes on.
    """
    if chair.began is None:
        return {}
    began = max(chair.began, chair.counts_from or chair.began)  # the first device
    told: dict[str, Answer] = {}
    pressures = [each for each in chair.until(left or _last(chair)) if _pressure(each) is not None]
    before = [each for each in pressures if each.at <= began]
    if before and (pressure := _pressure(before[-1])):
        told["bp-before"] = pressure
    if pressure := _about_forty_minutes(chair, began, pressures):
        told["bp-40-min"] = pressure
    after = [each for each in pressures if each.at > began]
    if left is not None:
        told["minutes-watched"] = minutes_watched(began, left)
        if after and (pressure := _pressure(after[-1])):
            told["bp-after"] = pressure
    told |= _effect("sedation", _sedated(chair, began), began, left)
    told |= _effect("dissociation", _away(chair, began), began, left)
    told |= _effect(
        "respiratory-depression", [*_noted(chair, "respiratory-depression", began)], began, left
    )
    known = rems_rules().by_id
    return {name: answer for name, answer in told.items() if name in known}


def events(found: Iterable[SeriousEvent]) -> dict[str, Answer]:
    """What serious adverse events answer; that none is recorded does not answer no."""
    words = "; ".join(each.description for each in found)
    return {"serious-event": True, "serious-event-words": words} if words else {}


def medicines(facts: Mapping[str, object]) -> dict[str, Answer]:
    """What is known of the medicines somebody takes."""
    return {
        question: bool(facts[fact])
        for question, fact in MEDICINES.items()
        if isinstance(facts.get(fact), bool)
    }


def _last(chair: Chair) -> datetime:
    return max((each.at for each in chair.readings), default=chair.history[-1].at)


def _pressure(reading: Reading) -> tuple[int, int] | None:
    top, low = reading.vitals.systolic_mmhg, reading.vitals.diastolic_mmhg
    return (top, low) if top is not None and low is not None and top > low else None


def _about_forty_minutes(
    chair: Chair, began: datetime, pressures: Iterable[Reading]
) -> tuple[int, int] | None:
    """The pressure nearest to the profile's own one reading after the start, if one is near.

    Near is as early as the profile counts one for it, and no later than it calls one late.
    """
    watch = next(
        (
            each
            for each in chair.profile.watch
            if each.moment is Moment.AFTER_START and Signal.SYSTOLIC in each.signals
        ),
        None,
    )
    if watch is None or watch.at_s is None:
        return None
    asked = began + timedelta(seconds=watch.at_s)
    first = asked - timedelta(seconds=watch.early_s)
    last = asked + timedelta(seconds=chair.profile.lateness.late_s)
    near = [each for each in pressures if first <= each.at <= last]
    nearest = min(near, key=lambda each: (abs(each.at - asked), each.at), default=None)
    return _pressure(nearest) if nearest else None


Course = list[tuple[datetime, bool]]  # moments, and whether it was so then


def _sedated(chair: Chair, began: datetime) -> Course:
    """Sedated is whoever is not as awake as the profile asks before they leave."""
    awake = chair.profile.recovery.moaas
    found = [
        (each.at, each.vitals.moaas < awake)
        for each in chair.readings
        if each.vitals.moaas is not None and each.at > began
    ]
    return sorted([*found, *_noted(chair, "sedation", began)])


def _away(chair: Chair, began: datetime) -> Course:
    """Dissociated is whoever is further away than the profile lets leave."""
    most = chair.profile.recovery.dissociation_nrs_at_most
    found = [
        (each.at, each.vitals.dissociation_nrs > most)
        for each in chair.readings
        if each.vitals.dissociation_nrs is not None and each.at > began
    ]
    return sorted([*found, *_noted(chair, "dissociation", began)])


def _noted(chair: Chair, term: str, began: datetime) -> Iterator[tuple[datetime, bool]]:
    for each in chair.symptoms:
        if each.term == term and each.onset >= began:
            yield each.onset, True
            if each.resolved is not None:
                yield each.resolved, False


def _effect(name: str, course: Course, began: datetime, left: datetime | None) -> dict[str, Answer]:
    """Whether there was one, when it began and, where that is known, when it was over."""
    if not course:
        return {}
    there = [at for at, is_so in course if is_so]
    if not there:
        return {name: False}
    told: dict[str, Answer] = {name: True, f"{name}-onset-min": minutes_watched(began, there[0])}
    over = next((at for at, is_so in course if not is_so and at > there[-1]), None)
    if over is not None:
        told[f"{name}-over-min"] = minutes_watched(began, over)
        told[f"{name}-resolved"] = True
    elif left is not None:
        told[f"{name}-resolved"] = False
    return told
