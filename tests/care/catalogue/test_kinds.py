"""Any number of threads may decode a kind for the first time, at the same moment."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import daybreak

SOURCE = Path(daybreak.__file__).parent
# What msgspec makes ready anew at each call, and no thread shares.
PLAIN = {"bool", "dict", "float", "int", "list", "str", "tuple", "Decimal", "Raw"}
AT_ONCE = """
import sys, threading, types
from dataclasses import dataclass, make_dataclass
import msgspec
from msgspec import inspect
from daybreak.care.catalogue.kinds import made_known
sys.setswitchinterval(1e-6)
for number in range(400):
    module = types.ModuleType(f"kinds_{number}")
    sys.modules[module.__name__] = module
    inner = make_dataclass("Inner", [("a", int), ("b", str), ("c", "tuple[int, ...]")])
    outer = make_dataclass("Outer", [("x", "tuple[Inner, ...]"), ("y", "dict[str, Inner]")])
    for kind in (inner, outer):
        kind.__module__ = module.__name__
        setattr(module, kind.__name__, kind)
    told = {"x": [{"a": 1, "b": "q", "c": [1]}], "y": {"k": {"a": 2, "b": "z", "c": []}}}
    ready = threading.Barrier(4)
    def decode():
        ready.wait()
        assert msgspec.convert(told, made_known(outer)).y["k"].a == 2
    def ask():
        ready.wait()
        assert len(inspect.type_info(made_known(outer)).fields) == 2
    threads = [threading.Thread(target=each) for each in (decode, ask, decode, ask)]
    for each in threads: each.start()
    for each in threads: each.join()
print("still here")
"""


def test_four_threads_at_once_do_not_end_the_process() -> None:
    """Without the turn it ends by a segmentation fault, within a few hundred kinds."""
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "still here\n"), done.stderr


def typed(call: ast.Call) -> ast.expr | None:
    """Into which kind a call decodes, if it is one of msgspec that says so."""
    name = ast.unparse(call.func)
    if name == "inspect.type_info":  # it makes a decoder of its own
        return call.args[0]
    if name == "msgspec.convert":
        return call.args[1]
    if name == "msgspec.json.decode":
        return next((each.value for each in call.keywords if each.arg == "type"), None)
    if name == "msgspec.json.Decoder":
        return call.args[0] if call.args else None
    return None


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if "msgspec" in path.read_text(encoding="utf-8") and path.name != "kinds.py"
    ],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_whatever_is_decoded_into_was_made_known(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        kind = typed(node)
        if kind is None or ast.unparse(kind).startswith("made_known("):
            continue
        names = {each.id for each in ast.walk(kind) if isinstance(each, ast.Name)}
        assert names - {"msgspec"} <= PLAIN, (
            f"line {node.lineno}: say made_known({ast.unparse(kind)}), see care.catalogue.kinds"
        )
