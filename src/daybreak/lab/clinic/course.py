"""Some people through a year of the clinic, day by day: who comes, what is found, what is given.

What happens to a person hangs on that person alone: on their body, the rules, and chances that
belong to their number and the day. So a person is the same in any company and on any thread, and
meets the same chances under every protocol.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from daybreak.care.catalogue.rule import Asked
from daybreak.care.findings import Alarm
from daybreak.care.outcome.trajectory import Judged
from daybreak.lab.clinic import luck
from daybreak.lab.clinic.asking import MONDAY, WEEKDAYS, Clinic
from daybreak.lab.clinic.bodies import Bodies, Peaks, Serving
from daybreak.lab.clinic.tables import ALARMS, JUDGED, OPTIONS, Borne, Readings
from daybreak.lab.safety import NAUSEA_KNOWN_TO_NG_ML
from daybreak.twin import Drug, Route

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOBODY, SERIES, MAINTENANCE, WATCHED, ENDED, GONE = range(6)  # where a person stands
SESSION, REVIEW, RATING = range(3)  # what the next day in the diary is for
NEVER = 1 << 30
DAY_H, WEEK = 24.0, 7
HALF_KG = 5  # tenths of a kilogram: people are weighed to the half, as many scales do
MONTH_DAYS = 30.4
MOST_TOTAL = 60  # of MADRS
MARK_DAY = 28  # the day on which everyone who began is rated for the report: our choice
SEVERE, MODERATE, MILD = 2, 2, 1  # grades of vomiting twice, of distress, of nausea
DROWSY, AWAKE = 3, 5  # MOAA/S
CRITICAL = ALARMS.index(Alarm.CRITICAL)
PRESSURE_SD_SHARE = 0.6  # of the systolic day-to-day spread, in the diastolic

ROUTES: Mapping[str, tuple[Drug, Route]] = {
    "iv": (Drug.RACEMIC, Route.IV),
    "im": (Drug.RACEMIC, Route.IM),
    "sc": (Drug.RACEMIC, Route.SC),
    "intranasal": (Drug.RACEMIC, Route.IN),
    "intranasal-esketamine": (Drug.ESKETAMINE, Route.IN),
    "sublingual": (Drug.RACEMIC, Route.SL),
    "oral": (Drug.RACEMIC, Route.PO),
}


class Rules(Protocol):
    """What a course asks of care; `tables.Tables` is the fast answer, a test has a slow one."""

    @property
    def clinic(self) -> Clinic: ...
    @property
    def orders(self) -> list[tuple[Decimal, int]]: ...
    def refused(self, answers: Mapping[str, Ints], asked: Asked) -> Ints: ...
    def first_order(self, age_years: Ints) -> Ints: ...
    def next_order(self, borne: Borne) -> Ints: ...
    def micrograms(self, order: Ints, weight_tenths_kg: Ints) -> Ints: ...
    def minutes(self, order: Ints) -> Ints: ...
    def alarms(self, before: Readings, peak: Readings) -> Ints: ...
    def better_tenths(self, baseline: Ints, total: Ints) -> Ints: ...
    def review(
        self, baseline: Ints, total: Ints, after: Ints, has_sign: Bools, extended: Ints
    ) -> tuple[Ints, Ints]: ...
    def gap(self, rung: Ints, done: Ints, is_holding: Bools) -> tuple[Ints, Ints]: ...
    def is_review_due(self, sessions_since: Ints, days: Ints) -> Bools: ...
    def is_relapsing(
        self, held: Ints, since: Ints, days: Ints, totals: Ints, count: Ints
    ) -> Bools: ...
    @property
    def ask_again_days(self) -> tuple[int, int] | None: ...
    def must_stop(self, sessions_in_year: Ints, months: Ints, has_benefit: Bools) -> Bools: ...
    def next_day(self, phase: int, done: Ints, count: Ints, after: int) -> Ints: ...


COLUMNS = (
    "admitted", "sessions", "infusion_minutes", "chair_minutes", "micrograms", "price_usd",
    "no_shows", "held_days", "reviews", "boosters", "maintenance_sessions", "gone", "ended",
    "completed_series", "alarm_sessions", "critical_sessions", "distress_sessions",
    "nausea_sessions", "beyond_nausea_sessions", "sum_systolic_rise", "sum_dissociation",
    "most_systolic_rise",
    "most_dissociation", "most_systolic", "response_mark", "remission_mark", "sessions_mark",
    "chair_minutes_mark", "response_end", "remission_end", "remission_days", "relapse_day",
)  # fmt: skip


@dataclass(slots=True)
class Course:
    """Everyone of a chunk, and where they stand. Rows are people; days count from day 0.

    `log` is given to see every decision: it is called with what was decided, the day, the rows
    and the answers.
    """

    bodies: Bodies
    rules: Rules
    weeks: int
    _row: dict[str, Ints] = field(init=False, default_factory=dict)
    out: dict[str, Floats] = field(init=False, default_factory=dict)
    scores: Floats = field(init=False)
    refusals: Ints = field(init=False)
    decisions: list[tuple[str, int, Ints, Ints]] = field(init=False, default_factory=list)
    keeps_decisions: bool = False

    # ---- chance and body

    def _uniform(self, name: str, who: Ints, day: int) -> Floats:
        people = self.bodies.people
        return luck.uniforms(people.seed, people.ids[who], name, day)

    def _normal(self, name: str, who: Ints, day: int) -> Floats:
        people = self.bodies.people
        return luck.normals(people.seed, people.ids[who], name, day)

    def _of(self, name: str) -> float:
        return self.rules.clinic.assumed.of(name)

    def _rated(self, who: Ints, day: int) -> Ints:
        """The rating of a day, whole MADRS points."""
        true = self.bodies.score(who, day * DAY_H)
        noisy = true + self.bodies.noise[who] * self._normal("rating", who, day)
        return np.clip(np.rint(noisy), 0, MOST_TOTAL).astype(np.int64)

    def _readings(self, who: Ints, day: int) -> Readings:
        """Pressures and heart rate before the dose of a day, whole mmHg and a minute."""
        high = self.bodies.people.value("hypertension")[who] > 0
        adds = np.where(high, self._of("hypertension-adds"), 0.0)
        day_sd = self._of("pressure-day-sd")
        swing = self._normal("pressure", who, day)
        systolic = (
            self._of("systolic") + adds + day_sd * swing
            + self._of("systolic-sd") * self._normal("systolic", who, 0)
        )  # fmt: skip
        diastolic = (
            self._of("diastolic") + adds / 2 + PRESSURE_SD_SHARE * day_sd * swing
            + self._of("diastolic-sd") * self._normal("diastolic", who, 0)
        )  # fmt: skip
        rate = self._of("heart-rate") + self._of("heart-rate-sd") * self._normal("rate", who, day)
        return Readings(_whole(systolic), _whole(diastolic), _whole(rate))

    # ---- the run

    def run(self, progress: Callable[[float], None] | None = None) -> None:
        """Take everyone from day 0 to the end; `progress` hears each week which share is done."""
        self._open()
        last_day = self.weeks * WEEK
        for day in range(last_day + 1):
            if day % WEEK == 0:  # as a score is taken: before that day's dose
                self._look_on(day)
                if progress:
                    progress(day / last_day)
            due = np.flatnonzero(self._row["next_day"] == day)
            if len(due):
                self._day(due, day)
        self._close(last_day)

    def _open(self) -> None:
        count = self.bodies.people.count
        everyone = np.arange(count)
        for name, start in _ROWS.items():
            self._row[name] = np.full(count, start, dtype=np.int64)
        longest = max(phase.sessions for phase in self.rules.clinic.protocol.phase)
        self._row["days"] = np.zeros((count, longest), dtype=np.int64)
        self._row["rated_days"] = np.zeros((count, self.weeks * WEEK // 5 + 8), dtype=np.int64)
        self._row["rated_totals"] = np.zeros_like(self._row["rated_days"])
        self.out = {name: np.zeros(count) for name in COLUMNS}
        self.out["relapse_day"][:] = np.inf
        self.scores = np.zeros((count, self.weeks + 1))
        base = np.clip(np.rint(self.bodies.baseline), 1, MOST_TOTAL)
        self._row["baseline"] = base.astype(np.int64)
        self._row["latest"] = self._row["baseline"].copy()
        self._row["weight"] = HALF_KG * _whole(self.bodies.people.weight_kg * 10 / HALF_KG)
        self._row["age"] = np.floor(self.bodies.people.value("age")).astype(np.int64)
        self.refusals = self.rules.refused(self._history(everyone), Asked.ELIGIBILITY)
        self._note("eligible", 0, everyone, self.refusals)
        begin = np.flatnonzero(self.refusals < 0)
        self.out["admitted"][begin] = 1
        self.out["price_usd"] += self._of("price-consultation")
        self._row["stands"][begin] = SERIES
        self._row["order"][begin] = self.rules.first_order(self._row["age"][begin])
        self._row["next_day"][begin] = self._series_day(begin, -1)

    def _history(self, who: Ints) -> dict[str, Ints]:
        """What the people answer at screening, as numbers."""
        readings = self._readings(who, 0)
        value = self.bodies.people.value
        found = {
            "age-years": self._row["age"][who],
            "hx-hypertension": (value("hypertension")[who] > 0).astype(np.int64),
            "systolic-mmhg": readings.systolic,
            "diastolic-mmhg": readings.diastolic,
            "heart-rate-per-min": readings.heart_rate,
        }
        fields = self.rules.clinic.screening.fields
        for each in self.rules.clinic.assumed.condition:
            worries = self._uniform(f"has {each.fact}", who, 0) < float(each.share)
            if each.only_with:
                worries &= found[each.only_with] > 0
            field_ = fields.field(each.fact)
            worst = len(field_.choices) - 1 if field_.choices else int(field_.is_worrying)
            usual = 0 if field_.choices else int(not field_.is_worrying)
            found[each.fact] = np.where(worries, worst, usual)
        return found

    def _day(self, due: Ints, day: int) -> None:
        row = self._row
        for kind, handle in ((SESSION, self._sessions), (REVIEW, self._reviews),
                             (RATING, self._ratings)):  # fmt: skip
            mine = due[row["kind"][due] == kind]
            if len(mine):
                row["next_day"][mine] = NEVER
                handle(mine, day)

    # ---- a session

    def _sessions(self, who: Ints, day: int) -> None:
        who = self._who_come(who, day)
        if not len(who):
            return
        readings = self._readings(who, day)
        held = self.rules.refused(self._today(who, day, readings), Asked.CHECK_IN)
        self._note("check-in", day, who, held)
        self.out["held_days"][who[held >= 0]] += 1
        self._put_off(who[held >= 0], day)
        fine = held < 0
        who, readings = who[fine], _some(readings, fine)
        self._row["missed"][who] = 0
        total = self._rated(who, day)
        self._row["latest"][who] = total
        goes_on = self._before_dose(who, day, total)
        who, readings = who[goes_on], _some(readings, goes_on)
        if len(who):
            self._dose(who, day, readings)
            self._book(who, day)

    def _who_come(self, who: Ints, day: int) -> Ints:
        """Whoever neither leaves for good nor stays away today; the others are seen to."""
        better = self.rules.better_tenths(self._row["baseline"][who], self._row["latest"][who])
        unhelped = (better < 10 * self._of("early-mark")) & (self._row["sessions"][who] > 0)
        leave = np.where(unhelped, self._of("drop-out-unhelped"), self._of("drop-out"))
        leaves = self._uniform("leaves", who, day) < leave
        self._leave(who[leaves])
        who = who[~leaves]
        away = self._uniform("no-show", who, day) < self._of("no-show")
        absent = who[away]
        self.out["no_shows"][absent] += 1
        self._row["missed"][absent] += 1
        gone = self._row["missed"][absent] >= self._of("no-shows-in-a-row")
        self._leave(absent[gone])
        self._put_off(absent[~gone], day)
        return who[~away]

    def _today(self, who: Ints, day: int, readings: Readings) -> dict[str, Ints]:
        fasted = self._uniform("fasted", who, day) >= self._of("not-fasted")
        escorted = self._uniform("escort", who, day) >= self._of("no-escort")
        usual = self.rules.clinic.usual_facts["minutes-since-solids"]
        has_had = self._row["sessions"][who] > 0
        usual_gap = self.rules.clinic.usual_facts["days-since-last-dose"]
        since = np.where(has_had, day - self._row["last_day"][who], int(usual_gap or 0))
        return {
            **{k: v for k, v in self._history(who).items() if not k.startswith(_MEASURED)},
            "systolic-mmhg": readings.systolic,
            "diastolic-mmhg": readings.diastolic,
            "heart-rate-per-min": readings.heart_rate,
            "minutes-since-solids": np.where(fasted, int(usual or 0), 30),
            "escort-confirmed": escorted.astype(np.int64),
            "ever-dosed": has_had.astype(np.int64),
            "days-since-last-dose": since,
        }

    def _before_dose(self, who: Ints, day: int, total: Ints) -> Bools:
        """Reviews that come before a dose; whether each person is dosed today."""
        row, stands = self._row, self._row["stands"][who]
        goes_on = np.ones(len(who), np.bool_)
        given = row["given"][who]
        protocol = self.rules.clinic.protocol
        early = [n for n in protocol.reviews_after if n < protocol.review_blocking_after]
        due = (stands == SERIES) & np.isin(given, early) & (row["reviewed"][who] != given)
        if due.any():
            goes_on[due] = self._review_early(who[due], day, total[due])
        upkeep = stands == MAINTENANCE
        if upkeep.any():
            goes_on[upkeep] = self._upkeep(who[upkeep], day, total[upkeep])
        return goes_on

    def _review_early(self, who: Ints, day: int, total: Ints) -> Bools:
        _, option = self._reviewed(who, day, total)
        stays = np.isin(option, _GOES_ON)
        self._end(who[~stays], option[~stays], day)
        return stays

    def _reviewed(self, who: Ints, day: int, total: Ints) -> tuple[Ints, Ints]:
        row = self._row
        judged, option = self.rules.review(
            row["baseline"][who], total, row["given"][who], row["sign"][who] > 0,
            row["extended"][who],
        )  # fmt: skip
        self._note("review", day, who, option)
        row["reviewed"][who] = row["given"][who]
        row["judged"][who] = judged
        row["held"][who], row["held_day"][who] = total, day
        row["rated"][who], row["since_review"][who] = 0, 0
        self.out["reviews"][who] += 1
        return judged, option

    def _upkeep(self, who: Ints, day: int, total: Ints) -> Bools:
        """Maintenance before a dose: whether the benefit holds, and whether it goes on at all."""
        row = self._row
        self._remember(who, day, total)
        relapsing = self._relapsing(who, day)
        row["holding"][who] = ~relapsing
        due = self.rules.is_review_due(row["since_review"][who], day - row["held_day"][who])
        due |= row["sign"][who] > 0
        option = np.full(len(who), OPTIONS.index("maintenance"))
        if due.any():
            _, option[due] = self._reviewed(who[due], day, total[due])
        # whatever else a review decides, such as more weekly sessions, is what the ladder gives
        ends = np.isin(option, _ENDS)
        has_benefit = np.isin(row["judged"][who], _BENEFITS)
        months = ((day - row["remitted_day"][who]) / MONTH_DAYS).astype(np.int64)
        months = np.where(row["remitted_day"][who] >= 0, months, 0)
        stop = self.rules.must_stop(row["sessions"][who], months, has_benefit)
        self._note("stop", day, who, stop.astype(np.int64))
        self._end(who[ends], option[ends], day)
        rests: Bools = (stop | (option == _STOPS_AND_WATCHES)) & ~ends
        self._watch(who[rests & has_benefit], day)
        self._end(who[rests & ~has_benefit], option[rests & ~has_benefit], day)
        goes_on: Bools = ~(ends | rests)
        return goes_on

    def _dose(self, who: Ints, day: int, readings: Readings) -> None:
        row, out = self._row, self.out
        again = row["sessions"][who] > 0
        if again.any():
            row["order"][who[again]] = self.rules.next_order(self._borne(who[again]))
        self._note("order", day, who, row["order"][who])
        ug = self.rules.micrograms(row["order"][who], row["weight"][who])
        peaks = self._given(who, day, ug)
        rise = _whole(peaks.systolic)
        peak = Readings(
            readings.systolic + rise,
            readings.diastolic + _whole(peaks.diastolic),
            readings.heart_rate + _whole(peaks.heart_rate),
        )
        alarm = self.rules.alarms(readings, peak)
        self._note("alarm", day, who, alarm)
        sick = self._uniform("nausea", who, day) < peaks.nausea
        vomits = sick & (self._uniform("vomits", who, day) < self._of("vomits-twice"))
        distress = peaks.dissociation >= self._of("distress-from")
        drowsy = peaks.sedation >= self._of("sedated-from")
        row["grade"][who] = np.maximum(
            np.where(vomits, SEVERE, np.where(sick, MILD, 0)), np.where(distress, MODERATE, 0)
        )
        row["systolic_peak"][who] = peak.systolic
        row["distress"][who], row["event"][who] = distress, alarm == CRITICAL
        row["emesis"][who] = np.where(vomits, 2, 0)
        row["moaas"][who] = np.where(drowsy, DROWSY, AWAKE)
        row["sign"][who] = self._uniform("sign", who, day) < self._of("sign")
        minutes = self.rules.minutes(row["order"][who])
        kinds, back = np.unique(minutes, return_inverse=True)
        chair = np.array([self.rules.clinic.chair_minutes(m) for m in kinds.tolist()])[back]
        for name, value in (
            ("sessions", 1), ("infusion_minutes", minutes), ("chair_minutes", chair),
            ("micrograms", ug), ("price_usd", self._price()), ("alarm_sessions", alarm >= 2),  # noqa: PLR2004 - an alert or worse
            ("critical_sessions", alarm == CRITICAL), ("distress_sessions", distress),
            ("nausea_sessions", sick),
            ("beyond_nausea_sessions", peaks.ketamine > NAUSEA_KNOWN_TO_NG_ML),
            ("sum_systolic_rise", peaks.systolic),
            ("sum_dissociation", peaks.dissociation),
            ("maintenance_sessions", row["stands"][who] == MAINTENANCE),
        ):  # fmt: skip
            out[name][who] += value
        for name, most in (
            ("most_systolic_rise", peaks.systolic), ("most_dissociation", peaks.dissociation),
            ("most_systolic", peak.systolic),
        ):  # fmt: skip
            out[name][who] = np.maximum(out[name][who], most)
        if day <= MARK_DAY:
            out["sessions_mark"][who] += 1
            out["chair_minutes_mark"][who] += chair
        row["sessions"][who] += 1
        row["given"][who] += row["stands"][who] == SERIES
        row["since_review"][who] += 1
        row["last_day"][who] = day

    def _borne(self, who: Ints) -> Borne:
        row = self._row
        return Borne(
            order=row["order"][who],
            sessions=row["sessions"][who],
            better_tenths=self.rules.better_tenths(row["baseline"][who], row["latest"][who]),
            grade=row["grade"][who],
            systolic_peak=row["systolic_peak"][who],
            has_distress=row["distress"][who] > 0,
            had_pressure_event=row["event"][who] > 0,
            emesis=row["emesis"][who],
            moaas=row["moaas"][who],
        )

    def _given(self, who: Ints, day: int, ug: Ints) -> Peaks:
        """Serve everyone their order, those whose dose is capped apart, in mg."""
        drug, route = ROUTES[self.rules.clinic.route.id]
        limits = self.rules.clinic.protocol.weighted
        cap = limits.cap.micrograms if limits and limits.cap else None
        found = Peaks(*(np.empty(len(who)) for _ in Peaks.__slots__))
        order = self._row["order"][who]
        capped = np.zeros(len(who), np.bool_) if cap is None else ug >= cap
        for number in np.unique(order).tolist():
            amount, minutes = self.rules.orders[number]
            for is_capped in (False, True):
                mine = np.flatnonzero((order == number) & (capped == is_capped))
                if not len(mine):
                    continue
                mg = limits is None or is_capped
                serving = Serving(
                    drug, route,
                    (cap or 0) / 1000 if is_capped else float(amount),
                    "mg" if mg else "mg/kg", float(minutes),
                )  # fmt: skip
                peaks = self.bodies.give(who[mine], serving, day * DAY_H)
                for name in Peaks.__slots__:
                    getattr(found, name)[mine] = getattr(peaks, name)
        return found

    def _price(self) -> float:
        route = self.rules.clinic.route.id
        name = {"iv": "iv", "im": "im", "sc": "im", "intranasal-esketamine": "esketamine"}
        return self._of(f"price-{name.get(route, 'other')}")

    # ---- what comes next

    def _book(self, who: Ints, day: int) -> None:
        """The next day in the diary of whoever was dosed today."""
        row = self._row
        upkeep = row["stands"][who] == MAINTENANCE
        self._book_upkeep(who[upkeep], day)
        who = who[~upkeep]
        more = row["extra"][who] > 0
        row["extra"][who[more]] -= 1
        extra = who[more & (row["extra"][who] > 0)]
        row["next_day"][extra] = _weekday(day + row["extra_gap"][extra])
        self._to_review(who[more & (row["extra"][who] == 0)], day)
        who = who[~more]
        row["days"][who, row["done"][who]] = day
        row["done"][who] += 1
        phases = self.rules.clinic.protocol.phase
        sessions = np.array([phase.sessions for phase in phases])
        full = row["done"][who] >= sessions[row["phase"][who]]
        blocking = self.rules.clinic.protocol.review_blocking_after
        self.out["completed_series"][who[row["given"][who] >= blocking]] = 1
        must = (row["given"][who] >= blocking) & (row["reviewed"][who] < blocking)
        last = full & (row["phase"][who] == len(phases) - 1)
        on = who[full & ~last]
        row["phase"][on] += 1
        row["done"][on] = 0
        self._to_review(who[must], day)
        self._onto_ladder(who[last & ~must], day)
        rest = who[~must & ~last]
        if len(rest):
            row["next_day"][rest] = self._series_day(rest, day)

    def _series_day(self, who: Ints, after: int) -> Ints:
        row, found = self._row, np.empty(len(who), dtype=np.int64)
        for phase in np.unique(row["phase"][who]).tolist():
            mine = np.flatnonzero(row["phase"][who] == phase)
            some = who[mine]
            least = self.rules.clinic.protocol.phase[phase].min_gap_days
            not_before = np.where(row["sessions"][some] > 0, row["last_day"][some] + least - 1, -1)
            for start in np.unique(np.maximum(not_before, after)).tolist():
                here = mine[np.maximum(not_before, after) == start]
                found[here] = self.rules.next_day(
                    phase, row["days"][who[here]], row["done"][who[here]], start
                )
        row["kind"][who] = SESSION
        self._note("date", after, who, found)
        return found

    def _book_upkeep(self, who: Ints, day: int) -> None:
        if not len(who):
            return
        row = self._row
        row["done"][who] += 1
        rung, days = self.rules.gap(row["rung"][who], row["done"][who], row["holding"][who] > 0)
        self._note("gap", day, who, days)
        row["done"][who] = np.where(rung == row["rung"][who], row["done"][who], 0)
        row["rung"][who] = rung
        row["next_day"][who], row["kind"][who] = _weekday(day + days), SESSION

    def _put_off(self, who: Ints, day: int) -> None:
        """Another day for whoever did not come or was held; too often held is the end."""
        if not len(who):
            return
        row = self._row
        row["kind"][who] = SESSION
        series = (row["stands"][who] == SERIES) & (row["extra"][who] == 0)
        some = who[series]
        if len(some):
            row["next_day"][some] = self._series_day(some, day)
        gap = self.rules.clinic.protocol.induction.min_gap_days
        row["next_day"][who[~series]] = _weekday(np.full((~series).sum(), day + gap))

    def _to_review(self, who: Ints, day: int) -> None:
        days = max(1, round(self._of("review-days")))
        self._row["next_day"][who], self._row["kind"][who] = day + days, REVIEW

    def _reviews(self, who: Ints, day: int) -> None:
        """The review at the end of a series, of an extension or of a booster."""
        row = self._row
        total = self._rated(who, day)
        row["latest"][who] = total
        self._keep_remission(who, day, total)
        _, option = self._reviewed(who, day, total)
        for number in np.unique(option).tolist():
            some = who[option == number]
            match OPTIONS[number]:
                case "maintenance":
                    self._onto_ladder(some, day)
                case "extend-weekly" | "extend-three":
                    row["extended"][some] += 1
                    self._extra(
                        some, day, self.rules.clinic.assumed.habits.extension_sessions, WEEK
                    )
                case "stop-and-watch":
                    self._watch(some, day)
                case _:
                    self._end(some, option[option == number], day)

    def _extra(self, who: Ints, day: int, sessions: int, gap_days: int) -> None:
        """So many sessions beside the phases, the first soon."""
        row = self._row
        row["stands"][who], row["kind"][who] = SERIES, SESSION
        row["extra"][who], row["extra_gap"][who] = sessions, gap_days
        least = self.rules.clinic.protocol.induction.min_gap_days
        row["next_day"][who] = _weekday(np.maximum(day + 1, row["last_day"][who] + least))

    def _onto_ladder(self, who: Ints, day: int) -> None:
        """What is left of the phases, then the ladder; who has neither is watched."""
        if not len(who):
            return
        row, protocol = self._row, self.rules.clinic.protocol
        sessions = np.array([phase.sessions for phase in protocol.phase])
        unfinished = row["done"][who] < sessions[row["phase"][who]]
        unfinished &= (row["stands"][who] == SERIES) & (row["boosted"][who] == 0)
        some = who[unfinished]
        if len(some):
            row["next_day"][some] = self._series_day(some, day)
        who = who[~unfinished]
        if protocol.maintenance is None:
            self._watch(who, day)
            return
        row["stands"][who], row["kind"][who] = MAINTENANCE, SESSION
        row["done"][who], row["rung"][who], row["holding"][who] = 0, 0, 1
        first = protocol.maintenance.rung[0].gap_days
        row["next_day"][who] = _weekday(np.maximum(day + 1, row["last_day"][who] + first))

    def _watch(self, who: Ints, day: int) -> None:
        row = self._row
        row["stands"][who], row["kind"][who] = WATCHED, RATING
        row["next_day"][who] = day + max(1, round(self._of("watch-every")))

    def _ratings(self, who: Ints, day: int) -> None:
        """A questionnaire while nothing is given: a booster when a held benefit is being lost."""
        row = self._row
        total = self._rated(who, day)
        row["latest"][who] = total
        self._remember(who, day, total)
        relapsing = self._relapsing(who, day)
        may = row["boosted"][who] < self.rules.clinic.assumed.habits.boosters_at_most
        boost = who[relapsing & may]
        row["boosted"][boost] += 1
        self.out["boosters"][boost] += 1
        phase = self.rules.clinic.protocol.induction
        self._extra(
            boost, day, self.rules.clinic.assumed.habits.booster_sessions, phase.min_gap_days
        )
        rest = ~(relapsing & may)
        self._watch(who[rest], day)
        if (line := self.rules.ask_again_days) is not None:
            again = who[rest & (total >= line[0])]
            row["next_day"][again] = day + line[1]

    def _remember(self, who: Ints, day: int, total: Ints) -> None:
        row = self._row
        at = row["rated"][who]
        row["rated_days"][who, at], row["rated_totals"][who, at] = day, total
        row["rated"][who] += 1
        self._keep_remission(who, day, total)

    def _keep_remission(self, who: Ints, day: int, total: Ints) -> None:
        """Since when every rating has been one of remission; -1 while the last was not."""
        row = self._row
        remission = self.rules.clinic.scale.remission
        below = total <= (remission.at_most if remission else -1)
        since = np.where(row["remitted_day"][who] < 0, day, row["remitted_day"][who])
        row["remitted_day"][who] = np.where(below, since, -1)

    def _relapsing(self, who: Ints, day: int) -> Bools:
        row = self._row
        found = self.rules.is_relapsing(
            row["held"][who], row["held_day"][who], row["rated_days"][who],
            row["rated_totals"][who], row["rated"][who],
        )  # fmt: skip
        self._note("relapse", day, who, found.astype(np.int64))
        return found

    def _leave(self, who: Ints) -> None:
        self._row["stands"][who], self._row["next_day"][who] = GONE, NEVER
        self.out["gone"][who] = 1

    def _end(self, who: Ints, option: Ints, day: int) -> None:
        self._row["stands"][who], self._row["next_day"][who] = ENDED, NEVER
        self.out["ended"][who] = 1
        self._note("end", day, who, option)

    # ---- what is reported

    def _look_on(self, day: int) -> None:
        """Everyone's true score each week, whether they still come or not, and the mark day."""
        everyone = np.arange(self.bodies.people.count)
        week = day // WEEK
        true = self.bodies.score(everyone, day * DAY_H)
        self.scores[:, week] = true
        out, scale = self.out, self.rules.clinic.scale
        if day:
            remission = scale.remission.at_most if scale.remission else 0
            out["remission_days"] += WEEK * (true <= remission) * out["admitted"]
        if day == MARK_DAY:
            self._mark(everyone, day, "mark")
        line = self.rules.ask_again_days
        if line is not None and day > MARK_DAY:
            back = (true >= line[0]) & (self.scores[:, week - 1] >= line[0])
            back &= (out["response_mark"] > 0) & np.isinf(out["relapse_day"])
            out["relapse_day"][back] = day - WEEK - MARK_DAY

    def _mark(self, everyone: Ints, day: int, name: str) -> None:
        rated = self._rated(everyone, day)
        scale, base = self.rules.clinic.scale, self._row["baseline"]
        percent = scale.response.percent if scale.response and scale.response.percent else 50
        in_trial = self.out["admitted"] > 0
        responded = (base - rated) * 100 >= percent * base
        remitted = rated <= (scale.remission.at_most if scale.remission else 0)
        self.out[f"response_{name}"] = (responded & in_trial).astype(np.float64)
        self.out[f"remission_{name}"] = (remitted & in_trial).astype(np.float64)

    def _close(self, last_day: int) -> None:
        self._mark(np.arange(self.bodies.people.count), last_day, "end")

    def _note(self, what: str, day: int, who: Ints, answer: Ints) -> None:
        if self.keeps_decisions:
            self.decisions.append((what, day, who.copy(), np.asarray(answer, np.int64).copy()))


_MEASURED = ("systolic", "diastolic", "heart-rate")
_GOES_ON = [OPTIONS.index(each) for each in ("continue", "discuss-dose", "extend-three")]
_STOPS_AND_WATCHES = OPTIONS.index("stop-and-watch")
_ENDS = [OPTIONS.index(each) for each in ("hold", "stop-alternatives")]
_BENEFITS = [JUDGED.index(each) for each in (Judged.REMISSION, Judged.RESPONSE, Judged.PARTIAL)]
_ROWS = {
    "stands": NOBODY, "kind": SESSION, "next_day": NEVER, "order": 0, "phase": 0, "done": 0,
    "given": 0, "sessions": 0, "reviewed": -1, "judged": JUDGED.index(Judged.NOT_JUDGED),
    "held": 0, "held_day": 0, "rated": 0, "since_review": 0, "extended": 0, "extra": 0,
    "extra_gap": 0, "boosted": 0, "rung": 0, "holding": 1, "missed": 0, "last_day": 0,
    "remitted_day": -1, "sign": 0, "grade": 0, "systolic_peak": 0, "distress": 0, "event": 0,
    "emesis": 0, "moaas": AWAKE,
}  # fmt: skip


def _whole(values: Floats) -> Ints:
    return np.rint(values).astype(np.int64)


def _some(readings: Readings, which: Bools) -> Readings:
    return Readings(readings.systolic[which], readings.diastolic[which], readings.heart_rate[which])


def _weekday(day: Ints) -> Ints:
    """The day itself, or the Monday after a weekend; day 0 is a Monday."""
    into = (day + MONDAY.weekday()) % WEEK
    return np.where(into >= WEEKDAYS, day + WEEK - into, day)
