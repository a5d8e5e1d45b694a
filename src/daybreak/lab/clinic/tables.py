"""The rules of care over arrays of people.

What care keeps in tables (alarm lines, the relapse threshold) is compared over whole arrays; what
care keeps in code is asked once for each distinct set of facts, and remembered. A test sends the
same people through `asking`, one by one, and finds the same answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from threading import RLock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from daybreak.care.catalogue.profile import AlarmRule, Comparator, Relative, Signal
from daybreak.care.catalogue.rule import Asked, Rule
from daybreak.care.findings import Alarm, Status
from daybreak.care.outcome.titration import LastSession
from daybreak.care.outcome.trajectory import Judged
from daybreak.lab.clinic import asking
from daybreak.lab.clinic.asking import BLOCKS, Clinic

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
A = TypeVar("A")

JUDGED = tuple(Judged)
OPTIONS = (
    "continue", "discuss-dose", "extend-weekly", "extend-three", "maintenance", "stop-and-watch",
    "stop-alternatives", "hold", "other", "other-treating",
)  # fmt: skip
ALARMS = (None, Alarm.NOTE, Alarm.ALERT, Alarm.CRITICAL)
BITS = 12  # of each fact in a key; five facts fit
OFFSET = 1 << (BITS - 1)


@dataclass(frozen=True, slots=True)
class Borne:
    """How the last session was borne, one row each; improvement in tenths of a percent."""

    order: Ints
    sessions: Ints
    better_tenths: Ints
    grade: Ints
    systolic_peak: Ints
    has_distress: Bools
    had_pressure_event: Bools
    emesis: Ints
    moaas: Ints

    def take(self, which: Ints) -> "Borne":
        return Borne(*(getattr(self, name)[which] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Readings:
    """Pressures and heart rate, mmHg and a minute, each shape (people,)."""

    systolic: Ints
    diastolic: Ints
    heart_rate: Ints


@dataclass
class Tables:
    """The rules of one clinic, over arrays. An order is a place in `orders`."""

    clinic: Clinic
    orders: list[tuple[Decimal, int]] = field(default_factory=list)
    remembered: dict[str, dict[object, object]] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    # screening

    def refused(self, answers: Mapping[str, Ints], asked: Asked) -> Ints:
        """The number of the first rule that stands in the way of each person, -1 for none."""
        count = len(next(iter(answers.values())))
        found = np.full(count, -1, dtype=np.int64)
        for number, rule, facts in self._asked(asked, tuple(answers)):
            blocks = self._of(
                f"{asked}-{rule.id}",
                [self._between(rule, name, answers[name]) for name in facts],
                lambda *coded, rule=rule, facts=facts: self._blocks(rule.id, facts, coded, asked),
                count,
            )
            found = np.where((found < 0) & (blocks > 0), number, found)
        return found

    def _asked(
        self, asked: Asked, names: tuple[str, ...]
    ) -> tuple[tuple[int, Rule, tuple[str, ...]], ...]:
        """The rules that could stand in anyone's way, each with the facts that differ."""
        known = self.remembered.setdefault(f"asked {asked}", {})
        if names not in known:
            rules = self.clinic.screening.asked(asked, self.clinic.route)
            found = []
            for number, rule in enumerate(self.clinic.screening.rules):
                facts = tuple(name for name in rule.reads if name in names)
                if rule in rules and (facts or self._blocks(rule.id, (), (), asked)):
                    found.append((number, rule, facts))
            known[names] = tuple(found)
        return known[names]  # type: ignore[return-value] # put there as such

    def _between(self, rule: Rule, name: str, values: Ints) -> Ints:
        """Figures that lie between the same lines of a rule, all as the least of them."""
        if name not in _MEASURED or not rule.limits:
            return values
        least = self.clinic.screening.fields.field(name).low
        lines = {int(limit) + step for limit in rule.limits.values() for step in (0, 1)}
        marks = np.array(sorted({least, *(each for each in lines if each > least)}))
        return marks[np.searchsorted(marks, values, side="right") - 1]

    def rule_name(self, number: int) -> str:
        """The id of a rule of screening."""
        return self.clinic.screening.rules[number].id

    def _blocks(self, rule: str, facts: Sequence[str], coded: Sequence[int], asked: Asked) -> bool:
        values = {
            name: asking.value_of(self.clinic, name, code)
            for name, code in zip(facts, coded, strict=True)
        }
        known = asking.facts_of(self.clinic, values)
        return asking.screened(self.clinic, known, asked, only=rule).status >= BLOCKS

    # dose

    def first_order(self, age_years: Ints) -> Ints:
        return self._of(
            "first",
            [age_years],
            lambda age: self._order(asking.first_dose(self.clinic, age), self._usual_minutes),
        )

    def next_order(self, borne: Borne) -> Ints:
        """What is given next; facts are told apart only where a rule's line lies between them."""
        up, down = self.clinic.titration.up, self.clinic.titration.down
        unders = {up.improvement_percent_under, 0}
        unders |= {each.improvement_percent_under for each in self.clinic.titration.ladder}
        better = np.searchsorted(
            sorted(10 * under for under in unders), borne.better_tenths, side="right"
        )
        reps = [-10, *sorted(10 * under for under in unders)]
        sessions = np.minimum(borne.sessions, up.after_sessions)
        grade = np.minimum(borne.grade, up.grade_under)
        is_high = borne.systolic_peak >= up.systolic_peak_under_mmhg
        emesis = np.minimum(borne.emesis, down.emesis_from)
        flags = (
            is_high.astype(np.int64) + 2 * borne.has_distress + 4 * borne.had_pressure_event
            + 8 * emesis + 64 * borne.moaas
        )  # fmt: skip

        def ask(order: int, sessions: int, better: int, grade: int, flags: int) -> int:
            peak = up.systolic_peak_under_mmhg - (0 if flags & 1 else 1)
            return self._after(
                order, sessions, reps[better], grade, peak, bool(flags & 2), bool(flags & 4),
                flags >> 3 & 7, flags >> 6,
            )  # fmt: skip

        return self._of("next", [borne.order, sessions, better, grade, flags], ask)

    def _after(  # noqa: PLR0917 - the facts of one session, in the order of `Borne`
        self, order: int, sessions: int, better_tenths: int, grade: int, systolic: int,
        distress: bool, event: bool, emesis: int, moaas: int,  # noqa: FBT001 - facts
    ) -> int:  # fmt: skip
        dose, minutes = self.orders[order]
        last = LastSession(
            mg_per_kg=dose,
            sessions=sessions,
            improvement_percent=Decimal(better_tenths) / 10,
            worst_grade=grade,
            systolic_peak_mmhg=systolic,
            is_dissociation_tolerable=not distress,
            distress_grade=self.clinic.titration.down.grade_from if distress else None,
            had_pressure_event=event,
            emesis=emesis,
            lowest_moaas=moaas,
        )
        return self._order(*asking.next_dose(self.clinic, last, minutes))

    def micrograms(self, order: Ints, weight_tenths_kg: Ints) -> Ints:
        """What is drawn up, in whole micrograms."""

        def ask(order: int, weight: int) -> int:
            dose, minutes = self.orders[order]
            return asking.drawn_up(self.clinic, dose, weight, minutes).micrograms

        return self._of("drawn", [order, weight_tenths_kg], ask)

    def minutes(self, order: Ints) -> Ints:
        return np.array([minutes for _, minutes in self.orders], dtype=np.int64)[order]

    @property
    def _usual_minutes(self) -> int:
        return self.clinic.protocol.minutes.usual if self.clinic.protocol.minutes else 0

    def _order(self, dose: Decimal, minutes: int) -> int:
        if (dose, minutes) not in self.orders:
            self.orders.append((dose, minutes))
        return self.orders.index((dose, minutes))

    # the chair

    def alarms(self, before: Readings, peak: Readings) -> Ints:
        """The worst that the peaks of a session call for, a place in `ALARMS`."""
        worst = np.zeros(len(before.systolic), dtype=np.int64)
        for rule in self.clinic.profile.alarm:
            if rule.is_immediate and (name := _NAMES.get(rule.signal)):
                fired = _fires(rule, getattr(peak, name), getattr(before, name))
                worst = np.where(fired, np.maximum(worst, ALARMS.index(rule.severity)), worst)
        return worst

    # review, maintenance, stopping

    def better_tenths(self, baseline: Ints, total: Ints) -> Ints:
        """How much better than the baseline, tenths of a percent."""
        return self._of(
            "better",
            [baseline, total],
            lambda base, now: int(asking.percent_better(self.clinic, base, now) * 10),
        )

    def review(
        self, baseline: Ints, total: Ints, after: Ints, has_sign: Bools, extended: Ints
    ) -> tuple[Ints, Ints]:
        """How the series is judged and what is decided, places in `JUDGED` and `OPTIONS`."""

        def ask(base: int, total: int, after: int, sign: int, extended: int) -> int:
            judged, option = asking.review(
                self.clinic, base, total, after, has_sign=bool(sign), extended=extended
            )
            return JUDGED.index(judged) * len(OPTIONS) + OPTIONS.index(option)

        found = self._of(
            "review", [baseline, total, after, has_sign.astype(np.int64), extended], ask
        )
        return found // len(OPTIONS), found % len(OPTIONS)

    def gap(self, rung: Ints, done: Ints, is_holding: Bools) -> tuple[Ints, Ints]:
        """The rung of the next session and the days until it."""

        def ask(rung: int, done: int, holding: int) -> int:
            there, days = asking.next_gap(self.clinic, rung, done, is_holding=bool(holding))
            return there << BITS | days

        found = self._of("gap", [rung, done, is_holding.astype(np.int64)], ask)
        return found >> BITS, found & ((1 << BITS) - 1)

    def is_review_due(self, sessions_since: Ints, days: Ints) -> Bools:
        return self._of(
            "due",
            [sessions_since, days],
            lambda sessions, days: asking.is_review_due(self.clinic, sessions, days),
        ).astype(np.bool_)

    def is_relapsing(
        self,
        held: Ints,
        since: Ints,  # noqa: ARG002 - the day of the review; its slow twin tells ratings apart by it
        days: Ints,
        totals: Ints,
        count: Ints,
    ) -> Bools:
        """Whether a held benefit is being lost.

        `days` and `totals` hold each person's ratings after the review of day `since`, shape
        (people, ratings); only the first `count` of a row are meant.
        """
        rows = np.arange(len(held))
        latest = totals[rows, np.maximum(count - 1, 0)]
        has_risen = self._of(
            "risen",
            [held, latest],
            lambda held, total: asking.is_relapsing(self.clinic, held, 0, [(1, total)]),
        ).astype(np.bool_)
        has_crossed = np.zeros(len(held), np.bool_)
        if (line := self._relapse_line) is not None:
            at_least, apart = line
            first = latest_day = days[rows, np.maximum(count - 1, 0)]
            running = np.ones(len(held), np.bool_)
            length = np.zeros(len(held), np.int64)
            for back in range(int(count.max(initial=0))):
                column = np.maximum(count - 1 - back, 0)
                running &= (back < count) & (totals[rows, column] >= at_least)
                first = np.where(running, days[rows, column], first)
                length += running
            has_crossed = (length > 1) & (latest_day - first >= apart)
        return (count > 0) & (has_risen | has_crossed)

    @cached_property
    def _relapse_line(self) -> tuple[int, int] | None:
        for each in self.clinic.outcome.relapse:
            if each.scale == self.clinic.scale.id:
                warns = self.clinic.outcome.why("relapse-twice").status >= Status.WARN
                return (each.at_least, each.again_after_days) if warns else None
        return None

    @property
    def ask_again_days(self) -> tuple[int, int] | None:
        """The total from which a rating is asked again, and after how many days."""
        return self._relapse_line

    def must_stop(self, sessions_in_year: Ints, months: Ints, has_benefit: Bools) -> Bools:
        return self._of(
            "stop",
            [sessions_in_year, months, has_benefit.astype(np.int64)],
            lambda sessions, months, benefit: asking.must_stop(
                self.clinic,
                sessions_in_year=sessions,
                months_in_remission=months,
                has_benefit=bool(benefit),
            ),
        ).astype(np.bool_)

    # dates

    def next_day(self, phase: int, done: Ints, count: Ints, after: int) -> Ints:
        """The day of the next session of a phase, later than the day `after`.

        `done` holds each person's days of this phase, shape (people, sessions); only the first
        `count` of a row are meant.
        """
        known = self.remembered.setdefault("day", {})
        answer = np.empty(len(count), dtype=np.int64)
        for row, (days, many) in enumerate(zip(done.tolist(), count.tolist(), strict=True)):
            begun = days[0] - days[0] % 7 if many else after + 1 - (after + 1) % 7
            own = tuple(day - begun for day in days[:many])
            key = (phase, own, after - begun)
            if key not in known:
                part = self.clinic.protocol.phase[phase]
                known[key] = asking.next_day(part, self.clinic, own, after - begun)
            answer[row] = known[key] + begun  # type: ignore[operator] # days are whole numbers
        return answer

    def _of(
        self,
        name: str,
        columns: Sequence[Ints],
        ask: Callable[..., int | bool],
        count: int | None = None,
    ) -> Ints:
        """The answer for each row, asked once for each distinct row."""
        if not columns:
            return np.full(count or 0, self._remembered(name, (), ask), dtype=np.int64)
        key = np.zeros(len(columns[0]), dtype=np.int64)
        for column in columns:
            if len(column) and (column.min() < -OFFSET or column.max() >= OFFSET):
                raise ValueError(f"a fact of {name} is outside {-OFFSET} to {OFFSET - 1}.")
            key = (key << BITS) + (column + OFFSET)
        rows, first, back = np.unique(key, return_index=True, return_inverse=True)
        answers = np.empty(len(rows), dtype=np.int64)
        for k, at in enumerate(first.tolist()):
            facts = tuple(int(column[at]) for column in columns)
            answers[k] = self._remembered(name, facts, ask)
        return answers[back]

    def _remembered(self, name: str, facts: tuple[int, ...], ask: Callable[..., int | bool]) -> int:
        known = self.remembered.setdefault(name, {})
        if facts not in known:
            with self._lock:  # threads share what was asked, and the list of orders
                known[facts] = int(ask(*facts))
        return int(known[facts])  # type: ignore[call-overload, no-any-return] # put there as an int


# Facts that a rule holds against its own limits and nothing else.
_MEASURED = frozenset({"age-years", "systolic-mmhg", "diastolic-mmhg", "heart-rate-per-min"})


_NAMES = {
    Signal.SYSTOLIC: "systolic",
    Signal.DIASTOLIC: "diastolic",
    Signal.HEART_RATE: "heart_rate",
}


def _fires(rule: AlarmRule, value: Ints, before: Ints) -> Bools:
    """One line of the profile over arrays, as `care.session.thresholds.fires` has it."""
    line: Ints | int = rule.value
    match rule.relative_to_baseline:
        case Relative.RISE:
            value = value - before
        case Relative.PERCENT:
            value, line = (value - before) * 100, rule.value * before
    match rule.comparator:
        case Comparator.AT_LEAST:
            return np.asarray(value >= line)
        case Comparator.ABOVE:
            return np.asarray(value > line)
        case Comparator.AT_MOST:
            return np.asarray(value <= line)
        case Comparator.BELOW:
            return np.asarray(value < line)
