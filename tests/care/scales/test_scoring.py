"""Answers come to a score, and to nothing that the answers do not say."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Scorer
from daybreak.care.errors import NotUnderstood
from daybreak.care.scales.library import scale, scales
from daybreak.care.scales.result import ScaleResult
from daybreak.care.scales.scoring import SCORERS, score, total_only

IDS = sorted({known.id for known in scales()})
Sheet = Mapping[str, int | None]


@cache
def of(name: str) -> Scale:
    return scale(name)


def phq_9(*answers: int | None) -> ScaleResult:
    return score(of("phq-9"), {str(n): value for n, value in enumerate(answers, start=1)})


def sheet(name: str, value: int = 0, **answers: int | None) -> dict[str, int | None]:
    """Every item answered alike, but for those named (an underscore before a number)."""
    named = {key.removeprefix("_").replace("_", "-"): answer for key, answer in answers.items()}
    return {item.id: max(value, item.least) for item in of(name).item} | named


def test_every_scorer_of_the_catalogue_has_a_function_and_the_other_way_round() -> None:
    assert set(SCORERS) == set(Scorer)
    assert {known.scorer for known in scales()} == set(Scorer)


# PHQ-9


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 0, 0), 0, "none"),
        ((1, 1, 1, 1, 0, 0, 0, 0, 0), 4, "none"),
        ((1, 1, 1, 1, 1, 0, 0, 0, 0), 5, "mild"),
        ((1, 1, 1, 1, 1, 1, 1, 1, 1), 9, "mild"),
        ((2, 1, 1, 1, 1, 1, 1, 1, 1), 10, "moderate"),
        ((2, 2, 2, 2, 2, 1, 1, 1, 1), 14, "moderate"),
        ((2, 2, 2, 2, 2, 2, 1, 1, 1), 15, "moderately-severe"),
        ((3, 3, 2, 2, 2, 2, 2, 2, 1), 19, "moderately-severe"),
        ((3, 3, 2, 2, 2, 2, 2, 2, 2), 20, "severe"),
        ((3, 3, 3, 3, 3, 3, 3, 3, 3), 27, "severe"),
    ],
)
def test_phq_9_adds_nine_items_and_names_the_band(
    answers: tuple[int, ...], total: int, band: str
) -> None:
    result = phq_9(*answers)

    assert (result.total, result.band, result.answered, result.prorated) == (total, band, 9, False)


@pytest.mark.parametrize(
    ("answers", "total", "answered", "prorated"),
    [
        ((None, 1, 1, 1, 1, 1, 1, 1, 1), 9, 8, True),
        ((None, None, 1, 1, 1, 1, 1, 1, 1), 9, 7, True),
        ((None, None, 1, 1, 1, 1, 1, 0, 0), 6, 7, True),  # 5 x 9 / 7 = 6.43
        ((None, 1, 1, 1, 1, 0, 0, 0, 0), 5, 8, True),  # 4 x 9 / 8 = 4.5, half up
        ((None, None, None, 3, 3, 3, 3, 3, 3), None, 6, False),
        ((None,) * 9, None, 0, False),
    ],
)
def test_phq_9_makes_up_for_two_missing_answers_at_most(
    answers: tuple[int | None, ...], total: int | None, answered: int, prorated: bool
) -> None:
    result = phq_9(*answers)

    assert (result.total, result.answered, result.prorated) == (total, answered, prorated)


def test_item_9_is_never_prorated() -> None:
    """What a person did not say about wanting to die is asked, not worked out from the rest."""
    result = phq_9(3, 3, 3, 3, 3, 3, 3, 3, None)

    assert result.total == 24
    assert not result.prorated
    assert "suicide-item-missing" in result.flags


def test_a_missing_item_beside_item_9_is_made_up_for_from_the_other_seven() -> None:
    result = phq_9(None, 1, 1, 1, 1, 1, 1, 1, None)

    assert (result.total, result.prorated) == (8, True)


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 0, 0), ()),
        ((0, 0, 0, 0, 0, 0, 0, 0, 1), ("suicide-screen",)),
        ((0, 0, 0, 0, 0, 0, 0, 0, 3), ("suicide-screen", "urgent-review")),
        ((0, 0, 0, 0, 0, 0, 0, 0, None), ("suicide-item-missing",)),
        (
            (3, 3, 3, 3, 3, 3, 1, 0, 1),
            ("suicide-screen", "urgent-review", "screen-positive", "pattern-major-depressive"),
        ),
        (
            (3, 1, 1, 1, 1, 1, 1, 0, 1),
            ("suicide-screen", "screen-positive", "pattern-other-depressive"),
        ),
        ((2, 2, 0, 0, 0, 0, 0, 0, 0), ("pattern-other-depressive",)),
        ((0, 0, 2, 2, 2, 0, 0, 0, 0), ()),  # three symptoms, none of them a core one
        ((0, 2, 2, 0, 0, 0, 0, 0, 0), ("pattern-other-depressive",)),  # the second core one
        ((2, 2, 2, 2, 2, 0, 0, 0, 0), ("screen-positive", "pattern-major-depressive")),
        (
            (2, 2, 2, 2, 0, 0, 0, 0, None),  # an unsaid thought of dying is no fifth symptom
            ("suicide-item-missing", "pattern-other-depressive"),
        ),
    ],
)
def test_phq_9_says_what_must_be_followed_up(
    answers: tuple[int | None, ...], flags: tuple[str, ...]
) -> None:
    assert phq_9(*answers).flags == flags


def test_item_9_is_flagged_even_when_too_much_is_missing_for_a_total() -> None:
    result = phq_9(*(None,) * 8, 2)

    assert result.total is None
    assert "suicide-screen" in result.flags


def test_the_function_item_of_phq_9_is_not_scored() -> None:
    assert score(of("phq-9"), sheet("phq-9", 0, function=3)).total == 0


# The traps of the other instruments


def test_the_qids_total_is_nine_domains_and_not_sixteen_items() -> None:
    result = score(of("qids-sr16"), sheet("qids-sr16", 3))

    assert (result.total, result.answered) == (27, 9)


@pytest.mark.parametrize(
    ("answers", "total"),
    [
        ({"_1": 1, "_2": 3, "_4": 2}, 3),  # sleep counts once
        (
            {"_6": 2, "_7": None, "_8": None, "_9": 1},
            2,
        ),  # appetite less or more, weight less or more
        ({"_15": 1, "_16": 2}, 2),
        ({"_5": 1, "_10": 1, "_11": 1}, 3),
    ],
)
def test_a_qids_domain_counts_by_its_highest_item(answers: dict[str, int], total: int) -> None:
    assert score(of("qids-sr16"), sheet("qids-sr16", 0, **answers)).total == total


def test_a_qids_domain_with_a_decisive_answer_missing_is_missing() -> None:
    one = score(of("qids-sr16"), sheet("qids-sr16", 1, _3=None))
    two = score(of("qids-sr16"), sheet("qids-sr16", 1, _3=None, _16=None))

    assert (one.total, one.answered, one.prorated) == (9, 8, True)
    assert two.total is None


def test_a_missing_item_cannot_raise_a_domain_that_is_at_its_highest() -> None:
    result = score(of("qids-sr16"), sheet("qids-sr16", 0, _1=3, _3=None))

    assert (result.total, result.answered, result.prorated) == (3, 9, False)


def test_the_hamd_weight_code_3_means_not_assessed_and_is_never_added() -> None:
    neither = score(of("hamd-17"), sheet("hamd-17", 0, _16a=3, _16b=3))
    measured = score(of("hamd-17"), sheet("hamd-17", 0, _16a=3, _16b=2))

    assert (neither.total, neither.answered) == (0, 16)
    assert (measured.total, measured.answered) == (2, 17)


def test_hamd_weight_is_rated_once() -> None:
    with pytest.raises(NotUnderstood, match="16a or 16b, never both"):
        score(of("hamd-17"), sheet("hamd-17", 0, _16a=1, _16b=1))


def test_hamd_reaches_52() -> None:
    full = {item.id: item.most for item in of("hamd-17").item} | {"16b": 3}

    assert score(of("hamd-17"), full).total == 52


def test_dast_10_item_3_is_reversed() -> None:
    all_no = score(of("dast-10"), sheet("dast-10", 0))
    all_yes = score(of("dast-10"), sheet("dast-10", 1))
    nothing = score(of("dast-10"), sheet("dast-10", 0, _3=1))

    assert (all_no.total, all_yes.total, nothing.total) == (1, 9, 0)
    assert nothing.band == "none"


def test_pcl_5_has_no_severity_bands() -> None:
    assert of("pcl-5").bands is None
    assert score(of("pcl-5"), sheet("pcl-5", 4)).band is None


def test_pcl_5_reliable_change_is_15() -> None:
    change = of("pcl-5").change
    assert change is not None
    assert change.reliable == 15


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ({"_1": 2, "_6": 2, "_8": 2, "_9": 2, "_15": 2, "_16": 2}, ("provisional-diagnosis",)),
        ({"_1": 2, "_6": 2, "_8": 2, "_9": 2, "_15": 2}, ()),
        (
            {"_1": 2, "_6": 2, "_8": 2, "_9": 2, "_15": 2, "_16": None},
            ("provisional-diagnosis-unknown",),
        ),
    ],
)
def test_pcl_5_clusters_suggest_a_provisional_diagnosis(
    answers: dict[str, int], flags: tuple[str, ...]
) -> None:
    assert score(of("pcl-5"), sheet("pcl-5", 0, **answers)).flags == flags


def test_a_pcl_5_total_of_33_suggests_a_provisional_diagnosis() -> None:
    top = dict.fromkeys([f"_{n}" for n in range(8, 16)], 4)
    below = score(of("pcl-5"), sheet("pcl-5", 0, **top))
    at = score(of("pcl-5"), sheet("pcl-5", 0, **top, _16=1))

    assert (below.total, below.flags) == (32, ())
    assert (at.total, at.flags) == (33, ("provisional-diagnosis",))


def test_pcl_5_has_subscores_and_no_total_without_a_whole_cluster() -> None:
    full = score(of("pcl-5"), sheet("pcl-5", 4))
    without_c = score(of("pcl-5"), sheet("pcl-5", 4, _6=None, _7=None))

    assert full.subscores == {"b": 20, "c": 8, "d": 28, "e": 24}
    assert (full.total, without_c.total) == (80, None)
    assert (full.answered, without_c.answered) == (20, 18)
    assert "c" not in without_c.subscores


def test_whoever_never_drinks_has_an_audit_c_of_0() -> None:
    result = score(of("audit-c"), {"1": 0})

    assert (result.total, result.flags) == (0, ())


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ((1, 1, 1), ("positive-if-woman",)),
        ((2, 1, 1), ("positive-if-woman", "positive-if-man")),
        ((4, 2, 2), ("positive-if-woman", "positive-if-man", "high")),
        ((4, 0, 0), ("positive-if-woman", "positive-if-man", "likely-negative")),
        ((1, 0, 0), ("likely-negative",)),
    ],
)
def test_audit_c_is_judged_by_sex_and_by_where_the_points_come_from(
    answers: tuple[int, ...], flags: tuple[str, ...]
) -> None:
    given_ = {str(n): value for n, value in enumerate(answers, start=1)}

    assert score(of("audit-c"), given_).flags == flags


def test_a_drinkers_unanswered_audit_c_item_gives_no_total() -> None:
    assert score(of("audit-c"), {"1": 2, "2": 1}).total is None


def test_bpi_gives_two_means_in_tenths_and_no_total() -> None:
    answers = sheet("bpi-sf", 5, severity_worst=8, interference_sleep=None)
    result = score(of("bpi-sf"), answers)

    assert result.total is None
    assert result.subscores == {"severity": 58, "interference": 50}  # 23 / 4 = 5.75, half up
    assert result.prorated
    assert result.answered == 10


def test_cssrs_is_a_level_without_a_total() -> None:
    result = score(of("c-ssrs-screener"), sheet("c-ssrs-screener", 0, q2=1, q4=1))

    assert (result.total, result.band, result.answered) == (None, "high", 7)
    assert result.flags == ("suicide-risk-high", "urgent-review")


def test_an_empty_cssrs_is_incomplete_and_urgent() -> None:
    result = score(of("c-ssrs-since-last-visit"), {})

    assert result.band == "incomplete"
    assert "urgent-review" in result.flags


def test_cgi_0_is_not_assessed() -> None:
    assert score(of("cgi-s"), {"severity": 0}).total is None
    assert score(of("cgi-s"), {"severity": 1}).total == 1


@pytest.mark.parametrize(
    ("symptoms", "others", "flags"),
    [
        (7, {"same_time": 1, "impact": 2}, ("screen-positive",)),
        (7, {"same_time": 0, "impact": 3}, ()),
        (7, {"same_time": 1, "impact": 1}, ()),
        (6, {"same_time": 1, "impact": 3}, ()),
        (7, {"same_time": None, "impact": 3}, ("screen-unknown",)),
        (7, {"same_time": 1, "impact": None}, ("screen-unknown",)),
        (6, {"_13": None, "same_time": 1, "impact": 2}, ("screen-unknown",)),
        (5, {"_13": None, "same_time": 1, "impact": 2}, ()),  # one more would be six
    ],
)
def test_mdq_is_positive_only_by_all_three_of_its_rules(
    symptoms: int, others: dict[str, int | None], flags: tuple[str, ...]
) -> None:
    yes = dict.fromkeys([f"_{n}" for n in range(1, symptoms + 1)], 1)

    assert score(of("mdq"), sheet("mdq", 0, **yes, **others)).flags == flags


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ({}, ()),
        ({"day_voids": 8, "day_voids_before": 5}, ("bladder-signs",)),
        ({"day_voids": 8, "day_voids_before": 6}, ()),
        ({"day_voids": 7, "day_voids_before": 3}, ()),
        ({"day_voids": 8, "day_voids_before": None}, ("bladder-signs",)),
        ({"night_voids": 3, "night_voids_before": 1}, ("bladder-signs",)),
        ({"night_voids": 2, "night_voids_before": 1}, ()),
        ({"night_voids": 2, "night_voids_before": None}, ("bladder-signs",)),
        ({"pelvic_pain": 4}, ("bladder-signs",)),
        ({"pelvic_pain": 3}, ()),
        ({"burning": 2}, ("bladder-signs",)),
        ({"blood": 1}, ("bladder-signs", "bladder-blood")),
        ({"blood": None}, ("bladder-unknown",)),
    ],
)
def test_bladder_signs_are_flagged_and_blood_holds(
    answers: dict[str, int | None], flags: tuple[str, ...]
) -> None:
    result = score(of("bladder-screen"), sheet("bladder-screen", 0, **answers))

    assert result.flags == flags
    assert result.answered == 10 - sum(answer is None for answer in answers.values())


@pytest.mark.parametrize(
    ("safety", "flags"),
    [(0, ()), (1, ("suicide-screen",)), (None, ("suicide-item-missing",))],
)
def test_today_asks_about_safety_beside_the_mood(
    safety: int | None, flags: tuple[str, ...]
) -> None:
    result = score(of("today"), {"mood": 6, "safety": safety})

    assert (result.total, result.flags) == (6, flags)


@pytest.mark.parametrize(
    ("name", "item", "screened"),
    [("phq-9", "9", 1), ("qids-sr16", "12", 2), ("madrs", "10", 4), ("hamd-17", "3", 2)],
)
def test_each_suicidal_item_calls_for_a_screen_from_its_threshold(
    name: str, item: str, screened: int
) -> None:
    """The triggers of care-pathway 2.3."""
    for value in range(of(name).item[0].least, 4):
        flags = score(of(name), {item: value}).flags
        assert ("suicide-screen" in flags) == (value >= screened)
    assert "suicide-item-missing" in score(of(name), {}).flags


# Totals from elsewhere


def test_a_total_without_its_answers_says_that_they_are_unknown() -> None:
    result = total_only(of("phq-9"), 14)

    assert (result.total, result.band, result.answered) == (14, "moderate", 0)
    assert result.flags == ("items-unknown", "screen-positive")
    assert result.scorer_version == 0


def test_a_total_without_its_answers_is_kept_under_its_scale() -> None:
    result = total_only(of("phq-9"), 9)

    assert (result.scale, result.version) == ("phq-9", 1)
    assert (result.subscores, result.prorated) == ({}, False)


@pytest.mark.parametrize(("total", "band"), [(0, "none"), (27, "severe")])
def test_a_total_at_either_end_of_its_range_is_one(total: int, band: str) -> None:
    assert (total_only(of("phq-9"), total).total, total_only(of("phq-9"), total).band) == (
        total,
        band,
    )


@pytest.mark.parametrize("name", IDS)
def test_a_score_names_the_scale_the_version_and_the_scorer_it_was_made_with(name: str) -> None:
    result = score(of(name), {})

    assert (result.scale, result.version) == (name, of(name).version)
    assert result.scorer_version == SCORERS[of(name).scorer][1] >= 1


@pytest.mark.parametrize(
    ("total", "flags"),
    [(9, ("items-unknown",)), (10, ("items-unknown", "screen-positive"))],
)
def test_a_total_from_elsewhere_is_flagged_from_the_same_figure(
    total: int, flags: tuple[str, ...]
) -> None:
    assert total_only(of("phq-9"), total).flags == flags


@pytest.mark.parametrize(("name", "total"), [("phq-9", 28), ("phq-9", -1), ("c-ssrs-screener", 3)])
def test_a_total_that_cannot_be_is_refused(name: str, total: int) -> None:
    with pytest.raises(NotUnderstood, match="total"):
        total_only(of(name), total)


# What is refused


@pytest.mark.parametrize("answers", [{"10": 1}, {"": 0}, {"item9": 3}])
def test_an_answer_to_no_item_is_refused(answers: Sheet) -> None:
    with pytest.raises(NotUnderstood, match="no such item"):
        score(of("phq-9"), answers)


@pytest.mark.parametrize("value", [-1, 4, 10**30])
def test_an_answer_outside_its_range_is_refused_without_repeating_it(value: int) -> None:
    with pytest.raises(NotUnderstood, match="from 0 to 3") as refusal:
        score(of("phq-9"), {"9": value})

    assert str(value) not in refusal.value.message


# A clinic's own scale, whose answers begin at one


@pytest.mark.parametrize(
    ("answers", "total"),
    [
        ((1, 1, 1, 1, 1, 1, 1), 7),
        ((1, 1, 1, 1, 1, 1, None), 7),
        ((4, 4, 4, 4, 4, 4, None), 28),
        ((2, 2, 2, 2, 2, 2, None), 14),
        ((2, 2, 2, 2, 2, None, None), None),
    ],
)
def test_a_missing_answer_is_as_high_within_its_range_as_the_others(
    answers: tuple[int | None, ...], total: int | None
) -> None:
    gad_7 = of("gad-7")
    own = replace(
        gad_7,
        least=7,
        most=28,
        item=tuple(replace(item, least=1, most=4) for item in gad_7.item),
        bands=None,
    )

    result = score(own, {str(n): answer for n, answer in enumerate(answers, start=1)})

    assert result.total == total


# What holds for every scale


@st.composite
def answered(draw: st.DrawFn, name: str | None = None) -> tuple[Scale, dict[str, int | None]]:
    chosen = of(name or draw(st.sampled_from(IDS)))
    answers: dict[str, int | None] = {}
    for item in chosen.item:
        value = draw(st.none() | st.integers(item.least, item.most))
        if value is not None or draw(st.booleans()):
            answers[item.id] = value
    for domain in chosen.domain:
        if domain.one_only:
            for extra in [key for key in domain.items if answers.get(key) is not None][1:]:
                answers[extra] = None
    return chosen, answers


@given(answered())
def test_a_total_is_within_its_range_and_has_one_band(
    case: tuple[Scale, dict[str, int | None]],
) -> None:
    chosen, answers = case
    result = score(chosen, answers)

    if result.total is not None:
        assert chosen.least is not None
        assert chosen.most is not None
        assert chosen.least <= result.total <= chosen.most
        assert (result.band is None) == (chosen.bands is None)
    assert 0 <= result.answered <= max(len(chosen.item), 1)
    assert len(set(result.flags)) == len(result.flags)


@given(answered(), st.data())
def test_a_higher_answer_never_lowers_a_total(
    case: tuple[Scale, dict[str, int | None]], data: st.DataObject
) -> None:
    chosen, answers = case
    given_ = [key for key, value in answers.items() if value is not None]
    assume(given_)
    item = chosen.of(data.draw(st.sampled_from(given_)))
    assert item is not None
    # A never-drinker's 0 fills in for two more answers: from 0 to 1 the total can be lost.
    assume((chosen.id, item.id) != ("audit-c", "1"))
    assume((answers[item.id] or 0) < item.most)

    before = score(chosen, answers)
    after = score(chosen, {**answers, item.id: (answers[item.id] or 0) + 1})

    if before.total is not None:
        assert after.total is not None
        step = after.total - before.total
        assert step <= 0 if item.reversed else step >= 0


@given(st.sampled_from(["phq-9", "qids-sr16", "hamd-17"]).flatmap(answered))
def test_an_unanswered_safety_item_is_never_made_up(
    case: tuple[Scale, dict[str, int | None]],
) -> None:
    """Left out, it adds nothing, however high the rest is."""
    chosen, answers = case
    assert chosen.missing
    assert chosen.most
    for key in chosen.missing.never_prorate:
        item = chosen.of(key)
        assert item
        result = score(chosen, {**answers, key: None})
        assert "suicide-item-missing" in result.flags
        if result.total is not None:
            assert result.total <= chosen.most - item.most


@given(answered())
def test_the_same_answers_always_come_to_the_same_score(
    case: tuple[Scale, dict[str, int | None]],
) -> None:
    chosen, answers = case

    assert score(chosen, answers) == score(chosen, dict(reversed(answers.items())))


@given(
    name=st.sampled_from(IDS),
    answers=st.dictionaries(
        st.text(max_size=4) | st.sampled_from(["1", "9", "16a", "q6", "mood"]),
        st.none() | st.integers(),
        max_size=12,
    ),
)
def test_whatever_is_answered_only_a_refusal_comes_out(
    name: str, answers: dict[str, int | None]
) -> None:
    try:
        score(of(name), answers)
    except NotUnderstood as refusal:
        assert refusal.code in {"scale-item", "scale-answer", "scale-both"}  # noqa: PT017
