"""What goes beside a dose and between doses: orders, steps, label, company, the monitoring form."""

from collections.abc import Iterable

from daybreak.care.catalogue.saying import Saying
from daybreak.care.outcome.integration import integration_rules
from daybreak.care.outcome.titration import Titration, titration
from daybreak.care.plan.adjuncts import adjunct_rules
from daybreak.care.plan.alongside import alongside_rules
from daybreak.care.plan.label import label_words
from daybreak.care.quantities import plain
from daybreak.care.session.events import EventRules, event_rules
from daybreak.care.session.rems import RemsRules, rems_rules
from daybreak.care.session.rescue import RescueRules, rescue_rules
from reference_pages.markdown import (
    code,
    codes,
    heading,
    paragraphs,
    source,
    table,
    words,
    yes,
)


def page() -> str:
    adjuncts, steps, company, rems = (
        adjunct_rules(),
        titration(),
        alongside_rules(),
        rems_rules(),
    )
    talks = integration_rules()
    figures = company.psychotherapy
    return paragraphs(
        heading(1, "Orders, steps, label, company"),
        "From `catalogue/rules`. Examples, not validated, until a medical director adopts or edits "
        "them. Names in braces are filled in. Nothing here picks a medicine or a dose.",
        heading(2, "Medicines beside the dose"),
        f"From {code(adjuncts.id)} version {adjuncts.version}. An order says what, how much at a "
        "time and in all, for which trigger, by whom and until when. Looked at for QT: "
        f"{codes(adjuncts.qt_prolonging)}; with a ledger: {codes(adjuncts.controlled)}; ways "
        f"to give: {codes(adjuncts.routes)}. "
        f"{source(adjuncts.source)}.",
        _sayings(adjuncts.saying),
        heading(2, "A rescue"),
        *_rescue(rescue_rules()),
        heading(2, "Adverse events"),
        *_events(event_rules()),
        heading(2, "How a dose may change"),
        *_steps(steps),
        heading(2, "The label of esketamine"),
        _sayings(label_words().saying),
        heading(2, "Psychotherapy and stimulation"),
        f"From {code(company.id)} version {company.version}. {figures.preparation_low} to "
        f"{figures.preparation_high} preparations; integration {figures.integration_from_hours} to "
        f"{figures.integration_until_hours} hours after a session, then every "
        f"{figures.then_every_days} days; by {codes(figures.models)}. {source(figures.source)}. "
        f"Stimulation: {source(company.stimulation.source)}.",
        _sayings(company.saying),
        heading(2, "Talking a session over"),
        f"From {code(talks.id)} version {talks.version}. A talk takes {talks.length.least_min} to "
        f"{talks.length.most_min} minutes; at another time than the window above it is booked and "
        f"said: {words(talks.early)} {words(talks.late)} {source(talks.length.source)}.",
        heading(2, "The monitoring form of esketamine"),
        *_rems(rems),
    )


def _rescue(rules: RescueRules) -> list[str]:
    return [
        (
            f"From {code(rules.id)} version {rules.version}, in `catalogue/profiles/rescue`. Facts "
            f"for the record, never orders or advice. {source(rules.source)}."
        ),
        table(
            ("what set it off", "words", "alarms that usually mean it"),
            [[code(each.id), words(each.name), codes(each.channels)] for each in rules.trigger],
        ),
        table(
            ("what was done", "words", "asks for", "recorded by"),
            [
                [
                    code(each.id),
                    words(each.name),
                    words(each.asks.label) if each.asks else "",
                    code(each.act or "session-record-rescue"),
                ]
                for each in rules.action
            ],
        ),
        _sayings(rules.saying),
    ]


def _events(rules: EventRules) -> list[str]:
    return [
        (
            f"From {code(rules.id)} version {rules.version}, in `catalogue/profiles/events`. Terms "
            f"and grades are those of the [symptoms](profiles.md). {source(rules.source)}."
        ),
        table(
            ("makes it serious", "words", "a grade that says the same"),
            [[code(each.id), words(each.name), str(each.from_grade or "")] for each in rules.flag],
        ),
        table(
            ("who is told", "words", "what to do", "source"),
            [
                [
                    code(each.id),
                    words(each.name)
                    + (f" (only {codes(each.only_routes)})" if each.only_routes else ""),
                    words(each.to_do),
                    source(each.source),
                ]
                for each in rules.task
            ],
        ),
        (
            f"Related: {codes(each.id for each in rules.relatedness)}. "
            f"Done with the dose: {codes(each.id for each in rules.taken)}."
        ),
        _sayings(rules.saying),
    ]


def _sayings(sayings: Iterable[Saying]) -> str:
    return table(
        ("id", "status", "says", "what to do", "source"),
        [
            [
                code(each.id),
                each.status.value,
                words(each.because),
                words(each.to_do),
                source(each.source),
            ]
            for each in sayings
        ],
    )


def _steps(rules: Titration) -> list[str]:
    up, down, start = rules.up, rules.down, rules.start
    rows = [
        [
            "started lower",
            (
                f"from {start.age_years_from} years, from a BMI of {start.bmi_from}, with concern "
                f"about pressure or strong anxiety: {plain(start.low_mg_per_kg)} to "
                f"{plain(start.high_mg_per_kg)} mg/kg"
            ),
            source(start.source),
        ],
        [
            "higher",
            (
                f"from session {up.after_sessions} on, under "
                f"{up.improvement_percent_under} % better, no grade {up.grade_under}, systolic "
                f"under {up.systolic_peak_under_mmhg}, "
                f"dissociation tolerable: {plain(up.step_mg_per_kg)} to "
                f"{plain(up.step_max_mg_per_kg)} mg/kg more"
            ),
            source(up.source),
        ],
        [
            "lower or slower",
            (
                f"distress of grade {down.grade_from}, a pressure event, vomiting "
                f"{down.emesis_from} times, MOAA/S {down.moaas_at_most}: "
                f"{plain(down.step_low_mg_per_kg)} to "
                f"{plain(down.step_high_mg_per_kg)} mg/kg less, or over {down.minutes_low} to "
                f"{down.minutes_high} minutes"
            ),
            source(down.source),
        ],
        *(
            [
                f"steps of {code(each.protocol)}",
                (
                    f"{', '.join(plain(step) for step in each.mg_per_kg)} mg/kg while under "
                    f"{each.improvement_percent_under} % better"
                ),
                source(each.source),
            ]
            for each in rules.ladder
        ),
    ]
    return [
        f"From {code(rules.id)} version {rules.version}.",
        table(("option", "when and how far", "source"), rows),
        _sayings(rules.saying),
    ]


def _rems(rules: RemsRules) -> list[str]:
    return [
        (
            f"From {code(rules.id)} version {rules.version}: a data sheet, no copy of the form. "
            f"Due {rules.due_days} days after the session. {words(rules.where)} "
            f"{source(rules.source)}."
        ),
        table(
            ("form", "name", "source"),
            [[code(form.id), words(form.name), source(form.source)] for form in rules.form],
        ),
        table(
            ("question", "section", "name", "answered with", "required", "only after", "forms"),
            [
                [
                    code(each.id),
                    words(each.section),
                    words(each.name),
                    each.kind.value,
                    yes(each.is_required),
                    code(each.only_if) if each.only_if else "",
                    codes(each.forms),
                ]
                for each in rules.field
            ],
        ),
    ]
