"""A dose is worked out and checked before it is signed; what is over the line, two sign."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from clinic import Clinic
from daybreak.actions import plan
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.intake.person import Sex
from daybreak.care.plan.body_weight import Basis
from daybreak.care.quantities import Height, Mass, Weight
from daybreak.care.team.roles import Role
from daybreak.records.models import ChartCard, Course, JournalLine, Plan
from daybreak.records.reads.plan import latest_plan, newest_plan
from daybreak.records.verify import verify
from planned import ORDER, TODAY, eligible, opened


def sign(clinic: Clinic, course: UUID, **said: Any) -> plan.PlanSigned:
    sent = said.pop("sent", clinic.prescriber)
    shown = said.pop("shown", None)
    return plan.sign(**sent, course=course, order=replace(ORDER, **said), shown=shown)


def test_half_a_milligram_for_eighty_kilograms_is_forty_milligrams(clinic: Clinic) -> None:
    course = opened(clinic)

    done = sign(clinic, course, shown=Mass.mg(40))

    assert (done.dose, done.waits) == (Mass.mg(40), False)
    row = Plan.objects.get(id=done.plan)
    assert (row.dose_ug_per_kg, row.dose_ug, row.minutes, row.sessions) == (500, 40_000, 40, 6)
    assert (row.weight_g, row.weighed_on, row.cap_ug) == (80_000, TODAY, 80_000)
    person = Course.objects.get(id=course).patient_id
    card = ChartCard.objects.get(patient=person)
    assert (card.stage, card.sessions_planned) == ("treatment", 6)
    seen = latest_plan(course)
    assert seen is not None
    assert (seen.dose, seen.ordered_by, seen.waits) == (Mass.mg(40), "Test prescriber", False)


def test_a_weight_in_pounds_gives_the_dose_of_its_kilograms(clinic: Clinic) -> None:
    done = sign(clinic, opened(clinic), weight=Weight.lb(Decimal("137.3")))

    assert done.dose == Mass.mg(Decimal("31.1"))  # 62.278 kg


def test_the_ideal_weight_is_worked_out_from_height_and_sex(clinic: Clinic) -> None:
    done = sign(
        clinic,
        opened(clinic),
        weight=Weight.kg(104),
        height=Height.cm(165),
        basis=Basis.IDEAL,
    )

    assert done.dose == Mass.mg(Decimal("28.5"))
    assert Plan.objects.get(id=done.plan).height_mm == 1650


def test_without_height_or_sex_the_ideal_weight_is_not_guessed(clinic: Clinic) -> None:
    with pytest.raises(NotAllowed, match="height and sex"):
        sign(clinic, opened(clinic), basis=Basis.IDEAL)
    with pytest.raises(NotAllowed, match="height and sex"):
        sign(
            clinic,
            opened(clinic, family="Other", sex=Sex.OTHER),
            basis=Basis.ADJUSTED,
            height=Height.cm(165),
        )
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"mg_per_kg": Decimal(5)}, NotAllowed, "outside 0.05 to 1.5"),
        ({"mg_per_kg": Decimal("0.01")}, NotAllowed, "outside 0.05 to 1.5"),
        ({"mg_per_kg": Decimal("0.50001")}, NotUnderstood, "thousandth"),
        ({"mg_per_kg": None}, NotUnderstood, "each kilogram"),
        ({"mg_per_kg": Decimal(-1)}, NotUnderstood, "more than nothing"),
        ({"minutes": None}, NotAllowed, "2 to 240 minutes"),
        ({"minutes": 400}, NotAllowed, "2 to 240 minutes"),
        ({"weight": Weight.kg(8)}, NotUnderstood, "Weigh them again"),
        ({"weighed_on": TODAY - timedelta(days=8)}, NotAllowed, "8 days old"),
        ({"weighed_on": TODAY + timedelta(days=1)}, NotAllowed, "-1 days old"),
        ({"cap_mg": Decimal(39)}, NotAllowed, "over the 39 mg"),
        ({"cap_mg": Decimal(0)}, NotUnderstood, "cap"),
        ({"sessions": 0}, NotUnderstood, "one to 60"),
        ({"minutes": 20}, NotAllowed, "Write down why"),
        ({"shown": Mass.mg(41)}, NotAllowed, "comes to 40 mg"),
    ],
)
def test_a_finding_that_stops_is_a_refusal_and_stores_nothing(
    clinic: Clinic, said: dict[str, Any], error: type[Exception], words: str
) -> None:
    course = opened(clinic)
    lines = JournalLine.objects.count()

    with pytest.raises(error, match=words):
        sign(clinic, course, **said)

    assert not Plan.objects.exists()
    assert JournalLine.objects.count() == lines


def test_a_warning_is_signed_with_a_word_of_why(clinic: Clinic) -> None:
    course = opened(clinic)

    sign(clinic, course, minutes=30, note="Tolerated 30 minutes before.")

    seen = latest_plan(course)
    assert seen is not None
    assert [each.rule for each in seen.findings] == ["dose-minutes-protocol"]
    assert seen.note == "Tolerated 30 minutes before."


@pytest.mark.parametrize("second", [Role.DIRECTOR, Role.PRESCRIBER])
def test_over_the_ceiling_a_second_prescriber_signs_too(clinic: Clinic, second: Role) -> None:
    course = opened(clinic)
    sign(clinic, course)
    asked = sign(clinic, course, mg_per_kg=Decimal("1.2"), minutes=60)
    assert asked.waits
    # The lower order was replaced, so nothing counts until somebody else has signed.
    assert latest_plan(course) is None
    other = clinic.by(second)
    if second is Role.PRESCRIBER:
        with pytest.raises(NotAllowed, match="You signed this order first"):
            plan.sign_second(**other, course=course, plan=asked.plan)
        return

    done = plan.sign_second(**other, course=course, plan=asked.plan)

    assert not done.waits
    seen = latest_plan(course)
    assert seen is not None
    assert (seen.dose, seen.ordered_by, seen.second_by) == (
        Mass.mg(96),
        "Test prescriber",
        "Test director",
    )
    assert seen.cap is None  # two have signed that it is over the protocol's
    with pytest.raises(NotAllowed, match="newer order"):
        plan.sign_second(**clinic.director, course=course, plan=asked.plan)
    with pytest.raises(NotAllowed, match="does not wait"):
        plan.sign_second(**clinic.director, course=course, plan=done.plan)


def test_an_order_whose_weight_grew_old_is_not_signed_a_second_time(clinic: Clinic) -> None:
    course = opened(clinic)
    asked = sign(clinic, course, mg_per_kg=Decimal("1.2"), minutes=60)
    clinic.clock.forward(days=8)

    with pytest.raises(NotAllowed, match="days old"):
        plan.sign_second(**clinic.director, course=course, plan=asked.plan)

    waiting = newest_plan(course)
    assert waiting is not None
    assert waiting.waits


def test_esketamine_is_ordered_in_devices(clinic: Clinic) -> None:
    course = plan.open_course(
        **clinic.prescriber,
        patient=eligible(clinic),
        site=clinic.site,
        indication="trd",
        protocol="esketamine-trd",
        evaluation="Two adequate trials failed.",
    ).course
    devices = {"mg_per_kg": None, "minutes": None}

    with pytest.raises(NotUnderstood, match="whole devices"):
        sign(clinic, course)
    with pytest.raises(NotAllowed, match="no dose"):
        sign(clinic, course, **devices, device_mg=Decimal(57))
    first = sign(clinic, course, **devices, device_mg=Decimal(56))
    assert not first.waits
    higher = sign(clinic, course, **devices, device_mg=Decimal(84))
    assert higher.waits
    done = plan.sign_second(**clinic.director, course=course, plan=higher.plan)

    seen = latest_plan(course)
    assert seen is not None
    assert (done.dose, seen.per_kg, seen.minutes, seen.sessions) == (Mass.mg(84), None, None, 12)


def test_only_a_prescriber_of_the_clinic_signs(clinic: Clinic, other_clinic: Clinic) -> None:
    course = opened(clinic)

    with pytest.raises(WrongRole):
        sign(clinic, course, sent=clinic.nurse)
    with pytest.raises(WrongRole):
        sign(clinic, course, sent=clinic.director)
    with pytest.raises(NotFound):
        sign(clinic, course, sent=other_clinic.prescriber)
    with pytest.raises(NotFound):
        plan.sign_second(**clinic.director, course=course, plan=uuid4())
    with pytest.raises(WrongRole):
        plan.sign_second(**clinic.nurse, course=course, plan=uuid4())


def test_a_repeated_form_signs_once_and_stays_provable(clinic: Clinic) -> None:
    course = opened(clinic)
    sent = clinic.prescriber

    assert sign(clinic, course, sent=sent) == sign(clinic, course, sent=sent)
    with pytest.raises(NotAllowed, match="already sent"):
        sign(clinic, course, sent=sent, weighed_on=date(2026, 11, 16))

    assert Plan.objects.count() == 1
    assert verify().ok
