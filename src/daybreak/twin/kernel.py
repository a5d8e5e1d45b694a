"""The steps themselves, compiled: a block of people abreast, float32, a statement per equation.

A step advances the drug exactly (a matrix for each enantiomer) and then the brain in the order
of cause and effect, in several short loops over the lanes because a processor overlaps short
loops better than one long one. Each state follows a cause that is a straight line over the step,
so it is advanced by an exponential; the few whose own rate changes are advanced by the trapezoid.
One evaluation per step, second order, stable for any step. `slowly.py` is the same in NumPy.

Arrays are flat: row r of lane l stands at r * L + l.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.
# ruff: noqa: E741 - l is the lane, in every loop of this file

import numpy as np

from daybreak.twin.compiled import fast, inlined
from daybreak.twin.ladder import FADE, FOLLOW, brain_ladder, drug_ladder
from daybreak.twin.quick import exp32, log32, reciprocal32
from daybreak.twin.rows import (
    AD,
    AMPA,
    BDNF,
    BRAIN_ROWS,
    D_BDNF,
    D_DIS,
    D_GLU,
    D_HAZ,
    D_PRESS,
    D_SCORE,
    D_SED,
    D_TOL,
    DIS,
    DRUG_COEFFICIENTS,
    DRUG_ROWS,
    EFFECT,
    EXPECT,
    FAST,
    GLU,
    HAZ,
    HNK,
    LANES,
    LIVER,
    MTOR,
    NK,
    NK_TISSUE,
    PEAKS,
    PLASMA,
    PRESS,
    QUICK,
    SCORE,
    SCORE_ROWS,
    SCORES,
    SED,
    SLOW,
    STRESS,
    SYN,
    TALK,
    TOL,
    TRAIT,
    TRAITS,
    VENOUS,
)
from daybreak.twin.schedule import (
    CLOSE,
    DROP,
    FLOWS,
    HUSH,
    LEAP,
    OBSERVE,
    OPEN,
    QUIET,
    TREAT,
    WATCH,
)

L = LANES
f = np.float32
ZERO, ONE, HALF = f(0), f(1), f(0.5)
TINY = f(1e-9)  # keeps a logarithm finite
FLOOR = f(1e-25)  # keeps a fading state from becoming subnormal, which is slow
NG_PER_MG = f(1000)

# rows of the brain's step coefficients: end, old cause, new cause
E_DIS, E_GLU, E_AMPA, E_BDNF, E_MTOR, E_SCORE, E_PRESS, E_SED = range(0, 3 * FOLLOW, 3)
F_STRESS, F_EXPECT, F_AD, F_TALK = range(3 * FOLLOW, 3 * FOLLOW + FADE)
STEP_H = 3 * FOLLOW + FADE

T_BIND_S, T_BIND_R = TRAIT["bind_s"], TRAIT["bind_r"]
T_BIND_NK_S, T_BIND_NK_R = TRAIT["bind_nk_s"], TRAIT["bind_nk_r"]
T_HCN1_S, T_HCN1_R = TRAIT["hcn1_s"], TRAIT["hcn1_r"]
T_OPIOID_S, T_OPIOID_R, T_OPIOID = TRAIT["opioid_s"], TRAIT["opioid_r"], TRAIT["opioid_weight"]
T_CHOLINERGIC_S, T_CHOLINERGIC_R = TRAIT["cholinergic_s"], TRAIT["cholinergic_r"]
T_CHOLINERGIC = TRAIT["cholinergic_weight"]
T_AMINERGIC_S, T_AMINERGIC_R = TRAIT["aminergic_s"], TRAIT["aminergic_r"]
T_AMINERGIC = TRAIT["aminergic_weight"]
T_DRIVE, T_GAIN = TRAIT["drive"], TRAIT["gain"]
T_DIS, T_DIS_SLOPE, T_DIS_HALF = TRAIT["dis_ceiling"], TRAIT["dis_slope"], TRAIT["dis_log_half"]
T_BRAKE_SLOPE, T_BRAKE_HALF = TRAIT["brake_slope"], TRAIT["brake_log_half"]
T_AMPA_SLOPE, T_AMPA_HALF = TRAIT["ampa_slope"], TRAIT["ampa_log_half"]
T_HNK, T_R_EXTRA = TRAIT["hnk"], TRAIT["r_extra"]
T_QUICK_GAIN, T_QUICK_FADE = TRAIT["quick_gain"], TRAIT["quick_fade"]
T_SLOW_GAIN, T_SLOW_FADE = TRAIT["slow_gain"], TRAIT["slow_fade"]
T_PRUNING, T_STRESS = TRAIT["stress_pruning"], TRAIT["stress_level"]
T_SLOW_WEIGHT, T_SENSITIVITY = TRAIT["slow_weight"], TRAIT["sensitivity"]
T_HALF, T_CEILING = TRAIT["half"], TRAIT["ceiling"]
T_EXPECTANCY, T_VISIT = TRAIT["expectancy"], TRAIT["visit"]
T_AD, T_TALK = TRAIT["antidepressant"], TRAIT["psychotherapy"]
T_HAZARD, T_HAZARD_SLOPE = TRAIT["hazard_log"], TRAIT["hazard_slope"]
T_FEEL_S, T_FEEL_R, T_FEEL_SLOPE = TRAIT["dis_s"], TRAIT["dis_r"], TRAIT["dissociation_slope"]
T_TOL_RATE, T_TOL_FADE = TRAIT["tolerance_rate"], TRAIT["tolerance_fade"]
T_PRESSOR, T_SEDATION = TRAIT["pressor"], TRAIT["sedation"]
T_VENOUS_RATE, T_EFFECT_RATE = TRAIT["venous_rate"], TRAIT["effect_rate"]
T_PER_LITRE = TRAIT["per_litre"]
T_PRESS_RATE, T_SED_RATE = TRAIT["pressor_rate"], TRAIT["sedation_rate"]

DRUG_SCORE_ROWS = (VENOUS, NK, HNK)

# what is nothing when a person's own drug is spent
GONE = (DIS, GLU, AMPA, PRESS, SED, D_DIS, D_GLU, D_BDNF, D_PRESS, D_SED, D_TOL)

# what the drug causes within a step
(C_BLOCK, C_LOG_BLOCK, C_DEEP, C_STRAIN, C_EXTRA, C_MODULATION, C_FELT, C_SILENCED, C_BRAKE,
 C_RELEASE) = range(10)  # fmt: skip
CAUSE_ROWS = 10

# what is watched: the most so far, then the last value and slope of each, then the last metabolite
WATCHED = len(PEAKS)
LAST, LAST_SLOPE, LAST_NK = WATCHED, 2 * WATCHED, 3 * WATCHED
WATCH_ROWS = 3 * WATCHED + 1


@fast
def advance_drug(x, w, u):
    """One exact step of one enantiomer. x: state; w: coefficients; u: what came in meanwhile."""
    for l in range(L):
        c, f1, s1, h1 = x[PLASMA * L + l], x[FAST * L + l], x[SLOW * L + l], x[LIVER * L + l]
        n, t, k = x[NK * L + l], x[NK_TISSUE * L + l], x[HNK * L + l]
        v, e = x[VENOUS * L + l], x[EFFECT * L + l]
        x[PLASMA * L + l] = (
            w[l] * c + w[L + l] * f1 + w[2 * L + l] * s1 + w[3 * L + l] * h1 + u[PLASMA * L + l]
        )
        x[FAST * L + l] = (
            w[4 * L + l] * c + w[5 * L + l] * f1 + w[6 * L + l] * s1 + w[7 * L + l] * h1
            + u[FAST * L + l]
        )  # fmt: skip
        x[SLOW * L + l] = (
            w[8 * L + l] * c + w[9 * L + l] * f1 + w[10 * L + l] * s1 + w[11 * L + l] * h1
            + u[SLOW * L + l]
        )  # fmt: skip
        x[LIVER * L + l] = (
            w[12 * L + l] * c + w[13 * L + l] * f1 + w[14 * L + l] * s1 + w[15 * L + l] * h1
            + u[LIVER * L + l]
        )  # fmt: skip
        x[NK * L + l] = (
            w[16 * L + l] * c + w[17 * L + l] * f1 + w[18 * L + l] * s1 + w[19 * L + l] * h1
            + w[20 * L + l] * n + w[21 * L + l] * t + u[NK * L + l]
        )  # fmt: skip
        x[NK_TISSUE * L + l] = (
            w[22 * L + l] * c + w[23 * L + l] * f1 + w[24 * L + l] * s1 + w[25 * L + l] * h1
            + w[26 * L + l] * n + w[27 * L + l] * t + u[NK_TISSUE * L + l]
        )  # fmt: skip
        x[HNK * L + l] = (
            w[28 * L + l] * c + w[29 * L + l] * f1 + w[30 * L + l] * s1 + w[31 * L + l] * h1
            + w[32 * L + l] * n + w[33 * L + l] * t + w[34 * L + l] * k + u[HNK * L + l]
        )  # fmt: skip
        x[VENOUS * L + l] = (
            w[35 * L + l] * c + w[36 * L + l] * f1 + w[37 * L + l] * s1 + w[38 * L + l] * h1
            + w[39 * L + l] * v + u[VENOUS * L + l]
        )  # fmt: skip
        x[EFFECT * L + l] = (
            w[40 * L + l] * c + w[41 * L + l] * f1 + w[42 * L + l] * s1 + w[43 * L + l] * h1
            + w[44 * L + l] * v + w[45 * L + l] * e + u[EFFECT * L + l]
        )  # fmt: skip


@fast
def empty_depots(depots, w, u, flows):
    """One exact step of the depots of one enantiomer; what leaves them is added to `flows` in u.

    depots: (depots, lanes); w: decay and nine shares for each; flows: what flows in, (9 rows).
    """
    for k in range(DRUG_ROWS * L):
        u[k] = flows[k]
    for d in range(len(depots) // L):
        x = depots[d * L : (d + 1) * L]
        mine = w[d * (1 + DRUG_ROWS) * L : (d + 1) * (1 + DRUG_ROWS) * L]
        for r in range(DRUG_ROWS):
            share = mine[(1 + r) * L : (2 + r) * L]
            row = u[r * L : (r + 1) * L]
            for l in range(L):
                row[l] += share[l] * x[l]
        for l in range(L):
            x[l] = mine[l] * x[l] + FLOOR


@fast
def feel_drug(c, s, r, q):
    """What the drug does at once: causes c for the brain and the body, from S and R of drug."""
    for l in range(L):
        ket_s, ket_r = s[EFFECT * L + l], r[EFFECT * L + l]
        x = (
            q[T_BIND_S * L + l] * ket_s
            + q[T_BIND_R * L + l] * ket_r
            + q[T_BIND_NK_S * L + l] * s[NK * L + l]
            + q[T_BIND_NK_R * L + l] * r[NK * L + l]
        )
        block = x * reciprocal32(ONE + x)
        c[C_BLOCK * L + l] = block
        c[C_LOG_BLOCK * L + l] = log32(block + TINY)
        deep = block * q[T_SEDATION * L + l]
        deep = deep * deep + q[T_HCN1_S * L + l] * ket_s + q[T_HCN1_R * L + l] * ket_r
        c[C_DEEP * L + l] = deep * reciprocal32(ONE + deep)
        total = q[T_PRESSOR * L + l] * (ket_s + ket_r)
        c[C_STRAIN * L + l] = total * reciprocal32(ONE + total)
    for l in range(L):
        felt = q[T_FEEL_S * L + l] * s[EFFECT * L + l] + q[T_FEEL_R * L + l] * r[EFFECT * L + l]
        power = exp32(q[T_FEEL_SLOPE * L + l] * log32(felt + TINY))
        c[C_FELT * L + l] = power * reciprocal32(ONE + power)
    for l in range(L):
        log_block = c[C_LOG_BLOCK * L + l]
        power = exp32(q[T_DIS_SLOPE * L + l] * (log_block - q[T_DIS_HALF * L + l]))
        c[C_SILENCED * L + l] = q[T_DIS * L + l] * power * reciprocal32(ONE + power)
        brake = exp32(q[T_BRAKE_SLOPE * L + l] * (log_block - q[T_BRAKE_HALF * L + l]))
        c[C_BRAKE * L + l] = reciprocal32(ONE + brake)


@fast
def feel_beside(c, s, r, q):
    """Opioid, cholinergic and aminergic receptors, and what is claimed of HNK and R-ketamine."""
    for l in range(L):
        ket_s, ket_r = s[EFFECT * L + l], r[EFFECT * L + l]
        opioid = q[T_OPIOID_S * L + l] * ket_s + q[T_OPIOID_R * L + l] * ket_r
        cholinergic = q[T_CHOLINERGIC_S * L + l] * ket_s + q[T_CHOLINERGIC_R * L + l] * ket_r
        aminergic = q[T_AMINERGIC_S * L + l] * ket_s + q[T_AMINERGIC_R * L + l] * ket_r
        c[C_MODULATION * L + l] = (
            q[T_DRIVE * L + l]
            + q[T_OPIOID * L + l] * opioid * reciprocal32(ONE + opioid)
            + q[T_CHOLINERGIC * L + l] * cholinergic * reciprocal32(ONE + cholinergic)
            + q[T_AMINERGIC * L + l] * aminergic * reciprocal32(ONE + aminergic)
        )
        c[C_EXTRA * L + l] = q[T_HNK * L + l] * r[HNK * L + l] + q[T_R_EXTRA * L + l] * ket_r


@fast
def advance_cascade(y, c, q, w):
    """Interneurons fall silent, glutamate surges, AMPA carries it, BDNF is released."""
    for l in range(L):
        silenced = c[C_SILENCED * L + l]
        dis = (
            w[E_DIS * L + l] * y[DIS * L + l]
            + w[(E_DIS + 1) * L + l] * y[D_DIS * L + l]
            + w[(E_DIS + 2) * L + l] * silenced
        )
        surge = q[T_GAIN * L + l] * dis * c[C_MODULATION * L + l] * c[C_BRAKE * L + l]
        glu_old = y[GLU * L + l]
        glu = (
            w[E_GLU * L + l] * glu_old
            + w[(E_GLU + 1) * L + l] * y[D_GLU * L + l]
            + w[(E_GLU + 2) * L + l] * surge
        )
        ampa = (
            w[E_AMPA * L + l] * y[AMPA * L + l]
            + w[(E_AMPA + 1) * L + l] * glu_old
            + w[(E_AMPA + 2) * L + l] * glu
        )
        y[DIS * L + l] = dis
        y[GLU * L + l] = glu
        y[AMPA * L + l] = ampa
        y[D_DIS * L + l] = silenced
        y[D_GLU * L + l] = surge
    for l in range(L):
        through = log32(y[AMPA * L + l] + c[C_EXTRA * L + l] + TINY)
        power = exp32(q[T_AMPA_SLOPE * L + l] * (through - q[T_AMPA_HALF * L + l]))
        c[C_RELEASE * L + l] = power * reciprocal32(ONE + power)


@fast
def advance_synapses(y, c, q, w):
    """BDNF leads to new protein; synapses strengthen at once and grow over days."""
    for l in range(L):
        half_h = HALF * w[STEP_H * L + l]
        release = c[C_RELEASE * L + l]
        bdnf_old, mtor_old = y[BDNF * L + l], y[MTOR * L + l]
        bdnf = (
            w[E_BDNF * L + l] * bdnf_old
            + w[(E_BDNF + 1) * L + l] * y[D_BDNF * L + l]
            + w[(E_BDNF + 2) * L + l] * release
            + FLOOR
        )
        mtor = (
            w[E_MTOR * L + l] * mtor_old
            + w[(E_MTOR + 1) * L + l] * bdnf_old
            + w[(E_MTOR + 2) * L + l] * bdnf
            + FLOOR
        )
        quick_old, slow_old = y[QUICK * L + l], y[SYN * L + l]
        gain, fade = q[T_QUICK_GAIN * L + l], q[T_QUICK_FADE * L + l]
        gain_0, gain_1 = gain * bdnf_old, gain * bdnf
        quick = (
            quick_old * (ONE - half_h * (gain_0 + fade)) + half_h * (gain_0 + gain_1)
        ) * reciprocal32(ONE + half_h * (gain_1 + fade))
        stress_old = y[STRESS * L + l]
        stress = (stress_old - q[T_STRESS * L + l]) * w[F_STRESS * L + l] + q[T_STRESS * L + l]
        gain_0 = q[T_SLOW_GAIN * L + l] * (quick_old + mtor_old)
        gain_1 = q[T_SLOW_GAIN * L + l] * (quick + mtor)
        fade_0 = q[T_SLOW_FADE * L + l] * (ONE + q[T_PRUNING * L + l] * stress_old)
        fade_1 = q[T_SLOW_FADE * L + l] * (ONE + q[T_PRUNING * L + l] * stress)
        slow = (
            slow_old * (ONE - half_h * (gain_0 + fade_0)) + half_h * (gain_0 + gain_1)
        ) * reciprocal32(ONE + half_h * (gain_1 + fade_1))
        y[BDNF * L + l] = bdnf
        y[MTOR * L + l] = mtor
        y[QUICK * L + l] = quick
        y[SYN * L + l] = slow
        y[STRESS * L + l] = stress
        y[D_BDNF * L + l] = release


@fast
def advance_mood(y, q, w):
    """Synapses, expectancy and other treatment lift the score, which follows; hazard adds up."""
    for l in range(L):
        expect = w[F_EXPECT * L + l] * y[EXPECT * L + l]
        z = q[T_SENSITIVITY * L + l] * (
            y[QUICK * L + l] + q[T_SLOW_WEIGHT * L + l] * y[SYN * L + l]
        )
        lifted = q[T_CEILING * L + l] * z * reciprocal32(z + q[T_HALF * L + l])
        tends = (
            (ONE - lifted)
            * (ONE - q[T_EXPECTANCY * L + l] * expect)
            * (ONE - y[AD * L + l])
            * (ONE - y[TALK * L + l])
        )
        score = (
            w[E_SCORE * L + l] * y[SCORE * L + l]
            + w[(E_SCORE + 1) * L + l] * y[D_SCORE * L + l]
            + w[(E_SCORE + 2) * L + l] * tends
        )
        hazard = exp32(q[T_HAZARD * L + l] + q[T_HAZARD_SLOPE * L + l] * score)
        y[EXPECT * L + l] = expect
        y[SCORE * L + l] = score
        y[HAZ * L + l] += HALF * w[STEP_H * L + l] * (y[D_HAZ * L + l] + hazard)
        y[D_SCORE * L + l] = tends
        y[D_HAZ * L + l] = hazard


@fast
def advance_body(y, c, q, w):
    """Tolerance to dissociation, blood pressure and heart rate, sedation."""
    for l in range(L):
        h = w[STEP_H * L + l]
        half_h = HALF * h
        felt, strain, deep = c[C_FELT * L + l], c[C_STRAIN * L + l], c[C_DEEP * L + l]
        tol_old, fade = y[TOL * L + l], q[T_TOL_FADE * L + l]
        gain_0 = q[T_TOL_RATE * L + l] * y[D_TOL * L + l] * (ONE - tol_old)
        guess = tol_old + h * (gain_0 * (ONE - tol_old) - fade * tol_old)
        gain_1 = q[T_TOL_RATE * L + l] * felt * (ONE - guess)
        y[TOL * L + l] = (
            tol_old * (ONE - half_h * (gain_0 + fade)) + half_h * (gain_0 + gain_1)
        ) * reciprocal32(ONE + half_h * (gain_1 + fade))
        y[PRESS * L + l] = (
            w[E_PRESS * L + l] * y[PRESS * L + l]
            + w[(E_PRESS + 1) * L + l] * y[D_PRESS * L + l]
            + w[(E_PRESS + 2) * L + l] * strain
        )
        y[SED * L + l] = (
            w[E_SED * L + l] * y[SED * L + l]
            + w[(E_SED + 1) * L + l] * y[D_SED * L + l]
            + w[(E_SED + 2) * L + l] * deep
        )
        y[D_PRESS * L + l] = strain
        y[D_SED * L + l] = deep
        y[D_TOL * L + l] = felt


@fast
def fade_quietly(y, c, q, w):
    """Between sessions, when a person's own drug is spent: no release, and tolerance fades."""
    for l in range(L):
        half_h = HALF * w[STEP_H * L + l]
        fade = q[T_TOL_FADE * L + l]
        y[TOL * L + l] *= (ONE - half_h * fade) * reciprocal32(ONE + half_h * fade)
        c[C_RELEASE * L + l] = ZERO


@fast
def advance_treatments(y, on, w):
    """One step of antidepressant and psychotherapy towards what they can lift.

    on: their ceilings while they go on, else 0, (2, lanes).
    """
    for l in range(L):
        y[AD * L + l] = (y[AD * L + l] - on[l]) * w[F_AD * L + l] + on[l]
        y[TALK * L + l] = (y[TALK * L + l] - on[L + l]) * w[F_TALK * L + l] + on[L + l]


@fast
def watch(seen, y, s, r, q, w, fresh):
    """Keep the most of what is watched, also between the ends of a step.

    Over one step a slope is nearly a straight line; where it crosses zero the value is read from
    both ends. `fresh` only notes value and slope, at the start of a session.
    """
    for l in range(L):
        h = w[STEP_H * L + l]
        per_h = ZERO if fresh else reciprocal32(h)
        ket_s, ket_r = s[EFFECT * L + l], r[EFFECT * L + l]
        ven_s, ven_r = s[VENOUS * L + l], r[VENOUS * L + l]
        rise_s = q[T_EFFECT_RATE * L + l] * (ven_s - ket_s)
        rise_r = q[T_EFFECT_RATE * L + l] * (ven_r - ket_r)
        nk = q[T_BIND_NK_S * L + l] * s[NK * L + l] + q[T_BIND_NK_R * L + l] * r[NK * L + l]
        x = q[T_BIND_S * L + l] * ket_s + q[T_BIND_R * L + l] * ket_r + nk
        free = reciprocal32(ONE + x)
        rise_x = q[T_BIND_S * L + l] * rise_s + q[T_BIND_R * L + l] * rise_r
        rise_x += (nk - seen[LAST_NK * L + l]) * per_h
        seen[LAST_NK * L + l] = nk
        u = q[T_FEEL_S * L + l] * ket_s + q[T_FEEL_R * L + l] * ket_r
        rise_u = q[T_FEEL_S * L + l] * rise_s + q[T_FEEL_R * L + l] * rise_r
        felt = (ONE - y[TOL * L + l]) * y[D_TOL * L + l]
        steep = q[T_FEEL_SLOPE * L + l] * (ONE - y[D_TOL * L + l]) * reciprocal32(u + TINY)
        plasma = (s[PLASMA * L + l] + r[PLASMA * L + l]) * q[T_PER_LITRE * L + l]

        _keep(
            seen, 0, l, ven_s + ven_r, q[T_VENOUS_RATE * L + l] * (plasma - ven_s - ven_r), h, fresh
        )
        _keep(seen, 1, l, x * free, rise_x * free * free, h, fresh)
        _keep(seen, 2, l, felt, felt * steep * rise_u, h, fresh)
        press, sed = y[PRESS * L + l], y[SED * L + l]
        _keep(seen, 3, l, press, q[T_PRESS_RATE * L + l] * (y[D_PRESS * L + l] - press), h, fresh)
        _keep(seen, 4, l, sed, q[T_SED_RATE * L + l] * (y[D_SED * L + l] - sed), h, fresh)


@inlined
def _keep(seen, k, l, value, slope, h, fresh):
    """The most of signal k in lane l, given its value and slope at the end of a step of h."""
    before = seen[(LAST + k) * L + l]
    up = max(h * seen[(LAST_SLOPE + k) * L + l], ZERO)
    down = max(-h * slope, ZERO)
    turn = up * reciprocal32(up + down + TINY)
    between = HALF * (before + value + HALF * (up * turn + down * (ONE - turn)))
    most = max(value, seen[k * L + l])
    if not fresh:
        most = max(most, between)
    seen[k * L + l] = most
    seen[(LAST + k) * L + l] = value
    seen[(LAST_SLOPE + k) * L + l] = slope


@fast
def run_block(  # noqa: C901, PLR0912 - a list of events, one branch for each
    lanes, rows, first, active, doses, flow_place, flow_depot, plasma_drop, side_rows, w, q, scores,
    peaks,
):  # fmt: skip
    """Take a block of people through their course.

    Args:
        lanes: where each lane's results go; -1 for a lane that only fills the block.
        rows, first, active: from `Schedule`.
        doses: amount of each input, mg for a drop and mg/h for a flow, (inputs, 2, lanes).
        flow_place, flow_depot: for each input its flow's number; for each flow its depot or -1.
        plasma_drop: for each input the depot it drops into, or -1 for plasma.
        side_rows: rows of one enantiomer within a level.
        w: step coefficients, flat (levels, level rows, lanes).
        q: traits, flat (traits, lanes).
        scores: (people, observations, len(SCORES)), written.
        peaks: (people, sessions, len(PEAKS)), written.
    """
    flows = len(flow_depot)
    depots = (side_rows - DRUG_COEFFICIENTS) // (1 + DRUG_ROWS) - flows
    level_size = (2 * side_rows + 3 * FOLLOW + FADE + 1) * L
    s = np.zeros(DRUG_ROWS * L, f)
    r = np.zeros(DRUG_ROWS * L, f)
    y = np.zeros(BRAIN_ROWS * L, f)
    seen = np.zeros(WATCH_ROWS * L, f)
    c = np.zeros(CAUSE_ROWS * L, f)
    on = np.zeros(2 * L, f)
    in_s = np.zeros(depots * L, f)
    in_r = np.zeros(depots * L, f)
    rate = np.zeros(2 * flows * L, f)
    u_s, u_r = np.zeros(DRUG_ROWS * L, f), np.zeros(DRUG_ROWS * L, f)
    v_s, v_r = np.zeros(DRUG_ROWS * L, f), np.zeros(DRUG_ROWS * L, f)
    into = np.zeros(2 * max(depots, 1) * L, f)
    flowing = False
    treated = False
    beside = False
    for l in range(L):
        # Receptors of no weight are left out, not multiplied by nothing at every step.
        beside = beside or q[T_OPIOID * L + l] != ZERO or q[T_CHOLINERGIC * L + l] != ZERO
        beside = beside or q[T_AMINERGIC * L + l] != ZERO
        beside = beside or q[T_HNK * L + l] != ZERO or q[T_R_EXTRA * L + l] != ZERO
        c[C_MODULATION * L + l] = q[T_DRIVE * L + l]
        y[SCORE * L + l] = ONE
        y[D_SCORE * L + l] = ONE
        y[D_HAZ * L + l] = exp32(q[T_HAZARD * L + l] + q[T_HAZARD_SLOPE * L + l])

    for k in range(len(rows)):
        kind, number, count = rows[k, 0], rows[k, 1], rows[k, 2]
        if kind <= LEAP:  # a stretch of steps
            here = w[number * level_size : (number + 1) * level_size]
            w_s = here[: side_rows * L]
            w_r = here[side_rows * L : 2 * side_rows * L]
            w_y = here[2 * side_rows * L :]
            d_s = w_s[DRUG_COEFFICIENTS * L :]
            d_r = w_r[DRUG_COEFFICIENTS * L :]
            if flowing:
                _flow_in(rate, flow_depot, depots, d_s, d_r, v_s, v_r, into)
            if depots == 0:
                for j in range(DRUG_ROWS * L):
                    u_s[j] = v_s[j]
                    u_r[j] = v_r[j]
            for _ in range(count):
                if kind != QUIET:
                    if depots > 0:
                        empty_depots(in_s, d_s, u_s, v_s)
                        empty_depots(in_r, d_r, u_r, v_r)
                        if flowing:
                            for j in range(depots * L):
                                in_s[j] += into[j]
                                in_r[j] += into[depots * L + j]
                    advance_drug(s, w_s, u_s)
                    advance_drug(r, w_r, u_r)
                if kind != LEAP:
                    if treated:
                        advance_treatments(y, on, w_y)
                    if kind == QUIET:
                        fade_quietly(y, c, q, w_y)
                    else:
                        feel_drug(c, s, r, q)
                        if beside:
                            feel_beside(c, s, r, q)
                        advance_cascade(y, c, q, w_y)
                        advance_body(y, c, q, w_y)
                    advance_synapses(y, c, q, w_y)
                    advance_mood(y, q, w_y)
                if kind == WATCH:
                    watch(seen, y, s, r, q, w_y, False)
            if kind == LEAP:
                for j in range(DRUG_ROWS * L):
                    s[j] = max(s[j], FLOOR)
                    r[j] = max(r[j], FLOOR)
        elif kind == FLOWS:
            for j in range(2 * flows * L):
                rate[j] = ZERO
            for j in range(DRUG_ROWS * L):
                v_s[j] = ZERO
                v_r[j] = ZERO
            flowing = first[number + 1] > first[number]
            for a in range(first[number], first[number + 1]):
                at = flow_place[active[a]]
                for l in range(L):
                    rate[at * L + l] += f(doses[active[a], 0, l])
                    rate[(flows + at) * L + l] += f(doses[active[a], 1, l])
        elif kind == DROP:
            at = plasma_drop[number]
            for l in range(L):
                if at < 0:
                    s[PLASMA * L + l] += f(doses[number, 0, l])
                    r[PLASMA * L + l] += f(doses[number, 1, l])
                else:
                    in_s[at * L + l] += f(doses[number, 0, l])
                    in_r[at * L + l] += f(doses[number, 1, l])
        elif kind == OPEN:
            for l in range(L):
                y[EXPECT * L + l] += q[T_VISIT * L + l] * (ONE - y[EXPECT * L + l])
                for j in range(WATCHED):
                    seen[j * L + l] = ZERO
            watch(seen, y, s, r, q, w[2 * side_rows * L :], True)
            _refresh(y, q)
        elif kind == CLOSE:
            for l in range(L):
                if lanes[l] >= 0:
                    for j in range(WATCHED):
                        peaks[lanes[l], number, j] = seen[j * L + l]
        elif kind == OBSERVE:
            for l in range(L):
                if lanes[l] >= 0:
                    for j in range(len(SCORE_ROWS)):
                        scores[lanes[l], number, j] = y[SCORE_ROWS[j] * L + l]
                    for j in range(len(DRUG_SCORE_ROWS)):
                        at = DRUG_SCORE_ROWS[j] * L + l
                        scores[lanes[l], number, len(SCORE_ROWS) + j] = s[at] + r[at]
        elif kind == TREAT:
            treated = True
            ceiling = T_AD if number == 0 else T_TALK
            for l in range(L):
                on[number * L + l] = q[ceiling * L + l]
        elif kind == HUSH:
            for row in GONE:
                for l in range(L):
                    y[row * L + l] = ZERO


@fast
def _refresh(y, q):
    """Where the score tends, anew: a visit has just changed it at one stroke."""
    for l in range(L):
        z = q[T_SENSITIVITY * L + l] * (
            y[QUICK * L + l] + q[T_SLOW_WEIGHT * L + l] * y[SYN * L + l]
        )
        lifted = q[T_CEILING * L + l] * z * reciprocal32(z + q[T_HALF * L + l])
        y[D_SCORE * L + l] = (
            (ONE - lifted)
            * (ONE - q[T_EXPECTANCY * L + l] * y[EXPECT * L + l])
            * (ONE - y[AD * L + l])
            * (ONE - y[TALK * L + l])
        )


@fast
def _flow_in(rate, flow_depot, depots, d_s, d_r, v_s, v_r, into):
    """What the steady flows add in one step of this level, to each row and each depot."""
    flows = len(flow_depot)
    for j in range(DRUG_ROWS * L):
        v_s[j] = ZERO
        v_r[j] = ZERO
    for j in range(len(into)):
        into[j] = ZERO
    for k in range(flows):
        base = (depots + k) * (1 + DRUG_ROWS) * L
        for j in range(DRUG_ROWS):
            for l in range(L):
                v_s[j * L + l] += d_s[base + (1 + j) * L + l] * rate[k * L + l]
                v_r[j * L + l] += d_r[base + (1 + j) * L + l] * rate[(flows + k) * L + l]
        if flow_depot[k] >= 0:
            for l in range(L):
                at = flow_depot[k] * L + l
                into[at] += d_s[base + l] * rate[k * L + l]
                into[depots * L + at] += d_r[base + l] * rate[(flows + k) * L + l]


@fast
def run_blocks(
    who, offsets, kind_rows, kind_starts, first, first_starts, active, active_starts, doses,
    flow_place, flow_depot, drop_depot, slope_s, slope_r, taylor, square, diagonal, places,
    side_rows, following, fading, traits, step_h, levels, squarings, terms, scores, peaks,
):  # fmt: skip
    """Blocks of people, each block of one class. See `engine.run`, which packs the arguments."""
    inputs = doses.shape[0]
    level_rows = 2 * side_rows + 3 * FOLLOW + FADE + 1
    w = np.zeros(levels * level_rows * L, f)
    q = np.zeros(len(TRAITS) * L, f)
    own_s = np.zeros(slope_s.shape[0] * L)
    own_r = np.zeros(slope_s.shape[0] * L)
    follow = np.zeros(FOLLOW * L)
    fade = np.zeros(FADE * L)
    amount = np.zeros((inputs, 2, L))
    lanes = np.zeros(L, np.int64)
    for block in range(len(offsets)):
        for l in range(L):
            person = who[block * L + l]
            lanes[l] = person
            if person < 0:
                person = who[block * L]  # a stand-in, whose results go nowhere
            for k in range(slope_s.shape[0]):
                own_s[k * L + l] = slope_s[k, person]
                own_r[k * L + l] = slope_r[k, person]
            for k in range(FOLLOW):
                follow[k * L + l] = following[k, person]
            for k in range(FADE):
                fade[k * L + l] = fading[k, person]
            for k in range(len(TRAITS)):
                q[k * L + l] = f(traits[k, person])
            for k in range(inputs):
                amount[k, 0, l] = doses[k, 0, person]
                amount[k, 1, l] = doses[k, 1, person]
        drug_ladder(own_s, step_h, levels, squarings, terms, taylor, square, diagonal, places, 0, w)
        drug_ladder(
            own_r, step_h, levels, squarings, terms, taylor, square, diagonal, places, side_rows, w
        )
        brain_ladder(follow, fade, step_h, levels, 2 * side_rows, w)
        c = offsets[block]
        run_block(
            lanes,
            kind_rows[kind_starts[c] : kind_starts[c + 1]],
            first[first_starts[c] : first_starts[c + 1]],
            active[active_starts[c] : active_starts[c + 1]],
            amount, flow_place, flow_depot, drop_depot, side_rows, w, q, scores, peaks,
        )  # fmt: skip


assert len(SCORES) == len(SCORE_ROWS) + len(DRUG_SCORE_ROWS)  # noqa: S101 - two lists name the same rows
