"""A trial is the same however it is cut, and two protocols meet the same people."""

from dataclasses import replace

import numpy as np
import pytest

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.lab.clinic.assumptions import assumptions
from daybreak.lab.clinic.figures import BY_NAME, MEASURES
from daybreak.lab.clinic.report import compared, curve, difference, figures, told
from daybreak.lab.clinic.sensitivity import matters, sensitivity
from daybreak.lab.clinic.trial import Asked, Remembered, Tried, try_out

SIX = protocol("iv-racemic-six")


@pytest.fixture(scope="module")
def six() -> Tried:
    return try_out(SIX, assumptions(), Asked(people=400, weeks=12))


def test_a_trial_is_the_same_however_people_are_packed(six: Tried) -> None:
    other = try_out(SIX, assumptions(), Asked(people=400, weeks=12, chunk=90, threads=2))

    assert all(np.array_equal(six.columns[k], other.columns[k]) for k in six.columns)
    assert np.array_equal(six.scores, other.scores)
    assert six.refused == other.refused


def test_somebody_is_the_same_in_a_larger_trial(six: Tried) -> None:
    larger = try_out(SIX, assumptions(), Asked(people=520, weeks=12))

    assert np.array_equal(larger.scores[:400], six.scores)


def test_another_seed_is_other_people(six: Tried) -> None:
    other = try_out(SIX, assumptions(), Asked(people=400, weeks=12, seed=2))

    assert not np.array_equal(six.scores, other.scores)


def test_what_was_remembered_changes_nothing(six: Tried) -> None:
    memory = Remembered()
    twice = [
        try_out(SIX, assumptions(), Asked(people=400, weeks=12), remembered=memory)
        for _ in range(2)
    ]

    assert all(np.array_equal(six.scores, each.scores) for each in twice)


def test_a_protocol_differs_from_itself_in_nothing(six: Tried) -> None:
    assert all(each.value in (0, None) for each in compared(six, six).values())


def test_a_higher_dose_shows_at_the_chair_first() -> None:
    low = try_out(protocol("iv-racemic-low"), assumptions(), Asked(people=400, weeks=8))
    high = try_out(SIX, assumptions(), Asked(people=400, weeks=8))

    for name in ("systolic_rise", "dissociation", "drug"):
        assert (difference(low, high, BY_NAME[name]).lo90 or 0) > 0, name


def test_nobody_turned_away_is_given_anything(six: Tried) -> None:
    away = six.columns["admitted"] == 0

    assert away.any()
    assert not six.columns["sessions"][away].any()
    assert sum(six.refused.values()) == away.sum()


def test_nobody_is_given_more_than_the_rules_let_through(six: Tried) -> None:
    cap = SIX.weighted.cap.micrograms if SIX.weighted and SIX.weighted.cap else 0

    assert (six.columns["micrograms"] <= six.columns["sessions"] * cap).all()
    assert SIX.maintenance is not None
    assert (six.columns["sessions"] <= SIX.maintenance.sessions_per_year_cap + 1).all()


def test_where_nobody_stays_away_nobody_is_missed() -> None:
    never = assumptions()
    for name in ("no-show", "drop-out", "drop-out-unhelped", "no-escort", "not-fasted"):
        never = never.having(name, 0)
    found = try_out(SIX, never, Asked(people=200, weeks=8))

    assert not found.columns["no_shows"].any()
    assert not (found.columns["gone"]).any()


def test_every_figure_lies_in_its_interval_and_a_share_in_a_hundred(six: Tried) -> None:
    for name, each in figures(six).items():
        if each.value is None or each.lo90 is None or each.hi90 is None:
            continue
        assert each.lo90 <= each.value <= each.hi90, name
        assert each.lo90 >= 0, name
        if BY_NAME[name].is_share:
            assert each.hi90 <= 100, name


def test_a_figure_is_the_plain_ratio(six: Tried) -> None:
    columns = six.columns
    expected = 100 * columns["response_mark"].sum() / columns["admitted"].sum()

    assert told(six, BY_NAME["response"]).value == pytest.approx(expected)
    week = [each.value for each in curve(six)]
    admitted = columns["admitted"] > 0
    assert week == pytest.approx(six.scores[admitted].mean(axis=0).tolist())


def test_the_interval_widens_when_worlds_differ_more(six: Tried) -> None:
    measure = BY_NAME["response"]
    usual = told(six, measure)
    apart = dict(six.columns)
    apart["response_mark"] = (six.world % 2).astype(float) * apart["admitted"]
    wider = told(replace(six, columns=apart), measure)

    assert wider.lo90 is not None
    assert wider.hi90 is not None
    assert usual.lo90 is not None
    assert usual.hi90 is not None
    assert wider.hi90 - wider.lo90 > usual.hi90 - usual.lo90


def test_what_nobody_had_is_not_made_up() -> None:
    nobody = try_out(SIX, assumptions(), Asked(people=3, weeks=8))

    assert told(nobody, BY_NAME["sessions_per_remission"]).value is None


def test_trials_of_other_people_are_not_compared(six: Tried) -> None:
    other = try_out(SIX, assumptions(), Asked(people=399, weeks=12))

    with pytest.raises(ValueError, match="seed and people"):
        compared(six, other)


def test_what_does_not_matter_moves_nothing_and_what_does_moves_something(six: Tried) -> None:
    asked = Asked(people=60, weeks=8)
    usual = try_out(SIX, assumptions(), asked)
    only = replace(
        assumptions(),
        figure=tuple(
            f if f.id in {"no-show", "drop-out-unhelped"} else replace(f, low=f.value, high=f.value)
            for f in assumptions().figure
        ),
    )
    moved = sensitivity(replace(usual, assumed=only), asked, ("sessions",))
    by_name = {each.assumption: each for each in moved}

    assert moved[0].assumption in {"no-show", "drop-out-unhelped"}
    assert by_name["no-show"].at_high["sessions"].value != 0
    assert by_name["systolic"].at_high["sessions"].value == 0
    assert set(by_name) == set(matters(SIX, only))
    assert "price-esketamine" not in by_name


def test_a_protocol_for_pain_has_no_score_that_the_twin_knows() -> None:
    with pytest.raises(NotAllowed, match="not for depression"):
        try_out(protocol("iv-racemic-pain"), assumptions(), Asked(people=10))


@pytest.mark.parametrize(
    "asked", [Asked(people=0), Asked(people=10**9), Asked(seed=-1), Asked(weeks=4), Asked(weeks=99)]
)
def test_what_cannot_be_tried_is_said(asked: Asked) -> None:
    with pytest.raises(NotUnderstood):
        try_out(SIX, assumptions(), asked)


@pytest.mark.parametrize(
    "name",
    ["esketamine-trd", "sc-racemic-eight", "im-racemic-six", "oral-racemic-supervised",
     "sublingual-racemic-supervised", "intranasal-racemic-supervised", "iv-racemic-sixty"],
)  # fmt: skip
def test_every_way_in_can_be_tried(name: str) -> None:
    found = try_out(protocol(name), assumptions(), Asked(people=40, weeks=8))

    assert found.columns["sessions"].sum() > 0
    assert np.isfinite(found.scores).all()


def test_every_figure_has_words() -> None:
    assert all(each.meaning and each.unit for each in MEASURES)
    assert len(BY_NAME) == len(MEASURES)
