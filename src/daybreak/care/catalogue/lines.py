"""Where in a TOML file a key stands, so that a complaint can name the line to mend."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

Step = str | int
Route = tuple[Step, ...]  # ("band", 2, "at_least")

_HEADER = re.compile(r"^\s*(\[{1,2})\s*(?P<name>[^\[\]]+?)\s*\]{1,2}\s*(#.*)?$")
_KEY = re.compile(r"""^\s*(?P<name>[\w.'" -]+?)\s*=""")
_STEP = re.compile(r"\.?(?P<key>[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")
_QUOTES = ('"""', "'''")


def route_of(text: str) -> Route:
    """The steps of a path such as `$.band[2].at_least`; an unknown index ends the route."""
    route: list[Step] = []
    for step in _STEP.finditer(text.removeprefix("$")):
        if step["index"] == "...":
            break
        route.append(int(step["index"]) if step["index"] else step["key"])
    return tuple(route)


def named(route: Sequence[Step]) -> str:
    """The route as a person reads it: `band[2].at_least`, counting from 0."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in route)
    return text.lstrip(".")


def line_of(toml: str, route: Route) -> int | None:
    """The line, from 1, of the key at `route`, or of the nearest table around it."""
    found: dict[Route, int] = {}
    for line, place in _places(toml):
        for end in range(1, len(place) + 1):
            found.setdefault(place[:end], line)
    for end in range(len(route), 0, -1):
        if route[:end] in found:
            return found[route[:end]]
    return None


def file_and_line(path: Path, toml: str, route: Route) -> str:
    """`phq-9.toml, line 12, band[2].at_least`, as far as each of them is known."""
    line = line_of(toml, route)
    parts = [path.name, f"line {line}" if line else "", named(route)]
    return ", ".join(part for part in parts if part)


def _places(toml: str) -> Iterator[tuple[int, Route]]:
    """Every table header and key that starts a line, with its route."""
    here: Route = ()
    counts: dict[Route, int] = {}  # how many of each [[array of tables]] so far
    inside: str | None = None  # the quotes of a string over several lines
    for line, text in enumerate(toml.splitlines(), start=1):
        if inside:
            if inside in text:
                inside = None
            continue
        if header := _HEADER.match(text):
            is_array = header[1] == "[["
            here = _header_route(_keys(header["name"]), counts, is_array=is_array)
            yield line, here
            continue
        if key := _KEY.match(text):
            yield line, here + _keys(key["name"])
        inside = next((quotes for quotes in _QUOTES if text.count(quotes) % 2), None)


def _header_route(keys: Route, counts: dict[Route, int], *, is_array: bool) -> Route:
    """The route of a header, with the index of each array of tables it lies in."""
    route: Route = ()
    for position, key in enumerate(keys):
        route = (*route, key)
        if is_array and position == len(keys) - 1:
            counts[route] = counts.get(route, 0) + 1
        if route in counts:
            route = (*route, counts[route] - 1)
    return route


def _keys(name: str) -> Route:
    return tuple(part.strip().strip("\"'") for part in name.split("."))
