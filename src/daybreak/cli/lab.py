"""`daybreak lab ...`: the twin fitted to published trials, and what it expects of others."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daybreak.cli.common import add_json, existing_file, lay_own_catalogue, print_json
from daybreak.cli.forecast import add_forecast

if TYPE_CHECKING:
    from daybreak.lab.clinic.trial import Crew


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    lab = commands.add_parser("lab", help="trials replayed, and what the twin expects of others")
    kinds = lab.add_subparsers(title="commands", metavar="COMMAND", required=True)
    fit = kinds.add_parser("calibrate", help="fit the twin to the trials that may be fitted")
    fit.add_argument("--seed", type=int, default=1, help="whole number; the same gives the same")
    fit.add_argument("--out", type=Path, help="where to keep it (default: the one in use)")
    add_json(fit)
    fit.set_defaults(run=calibrate)
    ask = kinds.add_parser("predict", help="what trials with these arms should find")
    ask.add_argument("file", metavar="ARMS.csv", help="columns as in evidence/trials.csv")
    ask.add_argument("--posterior", metavar="FILE", help="another fit than the one in use")
    add_json(ask)
    ask.set_defaults(run=predict)
    add_forecast(kinds)
    clinic = kinds.add_parser("protocol", help="try protocols on virtual people")
    clinic.add_argument(
        "files", metavar="FILE.toml", nargs="+", help="protocols, or the ids of some on the shelf"
    )
    clinic.add_argument("-n", "--n", type=int, default=20_000, help="how many people (20000)")
    clinic.add_argument("--seed", type=int, default=1, help="whole number; the same gives the same")
    clinic.add_argument("--weeks", type=int, default=26, help="how long they are followed (26)")
    clinic.add_argument("--assumptions", metavar="FILE", help="other assumptions than ours")
    clinic.add_argument(
        "--sensitivity", action="store_true", help="also move each assumption to its low and high"
    )
    clinic.add_argument(
        "--progress", action="store_true", help="say how far it is even where no terminal is"
    )
    clinic.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="let many machines work it off: a Dask scheduler, such as tcp://10.0.0.5:8786",
    )
    add_json(clinic)
    clinic.set_defaults(run=protocol)
    judge = kinds.add_parser("scores", help="each trial predicted by a fit that never saw it")
    add_json(judge)
    judge.set_defaults(run=scores)


def calibrate(arguments: argparse.Namespace) -> int:
    """Fit, keep the draws, and say how well the chains agree."""
    from daybreak.care.errors import NotUnderstood
    from daybreak.lab import posterior as kept
    from daybreak.lab.calibrate import calibrate as fit
    from daybreak.lab.crowd import QUANTITIES

    if arguments.seed < 0:
        raise NotUnderstood("call", "--seed is a whole number from 0.")
    place = arguments.out or kept.place()
    kept.check_place(place)
    found, _ = fit(seed=arguments.seed, progress=_bar if sys.stderr.isatty() else None)
    kept.write(found, place)
    answer: dict[str, Any] = {
        "kept_in": str(place),
        "seed": found.seed,
        "trials": len(found.trials),
        "rows": found.rows,
        "evidence_hash": found.evidence_hash,
        "code_hash": found.code_hash,
        "quantities": {
            name: {
                "mean": round(float(found.theta[:, k].mean()), 3),
                "sd": round(float(found.theta[:, k].std()), 3),
                "r_hat": found.r_hat[k],
            }
            for k, name in enumerate(QUANTITIES)
        },
    }
    if arguments.json:
        print_json(answer)
        return 0
    print(f"{found.rows} rows of {len(found.trials)} trials, kept in {place}.")
    for name, each in answer["quantities"].items():
        print(f"{name:<18}{each['mean']:8.2f} ± {each['sd']:.2f}   R-hat {each['r_hat']:.2f}")
    return 0


def predict(arguments: argparse.Namespace) -> int:
    """Answer each row of a table of arms, in order."""
    path = existing_file(arguments.file)

    from daybreak.lab import posterior as kept
    from daybreak.lab.evidence import questions
    from daybreak.lab.predict import predict as answers_to

    rows = questions(path)
    known = (
        kept.read(existing_file(arguments.posterior)) if arguments.posterior else kept.posterior()
    )
    answers = answers_to(rows, known)
    told = [
        {
            **{name: row[name] for name in ("trial", "arm", "instrument", "day", "endpoint")},
            "predicted": each.predicted,
            "lo90": each.lo90,
            "hi90": each.hi90,
            "abstained": each.abstained,
            "reason": each.reason,
        }
        for row, each in zip(rows, answers, strict=True)
    ]
    if arguments.json:
        print_json(told)
        return 0
    for each in told:
        name = " ".join(str(each[k]) for k in ("trial", "arm", "instrument", "endpoint"))
        if each["abstained"]:
            print(f"{name}: no answer. {each['reason']}")
        else:
            print(
                f"{name}, day {each['day'] or '?'}: {each['predicted']:g} "
                f"({each['lo90']:g} to {each['hi90']:g}) {each['reason']}".rstrip()
            )
    return 0


def scores(arguments: argparse.Namespace) -> int:
    """Leave each study out in turn and say how well it was predicted, beside what is simpler."""
    from daybreak.lab import report
    from daybreak.lab import scores as lab

    found = lab.score(progress=_bar if sys.stderr.isatty() else None)
    summaries = {
        endpoint: {
            "chance_alone": sum(each.floor for each in rows) / len(rows),
            **{name: asdict(lab.summary(rows, name)) for name in lab.PREDICTORS},
        }
        for endpoint in lab.ENDPOINTS
        if (rows := [each for each in found.rows if each.endpoint == endpoint])
    }
    if arguments.json:
        print_json(
            {
                "summaries": summaries,
                "studies": [asdict(each) for each in report.studies(found)],
                "rows": [report.told(each) for each in found.rows],
                "contrasts": [asdict(each) for each in found.contrasts],
                "separation": asdict(report.separation(found.contrasts)),
                "benchmark": lab.benchmark(found.posterior),
            }
        )
        return 0
    print(report.page(found))
    return 0


def protocol(arguments: argparse.Namespace) -> int:
    """Try each protocol on the same people, and say what came of it, with intervals."""
    lay_own_catalogue()

    from daybreak.lab.clinic.answer import answer, lines
    from daybreak.lab.clinic.assumptions import assumptions
    from daybreak.lab.clinic.figures import HEADLINES
    from daybreak.lab.clinic.files import protocol_meant
    from daybreak.lab.clinic.sensitivity import matters, sensitivity
    from daybreak.lab.clinic.trial import Asked, try_out

    asked = Asked(people=arguments.n, seed=arguments.seed, weeks=arguments.weeks)
    asked.check()
    path = existing_file(arguments.assumptions) if arguments.assumptions else None
    assumed = assumptions(path)
    meant = [protocol_meant(name) for name in arguments.files]
    shows = arguments.progress or sys.stderr.isatty()
    moves = [2 * len(matters(each, assumed)) if arguments.sensitivity else 0 for each in meant]
    whole = asked.people * (len(meant) + sum(moves))
    done = 0

    def tell(more: int, _: int = 0, *, each: int = 1) -> None:
        if shows:
            _bar(done + more * each, whole, "people")

    trials, moved = [], []
    crew = _crew(arguments.scheduler)
    for protocol_, many in zip(meant, moves, strict=True):
        with crew() as hands:
            trials.append(try_out(protocol_, assumed, asked, progress=tell, crew=hands))
        done += asked.people
        if many:
            step = partial(tell, each=2 * asked.people)
            moved.append(sensitivity(trials[-1], asked, HEADLINES, progress=step))
            done += many * asked.people
    found = answer(trials, moved)
    if arguments.json:
        print_json(found)
        return 0
    for line in lines(found):
        print(line)
    return 0


def _crew(scheduler: str | None) -> "Callable[[], AbstractContextManager[Crew | None]]":
    """Whoever works a trial off: many machines where a scheduler is named, else this one."""
    if scheduler is None:
        return nullcontext

    from daybreak.lab.clinic.machines import Machines

    return partial(Machines, scheduler)


def _bar(done: int, whole: int, of: str = "steps") -> None:
    filled = int(40 * done / whole)
    end = "\n" if done == whole else ""
    print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{whole} {of}", end=end,
          file=sys.stderr, flush=True)  # fmt: skip
