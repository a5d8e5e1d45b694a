"""Writes docs/reference from the code and the catalogue.

`python tools/reference.py` writes it; `--check` writes nothing and exits 1 when it is not what it
would write. The same code and data give the same pages, byte for byte.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from reference_pages import (
    catalogue,
    commands,
    due,
    exchange,
    ledger,
    orders,
    permissions,
    profiles,
    protocols,
    scales,
    screening,
    session,
    settings,
    stage_drawing,
)

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
NOTICE = "<!-- Written by tools/reference.py from the code and the catalogue. Edit those. -->\n\n"

PAGES: Mapping[str, Callable[[], str]] = {
    "catalogue.md": catalogue.page,
    "commands.md": commands.page,
    "due.md": due.page,
    "exchange.md": exchange.page,
    "ledger.md": ledger.page,
    "orders.md": orders.page,
    "permissions.md": permissions.page,
    "profiles.md": profiles.page,
    "protocols.md": protocols.page,
    "scales.md": scales.page,
    "screening.md": screening.page,
    "session.md": session.page,
    "settings.md": settings.page,
}


def written() -> dict[str, str]:
    """Every page and picture by its name."""
    pages = {name: NOTICE + page() for name, page in PAGES.items()}
    return {**pages, stage_drawing.PICTURE: stage_drawing.picture()}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether it is current")
    check: bool = parser.parse_args(argv).check
    stale = []
    for name, text in written().items():
        place = FOLDER / name
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                FOLDER.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
    if check and stale:
        sys.stderr.write(
            f"docs/reference is not current: {', '.join(stale)}. Run python tools/reference.py.\n"
        )
        return 1
    sys.stderr.write(f"docs/reference is current; {len(stale)} files were written.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
