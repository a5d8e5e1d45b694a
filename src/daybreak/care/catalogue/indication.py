"""What a person is treated for, and whether the drug's label says so."""

from dataclasses import dataclass

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.catalogue.route import Route, Scope
from daybreak.care.errors import NotFound
from daybreak.care.findings import Source


@dataclass(frozen=True, slots=True)
class Indication:
    """A reason to treat. `icd10` holds beginnings of ICD-10-CM codes without dots."""

    id: str
    name: str
    icd10: tuple[str, ...]
    primary_scale: str
    is_pain: bool
    labelled_for_esketamine: bool
    source: Source

    def is_off_label(self, route: Route) -> bool:
        """Whether this use by this route is outside the label: every racemic use here is."""
        return not (route.scope is Scope.ESKETAMINE and self.labelled_for_esketamine)


@dataclass(frozen=True, slots=True)
class IndicationFile:
    """All indications, as one versioned file."""

    id: str
    version: int
    source: Source
    indication: tuple[Indication, ...]


def indications() -> tuple[Indication, ...]:
    """Every indication that Daybreak knows."""
    return read(shelf("rules") / "indications.toml", IndicationFile).indication


def indication(id: str) -> Indication:  # noqa: A002 - the key's own name
    """The indication of that id.

    Raises:
        NotFound: there is none; the message lists those there are.
    """
    for each in indications():
        if each.id == id:
            return each
    known = ", ".join(each.id for each in indications())
    raise NotFound("indication", f"There is no such indication. The indications are {known}.")
