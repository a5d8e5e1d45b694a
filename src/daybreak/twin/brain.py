r"""From receptors to mood, as differential equations in plain NumPy.

Nothing here is fast. It is what the model *is*: `slopes` is handed to other people's solvers to
check ours, and `docs/explanation/twin.md` derives it line by line. Every rate of the cascade is
explanatory; trial data identify about ten of its combinations.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.people import People
from daybreak.twin.rows import FADING, FOLLOWING, STATES, TRAITS

Floats = NDArray[np.float64]

UM_PER_MG_PER_L = 1000.0  # micromol/L in one mg/L, times g/mol
NG_PER_MG = 1000.0


def traits(people: People) -> dict[str, Floats]:
    """What the equations need of each person, by the names of `rows.TRAITS`.

    Concentrations enter as mg/L at the effect site, metabolites as mg in their volume; the
    factors here turn either into a share of an affinity.
    """
    v = people.value
    free = v("free_brain_fraction") * UM_PER_MG_PER_L
    ketamine = free / v("ketamine_molar_mass")
    # metabolites are carried as ketamine equivalents, so molar amounts need ketamine's mass
    metabolite = ketamine / v("norketamine_volume")
    t = {
        "bind_s": ketamine / v("nmda_ki_s"),
        "bind_r": ketamine / v("nmda_ki_r"),
        "bind_nk_s": metabolite / v("nmda_ki_norketamine_s"),
        "bind_nk_r": metabolite / v("nmda_ki_norketamine_r"),
        "hcn1_s": ketamine / v("hcn1_ic50_s"),
        "hcn1_r": ketamine / v("hcn1_ic50_r"),
        "drive": v("drive"),
        "dis_ceiling": v("disinhibition_ceiling"),
        "dis_slope": v("disinhibition_slope"),
        "dis_log_half": np.log(v("disinhibition_half_block")),
        "brake_slope": v("brake_slope"),
        "brake_log_half": np.log(v("brake_half_block")),
        "gain": v("glutamate_gain"),
        "ampa_slope": v("ampa_slope"),
        "ampa_log_half": np.log(v("ampa_half")),
        "hnk": v("hnk_weight") * ketamine / v("hnk_volume"),
        "r_extra": v("r_ketamine_weight") * ketamine / v("nmda_ki_r"),
        "quick_gain": v("fast_gain"),
        "quick_fade": 1 / v("fast_time"),
        "slow_gain": v("slow_gain"),
        "slow_fade": 1 / v("slow_time"),
        "stress_pruning": v("stress_pruning"),
        "stress_level": v("stress_level"),
        "slow_weight": v("slow_weight"),
        "sensitivity": v("sensitivity") * v("study_context"),
        "half": v("plasticity_half"),
        "ceiling": v("drug_ceiling"),
        "expectancy": v("expectancy"),
        "visit": v("expectancy_per_visit"),
        "antidepressant": v("antidepressant_ceiling"),
        "psychotherapy": v("psychotherapy_ceiling"),
        "hazard_log": np.log(v("relapse_hazard"))
        - v("relapse_slope") * v("relapse_score") / 10
        + v("relapse_per_failure") * (v("failures") - v("usual_failures")),
        "hazard_slope": v("relapse_slope") * v("baseline_score") / 10,
        "dis_s": NG_PER_MG / v("dissociation_half_s"),
        "dis_r": NG_PER_MG / v("dissociation_half_r"),
        "dissociation_slope": v("dissociation_slope"),
        "tolerance_rate": v("tolerance_rate"),
        "tolerance_fade": 1 / v("tolerance_time"),
        "pressor": NG_PER_MG / v("pressor_half"),
        "sedation": 1 / v("sedation_half_block"),
        "venous_rate": v("venous_rate"),
        "effect_rate": v("effect_site_rate"),
        "per_litre": 1 / v("central_volume"),
        "pressor_rate": v("pressor_rate"),
        "sedation_rate": v("sedation_rate"),
    }
    for name in ("opioid", "cholinergic", "aminergic"):
        for side in "sr":
            t[f"{name}_{side}"] = ketamine / v(f"{name}_ki_{side}")
        t[f"{name}_weight"] = v(f"{name}_weight")
    return {name: t[name] for name in TRAITS}


def rates(people: People) -> tuple[Floats, Floats]:
    """Rates, 1/h, of the states that follow and of those that fade; shape (states, people)."""
    v = people.value
    following = {
        "dis": 1 / v("disinhibition_time"),
        "glu": 1 / v("glutamate_time"),
        "ampa": 1 / v("ampa_time"),
        "bdnf": 1 / v("bdnf_time"),
        "mtor": 1 / v("mtor_time"),
        "score": 1 / v("symptom_time"),
        "pressor": v("pressor_rate"),
        "sedation": v("sedation_rate"),
    }
    fading = {name: 1 / v(f"{name}_time") for name in FADING}
    return (
        np.stack([following[name] for name in FOLLOWING]),
        np.stack([fading[name] for name in FADING]),
    )


def resting(count: int) -> Floats:
    """The brain before anything is given: shape (states, people)."""
    state = np.zeros((len(STATES), count))
    state[STATES.index("score")] = 1.0
    return state


def binding(
    t: Mapping[str, Floats], effect: tuple[Floats, Floats], nk: tuple[Floats, Floats]
) -> Floats:
    """Sum of free concentrations over their NMDA affinities."""
    return (
        t["bind_s"] * effect[0]
        + t["bind_r"] * effect[1]
        + t["bind_nk_s"] * nk[0]
        + t["bind_nk_r"] * nk[1]
    )


def hill(x: Floats, log_half: Floats, slope: Floats) -> Floats:
    """x^n / (x^n + h^n)."""
    power: Floats = np.exp(slope * (np.log(np.maximum(x, 1e-30)) - log_half))
    return power / (1 + power)


def modulation(t: Mapping[str, Floats], effect: tuple[Floats, Floats]) -> Floats:
    """What opioid, cholinergic and aminergic receptors and other drugs make of the surge."""
    total = t["drive"]
    for name in ("opioid", "cholinergic", "aminergic"):
        bound = t[f"{name}_s"] * effect[0] + t[f"{name}_r"] * effect[1]
        total = total + t[f"{name}_weight"] * bound / (1 + bound)
    return total


def dissociation(t: Mapping[str, Floats], effect: tuple[Floats, Floats]) -> Floats:
    """Share of the largest dissociation, before tolerance."""
    u = t["dis_s"] * effect[0] + t["dis_r"] * effect[1]
    return hill(u, np.zeros_like(u), t["dissociation_slope"])


def wished_score(t: Mapping[str, Floats], state: Mapping[str, Floats]) -> Floats:
    """Where the score tends, as a share of the score before treatment."""
    z = t["sensitivity"] * (state["fast"] + t["slow_weight"] * state["slow"])
    drug = t["ceiling"] * z / (z + t["half"])
    return (
        (1 - drug)
        * (1 - t["expectancy"] * state["expectancy"])
        * (1 - state["antidepressant"])
        * (1 - state["psychotherapy"])
    )


def slopes(
    state: Floats,
    *,
    effect: tuple[Floats, Floats],
    norketamine: tuple[Floats, Floats],
    hnk_r: Floats,
    treated: tuple[float, float],
    t: Mapping[str, Floats],
    following: Floats,
    fading: Floats,
) -> Floats:
    r"""Slopes of all states of the brain.

    Args:
        state: by the order of `rows.STATES`, shape (states, people). `score` is a share of the
            score before treatment, `hazard` the cumulative relapse hazard.
        effect: S and R at the effect site, mg/L, each (people,).
        norketamine: S and R in their central volume, mg of ketamine equivalents.
        hnk_r: (2R,6R)-hydroxynorketamine, mg of ketamine equivalents.
        treated: 1 while an antidepressant, and while psychotherapy, goes on; else 0.
        t: from `traits`.
        following, fading: from `rates`.

    Returns:
        Shape (states, people), 1/h.
    """
    now = dict(zip(STATES, state, strict=True))
    rate = {
        **dict(zip(FOLLOWING, following, strict=True)),
        **dict(zip(FADING, fading, strict=True)),
    }
    x = binding(t, effect, norketamine)
    block = x / (1 + x)
    silenced = t["dis_ceiling"] * hill(block, t["dis_log_half"], t["dis_slope"])
    brake = 1 - hill(block, t["brake_log_half"], t["brake_slope"])
    surge = t["gain"] * now["disinhibition"] * brake * modulation(t, effect)
    throughput = now["ampa"] + t["hnk"] * hnk_r + t["r_extra"] * effect[1]
    release = hill(throughput, t["ampa_log_half"], t["ampa_slope"])
    pruning = (1 + t["stress_pruning"] * now["stress"]) * t["slow_fade"]
    felt = dissociation(t, effect) * (1 - now["tolerance"])
    total = t["pressor"] * (effect[0] + effect[1])
    deep = (block * t["sedation"]) ** 2 + t["hcn1_s"] * effect[0] + t["hcn1_r"] * effect[1]
    out = {
        "disinhibition": rate["dis"] * (silenced - now["disinhibition"]),
        "glutamate": rate["glu"] * (surge - now["glutamate"]),
        "ampa": rate["ampa"] * (now["glutamate"] - now["ampa"]),
        "bdnf": rate["bdnf"] * (release - now["bdnf"]),
        "mtor": rate["mtor"] * (now["bdnf"] - now["mtor"]),
        "fast": t["quick_gain"] * now["bdnf"] * (1 - now["fast"]) - t["quick_fade"] * now["fast"],
        "slow": t["slow_gain"] * (now["fast"] + now["mtor"]) * (1 - now["slow"])
        - pruning * now["slow"],
        "stress": rate["stress"] * (t["stress_level"] - now["stress"]),
        "expectancy": -rate["expectancy"] * now["expectancy"],
        "antidepressant": rate["antidepressant"]
        * (t["antidepressant"] * treated[0] - now["antidepressant"]),
        "psychotherapy": rate["psychotherapy"]
        * (t["psychotherapy"] * treated[1] - now["psychotherapy"]),
        "score": rate["score"] * (wished_score(t, now) - now["score"]),
        "tolerance": t["tolerance_rate"] * felt * (1 - now["tolerance"])
        - t["tolerance_fade"] * now["tolerance"],
        "pressor": rate["pressor"] * (total / (1 + total) - now["pressor"]),
        "sedation": rate["sedation"] * (deep / (1 + deep) - now["sedation"]),
        "hazard": np.exp(t["hazard_log"] + t["hazard_slope"] * now["score"]),
    }
    return np.stack([out[name] for name in STATES])
