"""How a file of the catalogue becomes a value: exactly, or not at all.

What a clinician wrote is decoded strictly, and a mistake is answered with the file, the
line, the key, what was found and what was expected.
"""

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import inspect

from daybreak import catalogue
from daybreak.care.catalogue.kinds import made_known
from daybreak.care.catalogue.lines import Route, file_and_line, route_of
from daybreak.care.errors import DaybreakError, NotFound

_ROOM = re.compile(r"[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)*")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_laid_over: Path | None = None
_PLACE = re.compile(r" - at `\$(?P<path>[^`]*)`")


class CatalogueError(DaybreakError):
    """A file of the catalogue cannot be used; the message says where and why."""

    def __init__(self, path: Path, toml: str, route: Route, why: str) -> None:
        where = file_and_line(path, toml, route)
        super().__init__("catalogue", f"{where}: {why.rstrip('.')}. Mend the file and start again.")
        self.path = path
        self.route = route
        self.why = why


class Misfit(ValueError):
    """Parts of a file that do not fit together: raised by a kind's `__post_init__`.

    `where` is the key within that kind, such as `band[2].at_least`.
    """

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{why} - at `$.{where}`")


class Catalogued(Protocol):
    """What every file of the catalogue has."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> int: ...


T = TypeVar("T")
C = TypeVar("C", bound=Catalogued)


_OURS = str(Path(str(catalogue.__file__)).parent) + os.sep


def is_room(name: str) -> bool:
    """Whether a shelf may be called so."""
    return _ROOM.fullmatch(name) is not None


@cache
def shelf(room: str) -> Path:
    """The folder of the package that holds one kind of files, such as `scales`."""
    if not is_room(room):
        raise ValueError(f"room must be a plain folder name; it is {room!r}.")
    return Path(_OURS) / room


def read(path: Path, kind: type[T]) -> T:
    """The file at `path` as a `kind`: a frozen dataclass or msgspec Struct.

    Decimal figures arrive as `Decimal`, never as binary floats, and keys that `kind` does
    not have are refused. Every file has an `id`, a `version` from 1, and at least one
    `source` with its mark.

    Raises:
        CatalogueError: the file cannot be read, or is not what `kind` asks for.
    """
    hashable: Any = kind  # every type is; mypy cannot tell it of a T
    value: T = _decoded(path, hashable, stamp(path))
    return value


def stamp(path: Path) -> tuple[int, int]:
    """What changes when a file does: its time and size. Whatever is made of a file is kept by it.

    What ships with Daybreak is part of the program and looked at once; a clinic's own files may
    change while it runs.

    Raises:
        CatalogueError: there is no such file.
    """
    return _stamp_of_ours(path) if str(path).startswith(_OURS) else _stamp(path)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        seen = path.stat()
    except OSError:
        raise CatalogueError(path, "", (), f"there is no such file in {path.parent.name}") from None
    return seen.st_mtime_ns, seen.st_size


_stamp_of_ours = cache(_stamp)


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes, in hex: what a record keeps to prove what it was made with."""
    return _hashed(path, stamp(path))


@lru_cache(maxsize=1024)
def _hashed(path: Path, _stamp: tuple[int, int]) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lay_over(folder: Path | None) -> None:
    """From now on every shelf also holds what a clinic keeps in `folder`; None for nothing.

    Said once, at start, by whatever puts the house together: which folder a clinic's own files
    lie in is no rule of care.
    """
    global _laid_over  # noqa: PLW0603 - one process serves one clinic's folder
    _laid_over = folder


def files(room: str, *, overlay: Path | None = None) -> tuple[Path, ...]:
    """The files of a shelf, ours first, then those a clinic has laid over it in its own folder."""
    return tuple(path for folder in _folders(room, overlay) for path in _lying_in(*folder))


def _folders(room: str, overlay: Path | None) -> tuple[tuple[Path, int], ...]:
    """Where a room's files lie, with the time of each folder: it changes when a file is added."""
    own = overlay or _laid_over
    if own is None or not (mine := own / room).is_dir():
        return _ours(room)
    return (*_ours(room), (mine, mine.stat().st_mtime_ns))


@cache
def _ours(room: str) -> tuple[tuple[Path, int], ...]:
    folder = shelf(room)
    return ((folder, folder.stat().st_mtime_ns),) if folder.is_dir() else ()


@lru_cache(maxsize=256)
def _lying_in(folder: Path, _mtime_ns: int) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("*.toml")))


def every(room: str, kind: type[C], *, overlay: Path | None = None) -> tuple[C, ...]:
    """All that stands on a shelf, by id and then version.

    Raises:
        CatalogueError: a file is wrong, or two say the same id and version. A clinic does not
            edit one of ours in place: records may point at it. It adds a version or an id.
    """
    return tuple(value for _, value in _on_shelf(room, kind, overlay))


def newest(room: str, kind: type[C], id: str, *, overlay: Path | None = None) -> C:  # noqa: A002 - the key's own name
    """The highest version of `id`.

    Raises:
        NotFound: nothing on the shelf has that id.
    """
    return find(room, kind, id, overlay=overlay)[1]


def version(room: str, kind: type[C], id: str, version: int, *, overlay: Path | None = None) -> C:  # noqa: A002 - the key's own name
    """Exactly the version a record was made with.

    Raises:
        NotFound: that version is not on the shelf.
    """
    return find(room, kind, id, version, overlay=overlay)[1]


def find(
    room: str,
    kind: type[C],
    id: str,  # noqa: A002 - the key's own name
    version: int | None = None,
    *,
    overlay: Path | None = None,
) -> tuple[Path, C]:
    """The file and value of `id`, in its highest version or in a given one.

    Raises:
        NotFound: it is not on the shelf.
    """
    found = [
        (path, value)
        for path, value in _on_shelf(room, kind, overlay)
        if value.id == id and version in (None, value.version)
    ]
    if not found:
        which = f"{id} version {version}" if version else id
        raise NotFound("catalogue", f"There is no {which} among the {room} of this clinic.")
    return found[-1]


def _on_shelf(room: str, kind: type[C], overlay: Path | None) -> tuple[tuple[Path, C], ...]:
    hashable: Any = kind
    paths = files(room, overlay=overlay)
    found: tuple[tuple[Path, C], ...] = _standing(hashable, paths, tuple(map(stamp, paths)))
    return found


@lru_cache(maxsize=256)
def _standing(
    kind: type[Any], paths: tuple[Path, ...], _stamps: tuple[tuple[int, int], ...]
) -> tuple[tuple[Path, Any], ...]:
    """All files of a shelf by id and version, put together once as long as none changes."""
    standing: dict[tuple[str, int], tuple[Path, Any]] = {}
    for path in paths:
        value = read(path, kind)
        key = (value.id, value.version)
        if key in standing:
            other = standing[key][0].name
            why = f"{value.id} version {value.version} is already in {other}; give it a new version"
            raise CatalogueError(path, _text(path), ("version",), why)
        standing[key] = (path, value)
    return tuple(standing[key] for key in sorted(standing))


@lru_cache(maxsize=1024)
def _decoded(path: Path, kind: type[Any], _stamp: tuple[int, int]) -> Any:
    """Decode once per content; the file's time and size are part of the key."""
    toml = _text(path)
    try:
        raw = tomllib.loads(toml, parse_float=_figure)
    except ValueError as wrong:  # TOMLDecodeError is one; its message names the line
        raise CatalogueError(path, toml, (), f"this is not TOML: {wrong}") from None
    except RecursionError:
        raise CatalogueError(path, toml, (), "it is nested too deeply to be read") from None
    for route, why in _headings(raw):
        raise CatalogueError(path, toml, route, why)
    for route, why in _strangers(raw, inspect.type_info(made_known(kind)), ()):
        raise CatalogueError(path, toml, route, why)
    try:
        return msgspec.convert(raw, made_known(kind), strict=True)
    except msgspec.ValidationError as wrong:
        inner_first = [found["path"] for found in _PLACE.finditer(str(wrong))]
        route = route_of("".join(reversed(inner_first)))
        raise CatalogueError(path, toml, route, _PLACE.sub("", str(wrong))) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CatalogueError(path, "", (), f"it cannot be read as UTF-8 text ({wrong})") from None


def _figure(text: str) -> Decimal:
    value = Decimal(text.replace("_", ""))
    if not value.is_finite():
        raise ValueError(f"{text} is no figure")
    return value


def _headings(raw: Mapping[str, Any]) -> Iterator[tuple[Route, str]]:
    """What is wrong with the keys that every file has."""
    if not (isinstance(raw.get("id"), str) and _KEBAB.fullmatch(raw["id"])):
        yield ("id",), "every file needs an id in small letters, figures and hyphens"
    if type(raw.get("version")) is not int or raw["version"] < 1:
        yield ("version",), "every file needs a version, a whole number from 1"
    if not _has_source(raw):
        yield ("source",), "every file needs a source with a citation and a mark"


def _has_source(raw: object) -> bool:
    match raw:
        case {"source": {"citation": str(citation), "mark": str()}} if citation.strip():
            return True
        case dict():
            return any(_has_source(part) for part in raw.values())
        case list():
            return any(_has_source(part) for part in raw)
    return False


def _strangers(raw: object, kind: inspect.Type, route: Route) -> Iterator[tuple[Route, str]]:
    """Keys that the kind does not have: a misspelt threshold must not be silently unused."""
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    if isinstance(raw, dict):
        yield from _strange_keys(raw, kinds, route)
    elif isinstance(raw, list):
        for index, part in enumerate(raw):
            for k in kinds:
                if isinstance(k, inspect.CollectionType):
                    yield from _strangers(part, k.item_type, (*route, index))
                elif isinstance(k, inspect.TupleType) and index < len(k.item_types):
                    yield from _strangers(part, k.item_types[index], (*route, index))


def _strange_keys(
    raw: Mapping[str, object], kinds: tuple[inspect.Type, ...], route: Route
) -> Iterator[tuple[Route, str]]:
    shaped = [k for k in kinds if isinstance(k, inspect.DataclassType | inspect.StructType)]
    fields = {field.encode_name: field.type for k in shaped for field in k.fields}
    tags = {k.tag_field for k in shaped if isinstance(k, inspect.StructType)}
    values = next((k.value_type for k in kinds if isinstance(k, inspect.DictType)), None)
    for key, part in raw.items():
        if (inner := fields.get(key, values)) is not None:
            yield from _strangers(part, inner, (*route, key))
        elif shaped and key not in tags:
            known = ", ".join(sorted(fields))
            yield (*route, key), f"there is no key {key!r} here; the keys are {known}"
