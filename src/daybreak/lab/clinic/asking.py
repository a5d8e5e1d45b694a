"""The rules of care as the virtual clinic asks them: one person, one question, one answer.

Each function hands care the same values that an act would, and takes from what care offers what
the clinic's habits prefer. Nothing here decides against a rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from daybreak.care.catalogue.indication import Indication, indication
from daybreak.care.catalogue.profile import Clock, Profile
from daybreak.care.catalogue.protocol import Phase, Protocol
from daybreak.care.catalogue.reading import newest
from daybreak.care.catalogue.route import Route, route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.catalogue.scale import Scale
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Alarm, Status
from daybreak.care.outcome import maintenance, stopping
from daybreak.care.outcome.relapse import relapse
from daybreak.care.outcome.review import decide, offer
from daybreak.care.outcome.rules import OutcomeRules, outcome_rules
from daybreak.care.outcome.titration import (
    DoseOption,
    LastSession,
    Titration,
    dose_options,
    start_low,
    titration,
)
from daybreak.care.outcome.trajectory import Judged, Scored, Trajectory, trajectory
from daybreak.care.plan.body_weight import Basis
from daybreak.care.plan.free_days import FreeDays, Slot
from daybreak.care.plan.schedule import propose, replan
from daybreak.care.quantities import Mass, Weight, WeightedDose
from daybreak.care.scales.result import ScaleResult
from daybreak.care.screening.facts import Fact, Facts, Origin, Value
from daybreak.care.screening.fields import FieldKind
from daybreak.care.screening.ruleset import RuleSet, ruleset
from daybreak.care.screening.screen import screen
from daybreak.care.screening.verdict import Verdict
from daybreak.care.session.dose_today import Ordered, dose_today
from daybreak.care.session.thresholds import findings
from daybreak.care.session.vitals import Vitals
from daybreak.lab.clinic.assumptions import Assumptions

SCALE = "madrs"  # what the twin speaks, and one of the scales a series can be judged on
MONDAY = date(2024, 1, 1)  # day 0 of everyone: any Monday would do
BLOCKS = Status.REFER  # from here on a finding of screening stands in the way, as at check-in
NOBODY = UUID(int=0)
WEEKDAYS = 5
ROOM_DAYS = 120  # of free days that a series is looked for in


@dataclass(frozen=True)
class Clinic:
    """A protocol with everything that is asked while it is followed."""

    protocol: Protocol
    assumed: Assumptions
    route: Route
    indication: Indication
    profile: Profile
    screening: RuleSet
    titration: Titration
    outcome: OutcomeRules
    scale: Scale

    @cached_property
    def usual_facts(self) -> dict[str, Value]:
        """Every question of screening, answered as a healthy adult would."""
        usual = {each.id: each.reassuring for each in self.screening.fields.questions}
        usual["min-gap-days"] = self.protocol.induction.min_gap_days
        return usual

    @cached_property
    def free_days(self) -> FreeDays:
        """Every weekday, with a chair: the virtual clinic is never full."""
        days = (MONDAY + timedelta(days=k) for k in range(ROOM_DAYS))
        nine = timedelta(hours=9)
        return {
            day: (Slot(_instant(day) + nine, _instant(day) + nine * 2, "chair"),)
            for day in days
            if day.weekday() < WEEKDAYS
        }

    @property
    def minimum_stay_min(self) -> int:
        """The least time of observation, whole minutes, by the profile."""
        return -(-self.profile.recovery.minimum_s // 60)

    def chair_minutes(self, minutes: int) -> int:
        """How long one session takes a chair, when the dose runs in over so many minutes."""
        from_start = self.profile.recovery.counted_from is Clock.START
        stay = self.minimum_stay_min
        after = max(stay, minutes) if from_start else minutes + stay
        return round(self.assumed.of("preparation")) + after


def open_clinic(protocol: Protocol, assumed: Assumptions) -> Clinic:
    """Gather the rules of today for a protocol.

    Raises:
        NotAllowed: it treats nothing that the twin has a score for.
    """
    treats = [indication(name) for name in protocol.indications]
    mood = [each for each in treats if each.id in {"trd", "mdd", "mdd-si"}]
    if not mood:
        raise NotAllowed(
            "trial-indication",
            f"{protocol.name} is not for depression, and the twin knows no other score. "
            "Try a protocol for depression.",
        )
    return Clinic(
        protocol=protocol,
        assumed=assumed,
        route=route(protocol.route),
        indication=mood[0],
        profile=newest("profiles", Profile, protocol.profile),
        screening=ruleset(),
        titration=titration(),
        outcome=outcome_rules(),
        scale=newest("scales", Scale, SCALE),
    )


# Screening


def facts_of(clinic: Clinic, answers: Mapping[str, Value]) -> Facts:
    """What is known of a person on day 0: these answers, and the usual ones otherwise."""
    return {
        name: Fact(value, MONDAY, Origin.ASKED)
        for name, value in {**clinic.usual_facts, **answers}.items()
        if value is not None
    }


def screened(clinic: Clinic, facts: Facts, asked: Asked, *, only: str = "") -> Verdict:
    """What the rules of screening say; with `only`, one rule alone."""
    rules = clinic.screening
    if only:
        rules = replace(rules, rules=tuple(each for each in rules.rules if each.id == only))
    return screen(
        facts,
        route=clinic.route,
        indication=clinic.indication,
        ruleset=rules,
        now=_instant(MONDAY) + timedelta(hours=9),
        stage=asked,
    )


def value_of(clinic: Clinic, fact: str, coded: int) -> Value:
    """An answer from its number: 0 or 1, the number itself, or the place among the choices."""
    field = clinic.screening.fields.field(fact)
    match field.kind:
        case FieldKind.YES_NO:
            return bool(coded)
        case FieldKind.CHOICE:
            return field.choices[coded]
        case _:
            return coded


# Dose


def first_dose(clinic: Clinic, age_years: int) -> Decimal:
    """What the first session gives, mg/kg, or mg where the protocol gives whole devices."""
    limits, habits = clinic.protocol.weighted, clinic.assumed.habits
    if limits is None:
        return _device_mg(clinic, is_first=True)
    often_low = start_low(
        clinic.titration,
        age_years=age_years,
        bmi=None,
        has_pressure_concern=False,
        is_very_anxious=False,
    )
    if not often_low or habits.start == "usual":
        return limits.start_mg_per_kg
    start = clinic.titration.start
    low = start.high_mg_per_kg if habits.start == "high" else start.low_mg_per_kg
    return max(min(low, limits.start_mg_per_kg), limits.floor_mg_per_kg)


def next_dose(clinic: Clinic, last: LastSession, minutes: int) -> tuple[Decimal, int]:
    """What the next session gives and over how many minutes, from what care shows and by habit."""
    habits = clinic.assumed.habits
    if clinic.protocol.weighted is None:
        return _device_mg(clinic, is_first=False), minutes
    options = {
        each.why.rule: each for each in dose_options(clinic.titration, clinic.protocol, last)
    }
    down: DoseOption | None = options.get("dose-down")
    slower: DoseOption | None = options.get("dose-slower")
    up: DoseOption | None = options.get("dose-up")
    if habits.tolerated_badly == "lower" and down is not None:
        return down.high.in_mg_per_kg, minutes
    if habits.tolerated_badly != "stay" and slower is not None and slower.minutes is not None:
        return last.mg_per_kg, max(minutes, slower.minutes[0])
    if habits.too_little_effect == "more" and up is not None:
        return up.low.in_mg_per_kg, minutes
    return last.mg_per_kg, minutes


def drawn_up(clinic: Clinic, mg_per_kg: Decimal, weight_kg_tenths: int, minutes: int) -> Mass:
    """The amount for a weight, rounded and capped by the rules of the dose."""
    limits = clinic.protocol.weighted
    if limits is None:
        return Mass.mg(mg_per_kg)
    weight = Weight.kg(Decimal(weight_kg_tenths) / 10)
    dose = dose_today(
        Ordered(
            per_kg=WeightedDose.mg_per_kg(mg_per_kg),
            basis=Basis.ACTUAL,
            cap=limits.cap,
            minutes=minutes if clinic.protocol.minutes else None,
            height=None,
            is_second_signed=False,
        ),
        weight=weight,
        weighed_on=MONDAY,
        sex=None,
        protocol=clinic.protocol,
        route=clinic.route,
        today=MONDAY,
    )
    return dose.rounded


def _device_mg(clinic: Clinic, *, is_first: bool) -> Decimal:
    devices = clinic.protocol.devices
    if devices is None:  # a protocol has one or the other
        raise AssertionError(clinic.protocol.id)
    doses = devices.doses(is_first=is_first)
    more = clinic.assumed.habits.too_little_effect == "more" and not is_first
    return (max if more else min)(doses).in_mg


# Alarms of the chair


def worst_alarm(clinic: Clinic, before: Vitals, peak: Vitals) -> Alarm | None:
    """The worst that the highest readings of a session call for."""
    found = findings(peak, before, clinic.profile)
    levels = [each.level for each in found if isinstance(each.level, Alarm)]
    return max(levels, default=None)


# Review, maintenance, stopping


def curve(clinic: Clinic, baseline: int, total: int | None) -> Trajectory:
    """Two ratings, the first before the series and the second after it."""
    began = _instant(MONDAY)
    day = timedelta(days=1)
    scored = [Scored(began - day, _result(clinic, baseline))]
    if total is not None:
        scored.append(Scored(began + day, _result(clinic, total)))
    return trajectory(clinic.scale, scored, sessions=[began])


def review(
    clinic: Clinic, baseline: int, total: int, after_session: int, *, has_sign: bool, extended: int
) -> tuple[Judged, str]:
    """How the series is judged, and what is decided of what is on offer."""
    on = offer(
        clinic.outcome,
        curve(clinic, baseline, total),
        after_session=after_session,
        signs=dict.fromkeys((each.id for each in clinic.outcome.sign), has_sign),
        blocking_after=clinic.protocol.review_blocking_after,
    )
    habits = clinic.assumed.habits
    judged = on.compared.judged if on.compared else Judged.NOT_JUDGED
    wanted = habits.end[judged] if on.is_blocking else habits.underway
    if extended >= habits.extensions_at_most:
        wanted = tuple(each for each in wanted if not each.startswith("extend"))
    if on.is_blocking and clinic.protocol.maintenance is None:
        wanted = tuple(each for each in wanted if each != "maintenance")
    if has_sign:
        wanted = ("hold",)
    open_now = {each.id: each for each in on.options}
    holds = any(each.level >= Status.HOLD for each in on.findings)
    chosen = next(
        (each for each in wanted if each in open_now and not (holds and open_now[each].treats)),
        "stop-alternatives" if "stop-alternatives" in open_now else "hold",
    )
    decide(
        on, option=chosen, grounds="By habit.", by=NOBODY, at=_instant(MONDAY), ruleset="virtual"
    )
    return judged, chosen


def percent_better(clinic: Clinic, baseline: int, total: int) -> Decimal:
    """How much better than the baseline, percent to a tenth; below 0 is worse."""
    latest = curve(clinic, baseline, total).latest
    compared = latest.compared if latest else None
    if compared is None or compared.percent_better is None:
        raise ValueError(f"a baseline of {baseline} can be compared with nothing.")
    return compared.percent_better


def next_gap(clinic: Clinic, rung: int, done: int, *, is_holding: bool) -> tuple[int, int]:
    """The rung of the ladder that the next session stands on, and its gap in days."""
    ladder = clinic.protocol.maintenance
    if ladder is None:
        raise AssertionError(clinic.protocol.id)
    gaps = maintenance.next_gaps(
        clinic.outcome, ladder, rung=rung, done=done, is_holding=is_holding
    )
    if not is_holding:
        return gaps[0].rung, gaps[0].gap_days
    wanted = gaps[-1] if clinic.assumed.habits.longest_gap else gaps[0]
    return wanted.rung, wanted.gap_days


def is_review_due(clinic: Clinic, sessions_since: int, days: int) -> bool:
    """Whether maintenance is reviewed before another session."""
    ladder = clinic.protocol.maintenance
    if ladder is None:
        return False
    return bool(
        maintenance.review_due(
            clinic.outcome,
            ladder,
            sessions_since=sessions_since,
            last_review=MONDAY,
            today=MONDAY + timedelta(days=days),
        )
    )


def is_relapsing(clinic: Clinic, held: int, since: int, rated: Sequence[tuple[int, int]]) -> bool:
    """Whether care says that a held benefit is being lost, by anything heavier than a note.

    Args:
        held: the total at the last review.
        since: the day of that review.
        rated: day and total of ratings in order of time.
    """
    days = {day: MONDAY + timedelta(days=day) for day, _ in rated}
    scored = [Scored(_instant(days[day]), _result(clinic, total)) for day, total in rated]
    reviewed = _instant(MONDAY + timedelta(days=since))
    points = trajectory(clinic.scale, scored, sessions=[reviewed]).points
    found = relapse(clinic.outcome, clinic.scale, held=held, since=reviewed, points=points)
    return any(each.level >= Status.WARN for each in found)


def must_stop(
    clinic: Clinic, *, sessions_in_year: int, months_in_remission: int, has_benefit: bool
) -> bool:
    """Whether maintenance ends, by what care says and the habit of tapering."""
    ladder = clinic.protocol.maintenance
    cap = ladder.sessions_per_year_cap if ladder else 0
    found = stopping.stopping(
        clinic.outcome,
        stopping.Standing(
            sessions_in_12_months=sessions_in_year,
            months_in_remission=months_in_remission,
            has_benefit=has_benefit,
        ),
        sessions_cap=cap,
    )
    tapers = clinic.assumed.habits.taper_in_remission
    return any(
        each.level >= Status.REFER or (tapers and each.rule == "stop-sustained-remission")
        for each in found
    )


# Dates


def next_day(phase: Phase, clinic: Clinic, done: tuple[int, ...], after: int) -> int:
    """The day of the next session of a phase, later than `after`; days count from day 0.

    `done` are the days of its sessions so far.
    """
    begun = done[0] - done[0] % 7 if done else after + 1 - (after + 1) % 7
    not_before = MONDAY + timedelta(days=after + 1 - begun)
    dates = tuple(MONDAY + timedelta(days=day - begun) for day in done)
    if not dates:
        slots = propose(phase, days=clinic.free_days, not_before=not_before)
    else:
        slots = replan(phase, done=dates, days=clinic.free_days, not_before=not_before).slots
    return (slots[0].start.date() - MONDAY).days + begun


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _result(clinic: Clinic, total: int) -> ScaleResult:
    scale = clinic.scale
    return ScaleResult(scale.id, scale.version, total, {}, len(scale.item), False, None, (), 1)
