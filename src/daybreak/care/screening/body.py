"""Rules C, H and U: heart, lungs, brain, eyes, hormones, liver, kidneys and bladder."""

from collections.abc import Iterator
from datetime import date

from daybreak.care.screening.look import Hit, Look
from daybreak.care.screening.months import months_later


def raised_pressure(look: Look) -> Iterator[Hit]:
    """C01, and the first half of C02: at or over either limit."""
    if _over(look):
        yield Hit("yes")


def high_pressure(look: Look) -> Iterator[Hit]:
    if _over(look):
        repeat = look.known("bp-confirmed")
        yield Hit("confirmed" if repeat is not None and repeat.value else "once")


def extreme_pressure(look: Look) -> Iterator[Hit]:
    if _over(look):
        yield Hit("high")
    systolic = look.number("systolic-mmhg")
    if systolic is not None and systolic < look.rule.limit("systolic_low"):
        yield Hit("low")


def _over(look: Look) -> bool:
    systolic = look.number("systolic-mmhg")
    diastolic = look.number("diastolic-mmhg")
    return (systolic is not None and systolic >= look.rule.limit("systolic_min")) or (
        diastolic is not None and diastolic >= look.rule.limit("diastolic_min")
    )


def uncontrolled_hypertension(look: Look) -> Iterator[Hit]:
    if look.yes("hx-hypertension") and look.yes("hypertension-controlled") is False:
        yield Hit("uncontrolled")


def infarct_or_stroke(look: Look) -> Iterator[Hit]:
    """An imported day can show that one was lately, never that none was since."""
    if not look.any_yes("hx-mi", "hx-stroke"):
        return
    known = look.needed("last-mi-or-stroke-on")
    if known is None:
        return
    until = months_later(date.fromisoformat(str(known.value)), look.rule.limit("months"))
    if look.today < until:
        yield Hit("recent", {"until": until.isoformat()})
    else:
        if look.was_imported("last-mi-or-stroke-on"):
            look.miss("last-mi-or-stroke-on")
        yield Hit("past")


def heart(look: Look) -> Iterator[Hit]:
    unstable = look.any_yes(
        "unstable-angina",
        "heart-failure-decompensated",
        "valve-disease-severe",
        "arrhythmia-significant",
    )
    past = look.any_yes("hx-heart-failure", "hx-arrhythmia")
    if unstable:
        yield Hit("unstable")
    elif past:
        yield Hit("known")
    yield from _qtc(look, has_heart_condition=bool(unstable or past))


def _qtc(look: Look, *, has_heart_condition: bool) -> Iterator[Hit]:
    qtc_ms = look.number_if_known("qtc-ms")
    if qtc_ms is None:
        age = look.number("age-years")
        risk = has_heart_condition or any(
            (fact := look.known(name)) is not None and fact.value
            for name in ("hx-hypertension", "hx-mi")
        )
        if risk or (age is not None and age >= look.rule.limit("ecg_age_years")):
            look.needed("qtc-ms")
        return
    sex = look.known("sex-at-birth")
    is_female = sex is not None and sex.value == "female"
    if qtc_ms >= look.rule.limit("qtc_hold_ms"):
        yield Hit("qtc-long")
    elif qtc_ms >= look.rule.limit("qtc_warn_female_ms" if is_female else "qtc_warn_male_ms"):
        yield Hit("qtc-raised")


def pulse(look: Look) -> Iterator[Hit]:
    rate = look.number("heart-rate-per-min")
    if rate is None:
        return
    if rate > look.rule.limit("very_high"):
        yield Hit("fast")
    elif not look.rule.limit("low") <= rate <= look.rule.limit("high"):
        yield Hit("unusual")


def saturation(look: Look) -> Iterator[Hit]:
    percent = look.number("spo2-percent")
    if percent is None:
        return
    if percent < look.rule.limit("hold_below"):
        yield Hit("very-low")
    elif percent < look.rule.limit("warn_below"):
        yield Hit("low")


def sleep_apnoea(look: Look) -> Iterator[Hit]:
    points = look.number("stop-bang")
    if look.yes("osa-severe-untreated"):
        yield Hit("osa")
    if points is not None and points >= look.rule.limit("stop_bang_min"):
        yield Hit("stop-bang")


def lungs(look: Look) -> Iterator[Hit]:
    if look.yes("respiratory-infection-now"):
        yield Hit("infection")
    if look.yes("aspiration-risk"):
        yield Hit("aspiration")
    if look.yes("copd-severe"):
        yield Hit("copd")


def eyes(look: Look) -> Iterator[Hit]:
    answer = look.choice("eye-pressure")
    if answer in {"acute", "chronic-glaucoma"}:
        yield Hit(answer)


def seizures(look: Look) -> Iterator[Hit]:
    if look.yes("hx-seizures") and look.yes("seizures-controlled") is False:
        yield Hit("uncontrolled")


def thyroid(look: Look) -> Iterator[Hit]:
    if look.yes("hyperthyroid-untreated"):
        yield Hit("untreated")
    if look.yes("tsh-suppressed"):
        yield Hit("tsh")


def severe_liver(look: Look) -> Iterator[Hit]:
    if look.choice("liver-impairment") == "severe":
        yield Hit("severe")


def moderate_liver(look: Look) -> Iterator[Hit]:
    if look.choice("liver-impairment") == "moderate":
        yield Hit("moderate")


def high_liver_tests(look: Look) -> Iterator[Hit]:
    if _highest_liver_test(look) > look.rule.limit("percent_max"):
        yield Hit("yes")


def raised_liver_tests(look: Look) -> Iterator[Hit]:
    """1.5 to 3 times the limit; above that H03 speaks, and this stays beside it."""
    if _highest_liver_test(look) >= look.rule.limit("percent_min"):
        yield Hit("raised")
    if look.yes("liver-tests-rising"):
        yield Hit("rising")


def _highest_liver_test(look: Look) -> int:
    tests = [look.number("alt-percent-of-uln"), look.number("ast-percent-of-uln")]
    return max(percent or 0 for percent in tests)


def cystitis(look: Look) -> Iterator[Hit]:
    points = look.number_if_known("bpic-ss-total")
    if look.yes("cystitis-interstitial"):
        yield Hit("cystitis")
    if look.yes("haematuria-unexplained"):
        yield Hit("haematuria")
    if points is not None and points >= look.rule.limit("bpic_min"):
        yield Hit("bpic")


def bladder(look: Look) -> Iterator[Hit]:
    by_day = look.number_if_known("voids-per-day")
    by_night = look.number_if_known("voids-per-night")
    if (
        look.yes("urinary-symptoms-new")
        or (by_day is not None and by_day >= look.rule.limit("day_min"))
        or (by_night is not None and by_night >= look.rule.limit("night_min"))
    ):
        yield Hit("yes")


def kidneys(look: Look) -> Iterator[Hit]:
    egfr = look.number("egfr")
    if egfr is not None and egfr < look.rule.limit("egfr_min"):
        yield Hit("low")
