"""What someone takes home in writing after a dose."""

from dataclasses import dataclass
from pathlib import Path

from daybreak.care.catalogue.reading import newest
from daybreak.care.findings import Source


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do or to leave, said to the person."""

    id: str
    words: str
    source: Source
    only_routes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instructions:
    """One version of the sheet."""

    id: str
    version: int
    name: str
    source: Source
    instruction: tuple[Instruction, ...]

    def of(self, route: str) -> tuple[Instruction, ...]:
        """The lines for somebody who was dosed by this route, in their order."""
        return tuple(
            line for line in self.instruction if not line.only_routes or route in line.only_routes
        )


def instructions(*, overlay: Path | None = None) -> Instructions:
    """The newest sheet, a clinic's own folder included."""
    return newest("profiles/instructions", Instructions, "instructions", overlay=overlay)
