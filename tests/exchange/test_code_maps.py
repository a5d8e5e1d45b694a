"""The names of other systems: no code stands for two things, and the traps stay shut."""

from collections import Counter

import pytest

from daybreak.care.intake.measure import Measure
from daybreak.care.intake.record import Code
from daybreak.exchange.code_maps import code_systems, measures, scales


def test_no_loinc_code_stands_for_two_things() -> None:
    told = Counter(code for row in measures().measure for code in row.loinc)
    told.update(panel.loinc for panel in measures().panel)
    told.update(code for row in scales().scale for code in (row.panel, row.total, *row.items))

    assert [code for code, times in told.items() if times > 1] == []


def test_every_measure_of_the_body_has_a_row() -> None:
    without = {Measure.SCALE_TOTAL, Measure.SCALE_ITEM}

    assert {row.id for row in measures().measure} == set(Measure) - without


@pytest.mark.parametrize("code", ["54632-5", "82666-9", "44262-4"])
def test_codes_that_are_often_taken_for_a_score_are_not(code: str) -> None:
    """A CAM item taken for RASS; a panel taken for a total; a deprecated term."""
    assert measures().by_loinc(code) is None
    assert code not in [row.total for row in scales().scale]


def test_the_items_of_the_phq_9_are_in_their_places() -> None:
    phq = next(row for row in scales().scale if row.id == "phq-9")

    assert phq.items["44260-8"] == "9"
    assert sorted(phq.items.values()) == [str(n) for n in range(1, 10)]


def test_a_system_has_one_address_whichever_was_told() -> None:
    assert code_systems().address("urn:oid:2.16.840.1.113883.6.96") == "http://snomed.info/sct"
    assert code_systems().address("urn:oid:9.9") == "urn:oid:9.9"
    assert code_systems().address(None) is None


def test_the_same_figure_in_another_system_does_not_say_none() -> None:
    assert code_systems().is_none(Code("http://snomed.info/sct", "716186003"))
    assert not code_systems().is_none(Code("http://loinc.org", "716186003"))
