"""The examples that are run as tests, as tables beside what they are examples of."""

from collections.abc import Mapping

from daybreak.care.catalogue.example import (
    OrderCase,
    RuleCase,
    ScaleCase,
    protocol_examples,
    scale_examples,
    screening_examples,
    stage_examples,
)
from daybreak.care.quantities import plain
from reference_pages.markdown import NONE, code, codes, table, words


def of_rule(rule: str) -> str:
    rows = [
        [_so(case), code(case.route), case.at.value, case.says.value]
        for each in screening_examples().rule
        if each.id == rule
        for case in each.case
    ]
    return table(("example", "route", "asked at", "answer"), rows)


def of_scale(scale: str) -> str:
    rows = [
        [code(case.answers or "-"), *_score(case), codes(case.flags), words(case.why)]
        for each in scale_examples().scale
        if each.id == scale
        for case in each.case
    ]
    return table(("answers", "total", "band", "flags", ""), rows)


def of_protocol(protocol: str) -> tuple[str, str]:
    found = next(each for each in protocol_examples().protocol if each.id == protocol)
    orders = table(
        ("order", "dose", "what speaks"),
        [[_order(case), f"{plain(case.dose_mg)} mg", codes(case.says)] for case in found.order],
    )
    series = table(
        ("phase", "sessions on day", "what speaks"),
        [
            [code(case.phase), ", ".join(map(str, case.days)), codes(case.says)]
            for case in found.series
        ],
    )
    return orders, series


def of_stages() -> str:
    rows = [
        [
            code(each.id),
            ", ".join(f"{code(to)} by {code(act)}" for to, act in each.opens.items()) or NONE,
            codes(each.never),
            words(each.why),
        ]
        for each in stage_examples().stage
    ]
    return table(("from", "may go to", "never to", "because"), rows)


def _so(case: RuleCase) -> str:
    told = [
        f"{code(name)} is {_answer(value)}{_ago(case.days_ago, name)}"
        for name, value in (case.when or {}).items()
    ]
    told += [f"{code(name)} is not known" for name in case.unknown]
    return ", ".join(told)


def _answer(value: object) -> str:
    return (
        {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else f"{value}"
    )


def _ago(days_ago: Mapping[str, int] | None, name: str) -> str:
    days = (days_ago or {}).get(name)
    return f" ({days} days ago)" if days is not None else ""


def _score(case: ScaleCase) -> tuple[str, str]:
    total = NONE if case.total is None else str(case.total)
    if case.prorated:
        total += " (made up for what is missing)"
    if case.subscores:
        total += f" ({', '.join(f'{name} {value}' for name, value in case.subscores.items())})"
    return total, case.band or NONE


def _order(case: OrderCase) -> str:
    if case.mg is not None:
        return f"{case.mg} mg, {'first' if case.is_first else 'later'} session"
    told = f"{plain(case.mg_per_kg or case.dose_mg)} mg/kg for {plain(case.kg or case.dose_mg)} kg"
    return told if case.minutes is None else f"{told} over {case.minutes} minutes"
