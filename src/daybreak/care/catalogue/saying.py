"""What a rule says when it finds something: a sentence of the catalogue with its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from daybreak.care.findings import Finding, Source, Status


@dataclass(frozen=True, slots=True)
class Saying:
    """One answer of a rule. `because` and `to_do` have places for figures."""

    id: str
    status: Status
    because: str
    to_do: str
    source: Source
    overridable_by: tuple[str, ...] = ()

    def found(self, *, unknown: tuple[str, ...] = (), **figures: object) -> Finding:
        """The finding, with its figures filled in."""
        return Finding(
            rule=self.id,
            level=self.status,
            because=self.because.format(**figures),
            source=self.source,
            to_do=self.to_do.format(**figures),
            unknown=unknown,
            overridable_by=self.overridable_by,
        )


def saying_misfits(
    sayings: Sequence[Saying], known: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """What keeps these sentences from being said by a code that gives `known` with figures."""
    ids = [each.id for each in sayings]
    if lacking := sorted(set(known) - set(ids)):
        yield "saying", f"there is no row for {', '.join(lacking)}"
    for index, each in enumerate(sayings):
        where = f"saying[{index}]"
        if each.id not in known:
            yield f"{where}.id", f"no rule gives {each.id!r}"
            continue
        if ids.index(each.id) != index:
            yield f"{where}.id", f"{each.id!r} stands twice"
        for key in ("because", "to_do"):
            for _, name, _, _ in Formatter().parse(getattr(each, key)):
                if name is not None and name not in known[each.id]:
                    yield f"{where}.{key}", f"there is no figure {{{name}}} for it"
