"""A search reads a birth date in the ways people write one, and the rest as words."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from daybreak.web.intake.search import search

BORN = date(1985, 2, 14)


@pytest.mark.parametrize(
    ("typed", "born", "words"),
    [
        ("", None, ()),
        ("Wren  HALLOWAY", None, ("wren", "halloway")),
        ("1985-02-14", BORN, ()),
        ("1985-2-14 wren", BORN, ("wren",)),
        ("2/14/1985", BORN, ()),
        ("14 Feb 1985", BORN, ()),
        ("14. february 1985", BORN, ()),
        ("Feb 14, 1985 halloway", BORN, ("halloway",)),
        ("14/14/1985", None, ("14/14/1985",)),
        ("31 Feb 1985", None, ("31", "feb", "1985")),
        ("14 Foo 1985", None, ("14", "foo", "1985")),
        ("1985", None, ("1985",)),
        ("DB-0001", None, ("db-0001",)),
    ],
)
def test_dates_and_words(typed: str, born: date | None, words: tuple[str, ...]) -> None:
    query = QueryDict(mutable=True)
    query["q"] = typed

    found = search(query)

    assert (found.born, found.words) == (born, words)


@given(st.text())
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    query = QueryDict(mutable=True)
    query["q"] = typed

    assert len(search(query).words) <= 6
