"""Concentrations in plasma and at the effect site, solved exactly in float64.

This is the reference of the package: no step size, no tolerance. `engine.py` gets the same
numbers faster and in float32.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from daybreak.twin.disposition import BOOKS, exponential, system, used_places
from daybreak.twin.errors import NotPossible
from daybreak.twin.evidence import outside_evidence
from daybreak.twin.inputs import PLASMA, Input, inputs_of
from daybreak.twin.people import People
from daybreak.twin.regimen import Regimen

Floats = NDArray[np.float64]

NG_PER_MG = 1000.0  # ng/mL in one mg/L


@dataclass(frozen=True, slots=True)
class Concentrations:
    """What is where, at each time. Every array has shape (people, times).

    Concentrations are ng/mL of the substance itself, venous for ketamine; `effect_*` are at the
    brain. `area` is the area under the venous ketamine curve, ng/mL x h; `in_body_mg` and
    `lost_mg` are ketamine equivalents, S and R together. `outside_evidence` holds reasons, if
    any, not to lean on it.
    """

    times_h: Floats
    ketamine_s: Floats
    ketamine_r: Floats
    norketamine_s: Floats
    norketamine_r: Floats
    hnk_s: Floats
    hnk_r: Floats
    effect_s: Floats
    effect_r: Floats
    area: Floats
    in_body_mg: Floats
    lost_mg: Floats
    outside_evidence: tuple[str, ...] = ()

    @property
    def ketamine(self) -> Floats:
        return self.ketamine_s + self.ketamine_r

    @property
    def norketamine(self) -> Floats:
        return self.norketamine_s + self.norketamine_r

    @property
    def hnk(self) -> Floats:
        return self.hnk_s + self.hnk_r


def concentrations(regimen: Regimen, people: People, times_h: ArrayLike) -> Concentrations:
    """Concentrations of a course in some people.

    Args:
        regimen: the course.
        people: the people.
        times_h: hours since the start, ascending, shape (times,). Just after a drop, not before.

    Raises:
        NotPossible: a time is negative or not finite, times do not ascend, or the course or a
            person must be a mistake.
    """
    times = np.atleast_1d(np.asarray(times_h, dtype=np.float64))
    if not np.all(np.isfinite(times)) or np.any(times < 0) or np.any(np.diff(times) < 0):
        raise NotPossible("times", "Times must be finite, 0 or more, and ascend.")
    reasons = outside_evidence(regimen, people)
    return replace(respond(inputs_of(regimen, people), people, times), outside_evidence=reasons)


def respond(inputs: Sequence[Input], people: People, times_h: Floats) -> Concentrations:
    """What these inputs lead to; inputs may lie before time 0. See `concentrations`."""
    s = _side("s", inputs, people, times_h)
    r = _side("r", inputs, people, times_h)
    if not all(np.all(np.isfinite(values)) for values in (*s.values(), *r.values())):
        raise ArithmeticError("A concentration is not a number; please report this.")
    v = people.value
    ketamine_mass = v("ketamine_molar_mass")
    nk = (v("norketamine_molar_mass") / ketamine_mass / v("norketamine_volume"))[:, None]
    hnk = (v("hnk_molar_mass") / ketamine_mass / v("hnk_volume"))[:, None]
    return Concentrations(
        times_h=times_h,
        ketamine_s=NG_PER_MG * s["venous"],
        ketamine_r=NG_PER_MG * r["venous"],
        norketamine_s=NG_PER_MG * s["norketamine"] * nk,
        norketamine_r=NG_PER_MG * r["norketamine"] * nk,
        hnk_s=NG_PER_MG * s["hnk"] * hnk,
        hnk_r=NG_PER_MG * r["hnk"] * hnk,
        effect_s=NG_PER_MG * s["effect"],
        effect_r=NG_PER_MG * r["effect"],
        area=NG_PER_MG * (s["area"] + r["area"]),
        in_body_mg=s["in body"] + r["in body"],
        lost_mg=s["lost"] + r["lost"],
    )


def _side(side: str, inputs: Sequence[Input], people: People, times_h: Floats) -> dict[str, Floats]:
    """Every row of one enantiomer at each time, shape (people, times) each."""
    depots, flows = used_places(
        [each.place for each in inputs if each.place != PLASMA],
        [each.place for each in inputs if each.hours > 0],
    )
    equations = system(people, side, depots, flows, books=True)
    a = equations.matrix()
    places = equations.places
    state = np.zeros((people.count, len(places)))
    masses = [r for r, p in enumerate(places) if not p.startswith("flow") and p not in
              (*BOOKS, "venous", "effect")]  # fmt: skip
    out = {place: np.zeros((people.count, len(times_h))) for place in (*places, "in body")}
    propagators: dict[float, Floats] = {}

    marks = {each.start_h for each in inputs} | {each.stop_h for each in inputs}
    last = times_h[-1] if len(times_h) else 0.0
    steps = sorted(m for m in marks | set(times_h.tolist()) if m <= last)
    now = steps[0] if steps else 0.0
    for then in steps:
        hours = round(then - now, 12)
        if hours > 0:
            if hours not in propagators:
                if len(propagators) > 64:
                    propagators.clear()
                propagators[hours] = exponential(a, hours)
            state = (propagators[hours] @ state[..., None])[..., 0]
        now = then
        for each in inputs:
            if each.start_h == then and each.hours == 0:
                state[:, equations.row(each.place)] += each.s_mg if side == "s" else each.r_mg
        for place in flows:
            state[:, equations.row(f"flow into {place}")] = sum(
                (each.s_mg if side == "s" else each.r_mg) / each.hours
                for each in inputs
                if each.place == place and each.hours > 0 and each.start_h <= then < each.stop_h
            )
        for k in np.flatnonzero(times_h == then):
            for row, place in enumerate(places):
                out[place][:, k] = state[:, row]
            out["in body"][:, k] = state[:, masses].sum(axis=1)
    return out


@dataclass(frozen=True, slots=True)
class Exposure:
    """The course of one session in numbers, each of shape (people,)."""

    cmax_ng_ml: Floats
    tmax_min: Floats
    auc24_ng_h_ml: Floats


def exposure(regimen: Regimen, people: People, *, hours: float = 24.0) -> Exposure:
    """Peak, its time, and the area over the first `hours`, of venous ketamine (S and R)."""
    start_h = min((dose.starts_h for dose in regimen.doses), default=0.0)
    minutes = np.arange(0.0, hours * 60 + 0.5)
    coarse = concentrations(regimen, people, start_h + minutes / 60)
    at = coarse.ketamine.argmax(axis=1)
    rows = np.arange(people.count)
    peak, when = coarse.ketamine[rows, at], minutes[at]
    for k in np.unique(at):
        fine = np.clip(minutes[k] + np.linspace(-1, 1, 81), 0.0, hours * 60)
        some = np.flatnonzero(at == k)
        near = concentrations(regimen, people.take(some), start_h + fine / 60).ketamine
        peak[some], when[some] = near.max(axis=1), fine[near.argmax(axis=1)]
    return Exposure(peak, when, coarse.area[:, -1] - coarse.area[:, 0])
