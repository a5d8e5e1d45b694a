"""Rules P: mind, substances, suicide risk, pregnancy test and age."""

from collections.abc import Iterator
from datetime import date

from daybreak.care.screening.look import Hit, Look


def active_substance_use(look: Look) -> Iterator[Hit]:
    """A high AUDIT-C alone asks a clinician; only their yes holds the treatment."""
    dast = look.number_if_known("dast10-total")
    audit = look.number_if_known("audit-c-total")
    if look.yes("sud-active"):
        yield Hit("active")
    if dast is not None and dast >= look.rule.limit("dast_min"):
        yield Hit("dast")
    is_high = audit is not None and audit >= look.rule.limit("audit_min")
    if is_high and look.yes("alcohol-problem-confirmed"):
        yield Hit("audit")


def substance_risk(look: Look) -> Iterator[Hit]:
    """Without a recorded sex the lower line of AUDIT-C counts."""
    dast = look.number("dast10-total")
    audit = look.number("audit-c-total")
    sex = look.known("sex-at-birth")
    is_male = sex is not None and sex.value == "male"
    line = look.rule.limit("audit_male_min" if is_male else "audit_female_min")
    if dast is not None and dast >= look.rule.limit("dast_min"):
        yield Hit("dast")
    if audit is not None and audit >= line:
        yield Hit("audit")
    if look.yes("sud-past"):
        yield Hit("past")


def drug_screen(look: Look) -> Iterator[Hit]:
    if look.choice("urine-drug-screen") == "unexplained-positive":
        yield Hit("positive")


def personality(look: Look) -> Iterator[Hit]:
    if look.yes("personality-disorder-severe"):
        yield Hit("personality")
    if look.yes("dissociative-disorder"):
        yield Hit("dissociative")


def suicide_screen(look: Look) -> Iterator[Hit]:
    """High or incomplete holds the dose until a clinician's disposition of the day is signed."""
    level = look.choice("cssrs-level")
    if level in {"high", "incomplete"}:
        signed = look.known("suicide-disposition-signed")
        is_settled = signed is not None and signed.value is True
        yield Hit("settled" if is_settled else level)
    elif level in {"moderate", "low"}:
        yield Hit(level)


def suicide_screen_owed(look: Look) -> Iterator[Hit]:
    """An item that points to thoughts of death asks for a suicide screen on its day or after."""
    look.needed("phq9-item9")
    since = [
        fact.on or look.today
        for name, limit in (
            ("phq9-item9", "phq9_min"),
            ("qids-item12", "qids_min"),
            ("madrs-item10", "madrs_min"),
            ("hamd-item3", "hamd_min"),
        )
        if (fact := look.known(name)) is not None
        and isinstance(fact.value, int)
        and fact.value >= look.rule.limit(limit)
    ]
    concern = look.known("suicide-concern")
    if concern is not None and concern.value is True:
        since.append(concern.on or look.today)
    if not since:
        return
    screen = look.known("cssrs-level")
    screened_on = screen.on if screen is not None and screen.on is not None else date.min
    if screened_on < max(since):
        yield Hit("screen")


def mild(look: Look) -> Iterator[Hit]:
    total = look.number("phq9-total")
    if not look.indication.is_pain and total is not None and total < look.rule.limit("phq9_min"):
        yield Hit("mild")


def breastfeeding(look: Look) -> Iterator[Hit]:
    known = look.known("breastfeeding")
    if known is not None and known.value is True:
        yield Hit("esketamine" if look.is_esketamine else "racemic")
    elif known is None and look.yes("child-bearing-potential") is not False:
        look.needed("breastfeeding")


def pregnancy_test(look: Look) -> Iterator[Hit]:
    """A test within seven days of the first dose, and then every thirty.

    Where a pregnancy is known no test is asked: X07 speaks.
    """
    pregnancy = look.known("pregnancy")
    is_pregnant = pregnancy is not None and pregnancy.value == "pregnant"
    if is_pregnant or not look.yes("child-bearing-potential"):
        return
    test = look.known("pregnancy-test-negative")
    before = look.known("ever-dosed")
    is_first = before is None or before.value is not True
    days = look.rule.limit("days_first" if is_first else "days_later")
    age_days = look.age_days("pregnancy-test-negative")
    if test is not None and test.value is False:
        yield Hit("positive")
    elif age_days is None or age_days > days:
        yield Hit("missing", {"days": days})


def older(look: Look) -> Iterator[Hit]:
    age = look.number("age-years")
    if age is not None and age >= look.rule.limit("age_min_years"):
        yield Hit("yes")
