"""Queries that Django writes once for each connection; afterwards only the ids in them change.

An act asks some twenty small questions about one person or session. Writing such a query anew
costs ten times what SQLite needs to answer it (decision 13), so the ones on the way of every act
are written once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Prepared(Generic[M]):
    """A query of which only ids vary.

    `ask` is given stand-ins, one for each id, and answers with the queryset in which they stand;
    everything else in it is fixed. `select_related` and a limit may be part of it.
    """

    def __init__(self, ask: "Callable[..., QuerySet[M]]") -> None:
        self._ask = ask
        self._written: WeakKeyDictionary[Any, dict[int, _Written]] = WeakKeyDictionary()

    def __call__(self, *ids: UUID) -> list[M]:
        """The rows, with `ids` in the place of the stand-ins."""
        here = self._written.setdefault(connections[DEFAULT_DB_ALIAS], {})
        if (written := here.get(len(ids))) is None:
            written = here[len(ids)] = _write(self._ask, len(ids))
        return written.rows(ids)

    def first(self, *ids: UUID) -> M | None:
        """The first row, or None."""
        return next(iter(self(*ids)), None)

    def among(self, ids: Iterable[UUID]) -> list[M]:
        """The rows for any number of ids, where `ask` takes any number.

        The last id is repeated up to the next power of two, so that few forms are written.
        """
        known = list(ids)
        if not known:
            return []
        return self(*known, *known[-1:] * ((1 << (len(known) - 1).bit_length()) - len(known)))


@dataclass(frozen=True, slots=True)
class _Written:
    """One query as its database takes it, and how its answer becomes rows."""

    sql: str
    values: tuple[Any, ...]
    places: tuple[int | None, ...]  # which id stands there, if one does
    compiler: Any
    converters: Any
    columns: tuple[int, int]
    names: tuple[str, ...]
    model: Any
    related: tuple[Any, ...]

    def rows(self, ids: tuple[UUID, ...]) -> list[Any]:
        native = connection.features.has_native_uuid_field
        given = tuple(each if native else each.hex for each in ids)
        values = [
            value if place is None else given[place]
            for value, place in zip(self.values, self.places, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            told = cursor.fetchall()
        if self.converters:
            told = self.compiler.apply_converters(told, self.converters)
        alias, (start, end) = connection.alias, self.columns
        found = []
        for each in told:
            row = self.model.from_db(alias, self.names, each[start:end])
            for populator in self.related:
                populator.populate(each, row)
            found.append(row)
        return found


def _write(ask: "Callable[..., QuerySet[Any]]", count: int) -> _Written:
    """Have Django write the query, and remember where its stand-ins came to stand."""
    stand_ins = [UUID(int=(0xDA << 120) + place) for place in range(count)]
    compiler = ask(*stand_ins).query.get_compiler(connection=connection)
    sql, values = compiler.as_sql()
    native = connection.features.has_native_uuid_field
    place_of = {each if native else each.hex: place for place, each in enumerate(stand_ins)}
    about = compiler.klass_info
    if compiler.annotation_col_map or about is None:
        raise TypeError("A prepared query answers with whole rows.")
    fields = about["select_fields"]
    return _Written(
        sql=sql,
        values=tuple(values),
        places=tuple(place_of.get(value) for value in values),
        compiler=compiler,
        converters=compiler.get_converters([told[0] for told in compiler.select]),
        columns=(fields[0], fields[-1] + 1),
        names=tuple(compiler.select[place][0].target.attname for place in fields),
        model=about["model"],
        # The stubs are of a later Django, in which this takes one thing more.
        related=tuple(get_related_populators(about, compiler.select, connection.alias)),  # type: ignore[call-arg]
    )
