"""Published figures come out as published."""

import hashlib
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.profile import Clock, Moment, Profile, Signal
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.reading import newest
from daybreak.care.catalogue.route import route
from daybreak.care.plan.body_weight import Basis, Body, Sex, bmi, weight_for
from daybreak.care.plan.dose import Dose, Order, device_minutes, weighted_dose
from daybreak.care.plan.preparation import Bag, Preparation, prepare
from daybreak.care.plan.schedule import check
from daybreak.care.quantities import Height, Mass, Strength, Volume, Weight, WeightedDose, half_up
from daybreak.care.scales.answers import in_order, listed
from daybreak.care.scales.library import scale
from daybreak.care.scales.scoring import score
from daybreak.care.session.rems import rems_rules

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
TODAY = date(2026, 11, 22)
SIX, IV = protocol("iv-racemic-six"), route("iv")


def vector(name: str) -> dict[str, Any]:
    return tomllib.loads((VECTORS / name).read_text(encoding="utf-8"))


DOSING = vector("dosing/worked-examples.toml")
SCORING = vector("scoring/published.toml")
LABEL = vector("labels/esketamine.toml")


def dosed(of: dict[str, Any]) -> Dose:
    order = Order(
        WeightedDose.mg_per_kg(of["mg_per_kg"]),
        Basis.ACTUAL,
        Body(Weight.kg(of["kg"])),
        TODAY,
        of["minutes"],
    )
    return weighted_dose(order, protocol=SIX, route=IV, today=TODAY)


def made(of: dict[str, Any]) -> Preparation:
    return prepare(
        dosed(of),
        route=IV,
        strength=Strength.mg_per_ml(of["stock_mg_per_ml"]),
        diluent=Volume.ml(of["bag_ml"]),
        bag=Bag.REPLACED,
    )


@pytest.mark.parametrize("of", DOSING["example"], ids=lambda of: of["id"])
def test_a_worked_example_comes_out_to_the_figure(of: dict[str, Any]) -> None:
    dose, mixed = dosed(of), made(of)

    assert dose.findings == mixed.findings == ()
    assert dose.unrounded_mg == Decimal(of.get("unrounded_mg", of["dose_mg"]))
    assert dose.rounded.in_mg == Decimal(of["dose_mg"])
    assert dose.ug_per_kg_min == Decimal(of["ug_per_kg_min"])
    assert mixed.drug.in_ml == Decimal(of["drug_ml"])
    assert mixed.mg_per_ml == Decimal(of["mg_per_ml"])
    assert mixed.rate is not None
    assert mixed.rate.in_ml_per_h == Decimal(of["rate_ml_per_h"])
    if "mg_per_min" in of:
        assert mixed.mg_per_min == Decimal(of["mg_per_min"])


@pytest.mark.parametrize("of", DOSING["stopped"], ids=lambda of: of["of"])
def test_a_stopped_infusion_has_given_what_ran_in(of: dict[str, Any]) -> None:
    mixed = made(next(each for each in DOSING["example"] if each["id"] == of["of"]))

    volume, drug = mixed.run_in(of["after_min"])

    assert volume.in_ml == Decimal(of["in_ml"])
    assert drug.in_mg == Decimal(of["delivered_mg"])
    assert mixed.dose.in_mg - drug.in_mg == Decimal(of["left_mg"])


@pytest.mark.parametrize("of", DOSING["weight"], ids=lambda of: of["kg"])
def test_a_weight_basis_comes_out_to_the_figure(of: dict[str, Any]) -> None:
    tenth = Decimal("0.1")
    body = Body(Weight.kg(of["kg"]), Height.cm(of["height_cm"]), Sex(of["sex"]))
    per_kg = WeightedDose.mg_per_kg(of["mg_per_kg"])

    assert bmi(body) == Decimal(of["bmi"])
    for basis in Basis:
        weight = weight_for(basis, body)
        if basis is not Basis.ACTUAL:
            assert half_up(weight.in_kg, tenth) == Decimal(of[f"{basis}_kg"])
        dose = per_kg.for_weight(weight, step=Mass.mg("0.1"))
        assert dose.in_mg == Decimal(of[f"{basis}_dose_mg"])


@pytest.mark.parametrize("of", SCORING["score"], ids=lambda of: f"{of['scale']} {of['answers']}")
def test_a_score_comes_out_as_published(of: dict[str, Any]) -> None:
    asked = scale(of["scale"])

    found = score(asked, in_order(asked, listed(of["answers"])))

    assert (found.total, found.band) == (of.get("total"), of.get("band"))
    assert found.prorated is of.get("prorated", False)
    if "subscores" in of:
        assert dict(found.subscores) == of["subscores"]


@pytest.mark.parametrize("of", SCORING["triage"], ids=lambda of: str(of["answers"]))
def test_the_suicide_screen_is_triaged_as_published(of: dict[str, Any]) -> None:
    asked = scale("c-ssrs-screener")

    found = score(asked, in_order(asked, listed(of["answers"])))

    assert (found.total, found.band) == (None, of["level"])


@pytest.mark.parametrize("of", LABEL["schedule"], ids=lambda of: of["protocol"])
def test_esketamine_is_scheduled_as_labelled(of: dict[str, Any]) -> None:
    plan = protocol(of["protocol"])
    assert plan.devices is not None
    assert not indication(of["indication"]).is_off_label(route(plan.route))
    assert [each.in_mg for each in plan.devices.doses(is_first=True)] == of["first_mg"]
    assert [each.in_mg for each in plan.devices.doses(is_first=False)] == of["later_mg"]
    assert max(of["later_mg"]) == 84
    assert of["evaluated_after_session"] in plan.reviews_after
    assert of["evaluated_after_session"] == plan.review_blocking_after
    days = [
        TODAY + timedelta(days=7 * week + (0, 3)[n])
        for week, count in enumerate(of["weeks"])
        for n in range(count)
    ]
    for phase in plan.phase:
        own, days = days[: phase.sessions], days[phase.sessions :]
        assert check(phase, own) == ()
    assert days == []
    rungs = plan.maintenance.rung if plan.maintenance else ()
    assert [rung.gap_days for rung in rungs] == of["then_every_days"]


@pytest.mark.parametrize("of", LABEL["devices"], ids=lambda of: str(of["mg"]))
def test_devices_are_five_minutes_apart(of: dict[str, Any]) -> None:
    limits = protocol("esketamine-trd").devices
    assert limits is not None

    assert list(device_minutes(Mass.mg(of["mg"]), limits)) == of["minutes"]


def test_esketamine_is_watched_as_labelled() -> None:
    profile = newest("profiles", Profile, "esketamine")
    watch, fasting = LABEL["watch"], route("intranasal-esketamine").fasting

    assert profile.recovery.counted_from is Clock.START
    assert profile.recovery.minimum_s == watch["minutes_least"] * 60
    assert watch["pressure_after_min"] * 60 in {
        each.at_s
        for each in profile.watch
        if each.moment is Moment.AFTER_START and Signal.SYSTOLIC in each.signals
    }
    assert (rems_rules().due_days, rems_rules().minutes_least) == (7, watch["minutes_least"])
    assert (fasting.solids_min, fasting.clear_min) == (
        LABEL["fasting"]["food_min"],
        LABEL["fasting"]["liquids_min"],
    )


def test_no_vector_was_edited_to_pass() -> None:
    rows = [line.split("  ") for line in (VECTORS / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, name in rows}
    kept = [
        path.relative_to(VECTORS).as_posix()
        for room in ("dosing", "scoring", "labels")
        for path in sorted((VECTORS / room).iterdir())
    ]

    assert sorted(sums) == sorted(kept)
    for name, digest in sums.items():
        assert hashlib.sha256((VECTORS / name).read_bytes()).hexdigest() == digest, name
