"""Who starts in the middle goes on in the middle: the next one is number four, with its gates."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from clinic import Clinic
from daybreak.actions import plan, screening
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.quantities import Mass
from daybreak.records.models import ChartCard, Course, JournalLine, PastTreatment, ScaleAnswer
from daybreak.records.reads.consent import consent_findings, consent_holds, consent_of
from daybreak.records.reads.facts import facts_of
from daybreak.records.reads.outcome import scores
from daybreak.records.reads.plan import doses_given
from daybreak.records.verify import verify
from planned import opened, somebody, wanted

LETTER = "Letter of the River Clinic, 16 November 2026"
THREE = tuple(
    plan.PastDose(date(2026, 11, day), mg=Decimal(40), minutes=40, where="River Clinic")
    for day in (9, 12, 16)
)


def taken_over(clinic: Clinic, person: UUID, **said: Any) -> plan.HistoryRecorded:
    what: dict[str, Any] = {
        **clinic.prescriber,
        "source": LETTER,
        "patient": person,
        "opening": plan.Opening(
            clinic.site, "trd", "iv-racemic-six", "Moved here after three infusions."
        ),
        "doses": THREE,
        "scores": (plan.PastScore(date(2026, 11, 6), 21), plan.PastScore(date(2026, 11, 16), 14)),
        "consent": plan.PastConsent(date(2026, 11, 5), "Wren Halloway"),
    }
    return plan.record_history(**{**what, **said})


def test_tomorrow_is_infusion_four_of_six(clinic: Clinic) -> None:
    person = somebody(clinic)

    done = taken_over(clinic, person)
    four = plan.book_series(**clinic.desk, course=done.course, wanted=wanted(clinic, 18))

    assert done.numbers == (1, 2, 3)
    assert four.numbers == (4,)
    assert [(dose.on.day, dose.dose, dose.where) for dose in doses_given(person)] == [
        (9, Mass.mg(40), "River Clinic"),
        (12, Mass.mg(40), "River Clinic"),
        (16, Mass.mg(40), "River Clinic"),
    ]
    assert {row.source for row in PastTreatment.objects.all()} == {LETTER}
    card = ChartCard.objects.get(patient=person)
    assert (card.sessions_done, card.phq9_first, card.phq9_last) == (3, 21, 14)
    assert verify().ok


def test_the_gate_of_the_interval_counts_what_was_given_elsewhere(clinic: Clinic) -> None:
    person = somebody(clinic)
    course = taken_over(clinic, person).course

    facts = facts_of(person, now=clinic.clock())
    assert facts["days-since-last-dose"].value == 1
    assert facts["consent-current"].value is True
    with pytest.raises(NotAllowed, match="1 day after 3"):
        plan.book_series(**clinic.desk, course=course, wanted=wanted(clinic, 17, hour=15))


def test_a_monthly_booster_goes_on_after_its_last_one(clinic: Clinic) -> None:
    person = somebody(clinic)
    monthly = tuple(plan.PastDose(date(2026, month, 20), kind="booster") for month in (8, 9, 10))
    course = taken_over(clinic, person, doses=monthly).course

    done = plan.book_series(**clinic.desk, course=course, wanted=wanted(clinic, 20), kind="booster")

    assert done.numbers == (4,)
    assert [dose.kind for dose in doses_given(person)] == ["booster"] * 3


def test_a_consent_on_paper_holds_for_its_year_and_says_whose_it_is(clinic: Clinic) -> None:
    course = taken_over(clinic, somebody(clinic)).course

    seen = consent_of(course)
    assert seen is not None
    assert (seen.on, seen.origin, seen.source) == (date(2026, 11, 5), "imported", LETTER)
    assert [each.rule for each in consent_findings(course, now=clinic.clock())] == [
        "consent-elsewhere"
    ]
    assert consent_holds(course, now=clinic.clock())
    assert not consent_holds(course, now=clinic.clock.forward(days=360))


def test_a_nurse_adds_to_an_open_course_and_opens_none(clinic: Clinic) -> None:
    with pytest.raises(WrongRole):
        taken_over(clinic, somebody(clinic, family="Other"), **clinic.nurse)
    course = opened(clinic)

    done = plan.record_history(**clinic.nurse, source=LETTER, course=course, doses=THREE[:1])

    assert done.numbers == (1,)
    assert Course.objects.count() == 1


def test_a_score_told_twice_is_one_score_with_two_versions(clinic: Clinic) -> None:
    person = somebody(clinic)
    course = taken_over(clinic, person).course
    plan.record_history(
        **clinic.nurse,
        source=LETTER,
        course=course,
        scores=(plan.PastScore(date(2026, 11, 16), 13),),
    )

    assert ScaleAnswer.objects.count() == 3
    assert [each.result.total for each in scores(person, "phq-9")] == [21, 13]


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"source": "  "}, NotUnderstood, "who tells this"),
        ({"doses": (plan.PastDose(date(2026, 11, 18)),)}, NotUnderstood, "lies ahead"),
        ({"doses": (THREE[0], THREE[0])}, NotAllowed, "on record already"),
        ({"doses": (plan.PastDose(date(2026, 11, 9), mg=Decimal(40_000)),)}, NotUnderstood, "mill"),
        ({"doses": (plan.PastDose(date(2026, 11, 9), mg=Decimal(0)),)}, NotUnderstood, "mill"),
        ({"doses": (plan.PastDose(date(2026, 11, 9), minutes=0),)}, NotUnderstood, "minutes"),
        ({"doses": (plan.PastDose(date(2026, 11, 9), kind="x"),)}, NotUnderstood, "series"),
        ({"doses": (plan.PastDose(date(2026, 11, 9), route="ear"),)}, NotFound, "route"),
        ({"scores": (plan.PastScore(date(2026, 11, 9), 28),)}, NotUnderstood, ""),
        ({"scores": (plan.PastScore(date(2026, 11, 19), 8),)}, NotUnderstood, "lies ahead"),
        ({"consent": plan.PastConsent(date(2026, 11, 19), "W")}, NotUnderstood, "lies ahead"),
        ({"consent": plan.PastConsent(date(2026, 11, 9), " ")}, NotUnderstood, "who signed"),
        ({"opening": None}, NotUnderstood, "Name the open course"),
    ],
)
def test_history_that_cannot_be_is_refused_and_stores_nothing(
    clinic: Clinic, said: dict[str, Any], error: type[Exception], words: str
) -> None:
    person = somebody(clinic)
    lines = JournalLine.objects.count()

    with pytest.raises(error, match=words or None):
        taken_over(clinic, person, **said)

    assert not Course.objects.exists()
    assert not PastTreatment.objects.exists()
    assert JournalLine.objects.count() == lines


def test_nothing_at_all_is_no_history(clinic: Clinic) -> None:
    with pytest.raises(NotUnderstood, match="Nothing was entered"):
        plan.record_history(**clinic.nurse, source=LETTER, course=opened(clinic))


def test_a_known_contraindication_holds_also_for_who_is_treated_already(clinic: Clinic) -> None:
    person = somebody(clinic)
    judged = screening.answer(**clinic.nurse, patient=person, answers={"hx-aneurysm": True})
    with pytest.raises(NotAllowed, match="Screen them again"):
        taken_over(clinic, person)

    screening.decide(
        **clinic.prescriber,
        patient=person,
        verdict=judged.verdict,
        decision="decline",
        grounds="An aneurysm.",
    )
    with pytest.raises(NotAllowed, match="not to proceed"):
        taken_over(clinic, person)


def test_an_older_paper_does_not_replace_a_newer_consent(clinic: Clinic) -> None:
    course = taken_over(clinic, somebody(clinic)).course

    with pytest.raises(NotAllowed, match="as new or newer"):
        plan.record_history(
            **clinic.nurse,
            source=LETTER,
            course=course,
            consent=plan.PastConsent(date(2026, 11, 4), "Wren Halloway"),
        )


def test_another_organisations_person_has_no_history_here(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    person = somebody(clinic)
    course = opened(clinic, family="Other")

    with pytest.raises(NotFound):
        taken_over(other_clinic, person)
    with pytest.raises(NotFound):
        plan.record_history(**other_clinic.nurse, source=LETTER, course=course, doses=THREE)


def test_a_repeated_form_records_history_once(clinic: Clinic) -> None:
    person = somebody(clinic)
    sent = clinic.prescriber

    assert taken_over(clinic, person, **sent) == taken_over(clinic, person, **sent)
    assert PastTreatment.objects.count() == 3
