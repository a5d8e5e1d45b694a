"""The examples beside each scale are what its answers come to."""

import pytest

from daybreak.care.catalogue.example import ScaleCase, scale_examples
from daybreak.care.scales.answers import in_order, listed
from daybreak.care.scales.library import scale, scales
from daybreak.care.scales.scoring import score

EXAMPLES = scale_examples()
CASES = [(each.id, case) for each in EXAMPLES.scale for case in each.case]


@pytest.mark.parametrize(("id", "case"), CASES)
def test_answers_come_to_what_the_example_says(id: str, case: ScaleCase) -> None:  # noqa: A002 - a key of the file
    of = scale(id)
    answers = in_order(of, listed(case.answers)) if case.answers else {}

    found = score(of, answers)

    assert (found.total, found.band, found.prorated) == (case.total, case.band, case.prorated)
    assert set(found.flags) == set(case.flags)
    assert dict(found.subscores) == dict(case.subscores or {})


def test_every_scale_has_examples() -> None:
    assert [each.id for each in EXAMPLES.scale] == [each.id for each in scales()]


@pytest.mark.parametrize("each", [one for one in scales() if one.bands], ids=lambda one: one.id)
def test_every_scale_with_bands_shows_more_than_one(each: object) -> None:
    of = next(one for one in EXAMPLES.scale if one.id == each.id)  # type: ignore[attr-defined]  # parametrized by pytest
    shown = {case.band for case in of.case if case.band}

    assert len(shown) > 1 or of.id.startswith("nrs-pain")


def test_every_flag_of_a_scale_is_raised_in_an_example() -> None:
    for one in scales():
        of = next(each for each in EXAMPLES.scale if each.id == one.id)
        raised = {flag for case in of.case for flag in case.flags}
        assert {flag.flag for flag in one.flag} <= raised, one.id
