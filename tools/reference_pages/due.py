"""What is due in a course, and what stands before its next dose."""

from daybreak.care.due.rules import rulebook
from daybreak.care.outcome.rules import Ask, OutcomeRules, When
from reference_pages.markdown import (
    NONE,
    code,
    codes,
    heading,
    paragraphs,
    source,
    spoken_min,
    table,
    words,
)

WHEN = {
    When.BASELINE: "before the first session",
    When.BEFORE_SESSION: "before a session",
    When.AFTER_SESSION: "after a session",
    When.AFTER_REVIEW_SESSION: "after a session that a review follows",
    When.MAINTENANCE: "while in maintenance",
}


def page() -> str:
    book = rulebook()
    rules = book.due
    return paragraphs(
        heading(1, "What is due"),
        f"From `catalogue/rules/due.toml` version {rules.version} and "
        f"`catalogue/rules/outcome.toml` version {book.outcome.version}. Examples, not validated. "
        "When each begins to count is code in `care/due/openings.py`; "
        "[What is due](../explanation/what-is-due.md) says how it is asked.",
        heading(2, "Tasks"),
        f"Where a task names no source: {source(rules.source)}.",
        table(
            ("task", "title", "for", "opens", "late", "source"),
            [
                [
                    code(task.id),
                    words(task.title),
                    ", ".join(role.value for role in task.roles),
                    spoken_min(task.opens_min),
                    spoken_min(task.due_min),
                    source(task.source),
                ]
                for task in rules.task
            ],
        ),
        heading(2, "Gates before the next dose"),
        table(
            ("gate", "says", "what opens it", "who"),
            [
                [
                    code(gate.id),
                    words(gate.because),
                    words(gate.to_do),
                    ", ".join(role.value for role in gate.opened_by),
                ]
                for gate in rules.gate
            ],
        ),
        f"Consent counts {rules.times.consent_days} days, a yearly justification "
        f"{rules.times.justification_days} days, maintenance is reviewed after "
        f"{rules.times.review_maintenance_days} days at the latest.",
        heading(2, "Questionnaires"),
        *_questionnaires(book.outcome),
        heading(2, "Reviews"),
        *_reviews(book.outcome),
        heading(2, "Maintenance"),
        *_maintenance(book.outcome),
    )


def _questionnaires(rules: OutcomeRules) -> list[str]:
    batteries = [
        [codes(each.indications), codes(each.scales), source(each.source)] for each in rules.battery
    ]
    asks = [
        [
            code(ask.id),
            WHEN[ask.when],
            codes(ask.scales, none="") + _more(ask),
            _times(ask),
            source(ask.source),
        ]
        for ask in rules.ask
    ]
    return [
        table(("rule", "when", "scales", "times", "source"), asks),
        "The battery of an indication; its first scale is the one a series is judged on:",
        table(("indications", "scales", "source"), batteries),
    ]


def _more(ask: Ask) -> str:
    told = " and the battery of the indication" if ask.battery else ""
    return told + (" (where mania is a risk, or nobody knows)" if ask.mania_risk_only else "")


def _times(ask: Ask) -> str:
    told = []
    if ask.fresh_days:
        told.append(f"counts {ask.fresh_days} days")
    if ask.hours:
        told.append(f"{ask.hours} hours")
    if ask.late_hours:
        told.append(f"late after {ask.late_hours} hours")
    return ", ".join(told) or NONE


def _reviews(rules: OutcomeRules) -> list[str]:
    options = [
        [code(option.id), words(option.words), "yes" if option.treats else "no"]
        for option in rules.option
    ]
    grounds = [
        [
            code(rule.id),
            rule.step.value,
            ", ".join(map(str, rule.after)) or "any",
            ", ".join(each.value for each in rule.judged) or "any",
            words(rule.because),
            codes(rule.options),
            source(rule.source),
        ]
        for rule in rules.review
    ]
    signs = [
        [code(sign.id), words(sign.question), words(sign.to_do), source(sign.source)]
        for sign in rules.sign
    ]
    return [
        "Options are shown with their grounds; a prescriber decides.",
        table(("option", "words", "another dose follows"), options),
        table(("ground", "step", "after", "judged", "because", "shows", "source"), grounds),
        "Signs that are asked at every review, and hold treatment when they are there:",
        table(("sign", "question", "what to do", "source"), signs),
    ]


def _maintenance(rules: OutcomeRules) -> list[str]:
    gates = [
        [
            code(gate.id),
            words(gate.title),
            f"{gate.every_days} days" if gate.every_days else "each session",
            gate.status.value,
            words(gate.to_do),
            source(gate.source),
        ]
        for gate in rules.gate
    ]
    relapse = [
        [
            code(each.scale),
            (
                f"{each.at_least} or more, again after {each.again_after_days} to "
                f"{each.again_within_days} days"
            ),
            source(each.source),
        ]
        for each in rules.relapse
    ]
    reasons = [
        [
            code(reason.id),
            reason.status.value,
            words(reason.because),
            words(reason.to_do),
            source(reason.source),
        ]
        for reason in rules.reason
    ]
    return [
        "What a maintenance session asks to be recent:",
        table(("gate", "what", "every", "status", "what to do", "source"), gates),
        "What counts as relapse:",
        table(("scale", "total", "source"), relapse),
        "What the rules say; names in braces are filled in:",
        table(("rule", "status", "says", "what to do", "source"), reasons),
    ]
