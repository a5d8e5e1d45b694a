"""A forecast opens and shuts no gate: nothing that decides can so much as see one."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3] / "src" / "daybreak"
MAY_ASK_THE_LAB = ("lab/", "actions/insight/", "cli/")
MAY_READ_FORECASTS = (
    "actions/insight/",
    "web/insight/",
    "records/reads/forecasts.py",
    "records/reads/expected.py",  # for the strip under the curve, which shows and decides nothing
)
TABLES = {"ForecastRow", "ForecastScore", "ForecastSwitch"}


def imports() -> Iterator[tuple[str, str, set[str]]]:
    """Each file, a module it takes from, and the names it takes."""
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield name, node.module, {each.name for each in node.names}
            if isinstance(node, ast.Import):
                for each in node.names:
                    yield name, each.name, set()


def test_only_the_room_of_insight_and_the_commands_ask_the_lab() -> None:
    asking = {
        name
        for name, module, _ in imports()
        if module.startswith("daybreak.lab") and not name.startswith(MAY_ASK_THE_LAB)
    }

    assert asking == set()


def test_nothing_outside_the_room_reads_what_was_foretold() -> None:
    reading = {
        name
        for name, module, names in imports()
        if (module == "daybreak.records.reads.forecasts" or names & TABLES)
        and not name.startswith((*MAY_READ_FORECASTS, "records/models/"))
    }

    assert reading == set()


def test_at_the_chair_only_the_strip_reads_what_was_foretold_and_only_the_page_draws_it() -> None:
    strip, drawing = "daybreak.records.reads.expected", "daybreak.web.session.expected"
    reading = {name for name, module, _ in imports() if module == strip}
    showing = {name for name, module, _ in imports() if module == drawing}

    assert reading == {"web/session/expected.py"}
    assert showing == {"web/session/page.py"}
