"""Every file of the catalogue, and those of its rules that no other page prints."""

import tomllib
from pathlib import Path

from daybreak.care.catalogue.reading import shelf
from daybreak.care.outcome.benchmarks import benchmarks
from daybreak.care.plan.checks import usual_checks
from daybreak.care.plan.consent import consent_form
from daybreak.care.plan.hours import clinic_hours
from daybreak.care.quantities import plain
from reference_pages.markdown import NONE, code, heading, paragraphs, source, table, words, yes

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def page() -> str:
    return paragraphs(
        heading(1, "The catalogue"),
        "Every file under `catalogue`, and the rules that stand on no page of their own. A clinic "
        "lays its own versions over them. A file that is wrong is refused when it is read, with "
        "its name, the key, the line, what was found and why.",
        heading(2, "Files"),
        table(("file", "id", "version", "what it says of itself"), _files()),
        heading(2, "Checks of every dose"),
        _checks(),
        heading(2, "Hours"),
        _hours(),
        heading(2, "Consent"),
        *_consent(),
        heading(2, "What others found"),
        *_benchmarks(),
    )


def _files() -> list[list[str]]:
    root = shelf("rules").parent
    rows = []
    for path in sorted(root.rglob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        said = raw.get("name") or raw.get("short") or _comment(path)
        version = str(raw.get("version", NONE))
        name = path.relative_to(root).as_posix()
        rows.append([code(name), code(raw.get("id", path.stem)), version, words(said)])
    return rows


def _comment(path: Path) -> str:
    """The first sentence of the comment that a file begins with."""
    lines = path.read_text(encoding="utf-8").splitlines()
    text = " ".join(line.lstrip("# ") for line in lines[:3] if line.startswith("#"))
    return text.partition(". ")[0].rstrip(".")


def _checks() -> str:
    checks = usual_checks()
    dose, made = checks.dose, checks.preparation
    rows = [
        [
            "a weight",
            (
                f"at most {dose.weight_days_max} days old, {plain(dose.weight_kg_low)} to "
                f"{plain(dose.weight_kg_high)} kg"
            ),
            source(dose.source),
        ],
        ["rounding", f"at most {plain(dose.rounding_percent_max)} %", ""],
        ["speed is said over", f"{plain(dose.rate_ug_per_kg_min_max)} µg/kg/min", ""],
        [
            "the basis is said from",
            f"BMI {plain(checks.basis.bmi_from)}",
            source(checks.basis.source),
        ],
        [
            "vials",
            (
                f"{', '.join(map(str, checks.vial.mg_per_ml))} mg/mL; "
                f"{checks.vial.never_undiluted_mg_per_ml} mg/mL never undiluted into a vein"
            ),
            source(checks.vial.source),
        ],
        [
            "syringe and pump",
            f"in steps of {plain(made.draw_step_ml)} mL and {plain(made.rate_step_ml_per_h)} mL/h",
            source(made.source),
        ],
        [
            "a mixture is said outside",
            (
                f"{plain(made.concentration_mg_per_ml_low)} to "
                f"{plain(made.concentration_mg_per_ml_high)} mg/mL"
            ),
            "",
        ],
        ["two people agree within", f"{plain(made.agree_percent)} %", ""],
        ["example bag", f"{plain(checks.example.bag_ml)} mL", source(checks.example.source)],
    ]
    return table(("what", "figures", "source"), rows)


def _hours() -> str:
    hours = clinic_hours()
    days = ", ".join(DAYS[day] for day in hours.weekdays)
    opens, closes = (f"{minute // 60}:{minute % 60:02d}" for minute in _minutes())
    return (
        f"{days}, {opens} to {closes}, in steps of {hours.step_min} minutes; "
        f"{hours.before_dose_min} minutes before a dose, {hours.after_recovery_min} after "
        "recovery; "
        f"offered {hours.offer_days} days ahead. {source(hours.source)}."
    )


def _minutes() -> tuple[int, int]:
    hours = clinic_hours()
    return hours.opens_min, hours.closes_min


def _consent() -> list[str]:
    form = consent_form()
    rows = [
        [code(each.id), words(each.title), words(each.text), each.when.value, yes(each.is_required)]
        for each in form.clause
    ]
    return [
        f"{words(form.name)}. Valid for {form.months_valid} months. {source(form.source)}.",
        table(("clause", "title", "words", "read for", "required"), rows),
    ]


def _benchmarks() -> list[str]:
    known = benchmarks()
    rows = [
        [
            code(each.id),
            words(each.study),
            str(each.people),
            words(each.regimen),
            NONE if each.response_percent is None else f"{plain(each.response_percent)} %",
            NONE if each.remission_percent is None else f"{plain(each.remission_percent)} %",
            source(each.source),
        ]
        for each in known.benchmark
    ]
    head = ("id", "study", "people", "regimen", "response", "remission", "source")
    harm = f"{words(known.harm.words)} {source(known.harm.source)}."
    return [table(head, rows), harm]
