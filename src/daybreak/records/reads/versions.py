"""Of what came from another record, the version that counts."""

from collections.abc import Iterable
from typing import TypeVar

from daybreak.records.models import SourcedRow

S = TypeVar("S", bound=SourcedRow)


def current(rows: Iterable[S]) -> list[S]:
    """Of each source the row recorded last, without what was taken back; oldest first.

    What was typed here has no source and stands by itself.
    """
    latest: dict[str, S] = {}
    for row in sorted(rows, key=lambda row: (row.recorded_at, row.id.hex)):
        latest[row.source_key or row.id.hex] = row
    return [row for row in latest.values() if not getattr(row, "removed", False)]
