"""What reference pages are made of: headings, tables, sources. The same input is the same text."""

import re
from collections.abc import Iterable

from daybreak.care.findings import Source

_SPECIAL = re.compile(r"([\\*_\[\]<>|#~])")
NONE = "—"


def heading(level: int, text: str) -> str:
    return f"{'#' * level} {text}\n"


def code(text: object) -> str:
    """Something that is typed or stored exactly so."""
    return f"`{text}`"


def codes(texts: Iterable[object], *, none: str = NONE) -> str:
    return ", ".join(code(text) for text in texts) or none


def words(text: object) -> str:
    """Plain words, with nothing in them that Markdown would read as its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split())).replace("`", "'")


def slug(text: str) -> str:
    """What a heading is linked by, as the readers of Markdown make it."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def table(head: Iterable[str], rows: Iterable[Iterable[str]], *, none: str = "") -> str:
    """A table, or `none` when it has no rows. Cells are Markdown already."""
    columns = list(head)
    body = [list(row) for row in rows]
    if not body:
        return f"{none}\n" if none else ""
    lines = [["---"] * len(columns), *([cell.strip() or NONE for cell in row] for row in body)]
    return "".join(f"| {' | '.join(line)} |\n" for line in [columns, *lines])


def source(of: Source | None, otherwise: Source | None = None) -> str:
    """A citation with its mark: how sure we are of it."""
    said = of or otherwise
    return f"{words(said.citation)} ({said.mark})" if said else NONE


def paragraphs(*parts: str) -> str:
    """Parts of a page, one empty line between them, and none that is empty."""
    return "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())


def yes(is_so: bool) -> str:  # noqa: FBT001 - the one thing it is about
    return "yes" if is_so else "no"


def spoken_s(seconds: int | None) -> str:
    """A span of seconds as people say it."""
    if seconds is None:
        return NONE
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds and seconds % size == 0:
            number = seconds // size
            return f"{number} {name}{'' if number == 1 else 's'}"
    return f"{seconds} seconds"


def spoken_min(minutes: int | None) -> str:
    """A span of minutes as people say it; before its moment when negative."""
    if minutes is None:
        return NONE
    if minutes == 0:
        return "at once"
    return f"{spoken_s(abs(minutes) * 60)} {'before' if minutes < 0 else 'after'}"
