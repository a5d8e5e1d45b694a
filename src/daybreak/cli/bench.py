"""`daybreak bench NAME`: runs `benchmarks/NAME.py` from a checkout."""

import argparse
import runpy
import sys
from pathlib import Path
from typing import Any

from daybreak.care.errors import NotUnderstood


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("bench", help="run a benchmark of this checkout")
    parser.add_argument("name", help="a file of benchmarks/ without its ending")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="what the benchmark itself takes")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the benchmark with what follows its name as its own arguments.

    Raises:
        NotUnderstood: this is no checkout, or there is no such benchmark.
    """
    folder = Path(__file__).resolve().parents[3] / "benchmarks"
    script = folder / f"{arguments.name}.py"
    if not script.is_file():
        known = (
            ", ".join(sorted(p.stem for p in folder.glob("*.py"))) or "none: this is no checkout"
        )
        raise NotUnderstood("call", f"There is no benchmark {arguments.name}. There are: {known}.")
    sys.argv = [str(script), *arguments.rest]
    try:
        runpy.run_path(str(script), run_name="__main__")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0
