"""What an answer hangs on: each assumption moved to its low and its high, all else the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daybreak.care.catalogue.protocol import Protocol
from daybreak.lab.clinic.assumptions import Assumptions
from daybreak.lab.clinic.figures import BY_NAME
from daybreak.lab.clinic.report import Told, difference
from daybreak.lab.clinic.trial import Asked, Remembered, Tried, try_out

PRICES = {
    "iv": "price-iv",
    "im": "price-im",
    "sc": "price-im",
    "intranasal-esketamine": "price-esketamine",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """What figures do when one assumption is moved: their change from the usual, by name."""

    assumption: str
    unit: str
    low: float
    high: float
    at_low: dict[str, Told]
    at_high: dict[str, Told]


def matters(protocol: Protocol, assumed: Assumptions) -> tuple[str, ...]:
    """The assumptions that a protocol's trial rests on: all but the prices of other routes."""
    price = PRICES.get(protocol.route, "price-other")
    return tuple(
        each.id
        for each in assumed.figure
        if not each.id.startswith("price-") or each.id in {price, "price-consultation"}
    )


def sensitivity(
    usual: Tried,
    asked: Asked,
    names: Sequence[str],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Moved, ...]:
    """Move each assumption there and back, with the same people; the most telling first.

    Args:
        usual: the trial with everything as assumed, of the people of `asked`.
        names: the figures that are looked at; the first orders the answer.
    """
    remembered = Remembered()
    found = []
    moved = matters(usual.protocol, usual.assumed)
    for number, name in enumerate(moved):
        figure = usual.assumed.figure_of(name)
        ends = []
        for value in (figure.low, figure.high):
            there = usual
            if value != figure.value:
                changed = usual.assumed.having(name, value)
                there = try_out(usual.protocol, changed, asked, remembered=remembered)
            ends.append({each: difference(usual, there, BY_NAME[each]) for each in names})
        found.append(Moved(name, figure.unit, float(figure.low), float(figure.high), *ends))
        if progress:
            progress(number + 1, len(moved))
    return tuple(sorted(found, key=lambda each: -_reach(each, names[0])))


def _reach(moved: Moved, name: str) -> float:
    values = (moved.at_low[name].value, moved.at_high[name].value)
    return max((abs(value) for value in values if value is not None), default=0.0)
