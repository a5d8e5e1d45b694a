r"""Where drug goes once it is in: the linear equations of one enantiomer, and their exact solution.

Plasma exchanges with two tissues and the liver; the liver turns drug into norketamine, which
becomes hydroxynorketamine. Blood from an arm vein follows plasma, and the brain follows that
blood. All of it is $\dot x = A x$, so a step of any length is a matrix exponential.

Amounts are mg of ketamine base equivalents; the last four rows of `ROWS` are concentrations,
mg/L, a loss and an area.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.inputs import DEPOTS, PLASMA
from daybreak.twin.people import People

Floats = NDArray[np.float64]

ROWS = (
    "plasma",
    "fast",
    "slow",
    "liver",
    "norketamine",
    "norketamine_tissue",
    "hnk",
    "venous",  # mg/L
    "effect",  # mg/L
)
BOOKS = ("lost", "area")  # mg that left as anything else; mg/L x h of venous drug


@dataclass(frozen=True, slots=True)
class System:
    """One enantiomer's equations for some people.

    `places` names every row: those of `ROWS`, the depots in use, and one constant row for each
    steady flow in use, called "flow into ...". `entries[i, j]` is what row j adds to the slope
    of row i, 1/h, shape (people,).
    """

    places: tuple[str, ...]
    entries: Mapping[tuple[int, int], Floats]
    count: int

    def row(self, place: str) -> int:
        return self.places.index(place)

    def matrix(self) -> Floats:
        """The matrix A, shape (people, rows, rows)."""
        size = len(self.places)
        a = np.zeros((self.count, size, size))
        for (i, j), value in self.entries.items():
            a[:, i, j] = value
        return a


def system(
    people: People, side: str, depots: Sequence[str], flows: Sequence[str], *, books: bool = False
) -> System:
    """The equations of S ("s") or R ("r") for these people.

    Args:
        people: whose parameters.
        side: "s" or "r".
        depots: depots in use, from `inputs.DEPOTS`.
        flows: places that a steady flow enters: "plasma" or a depot.
        books: also keep what was lost and the area under the venous curve.
    """
    places = ROWS + (BOOKS if books else ()) + tuple(depots)
    places += tuple(f"flow into {place}" for place in flows)
    at = {place: row for row, place in enumerate(places)}
    entries: dict[tuple[int, int], Floats] = {}
    v = people.value

    def add(to: str, of: str, rate: Floats) -> None:
        if to in at:
            key = at[to], at[of]
            entries[key] = entries.get(key, 0.0) + rate

    def move(of: str, to: str, rate: Floats) -> None:
        add(to, of, rate)
        add(of, of, -rate)

    plasma, liver = v("central_volume"), v("liver_volume")
    move("plasma", "fast", v("fast_flow") / plasma)
    move("fast", "plasma", v("fast_flow") / v("fast_volume"))
    move("plasma", "slow", v("slow_flow") / plasma)
    move("slow", "plasma", v("slow_flow") / v("slow_volume"))
    move("plasma", "liver", v("liver_flow") / plasma)
    move("liver", "plasma", v("liver_flow") / liver)

    cleared = v(f"clearance_{side}") / liver
    move("liver", "norketamine", v("norketamine_fraction") * cleared)
    move("liver", "lost", (1 - v("norketamine_fraction")) * cleared)
    move("norketamine", "norketamine_tissue", v("norketamine_flow") / v("norketamine_volume"))
    move(
        "norketamine_tissue", "norketamine", v("norketamine_flow") / v("norketamine_tissue_volume")
    )
    onward = v(f"norketamine_clearance_{side}") / v("norketamine_volume")
    move("norketamine", "hnk", v("hnk_fraction") * onward)
    move("norketamine", "lost", (1 - v("hnk_fraction")) * onward)
    move("hnk", "lost", v(f"hnk_clearance_{side}") / v("hnk_volume"))

    add("venous", "plasma", v("venous_rate") / plasma)
    add("venous", "venous", -v("venous_rate"))
    add("effect", "venous", v("effect_site_rate"))
    add("effect", "effect", -v("effect_site_rate"))
    add("area", "venous", np.ones(people.count))

    for depot in depots:
        rate, through_liver = DEPOTS[depot]
        move(depot, "liver" if through_liver else "plasma", v(rate))
    for place in flows:
        add(place, f"flow into {place}", np.ones(people.count))
    return System(places, entries, people.count)


def exponential(a: Floats, hours: float) -> Floats:
    """exp(A hours) by scaling, a Taylor polynomial of degree 18 and squaring.

    Args:
        a: shape (people, rows, rows), 1/h.
        hours: >= 0.

    Returns:
        Shape (people, rows, rows); relative error about 1e-14.
    """
    size = a.shape[-1]
    norm = float(np.abs(a).sum(axis=-1).max(initial=0.0)) * hours
    squarings = max(0, int(np.ceil(np.log2(max(norm, 1e-300) / 0.5))))
    scaled = a * (hours / 2.0**squarings)
    identity = np.broadcast_to(np.eye(size), a.shape)
    result = identity.copy()
    for order in range(18, 0, -1):
        result = identity + scaled @ result / order
    for _ in range(squarings):
        result = result @ result
    return result


def used_places(
    places: Sequence[str], flowing: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which depots and which flows a course needs, each once, in a fixed order."""
    touched = set(places)
    depots = tuple(depot for depot in DEPOTS if depot in touched)
    flows = tuple(place for place in (PLASMA, *DEPOTS) if place in set(flowing))
    return depots, flows
