"""The rules of care asked for one person after another, with every fact as it is: the slow twin
of `daybreak.lab.clinic.tables`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from daybreak.care.catalogue.rule import Asked
from daybreak.care.outcome.titration import LastSession
from daybreak.care.session.vitals import Vitals
from daybreak.lab.clinic import asking
from daybreak.lab.clinic.asking import BLOCKS, Clinic
from daybreak.lab.clinic.tables import ALARMS, JUDGED, OPTIONS, Borne, Readings

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass
class OneByOne:
    """The same questions as `Tables`, with nothing remembered, nothing binned, nothing joined."""

    clinic: Clinic
    orders: list[tuple[Decimal, int]] = field(default_factory=list)

    def refused(self, answers: Mapping[str, Ints], asked: Asked) -> Ints:
        count = len(next(iter(answers.values())))
        found = np.full(count, -1, dtype=np.int64)
        places = {rule.id: k for k, rule in enumerate(self.clinic.screening.rules)}
        for row in range(count):
            known = {
                name: asking.value_of(self.clinic, name, int(column[row]))
                for name, column in answers.items()
            }
            verdict = asking.screened(self.clinic, asking.facts_of(self.clinic, known), asked)
            stands = [places[each.rule] for each in verdict.findings if each.level >= BLOCKS]
            found[row] = min(stands, default=-1)
        return found

    def first_order(self, age_years: Ints) -> Ints:
        minutes = self.clinic.protocol.minutes
        usual = minutes.usual if minutes else 0
        return _each(lambda age: self._order(asking.first_dose(self.clinic, age), usual), age_years)

    def next_order(self, borne: Borne) -> Ints:
        return np.array([self._next(borne, row) for row in range(len(borne.order))], np.int64)

    def _next(self, borne: Borne, row: int) -> int:
        dose, minutes = self.orders[int(borne.order[row])]
        distress = bool(borne.has_distress[row])
        last = LastSession(
            mg_per_kg=dose,
            sessions=int(borne.sessions[row]),
            improvement_percent=Decimal(int(borne.better_tenths[row])) / 10,
            worst_grade=int(borne.grade[row]),
            systolic_peak_mmhg=int(borne.systolic_peak[row]),
            is_dissociation_tolerable=not distress,
            distress_grade=self.clinic.titration.down.grade_from if distress else None,
            had_pressure_event=bool(borne.had_pressure_event[row]),
            emesis=int(borne.emesis[row]),
            lowest_moaas=int(borne.moaas[row]),
        )
        return self._order(*asking.next_dose(self.clinic, last, minutes))

    def _order(self, dose: Decimal, minutes: int) -> int:
        if (dose, minutes) not in self.orders:
            self.orders.append((dose, minutes))
        return self.orders.index((dose, minutes))

    def micrograms(self, order: Ints, weight_tenths_kg: Ints) -> Ints:
        return _each(
            lambda order, weight: (
                asking.drawn_up(
                    self.clinic, self.orders[order][0], weight, self.orders[order][1]
                ).micrograms
            ),
            order,
            weight_tenths_kg,
        )

    def minutes(self, order: Ints) -> Ints:
        return _each(lambda order: self.orders[order][1], order)

    def alarms(self, before: Readings, peak: Readings) -> Ints:
        def ask(*figures: int) -> int:
            start, most = (
                Vitals(systolic_mmhg=s, diastolic_mmhg=d, heart_rate_per_min=r)
                for s, d, r in (figures[:3], figures[3:])
            )
            return ALARMS.index(asking.worst_alarm(self.clinic, start, most))

        return _each(
            ask, before.systolic, before.diastolic, before.heart_rate,
            peak.systolic, peak.diastolic, peak.heart_rate,
        )  # fmt: skip

    def better_tenths(self, baseline: Ints, total: Ints) -> Ints:
        return _each(
            lambda base, now: int(asking.percent_better(self.clinic, base, now) * 10),
            baseline,
            total,
        )

    def review(
        self, baseline: Ints, total: Ints, after: Ints, has_sign: Bools, extended: Ints
    ) -> tuple[Ints, Ints]:
        found = [
            asking.review(
                self.clinic,
                int(base),
                int(now),
                int(count),
                has_sign=bool(sign),
                extended=int(more),
            )
            for base, now, count, sign, more in zip(
                baseline, total, after, has_sign, extended, strict=True
            )
        ]
        judged = [JUDGED.index(each) for each, _ in found]
        return np.array(judged, np.int64), np.array([OPTIONS.index(o) for _, o in found], np.int64)

    def gap(self, rung: Ints, done: Ints, is_holding: Bools) -> tuple[Ints, Ints]:
        found = [
            asking.next_gap(self.clinic, int(here), int(many), is_holding=bool(holds))
            for here, many, holds in zip(rung, done, is_holding, strict=True)
        ]
        return np.array([r for r, _ in found], np.int64), np.array([d for _, d in found], np.int64)

    def is_review_due(self, sessions_since: Ints, days: Ints) -> Bools:
        return _each(
            lambda sessions, days: asking.is_review_due(self.clinic, sessions, days),
            sessions_since,
            days,
        ).astype(np.bool_)

    def is_relapsing(self, held: Ints, since: Ints, days: Ints, totals: Ints, count: Ints) -> Bools:
        found = [
            asking.is_relapsing(
                self.clinic,
                int(held[row]),
                int(since[row]),
                [(int(days[row, k]), int(totals[row, k])) for k in range(int(count[row]))],
            )
            for row in range(len(held))
        ]
        return np.array(found, np.bool_)

    @property
    def ask_again_days(self) -> tuple[int, int] | None:
        line = next(
            (each for each in self.clinic.outcome.relapse if each.scale == self.clinic.scale.id),
            None,
        )
        return None if line is None else (line.at_least, line.again_after_days)

    def must_stop(self, sessions_in_year: Ints, months: Ints, has_benefit: Bools) -> Bools:
        return _each(
            lambda sessions, months, benefit: asking.must_stop(
                self.clinic,
                sessions_in_year=sessions,
                months_in_remission=months,
                has_benefit=bool(benefit),
            ),
            sessions_in_year,
            months,
            has_benefit,
        ).astype(np.bool_)

    def next_day(self, phase: int, done: Ints, count: Ints, after: int) -> Ints:
        part = self.clinic.protocol.phase[phase]
        return np.array(
            [
                asking.next_day(part, self.clinic, tuple(days[:many]), after)
                for days, many in zip(done.tolist(), count.tolist(), strict=True)
            ],
            np.int64,
        )


def _each(ask, *columns: Sequence[int] | NDArray[np.generic]) -> Ints:  # type: ignore[no-untyped-def] # any question of whole numbers
    return np.array([int(ask(*map(int, row))) for row in zip(*columns, strict=True)], np.int64)
