"""What a set of answers comes to. It is kept as it was made and never computed anew in place."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """A score, with the scale and scorer it was made by.

    `total` is None where the scale has none, or too much is missing. `answered` counts the
    parts of the total that have an answer. Means in `subscores` are in tenths.
    """

    scale: str
    version: int
    total: int | None
    subscores: Mapping[str, int]
    answered: int
    prorated: bool
    band: str | None
    flags: tuple[str, ...]
    scorer_version: int
