"""A review lays out what may be decided and why, and keeps what a prescriber decides."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Status
from daybreak.care.outcome.review import Offer, Review, decide, offer
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.outcome.trajectory import Scored, Trajectory, trajectory
from daybreak.care.scales.library import scale
from daybreak.care.scales.result import ScaleResult

RULES = outcome_rules()
START = datetime(2026, 3, 2, 15, tzinfo=UTC)
BY = UUID(int=7)
NO_SIGNS = {sign.id: False for sign in RULES.sign}


def curve(name: str, before: int | None, after: int | None) -> Trajectory:
    days = ((-1, before), (20, after))
    scored = [
        Scored(START + timedelta(days=day), ScaleResult(name, 1, total, {}, 9, False, None, (), 1))
        for day, total in days
        if total is not None
    ]
    return trajectory(scale(name), scored, sessions=[START])


def table(
    name: str = "phq-9",
    before: int | None = 20,
    after: int | None = 10,
    *,
    session: int = 6,
    **signs: bool | None,
) -> Offer:
    named = {f"sign-{key.replace('_', '-')}": there for key, there in signs.items()}
    return offer(
        RULES,
        curve(name, before, after),
        after_session=session,
        signs={**NO_SIGNS, **named},
        blocking_after=6,
    )


def decided(
    on: Offer, option: str, grounds: str = "Seen and talked over.", *despite: str
) -> Review:
    return decide(
        on,
        option=option,
        grounds=grounds,
        by=BY,
        at=START,
        ruleset="outcome-1+abc",
        despite=despite,
    )


@pytest.mark.parametrize(
    ("name", "session", "before", "after", "grounds"),
    [
        # the figures of one study, on the instrument it used
        ("madrs", 1, 30, 14, {"early-1-response", "underway-some-late"}),
        ("madrs", 1, 30, 28, {"early-1-no-response", "underway-some-late"}),
        ("madrs", 2, 30, 28, {"early-2-no-response", "underway-some-late"}),
        ("phq-9", 1, 20, 9, {"underway-some-late"}),
        ("phq-9", 2, 20, 19, {"underway-some-late"}),
        # after three
        ("phq-9", 3, 20, 17, {"early-3-little", "underway-some-late"}),  # 15 %
        ("phq-9", 3, 20, 16, {"underway-some-late"}),  # 20 %, the edge
        ("phq-9", 3, 15, 22, {"early-3-little"}),  # worse
        ("phq-9", 3, 4, 4, {"underway-some-late"}),  # not judged from so low a baseline
        # after six
        ("phq-9", 6, 20, 4, {"end-remission"}),
        ("phq-9", 6, 20, 10, {"end-response"}),
        ("phq-9", 6, 20, 15, {"end-partial"}),
        ("phq-9", 6, 20, 16, {"end-no-response"}),
        ("phq-9", 6, 20, 26, {"end-worse"}),
        ("phq-9", 6, None, 3, {"end-not-judged"}),
        ("phq-9", 10, 20, 4, {"end-remission"}),
    ],
)
def test_each_outcome_lays_out_its_grounds(
    name: str, session: int, before: int | None, after: int, grounds: set[str]
) -> None:
    on = table(name, before, after, session=session)

    assert {ground.rule for ground in on.grounds} == grounds
    assert all(ground.source.citation for ground in on.grounds)


def test_early_figures_are_shown_only_on_the_instrument_they_came_from() -> None:
    for name in ("phq-9", "gad-7", "pcl-5"):
        for session in (1, 2):
            grounds = table(name, 20, 19, session=session).grounds
            assert not [ground for ground in grounds if "remission" in ground.because]


@pytest.mark.parametrize(("session", "blocks"), [(1, False), (5, False), (6, True), (7, True)])
def test_the_review_at_the_end_of_the_series_blocks(session: int, blocks: bool) -> None:
    assert table(session=session).is_blocking == blocks


def test_options_are_laid_out_and_none_is_chosen() -> None:
    on = table(after=4)

    assert {option.id for option in on.options} == {
        "maintenance",
        "stop-and-watch",
        "hold",
        "other",
        "other-treating",
    }


@given(
    st.sampled_from(["phq-9", "madrs"]),
    st.none() | st.integers(0, 27),
    st.none() | st.integers(0, 27),
    st.integers(1, 12),
)
def test_there_is_always_something_to_decide(
    name: str, before: int | None, after: int | None, session: int
) -> None:
    on = table(name, before, after, session=session)
    options = {option.id for option in on.options}

    assert {"hold", "other"} <= options
    assert on.grounds or not on.is_blocking
    assert {option for ground in on.grounds for option in ground.options} <= options


def test_a_decision_keeps_who_when_why_and_what_was_known() -> None:
    review = decided(table(), "extend-weekly", "  Better, not well. Four more.  ")

    assert review.option == "extend-weekly"
    assert review.grounds == "Better, not well. Four more."
    assert (review.by, review.at, review.ruleset) == (BY, START, "outcome-1+abc")
    assert (review.scale, str(review.percent_better)) == ("phq-9", "50.0")


@pytest.mark.parametrize("grounds", ["", "  ", "\n"])
def test_a_decision_needs_grounds(grounds: str) -> None:
    with pytest.raises(NotAllowed, match="needs your grounds"):
        decided(table(), "hold", grounds)


def test_what_is_not_on_the_table_cannot_be_decided() -> None:
    with pytest.raises(NotAllowed, match="not open at this review"):
        decided(table(after=16), "maintenance")


@pytest.mark.parametrize("sign", [sign.id for sign in RULES.sign])
def test_a_sign_holds_treatment_and_every_one_is_named(sign: str) -> None:
    on = offer(
        RULES,
        curve("phq-9", 20, 4),
        after_session=6,
        signs={**NO_SIGNS, sign: True},
        blocking_after=6,
    )

    assert [(finding.rule, finding.level) for finding in on.findings] == [(sign, Status.HOLD)]
    with pytest.raises(NotAllowed, match=sign):
        decided(on, "maintenance")
    assert decided(on, "maintenance", "Settled in person.", sign).despite == (sign,)
    assert decided(on, "hold").option == "hold"


@pytest.mark.parametrize("sign", [sign.id for sign in RULES.sign])
@pytest.mark.parametrize("answer", [None, "absent"])
def test_a_sign_that_was_not_asked_never_clears(sign: str, answer: str | None) -> None:
    signs: dict[str, bool | None] = {**NO_SIGNS, sign: None}
    if answer == "absent":
        del signs[sign]
    on = offer(RULES, curve("phq-9", 20, 4), after_session=6, signs=signs, blocking_after=6)

    assert on.findings[0].unknown == (sign,)
    with pytest.raises(NotAllowed, match="Before another session is decided, ask"):
        decided(on, "maintenance", "Never mind.", sign)
    assert decided(on, "stop-and-watch").despite == ()


def test_a_worsening_holds() -> None:
    on = table(before=15, after=21, session=2)

    assert [finding.rule for finding in on.findings] == ["review-worse"]
    assert "6 points worse" in on.findings[0].because
    with pytest.raises(NotAllowed, match="review-worse"):
        decided(on, "other-treating")


def test_a_review_without_a_score_says_so() -> None:
    on = table(after=None)

    assert [finding.rule for finding in on.findings] == ["review-no-score"]
    assert decided(on, "maintenance").judged == "not-judged"


def test_a_review_comes_after_a_session() -> None:
    with pytest.raises(ValueError, match="after_session"):
        table(session=0)
