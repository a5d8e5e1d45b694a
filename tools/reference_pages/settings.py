"""Every setting that the code reads from its environment, found by reading the code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import daybreak
from reference_pages.markdown import NONE, code, heading, paragraphs, table

HOME = Path(str(daybreak.__file__)).parent
READERS = frozenset({"text", "number", "switch"})

# What each one is for. A setting without its words here, or words without their setting, is an
# error: nothing is set that nobody explains.
MEANING = {
    "DATABASE_URL": "PostgreSQL, as `postgresql://user:password@host:5432/name`. Without it the "
    "record is SQLite in the data folder.",
    "DAYBREAK_DATA": "The folder with the SQLite file, documents, keys and outgoing mail. "
    "`--data DIR` says the same for one command.",
    "DAYBREAK_HOSTS": "The host names that pages answer to, with commas between them.",
    "DAYBREAK_HTTPS": "`on` when the clinic is reached by https: cookies then travel only so.",
    "DAYBREAK_IDLE_MINUTES": "After how many untouched minutes somebody is signed out.",
    "DAYBREAK_LOG": "How much is logged to standard error: `DEBUG`, `INFO`, `WARNING`, `ERROR`. "
    "Logs hold ids and codes, never names, answers or vitals.",
    "DAYBREAK_ORIGINS": "The addresses pages are reached at behind a proxy, such as "
    "`https://daybreak.example`, with commas between them.",
    "DAYBREAK_PASSWORD": "The administrator's first password for `daybreak setup`, when nobody is "
    "there to type it.",
    "DAYBREAK_SECRET_KEY": "The key that signs cookies. Without it one is made once, in "
    "`keys/secret-key` of the data folder, readable by its owner alone.",
}
NOT_OURS = frozenset({"DJANGO_SETTINGS_MODULE", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"})


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    read_in: str


def page() -> str:
    found = settings()
    names = {setting.name for setting in found}
    if names != set(MEANING):
        raise SystemExit(
            "Settings and their words differ; mend MEANING in tools/reference_pages/settings.py: "
            f"{', '.join(sorted(names ^ set(MEANING)))}."
        )
    return paragraphs(
        heading(1, "Settings"),
        "Settings come from environment variables; there is no settings file. A wrong value "
        "explains itself and the command exits 2.",
        table(
            ("setting", "what it is", "default", "read in"),
            [[code(one.name), MEANING[one.name], one.default, code(one.read_in)] for one in found],
        ),
    )


def settings() -> list[Setting]:
    """By name; a setting that is read in several places is named where its default is."""
    known: dict[str, Setting] = {}
    for path in sorted(HOME.rglob("*.py")):
        for name, default in _read(path):
            here = Setting(name, default or NONE, path.relative_to(HOME).as_posix())
            if name not in known or (known[name].default == NONE and default):
                known[name] = here
    return [known[name] for name in sorted(known)]


def _read(path: Path) -> Iterator[tuple[str, str]]:
    in_config = path.parent.name == "config"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = _environ(node)
        if name and name not in NOT_OURS:
            yield name, ""
        if in_config and isinstance(node, ast.Call) and _called(node) in READERS:
            yield from _through_environment(node)


def _through_environment(call: ast.Call) -> Iterator[tuple[str, str]]:
    """`environment.text("HOSTS", "...")` and its like; not the definitions of the readers."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        given = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
        value = given[0].value if given and isinstance(given[0], ast.Constant) else None
        shown = ("on" if value else "off") if isinstance(value, bool) else value
        yield f"DAYBREAK_{first.value}", code(shown) if shown not in {None, ""} else ""


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(value=ast.Name(id="environment"), attr=name) | ast.Name(id=name):
            return name
    return ""


def _environ(node: ast.AST) -> str:
    """The name in `os.environ["X"]`, `os.environ.get("X")` or `"X" in os.environ`."""
    match node:
        case ast.Subscript(
            value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name))
        ):
            return name
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(attr="environ")),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
        case ast.Compare(
            left=ast.Constant(value=str(name)), comparators=[ast.Attribute(attr="environ")]
        ):
            return name
    return ""
