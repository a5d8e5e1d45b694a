"""A figure far from the last is asked twice, and only that; some checks never stand in a list."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile, Signal
from daybreak.care.catalogue.reading import newest
from daybreak.care.screening.fields import fields
from daybreak.care.session.entries import (
    ALONE,
    ASKED_ALONE,
    AskOut,
    Jump,
    ReadOut,
    entries,
    largest_jump,
    unusual,
)
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Reading, Vitals

RULES = entries()
PROFILE = newest("profiles", Profile, "iv-racemic")
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)


def before(minutes: float, **figures: int) -> Reading:
    return Reading(NOW - timedelta(minutes=minutes), Vitals(**figures))


def asked(vitals: Vitals, *earlier: Reading) -> list[str]:
    return [each.words for each in unusual(vitals, earlier, PROFILE, RULES, at=NOW)]


def test_a_pressure_past_the_largest_rise_line_is_asked_twice() -> None:
    said = asked(Vitals(systolic_mmhg=186), before(10, systolic_mmhg=124))

    assert said == ["Systolic 186, it was 124 10 minutes ago. Is that what it shows?"]


@pytest.mark.parametrize(("to", "times"), [(164, 0), (165, 1), (84, 0), (83, 1)])
def test_the_line_itself_is_not_past_it_upwards_or_downwards(to: int, times: int) -> None:
    assert len(asked(Vitals(systolic_mmhg=to), before(5, systolic_mmhg=124))) == times


def test_the_newest_of_its_kind_is_compared_whoever_told_it() -> None:
    earlier = before(20, systolic_mmhg=90), before(5, systolic_mmhg=150), before(1, spo2_percent=98)

    assert not asked(Vitals(systolic_mmhg=160), *earlier)


def test_the_first_figure_is_not_asked_twice() -> None:
    assert not asked(Vitals(systolic_mmhg=240, spo2_percent=70))


def test_a_later_figure_is_not_what_it_was() -> None:
    assert not asked(Vitals(systolic_mmhg=186), Reading(NOW, Vitals(systolic_mmhg=100)))


def test_each_figure_is_asked_by_itself() -> None:
    earlier = before(0.5, systolic_mmhg=124, diastolic_mmhg=70, heart_rate_per_min=60)

    said = asked(Vitals(systolic_mmhg=186, diastolic_mmhg=80, heart_rate_per_min=101), earlier)

    assert [each.split()[0] for each in said] == ["Systolic", "Heart"]
    assert all("a moment ago" in each for each in said)


def test_temperature_is_asked_as_people_write_it() -> None:
    (said,) = asked(Vitals(temperature_dc=389), before(1, temperature_dc=368))

    assert said == "Temperature 38.9, it was 36.8 a minute ago. Is that what it shows?"


def test_what_no_line_speaks_of_is_never_asked_twice() -> None:
    assert largest_jump(Signal.MOAAS, 5, PROFILE, RULES) is None
    assert not asked(Vitals(moaas=0, dissociation_nrs=10), before(1, moaas=5, dissociation_nrs=0))


@given(st.integers(30, 300), st.integers(30, 300))
def test_a_pressure_is_asked_twice_exactly_when_it_is_further_than_its_line(
    was: int, shows: int
) -> None:
    line = max(40, was * 30 // 100)

    said = asked(Vitals(systolic_mmhg=shows), before(5, systolic_mmhg=was))

    assert bool(said) is (abs(shows - was) > line)


@pytest.mark.parametrize("alone", sorted(ALONE))
def test_what_is_answered_by_itself_can_stand_in_no_list(alone: str) -> None:
    told = {"id": "x", "before": "dosing", "words": "All", "gates": [alone, "rescue-ready"]}

    with pytest.raises(msgspec.ValidationError, match="by itself"):
        msgspec.convert(told, ReadOut)


def test_a_list_of_one_is_no_list() -> None:
    told = {"id": "x", "before": "dosing", "words": "All", "gates": ["rescue-ready"]}

    with pytest.raises(msgspec.ValidationError, match="two checks"):
        msgspec.convert(told, ReadOut)


def test_a_jump_of_nothing_would_ask_for_every_figure() -> None:
    with pytest.raises(msgspec.ValidationError, match="at least 1"):
        msgspec.convert({"signal": "spo2_percent", "more_than": 0}, Jump)


def test_every_check_of_a_list_is_a_question_of_its_step() -> None:
    gates = {gate.id: gate.before for gate in session_gates().gate}

    assert RULES.list
    for each in RULES.list:
        assert {gates[gate] for gate in each.gates} == {each.before}


def test_on_a_route_that_asks_only_one_of_a_list_it_is_asked_by_itself() -> None:
    asked_here = session_gates().asked(Stage.DOSING, "intranasal-racemic")
    ((of, gates),) = RULES.lists(asked_here)
    (_, *few) = gates

    assert "cannula-patent" not in {gate.id for gate in gates}
    assert of.id == "place-ready"
    assert not RULES.lists(few[-1:])


def test_what_is_never_grouped_is_asked_somewhere() -> None:
    assert {gate.id for gate in session_gates().gate} >= ALONE


@pytest.mark.parametrize("alone", sorted(ASKED_ALONE))
def test_a_question_that_is_asked_by_itself_can_stand_in_no_list(alone: str) -> None:
    told = {"id": "x", "words": "All", "fields": [alone, "ketamine-elsewhere"]}

    with pytest.raises(msgspec.ValidationError, match="by itself"):
        msgspec.convert(told, AskOut)


def test_a_list_of_one_question_is_no_list() -> None:
    with pytest.raises(msgspec.ValidationError, match="two questions"):
        msgspec.convert({"id": "x", "words": "All", "fields": ["ketamine-elsewhere"]}, AskOut)


def test_the_days_lists_hold_what_is_asked_and_reassures_by_yes_or_no() -> None:
    known = fields()
    everything = [known.field(name) for each in RULES.ask for name in each.fields]

    found = RULES.asks(everything)

    assert [each.id for each, _ in found] == [each.id for each in RULES.ask]
    assert all(field.reassuring is not None for _, asked_for in found for field in asked_for)
    assert not RULES.asks(everything[:1])
