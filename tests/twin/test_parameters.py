"""Every number of the model stands in a file, with its source and its mark."""

# mypy: allow-untyped-defs, allow-untyped-calls

import re
from pathlib import Path

import pytest

import daybreak.twin
from daybreak.twin.errors import NotPossible
from daybreak.twin.parameters import Mark, parameters


def test_every_parameter_says_what_it_means_and_where_it_is_from():
    for each in parameters().values():
        assert each.meaning, each.name
        assert each.source, each.name
        assert each.unit, each.name
        assert each.mark in set(Mark)


def test_a_typical_value_can_be_changed_without_touching_the_set():
    usual = parameters()
    changed = usual.with_values(central_volume=80.0)

    assert changed.value("central_volume") == 80.0
    assert usual.value("central_volume") == 60.0


@pytest.mark.parametrize(
    ("values", "code"),
    [({"no_such": 1.0}, "parameter-unknown"), ({"fast_flow": float("nan")}, "parameter-value")],
)
def test_what_cannot_be_set_is_refused(values, code):
    with pytest.raises(NotPossible) as refusal:
        parameters().with_values(**values)
    assert refusal.value.code == code


def test_no_parameter_of_the_model_is_written_into_the_code():
    # A value of the catalogue with a decimal of its own should not reappear as a literal.
    folder = Path(daybreak.twin.__file__).parent
    telling = {
        repr(each.value)
        for each in parameters().values()
        if len(repr(each.value).replace(".", "").strip("0")) >= 3
    }
    for file in folder.glob("*.py"):
        if file.name in {"chance.py", "quick.py"}:
            continue
        found = set(re.findall(r"(?<![\w.])\d+\.\d+(?![\w.])", file.read_text())) & telling
        assert not found, (file.name, found)
