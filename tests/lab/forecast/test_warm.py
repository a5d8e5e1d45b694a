"""Warming compiles what a forecast needs, so that nobody at a page waits for it."""

from daybreak.lab.forecast.selves import _shares
from daybreak.lab.forecast.walk import _walk
from daybreak.lab.forecast.warm import warm


def test_after_warming_everything_is_compiled() -> None:
    warm()

    for compiled in (_walk, _shares):
        assert compiled.signatures, compiled
