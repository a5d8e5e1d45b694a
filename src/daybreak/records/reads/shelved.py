"""Which versions of the catalogue a record points at."""

from dataclasses import dataclass

from daybreak.records.models import Course, ProfileAdoption, ScaleAnswer


@dataclass(frozen=True, slots=True, order=True)
class PointedAt:
    """One version of one file, and the shelf it stands on."""

    shelf: str
    id: str
    version: int


def pointed_at() -> tuple[PointedAt, ...]:
    """Every version that a course, an adoption or a score was made with, whoever's it is."""
    found = (
        ("protocols", Course.objects.values_list("protocol", "protocol_version")),
        ("profiles", ProfileAdoption.objects.values_list("profile", "version")),
        ("scales", ScaleAnswer.objects.values_list("scale", "scale_version")),
    )
    return tuple(
        sorted(PointedAt(shelf, *each) for shelf, asked in found for each in asked.distinct())
    )
