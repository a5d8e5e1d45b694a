"""Before anyone is served: every version that the record points at still stands on its shelf."""

from collections.abc import Mapping
from typing import Any

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.reading import every
from daybreak.care.catalogue.scale import Scale
from daybreak.care.errors import NotAllowed

KINDS: Mapping[str, type[Any]] = {"protocols": Protocol, "profiles": Profile, "scales": Scale}


def check_shelves() -> None:
    """Look for each of them; a chart that points at nothing could be read by nobody.

    Raises:
        NotAllowed: one is gone, most likely a file of the clinic's own.
    """
    from daybreak.records.reads.shelved import pointed_at

    standing = {
        (shelf, each.id, each.version)
        for shelf, kind in KINDS.items()
        for each in every(shelf, kind)
    }
    gone = [each for each in pointed_at() if (each.shelf, each.id, each.version) not in standing]
    if gone:
        first, more = gone[0], len(gone) - 1
        beside = f" (and {more} more)" if more else ""
        raise NotAllowed(
            "catalogue-gone",
            f"The record was made with {first.shelf}/{first.id} version {first.version}{beside}, "
            "which is no longer among the files of this clinic. Put it back into the folder "
            "`catalogue` of the data folder and start again.",
        )
