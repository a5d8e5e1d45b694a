"""A session looked at again: as it was known at a moment, and as it was, as far as is known now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class View(StrEnum):
    """With whose knowledge a moment is looked at."""

    KNOWN = "known"  # with what had been told by then: what whoever sat there could see
    WAS = "was"  # with everything told since: late entries in their place, corrections applied


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a moment. Both times of a row are aware."""

    moment: datetime
    view: View

    def counts(self, at: datetime, told_at: datetime) -> bool:
        """Whether a row that was true at `at` and told at `told_at` belongs to this look.

        A correction is true for the time of what it corrects. So a late entry or a correction
        is in the look at what was from its own time on, and in what was known only once told.
        """
        return (told_at if self.view is View.KNOWN else at) <= self.moment

    def turns_at(self, at: datetime, told_at: datetime) -> datetime:
        """The first moment at which a look of this view has the row in it."""
        return told_at if self.view is View.KNOWN else at
