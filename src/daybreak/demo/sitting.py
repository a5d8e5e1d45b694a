"""One session at the chair, from the door to the note, as the acts that a real one is made of."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from daybreak.actions import outcome, screening, session
from daybreak.actions.session.arrival import NOT_ASKED
from daybreak.care.catalogue.route import Route, route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.screening.fields import FieldKind
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Vitals
from daybreak.demo.house import House
from daybreak.demo.people import Person
from daybreak.demo.timeline import Telling
from daybreak.records.reads.session import visit

ROUTE = route("iv")
DILUENT_ML = 100
STRENGTH_UG_PER_ML = 50_000
LOT, EXPIRES_DAYS = "MADE-UP-7", 400
NO_SUICIDALITY = {"q1": False, "q2": False, "q6": False}
# What is measured at the chair or follows from the record is not asked.
KNOWN = frozenset(
    {
        "systolic-mmhg",
        "diastolic-mmhg",
        "heart-rate-per-min",
        "spo2-percent",
        "days-since-last-dose",
        "ever-dosed",
        "min-gap-days",
        "consent-current",
        "age-years",
        "weight-planned-g",
        "phq9-total",
        "phq9-item9",
        "cssrs-level",
        "suicide-disposition-signed",
    }
)
SYMPTOMS = ("dissociation", "dizziness", "nausea", "perceptual-change", "feeling-drunk", "anxiety")

# Minutes from the booked time; what is done when.
ARRIVES, ASKED, CHECKED, BASELINE, GO, PREPARED, SECOND, START = -5, 0, 4, 8, 11, 14, 17, 20
RUNS = 40
LOOKS_AGAIN = 6
LOOKED_AT, CLOSED = 63, 75  # minutes after the end


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of somebody, with what is out of the ordinary about it."""

    patient: UUID
    session: UUID
    starts: datetime
    number: int
    phq9: int | None = None
    mood: int = 5
    has_escort: bool = True
    skips_readings: bool = False
    pauses: bool = False
    way: Route = ROUTE

    def told(self, house: House, who: Person, rng: random.Random) -> Telling:
        """The session, handing out the moment at which it goes on."""
        yield from self._before(house, who)
        yield from self._dose(house, who, rng)
        yield from self._after(house, who)

    def _at(self, minutes: float) -> datetime:
        return self.starts + timedelta(minutes=minutes)

    def _before(self, house: House, who: Person) -> Telling:
        yield self._at(ARRIVES)
        session.arrive(**house.by(house.desk), session=self.session)
        yield self._at(ASKED)
        self._ask(house)
        yield self._at(CHECKED)
        session.check_in(
            **house.by(house.nurse),
            session=self.session,
            identity_checked=True,
            consent_affirmed=True,
            scales_answered=True,
            stop_word="harbour",
            escort_name="A friend" if self.has_escort else "",
            escort_phone="555 0199" if self.has_escort else "",
            weight_g=who.weight_kg * 1000,
            facts=_facts_of_the_day(self.way, is_first=self.number == 1),
        )
        if not self.has_escort:
            yield house.day.now + timedelta(days=1)  # nothing goes on without one
        yield self._at(BASELINE)
        self._take(house, who, rise=0.0, awake=True)
        yield self._at(GO)
        session.decide(**house.by(house.prescriber), session=self.session, go=True)

    def _ask(self, house: House) -> None:
        scale = "today"
        answers: dict[str, int | None] = {"mood": self.mood, "safety": 0}
        if self.phq9 is not None:
            scale, answers = "phq-9", phq9_answers(self.phq9)
        outcome.answer_scale(
            **house.by(house.nurse), patient=self.patient, scale=scale, answers=answers,
            session=self.session,
        )  # fmt: skip
        screening.screen_suicidality(
            **house.by(house.nurse),
            patient=self.patient,
            form="since-last-visit",
            moment="check-in",
            answers=NO_SUICIDALITY,
            session=self.session,
        )

    def _dose(self, house: House, who: Person, rng: random.Random) -> Telling:
        yield self._at(PREPARED)
        drawn = session.prepare(
            **house.by(house.nurse),
            session=self.session,
            product="Ketamine 50 mg/mL, 10 mL",
            strength_ug_per_ml=STRENGTH_UG_PER_ML,
            lot=LOT,
            expires_on=expiry(house.day.today),
            diluent_ul=DILUENT_ML * 1000,
            bag="replaced",
            answers=yes(Stage.PREPARED, self.way),
        )
        yield self._at(SECOND)
        session.check_dose(
            **house.by(house.second_nurse),
            session=self.session,
            dose_ug=drawn.dose_ug,
            rate_ul_per_h=drawn.rate_ul_per_h,
        )
        yield self._at(START)
        session.start(
            **house.by(house.nurse),
            session=self.session,
            rate_ul_per_h=drawn.rate_ul_per_h,
            answers=yes(Stage.DOSING, self.way),
        )
        yield from self._watch(house, who, rng)
        yield self._at(START + RUNS)
        session.end(
            **house.by(house.nurse),
            session=self.session,
            reason="completed",
            shown_ul=drawn.total_ul,
        )

    def _watch(self, house: House, who: Person, rng: random.Random) -> Telling:
        felt = rng.sample(SYMPTOMS, k=rng.choice((1, 2, 2, 3)))
        for minutes in (10, 20, 30, 39) if self.starts.date() == house.day.now.date() else (15, 35):
            yield self._at(START + minutes)
            self._take(house, who, rise=min(1.0, minutes / 30), awake=False)
            if felt:
                session.record_symptom(
                    **house.by(house.nurse),
                    session=self.session,
                    term=felt.pop(),
                    grade=rng.choice((1, 1, 1, 2)),
                )

    def _after(self, house: House, who: Person) -> Telling:
        end = START + RUNS
        for minutes in (15, 30, 45, 60) if self.starts.date() == house.day.now.date() else (20, 50):
            yield self._at(end + minutes)
            if self.skips_readings and minutes > 15:  # noqa: PLR2004 — all but the first
                continue
            self._take(house, who, rise=max(0.0, 0.7 - minutes / 60), awake=True)
            for term in _present(house, self.session):
                session.record_symptom(
                    **house.by(house.nurse), session=self.session, term=term, grade=0
                )
        yield self._at(end + LOOKED_AT)
        screening.screen_suicidality(
            **house.by(house.nurse),
            patient=self.patient,
            form="since-last-visit",
            moment="recovery",
            answers=NO_SUICIDALITY,
            session=self.session,
        )
        self._answer_alarms(house)
        for _ in range(LOOKS_AGAIN):
            if self._may_leave(house):
                break
            yield house.now + timedelta(minutes=10)
            self._take(house, who, rise=0.0, awake=True)
            self._answer_alarms(house)
        session.sign_discharge(
            **house.by(house.nurse), session=self.session, escort_name="A friend"
        )
        yield house.now + timedelta(minutes=CLOSED - LOOKED_AT)
        house.at(self._at(end + CLOSED))
        session.close(
            **house.by(house.nurse),
            session=self.session,
            note=f"Session {self.number}. Calm throughout; nothing unexpected.",
            answers=yes(Stage.CLOSED, self.way),
        )

    def _may_leave(self, house: House) -> bool:
        """Look whether they may leave, as often as it takes."""
        looked = session.assess_discharge(
            **house.by(house.nurse),
            session=self.session,
            score_id="aldrete-modified",
            items=dict.fromkeys(
                ("activity", "respiration", "circulation", "consciousness", "spo2"), 2
            ),
            answers=yes(Stage.DISCHARGED, self.way),
        )
        return looked.stage is Stage.DISCHARGE_ASSESSED

    def _answer_alarms(self, house: House) -> None:
        """The nurse tells the prescriber of every alarm that nobody has answered."""
        for alarm in visit(house.nurse, self.session).alarms(house.now):
            if alarm.unseen is not None:
                session.acknowledge(
                    **house.by(house.prescriber),
                    session=self.session,
                    channel=alarm.channel,
                    level=alarm.unseen.value,
                    action="told, watching",
                )

    def _take(self, house: House, who: Person, *, rise: float, awake: bool) -> None:
        """One set of readings, climbing and falling with the drug."""
        wobble = random.Random(f"{self.session} {house.now.isoformat()}")
        up = round(who.rise_mmhg * rise) + wobble.randint(-3, 3)
        systolic = who.systolic_mmhg + up
        base = Vitals(
            systolic_mmhg=systolic,
            diastolic_mmhg=round(systolic * 0.62) + wobble.randint(-2, 2),
            heart_rate_per_min=who.pulse_per_min + round(8 * rise) + wobble.randint(-3, 3),
            spo2_percent=min(100, 98 + wobble.randint(-1, 1)),
            respiratory_rate_per_min=14 + wobble.randint(-1, 2),
            moaas=5 if awake else 4 + wobble.randint(0, 1),
            pain_nrs=0,
            nausea_nrs=0 if awake else wobble.randint(0, 2),
            anxiety_nrs=wobble.randint(0, 1),
        )
        drifting = min(9, round(7 * rise) + wobble.randint(0, 1)) if rise else 0
        session.record_vitals(
            **house.by(house.nurse),
            session=self.session,
            vitals=replace(base, dissociation_nrs=0 if awake and not rise else drifting),
        )


def phq9_answers(total: int) -> dict[str, int | None]:
    """Nine answers that add up to `total`, the ninth of them "not at all"."""
    answers: dict[str, int | None] = {}
    for item in range(1, 9):
        share = min(3, max(0, -(-(total - sum(v or 0 for v in answers.values())) // (9 - item))))
        answers[str(item)] = share
    answers["9"] = 0
    return answers


def _present(house: House, key: UUID) -> list[str]:
    """The symptoms that are still felt, as the chair shows them."""
    chair = visit(house.nurse, key).chair
    return sorted({each.term for each in chair.symptoms if each.is_present(house.now)})


def _facts_of_the_day(way: Route, *, is_first: bool) -> dict[str, bool | int | str | None]:
    """A quiet day's answers to what check-in asks; readings and what follows come by themselves."""
    facts: dict[str, bool | int | str | None] = {
        field.id: field.reassuring
        for field in ruleset().questions(Asked.CHECK_IN, way)
        if (field.group == "this visit" or field.valid_days is not None)
        and field.kind is not FieldKind.DAY
        and field.id not in NOT_ASKED | KNOWN
    }
    return {**facts, "ever-dosed": False} if is_first else facts


def yes(stage: Stage, way: Route) -> dict[str, bool]:
    return {gate.id: True for gate in session_gates().asked(stage, way.id)}


def expiry(today: date) -> date:
    return today + timedelta(days=EXPIRES_DAYS)
