"""Weights say what was seen and no more: self-consistent, refreshed where few fit."""

import numpy as np
import pytest
from numpy.typing import NDArray

from daybreak.lab.forecast.pulse import Body, pulse
from daybreak.lab.forecast.selves import Firsts, Selves, drawn, firsts, grown, prior_first, shares
from daybreak.lab.forecast.walk import Session, State, walk
from daybreak.lab.forecast.weigh import Fit, Look, weigh, worth
from daybreak.lab.posterior import posterior

Floats = NDArray[np.float64]

COUNT, PERSONS = 3000, 160
TWINS = 64
DAYS = (0.0, 3.0, 7.0, 10.0)
LOOKS_H = (71.0, 167.0, 239.0, 600.0)  # three that are seen, and one to come
COME = grown(np.array(LOOKS_H), has_new_antidepressant=False)


def population(count: int, seed: int) -> tuple[Selves, Floats, Floats]:
    """People drawn as for a forecast, and their plasticity and expectancy along one course."""
    some = drawn(posterior(), count, np.random.default_rng(seed))
    kind = ("ketamine_racemic", "IV", 40.0, 40.0)
    own = pulse(Body(80.0, 45.0, has_hypertension=False), TWINS, kind).release
    _, z, expectancy = walk(
        State.fresh(count),
        [Session(day * 24, 0) for day in DAYS],
        [own[:, np.arange(count) % TWINS]],
        fade_h=some.fade_h,
        contact_h=some.contact_h,
        observe_h=LOOKS_H,
        span_h=(0.0, LOOKS_H[-1]),
        threads=1,
    )
    return some, z, expectancy


def weighed(
    everyone: tuple[Selves, Floats, Floats], first: float, seen: Floats
) -> tuple[Fit, Floats]:
    """The fit to one person's scores, and each one's true score to come."""
    some, z, expectancy = everyone

    def means(mine: Selves, began: Firsts, which: NDArray[np.int64]) -> Floats:
        own = shares(mine, z[which, :3], expectancy[which, :3], COME[:3])
        result: Floats = own * began.true(mine)[:, None]
        return result

    fit = weigh(some, firsts(some, first, 0.0), Look(seen, 0.0), means)
    own = shares(fit.selves, z[fit.which, 3:], expectancy[fit.which, 3:], COME[3:])
    return fit, own[:, 0] * fit.firsts.true(fit.selves)


def uniform_enough(ranks: Floats) -> bool:
    """Kolmogorov's distance from even, at one in a thousand."""
    ordered = np.sort(ranks)
    steps = np.arange(len(ordered) + 1) / len(ordered)
    away = max(np.max(steps[1:] - ordered), np.max(ordered - steps[:-1]))
    return bool(away < 1.95 / np.sqrt(len(ordered)))


def truths() -> tuple[Floats, Floats, Floats]:
    """First scores, seen scores and true scores to come of people that are not weighed."""
    some, z, expectancy = population(PERSONS, 99)
    rng = np.random.default_rng(17)
    middle, spread = prior_first(posterior())
    began = np.maximum(middle + spread * rng.standard_normal(PERSONS), 1.0)
    true = shares(some, z, expectancy, COME) * began[:, None]
    noise = some.noise[:, None] * rng.standard_normal((PERSONS, 4))
    return began + noise[:, 3], true[:, :3] + noise[:, :3], true[:, 3]


def test_the_truth_lies_anywhere_among_the_weighed_alike() -> None:
    # Simulation-based calibration, Talts 2018. It shows that the forecast believes its own model;
    # it says nothing of whether the model is true.
    everyone = population(COUNT, 5)
    ranks = []
    for first, seen, true in zip(*truths(), strict=True):
        fit, told = weighed(everyone, float(first), seen)
        ranks.append(float(fit.weights @ (told < true)))

    assert uniform_enough(np.array(ranks))


def test_a_forecast_that_ignored_the_scores_would_be_caught() -> None:
    everyone = population(COUNT, 5)
    ranks = []
    for first, seen, true in zip(*truths(), strict=True):
        _, told = weighed(everyone, float(first), np.full(3, seen.mean()))
        best = np.sort(told)[: len(told) // 2]
        ranks.append(float((best < true).mean()))

    assert not uniform_enough(np.array(ranks))


def test_what_is_moved_about_is_what_very_many_would_have_been() -> None:
    first, seen = 34.0, np.array([6.0, 5.0, 4.0])
    many, told = weighed(population(60_000, 5), first, seen)
    assert not many.was_refreshed
    wide = float(np.sqrt(many.weights @ (told - many.weights @ told) ** 2))

    few, moved = weighed(population(800, 6), first, seen)

    assert few.was_refreshed
    assert few.before < 400
    assert few.weights @ moved == pytest.approx(many.weights @ told, abs=0.4 * wide)
    assert np.std(moved) == pytest.approx(wide, rel=0.35)


def test_scores_like_nobodys_are_told_apart() -> None:
    everyone = population(COUNT, 5)

    usual, _ = weighed(everyone, 34.0, np.array([28.0, 24.0, 20.0]))
    wild, _ = weighed(everyone, 34.0, np.array([60.0, 0.0, 60.0]))

    assert usual.misfit < 1
    assert wild.misfit > 3.09


def test_equal_people_are_worth_their_number() -> None:
    assert worth(np.full(50, 0.02)) == pytest.approx(50)
    assert worth(np.array([1.0, 0.0])) == pytest.approx(1)
