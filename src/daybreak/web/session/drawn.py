"""Lines of a board as they are drawn, each drawn once for all boards that show the same."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from daybreak.web.session.seats import SeatLine

ROW, TILE, ITEM = "row", "tile", "item"  # in a table, on a wall, in a pocket


@lru_cache(maxsize=2000)  # our choice: more chairs than ten boards show, and their last minutes
def drawn(line: SeatLine, kind: str, *, may_see: bool, may_open: bool) -> SafeString:
    """One chair. What is drawn follows from the line and the two permissions alone."""
    return render_to_string(
        f"web/session/_seat_{kind}.html",
        {"line": line, "may_see": may_see, "may_open": may_open},
    )
