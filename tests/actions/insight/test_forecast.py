"""A forecast is frozen when it is shown, and shown only where the director turned it on."""

from dataclasses import replace

import msgspec
import pytest

from clinic import Clinic
from daybreak.actions import insight
from daybreak.actions.insight import forecast as showing
from daybreak.actions.insight.switching import turn_off
from daybreak.care.errors import NotAllowed, NotFound, WrongRole
from daybreak.care.team.roles import Role
from daybreak.records.models import ForecastRow, JournalLine
from daybreak.records.reads import forecasts as kept
from daybreak.records.verify import verify
from foretold import forecastable, shown, turned_on
from treated import Treated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile here: the tests wait for it anyway."""
    monkeypatch.setattr(showing, "_compiled", lambda: None)


def ask(clinic: Clinic, somebody: Treated, role: Role = Role.PRESCRIBER) -> insight.Shown:
    sent = clinic.by(role)
    return insight.show_forecast(
        by=sent["by"], act_id=sent["act_id"], now=sent["now"], course=somebody.course
    )


def test_what_was_shown_is_frozen_with_all_that_it_rests_on(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)

    answer = ask(clinic, somebody)

    assert not answer.abstained
    (row,) = kept.foretold(clinic.actors[Role.NURSE], somebody.patient)
    assert row.id == answer.forecast
    assert row.scale == "phq-9"
    assert row.group.startswith("trd iv phq-9 ")
    assert row.inputs["person"]["recall_days"] == 14
    assert [dose["mg"] for dose in row.inputs["person"]["doses"]] == [40, 40, 40]
    assert row.inputs["person"]["medicines"] == []
    assert [plan["plan"] for plan in row.told["ahead"]][-1] == "stop"
    assert len(row.told["levels"]) == 19
    assert verify().ok


def test_it_stays_off_until_the_director_turns_it_on_by_name(clinic: Clinic) -> None:
    somebody = forecastable(clinic)

    with pytest.raises(NotAllowed, match="director"):
        ask(clinic, somebody)

    assert not ForecastRow.objects.exists()
    with pytest.raises(NotAllowed, match="why"):
        insight.switch_forecasts(**clinic.director, is_on=True, why="  ")
    with pytest.raises(WrongRole):
        insight.switch_forecasts(**clinic.prescriber, is_on=True, why="Let us see.")


def test_a_group_that_went_off_is_not_forecast(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)
    ask(clinic, somebody)
    (first,) = kept.foretold(clinic.actors[Role.NURSE], somebody.patient)
    with somebody.written():
        turn_off(clinic.organisation, first.group)

    with pytest.raises(NotAllowed, match="worse than the population"):
        ask(clinic, somebody)


def test_an_unrecorded_dose_or_question_is_a_reason_to_abstain_and_is_kept(clinic: Clinic) -> None:
    turned_on(clinic)

    answer = ask(clinic, forecastable(clinic, dose_ug=None))

    assert answer.abstained
    row = ForecastRow.objects.get()
    assert row.abstained
    assert "not recorded" in msgspec.json.decode(row.told)["abstained"][0]


def test_the_same_question_sent_twice_is_answered_once(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)
    sent = clinic.prescriber

    first, second = (
        insight.show_forecast(by=sent["by"], act_id=sent["act_id"], now=now, course=somebody.course)
        for now in (sent["now"], clinic.clock())
    )

    assert first == second
    assert ForecastRow.objects.count() == 1
    assert JournalLine.objects.filter(act="insight-show-forecast").count() == 1


def test_a_chart_that_changed_meanwhile_is_asked_about_again(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)
    usual = showing.basis_of

    def earlier(*arguments: object) -> kept.Basis:
        monkeypatch.setattr(showing, "basis_of", usual)
        return replace(usual(*arguments), weight_g=70_000)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(showing, "basis_of", earlier)

    with pytest.raises(NotAllowed, match="Ask for it again"):
        ask(clinic, somebody)
    assert not ForecastRow.objects.exists()


def test_who_is_no_clinician_asks_for_none(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)

    with pytest.raises(WrongRole):
        ask(clinic, somebody, Role.FRONT_DESK)
    patient, sent = somebody.as_patient(), clinic.prescriber
    with pytest.raises(WrongRole):
        insight.show_forecast(
            by=patient, act_id=sent["act_id"], now=sent["now"], course=somebody.course
        )


def test_another_clinics_course_does_not_exist(clinic: Clinic, other_clinic: Clinic) -> None:
    turned_on(other_clinic)

    with pytest.raises(NotFound):
        ask(other_clinic, forecastable(clinic))


def test_what_was_foretold_before_of_the_same_person_is_held_first(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)
    earlier = shown(somebody, days_ago=6)

    ask(clinic, somebody)

    (row,) = kept.came(clinic.organisation)
    assert row.forecast == earlier
    assert row.figures["points"] == 14
