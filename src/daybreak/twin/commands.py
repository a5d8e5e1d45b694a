"""`daybreak twin ...`: what the twin answers on a command line.

Nothing heavy is imported before a command runs.
"""

# ruff: noqa: PLC0415 - each command imports what it needs, so that the others start at once

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from daybreak.twin.errors import NotPossible


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `twin` and what it can do to the parser of `daybreak`."""
    twin = subparsers.add_parser("twin", help="the model of a patient: body, brain and course")
    kinds = twin.add_subparsers(dest="twin_command", required=True)
    _add_pk(kinds.add_parser("pk", help="concentrations after one dose in one person"))
    _add_simulate(kinds.add_parser("simulate", help="a course in a population"))
    _add_parameters(kinds.add_parser("parameters", help="every number of the model, with source"))
    cite = kinds.add_parser("cite", help="the sources behind the model's numbers")
    cite.add_argument("--json", action="store_true", help="for machines")
    cite.set_defaults(run=_refusing(_cite))
    sbml = kinds.add_parser("sbml", help="the model as SBML, for any other simulator")
    sbml.add_argument("file", type=Path, help="where to write it")
    sbml.add_argument("--regimen", default="ketamine-six", help="a name, or a TOML file")
    sbml.add_argument("--weight-kg", type=float, default=70.0)
    sbml.set_defaults(run=_refusing(_sbml))
    plot = kinds.add_parser("plot", help="draw a course: PNG or SVG by the file's ending")
    plot.add_argument("file", type=Path, help="where to draw it")
    plot.add_argument("--regimen", default="ketamine-six", help="a name, or a TOML file")
    plot.add_argument("--n", type=int, default=2000, help="people")
    plot.add_argument("--seed", type=int, default=1)
    plot.set_defaults(run=_refusing(_plot))
    compile_ = kinds.add_parser("compile", help="compile the engine once, at set-up")
    compile_.set_defaults(run=_refusing(_compile))


def _add_pk(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--drug", required=True, help="ketamine_racemic, esketamine, ...")
    parser.add_argument("--route", required=True, help="IV, IM, SC, IN, SL, PO or PO_ER")
    parser.add_argument("--dose", type=float, required=True)
    parser.add_argument("--dose-unit", default="mg", help="mg or mg/kg")
    parser.add_argument("--minutes", type=float, default=0.0, help="how long an infusion runs")
    parser.add_argument("--weight-kg", type=float, default=70.0)
    parser.add_argument("--age", type=float, default=45.0)
    parser.add_argument("--at-min", default="10,20,40,60,110,230", help="minutes, comma-separated")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_refusing(_pk))


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--regimen", required=True, help="a name, or a TOML file")
    parser.add_argument("--n", type=int, default=1000, help="people")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replicate", type=int, default=0, help="draw typical values anew")
    parser.add_argument("--threads", type=int, help="all cores unless given")
    parser.add_argument("--observe-h", help="hours, comma-separated; weekly unless given")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE",
                        help="another typical value of a parameter")  # fmt: skip
    parser.add_argument("--covariate", action="append", default=[], metavar="NAME=VALUE",
                        help="the same value for everyone")  # fmt: skip
    parser.add_argument("--antidepressant-from-h", type=float)
    parser.add_argument("--psychotherapy-from-h", type=float)
    parser.add_argument("--per-person", type=Path, help="every person's outputs: .csv or .parquet")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_refusing(_simulate))


def _add_parameters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="only this one")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_refusing(_parameters))


def _refusing(command: Any) -> Any:
    """The command, which answers 1 and one sentence when the twin refuses."""

    def run(args: argparse.Namespace) -> int:
        try:
            command(args)
        except NotPossible as refusal:
            if getattr(args, "json", False):
                print(json.dumps({"error": {"code": refusal.code, "message": refusal.message}}))
            print(refusal.message, file=sys.stderr)
            return 1
        return 0

    return run


def _numbers(text: str, what: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as problem:
        raise NotPossible(
            "numbers", f"{what} must be numbers with commas between them."
        ) from problem


def _pairs(texts: list[str]) -> dict[str, float]:
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        try:
            found[name.strip()] = float(value if equals else "")
        except ValueError as problem:
            raise NotPossible("pair", f"{text!r} is not NAME=VALUE with a number.") from problem
    return found


def regimen_from(text: str) -> Any:
    """A regimen by name, or from a TOML file with its keys or with a table of doses."""
    import tomllib

    from daybreak.twin.regimen import Regimen

    path = Path(text)
    if path.suffix.lower() == ".csv":
        from daybreak.twin.tables import read_table

        return read_table(path).regimen()
    if path.suffix != ".toml":
        return Regimen.named(text)
    try:
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise NotPossible("regimen-file", f"{path.name} cannot be read: {problem}.") from problem
    return Regimen.from_mapping(entry, path.stem)


def _pk(args: argparse.Namespace) -> None:
    from daybreak.twin.evidence import outside_evidence
    from daybreak.twin.people import People
    from daybreak.twin.pk import concentrations, exposure
    from daybreak.twin.regimen import Dose, Regimen, drug_of, route_of

    times_min = _numbers(args.at_min, "--at-min")
    dose = Dose(
        0.0, drug_of(args.drug), route_of(args.route), args.dose, args.dose_unit, args.minutes
    )
    regimen = Regimen((dose,), max(48.0, max(times_min) / 60 + 1, dose.pump_stops_h + 1))
    person = People.one(weight=args.weight_kg, age=args.age)
    reasons = outside_evidence(regimen, person)
    found = concentrations(regimen, person, [minute / 60 for minute in times_min])
    most = exposure(regimen, person)
    answer = {
        "times_min": list(times_min),
        "ketamine_ng_ml": found.ketamine[0].tolist(),
        "norketamine_ng_ml": found.norketamine[0].tolist(),
        "hnk_ng_ml": found.hnk[0].tolist(),
        "cmax_ng_ml": float(most.cmax_ng_ml[0]),
        "tmax_min": float(most.tmax_min[0]),
        "auc24_ng_h_ml": float(most.auc24_ng_h_ml[0]),
        "outside_evidence": list(reasons),
    }
    if args.json:
        print(json.dumps(answer))
        return
    print(f"{'min':>8} {'ketamine':>10} {'norketamine':>12} {'HNK':>8}   ng/mL, venous")
    for k, minute in enumerate(times_min):
        print(f"{minute:8g} {found.ketamine[0, k]:10.1f} {found.norketamine[0, k]:12.1f} "
              f"{found.hnk[0, k]:8.1f}")  # fmt: skip
    print(f"Peak {answer['cmax_ng_ml']:.0f} ng/mL at {answer['tmax_min']:.0f} min; "
          f"area over 24 h {answer['auc24_ng_h_ml']:.0f} ng/mL x h.")  # fmt: skip
    for reason in reasons:
        print(f"Outside the evidence: {reason}")


def _simulate(args: argparse.Namespace) -> None:
    from daybreak.twin.export import PersonTable
    from daybreak.twin.parameters import parameters
    from daybreak.twin.population import Population
    from daybreak.twin.simulate import simulate

    regimen = regimen_from(args.regimen)
    population = Population(
        args.n,
        args.seed,
        parameters().with_values(**_pairs(args.set)),
        covariates=_pairs(args.covariate),
        replicate=args.replicate,
    )
    observe = _numbers(args.observe_h, "--observe-h") if args.observe_h else None
    table = PersonTable(args.per_person) if args.per_person else None
    try:
        found = simulate(
            regimen,
            population,
            observe_h=observe,
            antidepressant_from_h=args.antidepressant_from_h,
            psychotherapy_from_h=args.psychotherapy_from_h,
            threads=args.threads,
            sink=table.write if table else None,
            progress=Bar() if sys.stderr.isatty() else None,
        )
    finally:
        if table:
            table.close()
    if args.json:
        from daybreak.twin.export import simulation_as_json

        print(json.dumps(simulation_as_json(found)))
        return
    print(f"{'hours':>8} {'symptoms':>9} {'5 %':>6} {'95 %':>6} {'response':>9} {'relapse':>8}")
    for k, hours in enumerate(found.times_h):
        low, high = found["symptoms"].quantiles[[0, -1], k]
        print(
            f"{hours:8g} {found['symptoms'].mean[k]:9.1f} {low:6.1f} {high:6.1f} "
            f"{found['response'].mean[k]:9.0%} {found['relapse_probability'].mean[k]:8.0%}"
        )
    error = found.certificate
    print(f"Numerical error of the score: rms {error.score_rms:.1e}, most {error.score_max:.1e}.")
    for reason in found.outside_evidence:
        print(f"Outside the evidence: {reason}")


class Bar:
    """A line that fills up, once a run has taken two seconds."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, done: int, whole: int) -> None:
        spent = time.monotonic() - self.start
        if spent < 2 and done < whole:
            return
        filled = int(40 * done / whole)
        line = f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{whole} people, {spent:.0f} s"
        end = "\n" if done == whole and spent >= 2 else ""
        if spent >= 2:
            print(line, end=end, file=sys.stderr, flush=True)


def _parameters(args: argparse.Namespace) -> None:
    from dataclasses import asdict

    from daybreak.twin.parameters import parameters

    known = parameters()
    if args.name and args.name not in known:
        raise NotPossible("parameter-unknown", f"There is no parameter {args.name!r}.")
    chosen = [known[args.name]] if args.name else list(known.values())
    if args.json:
        print(json.dumps([asdict(each) for each in chosen]))
        return
    for each in chosen:
        print(f"{each.room}.{each.name} = {each.value:g} {each.unit} [{each.mark}]")
        print(f"    {each.meaning}. {each.source}.")


def _cite(args: argparse.Namespace) -> None:
    from daybreak.twin.parameters import parameters

    sources: dict[str, list[str]] = {}
    for each in parameters().values():
        sources.setdefault(each.source, []).append(each.name)
    marks: dict[str, int] = {}
    for each in parameters().values():
        marks[each.mark.value] = marks.get(each.mark.value, 0) + 1
    if args.json:
        print(json.dumps({"marks": marks, "sources": sources}))
        return
    for source, names in sorted(sources.items()):
        print(f"{source}\n    {', '.join(names)}")
    print("Marks: " + ", ".join(f"{count} {mark}" for mark, count in sorted(marks.items())))


def _sbml(args: argparse.Namespace) -> None:
    from daybreak.twin.people import People
    from daybreak.twin.sbml import sbml

    text = sbml(regimen_from(args.regimen), People.one(weight=args.weight_kg))
    args.file.write_text(text, encoding="utf-8")
    print(f"Wrote {args.file}.")


def _plot(args: argparse.Namespace) -> None:
    from daybreak.twin.plots import course, save
    from daybreak.twin.population import Population
    from daybreak.twin.simulate import simulate

    regimen = regimen_from(args.regimen)
    found = simulate(regimen, Population(args.n, args.seed))
    save(course(found, title=regimen.name), args.file)
    print(f"Drew {args.file}.")


def _compile(_args: argparse.Namespace) -> None:
    from daybreak.twin.engine import warm

    started = time.monotonic()
    warm()
    print(f"The engine is compiled ({time.monotonic() - started:.0f} s).")
