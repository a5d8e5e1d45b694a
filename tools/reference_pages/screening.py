"""The rules of screening, the questions they read, and what other medicines ask for."""

from daybreak.care.catalogue.reading import newest
from daybreak.care.catalogue.rule import Rule
from daybreak.care.plan.baseline import baseline
from daybreak.care.screening.fields import Field, FieldKind
from daybreak.care.screening.interactions import ROOM, Classes
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.suicidality import pathway
from reference_pages import examples
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
    yes,
)

SCOPES = {"A": "all routes", "E": "esketamine", "K": "racemic ketamine"}


def page() -> str:
    rules = ruleset()
    return paragraphs(
        heading(1, "Rules of screening"),
        f"From `catalogue/rules`: {words(rules.title)}, version {rules.version}. Examples, not "
        "validated, until a medical director adopts or edits them. A stored verdict keeps the "
        "version and a hash of the content. How they are weighed is in "
        "[How screening weighs what is known](../explanation/screening.md).",
        f"What is not known holds unless the rule says otherwise. A rule that may be set aside "
        f"may be for {rules.override_days_max} days at most, by a role named with it, with a "
        "reason. Names in braces are filled in. The examples are run as tests; they start from an "
        "adult who is well and has answered everything.",
        heading(2, "Rules"),
        *(_rule(rule) for rule in rules.rules),
        heading(2, "Questions"),
        "An imported record may answer a question with yes where codes or words are listed for it "
        "in `catalogue/rules`; it never answers no.",
        table(
            ("question", "asked", "answered with", "counts for"),
            [_question(field) for field in rules.fields.questions],
        ),
        heading(2, "Medicines"),
        *_medicines(),
        heading(2, "Tests before a series"),
        *_tests(),
        heading(2, "Suicide screen"),
        *_suicidality(),
    )


def _rule(rule: Rule) -> str:
    hard = ", ".join(SCOPES[scope.value] for scope in rule.hard_for)
    rows = [
        ("asked", f"at {' and '.join(asked.value for asked in rule.asked)}"),
        ("for", SCOPES[rule.scope.value]),
        ("reads", codes(rule.reads)),
        ("figures", _figures(rule)),
        ("if not known", _unknown(rule)),
        ("may be set aside by", ", ".join(rule.override_by) or "nobody"),
        ("never set aside for", hard or NONE),
        ("fresh, days", _pairs(rule.fresh_days_at)),
        ("source", source(rule.source)),
    ]
    return paragraphs(
        heading(3, f"{rule.id}: {words(rule.title)}"),
        table(
            ("answer", "status", "says", "what to do"),
            [
                [code(name), says.status.value, words(says.because), words(says.to_do)]
                for name, says in rule.says.items()
            ],
        ),
        table(("", ""), [row for row in rows if row[1] != NONE]),
        examples.of_rule(rule.id),
    )


def _figures(rule: Rule) -> str:
    return ", ".join(f"{code(name)} {value}" for name, value in (rule.limits or {}).items()) or NONE


def _unknown(rule: Rule) -> str:
    at = "".join(f"; {status} at {asked}" for asked, status in (rule.if_unknown_at or {}).items())
    return f"{rule.if_unknown.value}{at}"


def _pairs(pairs: object) -> str:
    if not isinstance(pairs, dict) or not pairs:
        return NONE
    return ", ".join(f"{value} at {name}" for name, value in pairs.items())


def _question(field: Field) -> list[str]:
    match field.kind:
        case FieldKind.NUMBER:
            answer = f"{field.low} to {field.high} {words(field.unit)}"
        case FieldKind.CHOICE:
            answer = ", ".join(field.choices)
        case _:
            answer = field.kind.value
    asked = words(field.question)
    if field.is_recorded:
        asked += " (follows from what is recorded; nobody types it)"
    return [code(field.id), asked, answer, _validity(field)]


def _validity(field: Field) -> str:
    def days(number: int) -> str:
        return "the same day" if number == 0 else f"{number} days"

    told = [] if field.valid_days is None else [days(field.valid_days)]
    if field.worry_days is not None:
        told.append(f"a worrying one {days(field.worry_days)}")
    return "; ".join(told) or "for good"


def _medicines() -> tuple[str, str]:
    classes = newest(ROOM, Classes, "interactions")
    head = ("class", "medicines", "status", "because", "what to do", "source")
    rows = [
        [
            code(each.id),
            words(each.name),
            each.status.value,
            words(each.because),
            words(each.to_do),
            source(each.source),
        ]
        for each in classes.medicine
    ]
    return table(head, rows), f"{source(classes.source)}."


def _tests() -> tuple[str, str]:
    tests = baseline()
    head = ("test", "name", "of whom", "counts, days", "nothing is given without it", "source")
    rows = [
        [
            code(test.code),
            words(test.name),
            test.applies_when.value,
            str(test.max_age_days)
            + (f", later {test.max_age_days_later}" if test.max_age_days_later else ""),
            yes(test.blocks),
            source(test.source),
        ]
        for test in tests.test
    ]
    return table(head, rows), f"{source(tests.source)}."


def _suicidality() -> list[str]:
    way = pathway()
    asks = ", ".join(f"{code(item)} from {least}" for item, least in way.screen_from.items())
    levels = [
        [
            code(level.value),
            row.status.value,
            words(row.because) or NONE,
            words(row.to_do) or NONE,
            yes(row.needs_disposition),
            yes(row.shows_crisis_text),
        ]
        for level, row in way.level.items()
    ]
    tasks = [
        [
            code(task.id),
            level.value,
            words(task.title),
            ", ".join(role.value for role in task.roles),
            spoken_min(task.due_minutes),
        ]
        for level, row in way.level.items()
        for task in row.task
    ]
    head = ("level", "status", "says", "what to do", "disposition to sign", "crisis text shown")
    return [
        f"A screen is asked when {asks}. {source(way.source)}.",
        table(head, levels),
        table(("task", "level", "title", "for", "due"), tasks),
        f"Crisis text: {words(way.crisis_text)}",
    ]
