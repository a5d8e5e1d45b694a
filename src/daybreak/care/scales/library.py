"""The scales and wordings a clinic has: ours, and those it has laid over them."""

from pathlib import Path

from daybreak.care.catalogue.reading import CatalogueError, every, files, newest, read, version
from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Ship
from daybreak.care.catalogue.wording import Wording, misfits
from daybreak.care.errors import NotAllowed, NotFound

ROOM = "scales"
WORDINGS = "scales/wording"


def scales(*, overlay: Path | None = None) -> tuple[Scale, ...]:
    """Every scale in every version."""
    return every(ROOM, Scale, overlay=overlay)


def scale(id: str, number: int | None = None, *, overlay: Path | None = None) -> Scale:  # noqa: A002 - as in the file
    """The newest version of a scale, or the one a score was made with.

    Raises:
        NotFound: this clinic has no such scale.
    """
    if number is None:
        return newest(ROOM, Scale, id, overlay=overlay)
    return version(ROOM, Scale, id, number, overlay=overlay)


def wordings(of: Scale, *, overlay: Path | None = None) -> tuple[Wording, ...]:
    """The words of a scale in each language there is, the newest of each.

    Raises:
        CatalogueError: the words do not fit the scale, or are licensed and nobody has said
            that the clinic may use them.
    """
    found: dict[str, Wording] = {}
    for worded in sorted(every(WORDINGS, Wording, overlay=overlay), key=lambda w: w.version):
        if worded.scale == of.id:
            _check(of, worded, overlay)
            found[worded.language] = worded
    return tuple(found[language] for language in sorted(found))


def wording(of: Scale, language: str, *, overlay: Path | None = None) -> Wording:
    """The words of a scale in one language, such as `es-US`, or `es` where there is one Spanish.

    Raises:
        NotAllowed: the words are not ours to give out; the message says how to come by them.
        NotFound: there are words, but not in that language.
    """
    found = wordings(of, overlay=overlay)
    asked = language.lower()
    exact = [worded for worded in found if worded.language.lower() == asked]
    near = [worded for worded in found if worded.language.lower().partition("-")[0] == asked]
    if exact or near:
        return (exact or near)[0]
    if not found and of.licence.ship in {Ship.PACK, Ship.NO}:
        raise NotAllowed(
            "scale-wording",
            f"The words of {of.short} are not ours to give out; only its scoring is here. "
            f"{of.licence.obtain}",
        )
    languages = ", ".join(worded.language for worded in found) or "none yet"
    raise NotFound(
        "scale-wording", f"{of.short} is not here in that language. There is: {languages}."
    )


def _check(of: Scale, worded: Wording, overlay: Path | None) -> None:
    path = next(path for path in files(WORDINGS, overlay=overlay) if read(path, Wording) == worded)
    toml = path.read_text(encoding="utf-8")
    for where, why in misfits(of, worded):
        raise CatalogueError(path, toml, (where,), why)
    if of.licence.ship in {Ship.PACK, Ship.NO} and not worded.licence_confirmed.strip():
        why = f"say in licence_confirmed who confirmed the licence, and when. {of.licence.obtain}"
        raise CatalogueError(path, toml, ("licence_confirmed",), why)
