"""What monitors called the figures of their readings."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

import msgspec

from daybreak.care.catalogue.kinds import made_known
from daybreak.care.catalogue.profile import Signal
from daybreak.care.session.told_by import ToldFigure
from daybreak.records.models import DeviceFigures

Told = tuple[ToldFigure, ...]


def told_in(session: UUID) -> Mapping[UUID, Told]:
    """How each figure was told that a monitor left in a session, by reading, in their order.

    Readings of people are not among them, nor those of monitors from before this was kept.
    """
    return _by_reading(DeviceFigures.objects.filter(reading__session=session))


def told_for(readings: Collection[UUID]) -> Mapping[UUID, Told]:
    """The same for some readings, whoever asks; the caller has looked whose they are."""
    if not readings:
        return {}
    return _by_reading(DeviceFigures.objects.filter(reading__in=readings))


def _by_reading(rows: Iterable[DeviceFigures]) -> dict[UUID, Told]:
    places = {signal: place for place, signal in enumerate(Signal)}
    found = {}
    for row in rows:
        told = msgspec.json.decode(row.figures, type=made_known(dict[Signal, ToldFigure]))
        found[row.reading_id] = tuple(sorted(told.values(), key=lambda one: places[one.signal]))
    return found
