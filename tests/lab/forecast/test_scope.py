"""Outside the evidence there is no forecast, and the reason is said in words."""

from dataclasses import fields, replace

import pytest

from daybreak.lab.forecast.forecast import forecast
from daybreak.lab.forecast.known import Given, Person, Plan
from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.scope import fitted_doses, reasons
from lab.forecast.somebody import dose, somebody, ways_on


def test_a_person_inside_the_evidence_has_no_reason_against_them() -> None:
    person = somebody(28, 22)

    assert reasons(person, ways_on(person)) == ()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"indication": "crps"}, "not"),
        ({"age": 17.0}, "years"),
        ({"age": 76.0}, "years"),
        ({"is_pregnant": True}, "pregnant"),
        ({"is_pregnant": None}, "pregnant"),
        ({"medicines": None}, "medicines"),
        ({"medicines": ("I-BZD",)}, "medicine"),
        ({"medicines": ("I-MAO",)}, "medicine"),
        ({"weight_kg": None}, "weight"),
        ({"instrument": "NRS"}, "scale"),
        ({"scores": ()}, "before the first dose"),
        ({"doses": ()}, "No dose"),
        ({"doses": (Given(0.0, "ketamine_racemic", "SL", 100.0),)}, "route"),
        ({"doses": (dose(0.0, mg=160.0),)}, "above the largest"),
        ({"doses": (dose(0.0, mg=0.0),)}, "not recorded"),
    ],
)
def test_each_way_out_of_the_evidence_is_named(changed: dict[str, object], words: str) -> None:
    told = forecast(replace(somebody(28, 22), **changed), ())  # type: ignore[arg-type] # fields

    assert len(told.abstained) == 1
    assert words in told.abstained[0]
    assert told.ahead == ()
    assert told.chair is None


def test_a_planned_dose_beyond_the_trials_holds_the_whole_answer() -> None:
    person = somebody(28, 22)

    assert reasons(person, [Plan("more", (dose(person.now_h + 24, mg=200.0),))])


def test_antidepressants_and_medicines_of_no_consequence_hold_nothing() -> None:
    assert reasons(somebody(28, 22, medicines=("I-LIT", "I-PDE"))) == ()
    assert reasons(somebody(28, 22, has_new_antidepressant=True)) == ()


def test_no_field_of_a_person_is_race_or_ethnicity() -> None:
    names = {each.name for each in fields(Person)}

    assert not {name for name in names if "race" in name or "ethni" in name or "asian" in name}


def test_the_largest_doses_are_those_of_fitted_trials() -> None:
    assert fitted_doses()["ketamine_racemic", "IV"] == pytest.approx(0.8)
    assert ("ketamine_racemic", "SL") not in fitted_doses()


def test_somebody_of_the_greatest_age_is_still_inside() -> None:
    assert reasons(replace(somebody(28, 22), age=float(limits().most_age))) == ()
