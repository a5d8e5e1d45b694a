"""The scores as a page that people read: tables in Markdown, misses beside hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from daybreak.lab.contrasts import Contrast
from daybreak.lab.scores import ENDPOINTS, PREDICTORS, Scored, Scores, benchmark, summary

NAMES = {
    "mechanism": "mechanism",
    "regression": "dose-time regression",
    "route-and-schedule": "mean by route and schedule",
    "drug": "mean by drug",
}


@dataclass(frozen=True, slots=True)
class Study:
    """How one study was predicted without itself."""

    trial: str
    rows: int
    covered: int
    error_in_floors: float
    pareto_k: float
    was_refitted: bool


@dataclass(frozen=True, slots=True)
class Separation:
    """How well it was foretold which trials separate; `base` is the share that did."""

    contrasts: int
    separated: int
    brier: float
    log_loss: float
    base_brier: float
    base_log_loss: float


def studies(scores: Scores) -> tuple[Study, ...]:
    """Coverage and error of each study."""
    told = []
    for left in scores.left:
        rows = [each for each in scores.rows if each.result.trial == left.trial]
        errors = [abs(each.found - each.guesses["mechanism"].middle) for each in rows]
        floors = [each.floor for each in rows]
        told.append(
            Study(
                left.trial,
                len(rows),
                sum(is_covered(each) for each in rows),
                sum(errors) / max(sum(floors), 1e-9),
                left.pareto_k,
                left.was_refitted,
            )
        )
    return tuple(told)


def is_covered(row: Scored) -> bool:
    """Whether what was found lies in the mechanism's 90 % interval."""
    guess = row.guesses["mechanism"]
    return guess.low - 1e-9 <= row.found <= guess.high + 1e-9


def separation(contrasts: Sequence[Contrast]) -> Separation:
    """Brier score and log loss of the probabilities, beside those of always saying the share."""
    base = float(np.mean([each.separated for each in contrasts]))
    return Separation(
        len(contrasts),
        sum(each.separated for each in contrasts),
        float(np.mean([each.brier for each in contrasts])),
        float(np.mean([each.log_loss for each in contrasts])),
        base * (1 - base),
        -(base * log(base) + (1 - base) * log(1 - base)) if 0 < base < 1 else 0.0,
    )


def told(row: Scored) -> dict[str, object]:
    """One row for machines: percent, or improvement in MADRS points."""
    question = row.result.reading.question
    return {
        **{name: question[name] for name in ("trial", "arm", "instrument", "day", "endpoint")},
        "found": row.found,
        "floor": row.floor,
        **{
            name: {"predicted": guess.middle, "lo90": guess.low, "hi90": guess.high}
            for name, guess in row.guesses.items()
        },
    }


def page(scores: Scores) -> str:
    """All tables."""
    parts = [
        _by_predictor(scores),
        _by_study(scores),
        _by_contrast(scores),
        _table(
            ("trial", "arm", "scale", "endpoint", "day", "found", "predicted", "90 %", ""),
            benchmark(scores.posterior),
        ),
    ]
    return "\n\n".join(parts)


def _by_predictor(scores: Scores) -> str:
    rows: list[tuple[str, ...]] = []
    for endpoint in ENDPOINTS:
        mine = [each for each in scores.rows if each.endpoint == endpoint]
        for name in PREDICTORS if mine else ():
            s = summary(mine, name)
            rows.append(
                (
                    f"{endpoint} ({s.rows})",
                    NAMES[name],
                    f"{s.error:.1f}",
                    f"{s.error_by_n:.1f}",
                    f"{100 * s.covered:.0f} %",
                    f"{s.width:.1f}",
                    f"{s.interval_score:.1f}",
                )
            )
        if mine:
            floor = sum(each.floor for each in mine) / len(mine)
            rows.append((f"{endpoint} ({len(mine)})", "chance alone", f"{floor:.1f}", *[""] * 4))
    head = ("endpoint (rows)", "predictor", "error", "by n", "covered", "width", "interval score")
    return _table(head, rows)


def _by_study(scores: Scores) -> str:
    return _table(
        ("study", "rows", "covered", "error / chance", "Pareto k", ""),
        [
            (
                each.trial,
                str(each.rows),
                str(each.covered),
                f"{each.error_in_floors:.1f}",
                f"{each.pareto_k:.2f}",
                "refitted" if each.was_refitted else "",
            )
            for each in studies(scores)
        ],
    )


def _by_contrast(scores: Scores) -> str:
    return _table(
        ("trial", "arm", "day", "endpoint", "separated", "probability"),
        [
            (
                each.trial,
                each.arm,
                each.day,
                each.endpoint,
                "yes" if each.separated else "no",
                f"{each.probability:.2f}",
            )
            for each in scores.contrasts
        ],
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
