"""The whole model in one set of differential equations, handed to SciPy's LSODA.

Written down a second time on purpose, one person at a time, with no matrix, no ladder and no
float32: what the engine is checked against. Needs SciPy, which only developers install.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.

from collections.abc import Sequence
from math import exp

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.brain import rates, traits
from daybreak.twin.compiled import compiled
from daybreak.twin.engine import Courses, Task
from daybreak.twin.inputs import DEPOTS, PLASMA, inputs_of
from daybreak.twin.kinetics import KINETICS, SIDE_KINETICS
from daybreak.twin.people import People
from daybreak.twin.rows import BRAIN_SCORES, PEAKS, SCORES, STATES, TRAIT, TRAITS
from daybreak.twin.schedule import sessions_of

Floats = NDArray[np.float64]

DEPOT_NAMES = tuple(DEPOTS)
DRUG = 9
GUT = tuple(float(through) for _, through in DEPOTS.values())
SIZE = 2 * (DRUG + len(DEPOTS)) + len(STATES)
_DEPOTS = len(DEPOTS)
_T = tuple(range(len(TRAITS)))


@compiled
def _drug(y, at, p, own, ka, flow, dy):
    vc, v1, q1, v2, q2, vh, qh, fm, vn, vt, qn, fh, vx, kv, ke = (
        p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12], p[13],
        p[14],
    )  # fmt: skip
    clint, cln, clx = own[0], own[1], own[2]
    c, a1, a2, ah, n, nt, hk, cv, ce = (
        y[at], y[at + 1], y[at + 2], y[at + 3], y[at + 4], y[at + 5], y[at + 6], y[at + 7],
        y[at + 8],
    )  # fmt: skip
    direct, gut = flow[0], 0.0
    for d in range(_DEPOTS):
        a = y[at + 9 + d]
        dy[at + 9 + d] = flow[1 + d] - ka[d] * a
        if GUT[d] > 0:
            gut += ka[d] * a
        else:
            direct += ka[d] * a
    dy[at] = direct + q1 / v1 * a1 + q2 / v2 * a2 + qh / vh * ah - (q1 + q2 + qh) / vc * c
    dy[at + 1] = q1 * (c / vc - a1 / v1)
    dy[at + 2] = q2 * (c / vc - a2 / v2)
    dy[at + 3] = gut + qh * c / vc - (qh + clint) / vh * ah
    dy[at + 4] = fm * clint / vh * ah - (cln + qn) / vn * n + qn / vt * nt
    dy[at + 5] = qn * (n / vn - nt / vt)
    dy[at + 6] = fh * cln / vn * n - clx / vx * hk
    dy[at + 7] = kv * (c / vc - cv)
    dy[at + 8] = ke * (cv - ce)


(_BS, _BR, _BNS, _BNR, _HS, _HR, _OS, _OR, _CS, _CR, _AS, _AR, _OW, _CW, _AW, _DRIVE, _EPS, _NI,
 _LI, _NB, _LB, _GAIN, _NA, _LA, _HNK, _REX, _KP, _FP, _KC, _FS, _PRUNE, _ST, _WS, _SENS, _HALF,
 _W, _P, _VISIT, _AD, _TALK, _HZ, _HZS, _DS, _DR, _ND, _KT, _FT, _PR, _SEDH, _KV, _KE, _PL, _KPR,
 _KSED) = _T  # fmt: skip


@compiled
def _power(x, log_half, n):
    return 0.0 if x <= 0.0 else exp(n * (np.log(x) - log_half))


@compiled
def _slopes(y, p, own_s, own_r, ka, flow_s, flow_r, t, k, fade, on_ad, on_talk, dy):
    other = 9 + _DEPOTS
    _drug(y, 0, p, own_s, ka, flow_s, dy)
    _drug(y, other, p, own_r, ka, flow_r, dy)
    b = 2 * other
    s, r, ns, nr, hk = y[8], y[other + 8], y[4], y[other + 4], y[other + 6]
    x = t[_BS] * s + t[_BR] * r + t[_BNS] * ns + t[_BNR] * nr
    block = x / (1 + x)
    h = _power(block, t[_LI], t[_NI])
    brake = _power(block, t[_LB], t[_NB])
    o, ch, am = t[_OS] * s + t[_OR] * r, t[_CS] * s + t[_CR] * r, t[_AS] * s + t[_AR] * r
    mod = t[_DRIVE] + t[_OW] * o / (1 + o) + t[_CW] * ch / (1 + ch) + t[_AW] * am / (1 + am)
    dis, glu, ampa, bd, m, fast, slow, st = (
        y[b], y[b + 1], y[b + 2], y[b + 3], y[b + 4], y[b + 5], y[b + 6], y[b + 7],
    )  # fmt: skip
    e, ad, talk, score, tol, press, sed = (
        y[b + 8], y[b + 9], y[b + 10], y[b + 11], y[b + 12], y[b + 13], y[b + 14],
    )  # fmt: skip
    dy[b] = k[0] * (t[_EPS] * h / (1 + h) - dis)
    dy[b + 1] = k[1] * (t[_GAIN] * dis * mod / (1 + brake) - glu)
    dy[b + 2] = k[2] * (glu - ampa)
    h = _power(ampa + t[_HNK] * hk + t[_REX] * r, t[_LA], t[_NA])
    dy[b + 3] = k[3] * (h / (1 + h) - bd)
    dy[b + 4] = k[4] * (bd - m)
    dy[b + 5] = t[_KP] * bd * (1 - fast) - t[_FP] * fast
    dy[b + 6] = t[_KC] * (fast + m) * (1 - slow) - (1 + t[_PRUNE] * st) * t[_FS] * slow
    dy[b + 7] = fade[0] * (t[_ST] - st)
    dy[b + 8] = -fade[1] * e
    dy[b + 9] = fade[2] * (on_ad - ad)
    dy[b + 10] = fade[3] * (on_talk - talk)
    z = t[_SENS] * (fast + t[_WS] * slow)
    wish = (1 - t[_W] * z / (z + t[_HALF])) * (1 - t[_P] * e) * (1 - ad) * (1 - talk)
    dy[b + 11] = k[5] * (wish - score)
    u = _power(t[_DS] * s + t[_DR] * r, 0.0, t[_ND])
    felt = u / (1 + u)
    dy[b + 12] = t[_KT] * felt * (1 - tol) * (1 - tol) - t[_FT] * tol
    strain = t[_PR] * (s + r)
    dy[b + 13] = k[6] * (strain / (1 + strain) - press)
    deep = (block * t[_SEDH]) ** 2 + t[_HS] * s + t[_HR] * r
    dy[b + 14] = k[7] * (deep / (1 + deep) - sed)
    dy[b + 15] = exp(t[_HZ] + t[_HZS] * score)


def _watched(y: Floats, t: Floats) -> Floats:
    """What is watched, shape (signals, times), from states of shape (SIZE, times)."""
    other = DRUG + _DEPOTS
    s, r = y[8], y[other + 8]
    x = t[_BS] * s + t[_BR] * r + t[_BNS] * y[4] + t[_BNR] * y[other + 4]
    u = np.maximum(t[_DS] * s + t[_DR] * r, 0.0) ** t[_ND]
    b = 2 * other
    return np.stack(
        [y[7] + y[other + 7], x / (1 + x), u / (1 + u) * (1 - y[b + 12]), y[b + 13], y[b + 14]]
    )


def solve(task: Task, people: People, *, rtol: float = 1e-10) -> Courses:
    """The same as `engine.run`, by LSODA, in float64; about half a second for each person.

    Peaks are read from a grid of a quarter of a minute.
    """
    scores = np.zeros((people.count, len(task.observe_h), len(SCORES)))
    found = [_one(task, people.take(np.array([i])), rtol) for i in range(people.count)]
    for i, (score, _) in enumerate(found):
        scores[i] = score
    return Courses(scores, np.stack([peak for _, peak in found]))  # type: ignore[arg-type]


def states_at(
    task: Task, people: People, times_h: Sequence[float], *, rtol: float = 1e-10
) -> Floats:
    """Every state of one person at some times, shape (SIZE, times).

    Doses may lie at any time here, so no visits are counted.
    """
    found = _walk(task, people, rtol, list(times_h), visits=frozenset())
    return np.stack([y for _, y in found], axis=1)


def _one(task: Task, people: People, rtol: float) -> tuple[Floats, Floats]:
    sessions = sessions_of(task.regimen, inputs_of(task.regimen, people))
    grids = [np.arange(s.start * 4, s.stop * 4 + 1) / 240 for s in sessions]
    wanted = sorted({*task.observe_h, *(t for grid in grids for t in grid.tolist())})
    visits = frozenset(s.start / 60 for s in sessions)
    found = dict(_walk(task, people, rtol, wanted, visits=visits))
    t = _packed(people)[4]
    b = 2 * (DRUG + _DEPOTS)
    rows = [b + STATES.index(name) for name in BRAIN_SCORES]
    half = DRUG + _DEPOTS
    drug = [7, 4, 6]  # venous, norketamine, hydroxynorketamine
    scores = np.stack(
        [
            np.concatenate([y[rows], y[drug] + y[[half + k for k in drug]]])
            for y in (found[h] for h in task.observe_h)
        ]
    )
    peaks = np.zeros((len(sessions), len(PEAKS)))
    for k, grid in enumerate(grids):
        peaks[k] = _watched(np.stack([found[h] for h in grid.tolist()], axis=1), t).max(axis=1)
    return scores, peaks


def _packed(people: People) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats, Floats]:
    v = people.value
    p = np.array([v(name)[0] for name in KINETICS])
    own_s = np.array([v(f"{name}_s")[0] for name in SIDE_KINETICS])
    own_r = np.array([v(f"{name}_r")[0] for name in SIDE_KINETICS])
    ka = np.array([v(rate)[0] for rate, _ in DEPOTS.values()])
    t = np.array([np.broadcast_to(x, (1,))[0] for x in traits(people).values()])
    following, fading = rates(people)
    return p, own_s, own_r, ka, t, following[:, 0].copy(), fading[:, 0].copy()


def _walk(
    task: Task, people: People, rtol: float, wanted: list[float], *, visits: frozenset[float]
) -> list[tuple[float, Floats]]:
    """States of one person at the wanted times, just before anything happens there."""
    from scipy.integrate import solve_ivp  # noqa: PLC0415 - only developers have it

    p, own_s, own_r, ka, t, k, fade = _packed(people)
    inputs = inputs_of(task.regimen, people)
    half, b = DRUG + _DEPOTS, 2 * (DRUG + _DEPOTS)
    y = np.zeros(SIZE)
    y[b + STATES.index("score")] = 1.0
    starts = {h for h in task.treat_h if h is not None}
    marks = {0.0, *visits, *starts} | {i.start_h for i in inputs} | {i.stop_h for i in inputs}
    ends = sorted(m for m in {*marks, *wanted[-1:]} if m <= wanted[-1])
    out = [(h, y.copy()) for h in wanted if h == 0.0]
    for here, there in zip(ends, [*ends[1:], ends[-1]], strict=True):
        if here in visits:
            e = b + STATES.index("expectancy")
            y[e] += t[TRAIT["visit"]] * (1 - y[e])
        flow_s, flow_r = np.zeros(1 + _DEPOTS), np.zeros(1 + _DEPOTS)
        for each in inputs:
            place = 0 if each.place == PLASMA else 1 + DEPOT_NAMES.index(each.place)
            if each.hours == 0 and each.start_h == here:
                at = DRUG + place - 1 if place else 0
                y[at] += each.s_mg[0]
                y[half + at] += each.r_mg[0]
            elif each.start_h <= here < each.stop_h:
                flow_s[place] += each.s_mg[0] / each.hours
                flow_r[place] += each.r_mg[0] / each.hours
        ad, talk = (h is not None and h <= here for h in task.treat_h)
        on_ad, on_talk = ad * t[TRAIT["antidepressant"]], talk * t[TRAIT["psychotherapy"]]
        if there <= here:
            continue

        def slopes(_h: float, state: Floats) -> Floats:
            dy = np.empty(SIZE)
            _slopes(state, p, own_s, own_r, ka, flow_s, flow_r, t, k, fade, on_ad, on_talk, dy)  # noqa: B023
            return dy

        times = [h for h in wanted if here < h <= there]
        grid = times if times and times[-1] == there else [*times, there]
        found = solve_ivp(
            slopes, (here, there), y, method="LSODA", t_eval=grid, rtol=rtol, atol=rtol * 1e-3,
            first_step=1e-6,
        )  # fmt: skip
        if not found.success:
            raise ArithmeticError(found.message)
        out.extend((h, found.y[:, i].copy()) for i, h in enumerate(times))
        y = found.y[:, -1].copy()
    return out
