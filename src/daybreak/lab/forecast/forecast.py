"""A forecast for one person: the stored people, weighed by what was seen, walked from now on."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.arms import Instrument, instruments
from daybreak.lab.forecast.chair import at_the_chair
from daybreak.lab.forecast.ends import Scale, chances, relapse, responds_now
from daybreak.lab.forecast.known import HOURS, Given, Person, Plan
from daybreak.lab.forecast.limits import limits, text
from daybreak.lab.forecast.pulse import Body, Kind, Pulse, pulse
from daybreak.lab.forecast.scope import reasons
from daybreak.lab.forecast.selves import Firsts, Selves, firsts, grown, selves, shares
from daybreak.lab.forecast.told import LEVELS, Ahead, Band, Forecast
from daybreak.lab.forecast.walk import Session, State, walk
from daybreak.lab.forecast.weigh import Fit, Look, weigh
from daybreak.lab.forecast.windows import before, windows
from daybreak.lab.posterior import posterior
from daybreak.twin import NotPossible

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SEED = 5
EARLY_DAYS = (3.5, 7.0, 10.5, 14.0)  # then once a week
POPULATION = 1000  # of everyone, drawn for the curve of people who are not weighed
CODE = ("chair", "ends", "forecast", "pulse", "selves", "walk", "weigh", "windows")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where people stand now, weighed: what plans are walked from.

    `shares` is each one's share of the first score at `times_h`, shape (people, times), all up
    to now; `which` numbers people among `everyone`; `weights` sum to 1.
    """

    person: Person
    scale: Scale
    fit: Fit
    everyone: Firsts
    state: State
    times_h: tuple[float, ...]
    z: Floats
    expectancy: Floats


def forecast(person: Person, plans: Sequence[Plan]) -> Forecast:
    """What virtual people like this person came to, along each plan.

    Args:
        person: what is known of them.
        plans: ways on from now, first what is planned.

    Returns:
        Bands and chances, or the reasons for which there are none.
    """
    why = reasons(person, plans)
    if why:
        return nothing(person, why)
    try:
        standing = stand(person)
    except NotPossible as refusal:
        return nothing(person, (refusal.message,))
    return along(standing, plans)


def stand(person: Person) -> Standing:
    """Walk everyone to now and weigh them by what was seen.

    Raises:
        NotPossible: a dose must be a mistake.
    """
    count = limits().people
    everyone = selves(count)
    scale = scale_of(person)
    seen = windows([each.at_h for each in person.later], person.recall_days)
    behind = sorted({*seen.times_h, *before(person.now_h, person.recall_days), person.now_h})
    kinds = kinds_of(person.given)
    after = [h for h in behind if h >= 0]
    state, z, expectancy = walk(
        State.fresh(count),
        sessions_of(person.given, kinds),
        _release(person, kinds),
        fade_h=everyone.fade_h,
        contact_h=everyone.contact_h,
        observe_h=after,
        span_h=(0.0, person.now_h),
    )
    untreated = ((0, 0), (len(behind) - len(after), 0))
    z, expectancy = np.pad(z, untreated), np.pad(expectancy, untreated)
    columns = [behind.index(h) for h in seen.times_h]
    seen_z, seen_e = z[:, columns], expectancy[:, columns]
    come = grown(np.array(seen.times_h), person.has_new_antidepressant)
    began = firsts(everyone, scale.first_madrs, scale.doubt_madrs)

    def means(some: Selves, start: Firsts, which: Rows) -> Floats:
        own = shares(some, seen_z[which], seen_e[which], come)
        result: Floats = own @ seen.weights.T * start.true(some)[:, None]
        return result

    points = np.array([each.points for each in person.later]) * scale.madrs_per_point
    fit = weigh(everyone, began, Look(points, scale.doubt_madrs), means)
    return Standing(person, scale, fit, began, state, tuple(behind), z, expectancy)


def along(standing: Standing, plans: Sequence[Plan]) -> Forecast:
    """Walk those who carry the weight along each plan."""
    person, fit, known = standing.person, standing.fit, limits()
    if fit.misfit > known.tolerated_misfit:
        return nothing(
            person,
            ("These scores are unlike those of everyone the model is made of.",),
            fit,
        )
    if fit.effective < known.fewest_people:
        return nothing(person, ("Too few virtual people have scores like these.",), fit)
    kept, weights = carrying(fit.weights)
    group = Group(fit.selves.take(kept), fit.firsts.take(kept), fit.which[kept], weights, standing)
    responds = responds_now(standing.scale, person)
    told = tuple(group.ahead(plan, responds=responds) for plan in plans)
    return Forecast(
        version=version(),
        instrument=person.instrument,
        now_h=person.now_h,
        abstained=(),
        people=known.people,
        carried=len(kept),
        effective=round(fit.effective),
        before=round(fit.before),
        was_refreshed=fit.was_refreshed,
        ahead=told,
        population=_population(standing).bands(plans[0]) if plans else (),
        chair=at_the_chair(person, plans[0], group.which, weights) if plans else None,
        why_no_relapse="" if responds else "Relapse is told of people who are better by half now.",
    )


@dataclass(frozen=True)
class Group:
    """People with weights, at their place in a standing."""

    selves: Selves
    firsts: Firsts
    which: Rows
    weights: Floats
    standing: Standing

    @cached_property
    def past(self) -> Floats:
        """True scores up to now, MADRS points, shape (people, times)."""
        some = self.standing
        return self._course(some.times_h, some.z[self.which], some.expectancy[self.which])

    @cached_property
    def state(self) -> State:
        """Where they stand now."""
        return self.standing.state.take(self.which)

    @cached_property
    def noise(self) -> Floats:
        """One rating's distance from the true score, MADRS points, shape (people, times)."""
        rng = np.random.default_rng(SEED)
        size = np.hypot(self.selves.noise, self.standing.scale.doubt_madrs)[:, None]
        drawn = rng.standard_normal((len(size), len(output_times(self.standing.person))))
        return np.asarray(size * drawn)

    @cached_property
    def _releases(self) -> dict[Kind, Floats]:
        return {}

    def _release_of(self, kind: Kind) -> Floats:
        """What one such dose releases in each of them, shape (intervals, people)."""
        if kind not in self._releases:
            (whole,) = _release(self.standing.person, [kind])
            self._releases[kind] = np.take(whole, self.which, axis=1)
        return self._releases[kind]

    def bands(self, plan: Plan) -> tuple[Band, ...]:
        """Where scores may lie along a plan."""
        times, own, _ = self.walked(plan)
        return self._bands(times, own)

    def ahead(self, plan: Plan, *, responds: bool) -> Ahead:
        """Everything that is told of a plan."""
        person, scale = self.standing.person, self.standing.scale
        times, own, latent = self.walked(plan)
        judged = judged_h(person, plan)
        response = remission = None
        if judged is not None:
            at = times.index(judged)
            response, remission = chances(scale, self.selves, own[:, at], self.weights)
        weekly, course = latent
        return Ahead(
            plan=plan.id,
            was_compared=plan.was_compared,
            doses_h=tuple(each.at_h for each in plan.doses),
            doses_mg=tuple(each.mg for each in plan.doses),
            bands=self._bands(times, own),
            judged_h=judged,
            response=response,
            remission=remission,
            relapse=relapse(scale, weekly, course, self.weights) if responds else None,
        )

    def _bands(self, times: list[float], own: Floats) -> tuple[Band, ...]:
        standing = self.standing
        grid = output_times(standing.person)
        columns = [times.index(h) for h in grid]
        found = own[:, columns] + self.noise
        points = np.clip(found / standing.scale.madrs_per_point, 0.0, standing.person.highest)
        marks = quantiles(points, self.weights)
        return tuple(
            Band(h, tuple(round(float(x), 2) for x in marks[:, k])) for k, h in enumerate(grid)
        )

    def walked(self, plan: Plan) -> tuple[list[float], Floats, tuple[Floats, Floats]]:
        """Times of scores, true scores there in MADRS points, and the weekly course for relapse."""
        standing = self.standing
        person = standing.person
        judged = judged_h(person, plan)
        times = sorted({*output_times(person), *([] if judged is None else [judged])})
        looked = windows(times, person.recall_days)
        weekly = [person.now_h + 7 * HOURS * week for week in range(limits().horizon_weeks + 1)]
        ahead = sorted({*(h for h in looked.times_h if h > person.now_h), *weekly[1:]})
        doses = [*person.given, *plan.doses]
        kinds = kinds_of(doses)
        _, z, e = walk(
            self.state,
            sessions_of(doses, kinds),
            [self._release_of(kind) for kind in kinds],
            fade_h=self.selves.fade_h,
            contact_h=self.selves.contact_h,
            observe_h=ahead,
            span_h=(person.now_h, max(ahead[-1], person.now_h)),
        )
        every = [*standing.times_h, *ahead]
        course = np.concatenate([self.past, self._course(ahead, z, e)], axis=1)
        columns = [every.index(h) for h in looked.times_h]
        own: Floats = np.take(course, columns, axis=1) @ looked.weights.T
        marks = [every.index(h) for h in weekly]
        return times, own, (np.array(weekly) - person.now_h, course[:, marks])

    def _course(self, times_h: Sequence[float], z: Floats, expectancy: Floats) -> Floats:
        """True scores at these times, MADRS points, shape (people, times)."""
        come = grown(np.array(times_h), self.standing.person.has_new_antidepressant)
        own = shares(self.selves, z, expectancy, come)
        own *= self.firsts.true(self.selves)[:, None]
        return own


def _population(standing: Standing) -> Group:
    """Some of everyone, weighed by the first score alone."""
    rng = np.random.default_rng(SEED)
    weights = np.exp(standing.everyone.log_weight - standing.everyone.log_weight.max())
    some = np.sort(rng.choice(len(weights), POPULATION, p=weights / weights.sum()))
    everyone = selves(limits().people)
    equal = np.full(POPULATION, 1 / POPULATION)
    return Group(everyone.take(some), standing.everyone.take(some), some, equal, standing)


def carrying(weights: Floats) -> tuple[Rows, Floats]:
    """The numbers of those who carry nearly all of the weight, in order, and their weights.

    Where they are very many, some are drawn evenly along their weights and count the same: a
    share of people is then off by less than one in a hundred.
    """
    order = np.argsort(-weights, kind="stable")
    enough = int(np.searchsorted(np.cumsum(weights[order]), limits().carried_share)) + 1
    kept = np.sort(order[:enough])
    own = weights[kept] / weights[kept].sum()
    most = limits().people_ahead
    if len(kept) <= most:
        return kept, own
    places = (np.arange(most) + 0.5) / most
    drawn = np.minimum(np.searchsorted(np.cumsum(own), places), len(kept) - 1)
    return kept[drawn], np.full(most, 1 / most)


def quantiles(values: Floats, weights: Floats) -> Floats:
    """Quantiles at `LEVELS` of each column under weights that sum to 1, shape (levels, columns)."""
    if np.all(weights == weights[0]):
        ranked = np.sort(values, axis=0)
        places = np.ceil(np.array(LEVELS) * len(values) - 1e-9).astype(int) - 1
        return np.asarray(ranked[np.maximum(places, 0)])
    out = np.empty((len(LEVELS), values.shape[1]))
    for k in range(values.shape[1]):
        order = np.argsort(values[:, k])
        places = np.searchsorted(np.cumsum(weights[order]), np.array(LEVELS) - 1e-12)
        out[:, k] = values[order[np.minimum(places, len(order) - 1)], k]
    return out


def output_times(person: Person) -> tuple[float, ...]:
    """When scores are foretold, hours from the first dose."""
    weeks = range(3, limits().horizon_weeks + 1)
    days = (*EARLY_DAYS, *(7.0 * week for week in weeks))
    return tuple(person.now_h + day * HOURS for day in days)


def judged_h(person: Person, plan: Plan) -> float | None:
    """When response and remission are judged; None when that is past, or never comes."""
    doses = [*person.given, *plan.doses]
    if len(doses) < limits().response_after:
        return None
    at = doses[limits().response_after - 1].at_h + limits().review_days * HOURS
    horizon = person.now_h + limits().horizon_weeks * 7 * HOURS
    return at if person.now_h < at <= horizon else None


def scale_of(person: Person) -> Scale:
    """The person's scale in MADRS points, with the score before the first dose."""
    instrument: Instrument = instruments()[person.instrument]
    assert person.baseline is not None  # noqa: S101 - `reasons` turned away who has none
    first = person.baseline.points * instrument.madrs_per_point
    return Scale(
        instrument.madrs_per_point,
        instrument.remission_madrs,
        instrument.doubt_percent / 100 * first,
        first,
    )


def kinds_of(doses: Sequence[Given]) -> list[Kind]:
    """Each different dose once."""
    return list(dict.fromkeys(each.kind for each in doses))


def sessions_of(doses: Sequence[Given], kinds: Sequence[Kind]) -> list[Session]:
    """Doses as sessions with the number of their pulse."""
    return [Session(each.at_h, kinds.index(each.kind)) for each in doses]


def body_of(person: Person) -> Body:
    """What the twin must know of their body."""
    assert person.weight_kg is not None  # noqa: S101 - `reasons` turned away who has none
    return Body(person.weight_kg, person.age, bool(person.has_hypertension))


def pulses_of(person: Person, kinds: Sequence[Kind]) -> list[Pulse]:
    """What each kind of dose does to the stored people with this body."""
    return [pulse(body_of(person), limits().people, each) for each in kinds]


def _release(person: Person, kinds: Sequence[Kind]) -> list[Floats]:
    return [each.release for each in pulses_of(person, kinds)]


def nothing(person: Person, why: tuple[str, ...], fit: Fit | None = None) -> Forecast:
    """No forecast, and why."""
    return Forecast(
        version=version(),
        instrument=person.instrument,
        now_h=person.now_h,
        abstained=why,
        people=limits().people,
        carried=0,
        effective=round(fit.effective) if fit else 0,
        before=round(fit.before) if fit else 0,
        was_refreshed=bool(fit and fit.was_refreshed),
        ahead=(),
        population=(),
        chair=None,
        why_no_relapse="",
    )


@cache
def version() -> str:
    """What made a forecast: its code, its figures, and the fit behind it."""
    digest = hashlib.sha256(text().encode())
    for name in CODE:
        digest.update((files("daybreak.lab.forecast") / f"{name}.py").read_bytes())
    known = posterior()
    digest.update(f"{known.code_hash} {known.evidence_hash} {known.seed}".encode())
    return digest.hexdigest()[:16]
