"""The whole model for one person and one course as SBML, for any other simulator.

The equations stand here as text, a third time, so that a reviewer can read them in one place and
run them in libRoadRunner, COPASI or Tellurium. SBML Level 3 Version 1: states are parameters with
rate rules, doses and visits are events. Time is hours. A solver should take a relative tolerance
of 1e-7: at looser ones CVODE can stumble where a spray or an injection drops in.

Near zero a power is written exp(n / 2 log(x² + tiny²)), which has no kink there.
"""

import ast
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from daybreak.twin.brain import rates, traits
from daybreak.twin.disposition import ROWS, used_places
from daybreak.twin.errors import NotPossible
from daybreak.twin.inputs import DEPOTS, PLASMA, Input, inputs_of
from daybreak.twin.kinetics import KINETICS, SIDE_KINETICS
from daybreak.twin.people import People
from daybreak.twin.regimen import Regimen
from daybreak.twin.rows import FADING, FOLLOWING, STATES
from daybreak.twin.schedule import sessions_of

# One enantiomer; @ stands for s or r.
DRUG = {
    "plasma_@": "direct_@ + fast_flow / fast_volume * fast_@ + slow_flow / slow_volume * slow_@"
    " + liver_flow / liver_volume * liver_@"
    " - (fast_flow + slow_flow + liver_flow) / central_volume * plasma_@",
    "fast_@": "fast_flow * (plasma_@ / central_volume - fast_@ / fast_volume)",
    "slow_@": "slow_flow * (plasma_@ / central_volume - slow_@ / slow_volume)",
    "liver_@": "gut_@ + liver_flow * plasma_@ / central_volume"
    " - (liver_flow + clearance_@) / liver_volume * liver_@",
    "norketamine_@": "norketamine_fraction * clearance_@ / liver_volume * liver_@"
    " - (norketamine_clearance_@ + norketamine_flow) / norketamine_volume * norketamine_@"
    " + norketamine_flow / norketamine_tissue_volume * norketamine_tissue_@",
    "norketamine_tissue_@": "norketamine_flow * (norketamine_@ / norketamine_volume"
    " - norketamine_tissue_@ / norketamine_tissue_volume)",
    "hnk_@": "hnk_fraction * norketamine_clearance_@ / norketamine_volume * norketamine_@"
    " - hnk_clearance_@ / hnk_volume * hnk_@",
    "venous_@": "venous_rate * (plasma_@ / central_volume - venous_@)",
    "effect_@": "effect_site_rate * (venous_@ - effect_@)",
}

# What follows at once, in order.
CAUSES = {
    "binding": "t_bind_s * effect_s + t_bind_r * effect_r"
    " + t_bind_nk_s * norketamine_s + t_bind_nk_r * norketamine_r",
    "block": "binding / (1 + binding)",
    "silencing": "exp(t_dis_slope * (0.5 * log(block ** 2 + tiny ** 2) - t_dis_log_half))",
    "braking": "exp(t_brake_slope * (0.5 * log(block ** 2 + tiny ** 2) - t_brake_log_half))",
    "opioid": "t_opioid_s * effect_s + t_opioid_r * effect_r",
    "cholinergic": "t_cholinergic_s * effect_s + t_cholinergic_r * effect_r",
    "aminergic": "t_aminergic_s * effect_s + t_aminergic_r * effect_r",
    "modulation": "t_drive + t_opioid_weight * opioid / (1 + opioid)"
    " + t_cholinergic_weight * cholinergic / (1 + cholinergic)"
    " + t_aminergic_weight * aminergic / (1 + aminergic)",
    "surge": "t_gain * disinhibition * modulation / (1 + braking)",
    "throughput": "ampa + t_hnk * hnk_r + t_r_extra * effect_r",
    "releasing": "exp(t_ampa_slope * (0.5 * log(throughput ** 2 + tiny ** 2) - t_ampa_log_half))",
    "plasticity": "t_sensitivity * (fast + t_slow_weight * slow)",
    "lifted": "t_ceiling * plasticity / (plasticity + t_half)",
    "beside": "(1 - t_expectancy * expectancy) * (1 - antidepressant) * (1 - psychotherapy)",
    "wished": "(1 - lifted) * beside",
    "felt": "t_dis_s * effect_s + t_dis_r * effect_r",
    "feeling": "exp(0.5 * t_dissociation_slope * log(felt ** 2 + tiny ** 2))",
    "dissociation": "feeling / (1 + feeling) * (1 - tolerance)",
    "strain": "t_pressor * (effect_s + effect_r)",
    "deep": "(block * t_sedation) ** 2 + t_hcn1_s * effect_s + t_hcn1_r * effect_r",
}

BRAIN = {
    "disinhibition": "k_dis * (t_dis_ceiling * silencing / (1 + silencing) - disinhibition)",
    "glutamate": "k_glu * (surge - glutamate)",
    "ampa": "k_ampa * (glutamate - ampa)",
    "bdnf": "k_bdnf * (releasing / (1 + releasing) - bdnf)",
    "mtor": "k_mtor * (bdnf - mtor)",
    "fast": "t_quick_gain * bdnf * (1 - fast) - t_quick_fade * fast",
    "slow": "t_slow_gain * (fast + mtor) * (1 - slow)"
    " - (1 + t_stress_pruning * stress) * t_slow_fade * slow",
    "stress": "k_stress * (t_stress_level - stress)",
    "expectancy": "-k_expectancy * expectancy",
    "antidepressant": "k_antidepressant * (on_antidepressant - antidepressant)",
    "psychotherapy": "k_psychotherapy * (on_psychotherapy - psychotherapy)",
    "score": "k_score * (wished - score)",
    "tolerance": "t_tolerance_rate * dissociation * (1 - tolerance) - t_tolerance_fade * tolerance",
    "pressor": "k_pressor * (strain / (1 + strain) - pressor)",
    "sedation": "k_sedation * (deep / (1 + deep) - sedation)",
    "hazard": "exp(t_hazard_log + t_hazard_slope * score)",
}

_OPERATORS = {
    ast.Add: "plus",
    ast.Sub: "minus",
    ast.Mult: "times",
    ast.Div: "divide",
    ast.Pow: "power",
}


def mathml(expression: str) -> str:
    """An expression in Python's notation as content MathML.

    Raises:
        NotPossible: it holds anything but numbers, names, + - * / **, exp, log and abs.
    """

    def written(node: ast.expr) -> str:
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                inner = written(left) + written(right)
                return f"<apply><{_OPERATORS[type(op)]}/>{inner}</apply>"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"<apply><minus/>{written(operand)}</apply>"
            case ast.Call(func=ast.Name(id="exp"), args=[one]):
                return f"<apply><exp/>{written(one)}</apply>"
            case ast.Call(func=ast.Name(id="log"), args=[one]):
                return f"<apply><ln/>{written(one)}</apply>"
            case ast.Call(func=ast.Name(id="abs"), args=[one]):
                return f"<apply><abs/>{written(one)}</apply>"
            case ast.Name(id=name):
                return f"<ci>{name}</ci>"
            case ast.Constant(value=int() | float() as value):
                return f"<cn>{value!r}</cn>" if "e" not in repr(value) else _scientific(value)
        raise NotPossible("sbml-expression", f"Not an expression: {ast.unparse(node)}")

    body = written(ast.parse(expression, mode="eval").body)
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{body}</math>'


def _scientific(value: float) -> str:
    mantissa, exponent = repr(value).split("e")
    return f'<cn type="e-notation">{mantissa}<sep/>{int(exponent)}</cn>'


def constants(people: People) -> dict[str, float]:
    """Every constant of the equations for the one person in `people`."""
    v = people.value
    found = {name: float(v(name)[0]) for name in KINETICS}
    found |= {
        f"{name}_{side}": float(v(f"{name}_{side}")[0]) for name in SIDE_KINETICS for side in "sr"
    }
    found |= {rate: float(v(rate)[0]) for rate, _ in DEPOTS.values()}
    found |= {f"t_{name}": float(value.reshape(-1)[0]) for name, value in traits(people).items()}
    following, fading = rates(people)
    found |= {f"k_{name}": float(x[0]) for name, x in zip(FOLLOWING, following, strict=True)}
    found |= {f"k_{name}": float(x[0]) for name, x in zip(FADING, fading, strict=True)}
    return found | {"tiny": 1e-6}


def states(depots: tuple[str, ...]) -> tuple[str, ...]:
    """The names of all states, drug first."""
    drug = [f"{row}_{side}" for side in "sr" for row in (*ROWS, *(f"depot_{d}" for d in depots))]
    return (*drug, *STATES)


def sbml(
    regimen: Regimen,
    people: People,
    *,
    treat_h: tuple[float | None, float | None] = (None, None),
) -> str:
    """One person's course as an SBML document.

    Args:
        regimen: the course.
        people: exactly one person.
        treat_h: when an antidepressant and psychotherapy begin, hours.
    """
    if people.count != 1:
        raise NotPossible("sbml-people", "SBML describes one person; take one of them.")
    inputs = inputs_of(regimen, people)
    depots, _ = used_places([i.place for i in inputs if i.place != PLASMA], [])
    flows = sorted({i.place for i in inputs if i.hours > 0})
    start, events = _events(regimen, inputs, people, flows, treat_h)
    known = constants(people)
    initial = dict.fromkeys(states(depots), 0.0) | {"score": 1.0}
    initial |= {f"flow_{place}_{side}": 0.0 for place in flows for side in "sr"}
    initial |= {"on_antidepressant": 0.0, "on_psychotherapy": 0.0}
    for name, text in start:
        known_now = {**known, **initial}
        initial[name] = float(eval(text, {"__builtins__": {}}, known_now))  # noqa: S307 - our text
    assigned = _entries(depots, flows) | CAUSES
    rules = {
        name.replace("@", side): text.replace("@", side)
        for side in "sr"
        for name, text in (DRUG | _depot_rules(depots, flows)).items()
    } | BRAIN
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">',
        '<model id="daybreak_twin">',
        "<listOfParameters>",
        *(_parameter(name, value, constant=True) for name, value in known.items()),
        *(_parameter(name, value, constant=False) for name, value in initial.items()),
        *(_parameter(name, None, constant=False) for name in assigned),
        "</listOfParameters>",
        "<listOfRules>",
        *(f"<assignmentRule variable={quoteattr(n)}>{mathml(t)}</assignmentRule>"
          for n, t in assigned.items()),
        *(f"<rateRule variable={quoteattr(n)}>{mathml(t)}</rateRule>" for n, t in rules.items()),
        "</listOfRules>",
        *_listed(events),
        "</model>",
        "</sbml>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _parameter(name: str, value: float | None, *, constant: bool) -> str:
    given = "" if value is None else f' value="{value!r}"'
    return f'<parameter id={quoteattr(name)}{given} constant="{str(constant).lower()}"/>'


def _entries(depots: tuple[str, ...], flows: list[str]) -> dict[str, str]:
    """What enters plasma directly and what enters the liver from the gut."""
    found = {}
    for side in "sr":
        direct = [f"flow_{PLASMA}_{side}"] if PLASMA in flows else []
        direct += [f"{DEPOTS[d][0]} * depot_{d}_{side}" for d in depots if not DEPOTS[d][1]]
        gut = [f"{DEPOTS[d][0]} * depot_{d}_{side}" for d in depots if DEPOTS[d][1]]
        found[f"direct_{side}"] = " + ".join(direct) or "0"
        found[f"gut_{side}"] = " + ".join(gut) or "0"
    return found


def _depot_rules(depots: tuple[str, ...], flows: list[str]) -> dict[str, str]:
    return {
        f"depot_{d}_@": (f"flow_{d}_@ - " if d in flows else "0 - ")
        + f"{DEPOTS[d][0]} * depot_{d}_@"
        for d in depots
    }


Change = tuple[str, str]


def _events(
    regimen: Regimen,
    inputs: tuple[Input, ...],
    people: People,
    flows: list[str],
    treat_h: tuple[float | None, float | None],
) -> tuple[list[Change], dict[float, list[Change]]]:
    """What changes at the start, and what at later times, as (name, expression)."""
    at: dict[float, list[Change]] = {}
    for session in sessions_of(regimen, inputs):
        visit = ("expectancy", "expectancy + t_visit * (1 - expectancy)")
        at.setdefault(session.start / 60, []).append(visit)
    for hours, name in zip(treat_h, ("antidepressant", "psychotherapy"), strict=True):
        if hours is not None:
            at.setdefault(hours, []).append((f"on_{name}", f"t_{name}"))
    marks = sorted({i.start_h for i in inputs} | {i.stop_h for i in inputs})
    for mark in marks:
        changes = at.setdefault(mark, [])
        for side in "sr":
            for i in inputs:
                amount = float((i.s_mg if side == "s" else i.r_mg)[0])
                if i.hours == 0 and i.start_h == mark:
                    name = f"plasma_{side}" if i.place == PLASMA else f"depot_{i.place}_{side}"
                    changes.append((name, f"{name} + {amount!r}"))
            for place in flows:
                total = sum(
                    float((i.s_mg if side == "s" else i.r_mg)[0]) / i.hours
                    for i in inputs
                    if i.place == place and i.hours > 0 and i.start_h <= mark < i.stop_h
                )
                changes.append((f"flow_{place}_{side}", repr(total)))
    assert people.count == 1  # noqa: S101 - checked by the caller
    return at.pop(0.0, []), at


def _listed(events: Mapping[float, list[Change]]) -> list[str]:
    if not events:
        return []
    out = ["<listOfEvents>"]
    for number, (hours, changes) in enumerate(sorted(events.items())):
        out.append(f'<event id="at_{number}" useValuesFromTriggerTime="true">')
        out.append(
            '<trigger initialValue="false" persistent="true">'
            '<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><geq/>'
            '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">'
            f"time</csymbol><cn>{hours!r}</cn></apply></math></trigger>"
        )
        out.append("<listOfEventAssignments>")
        # two drops into one depot at one minute are one assignment
        joined: dict[str, str] = {}
        for name, text in changes:
            before = joined.get(name)
            joined[name] = text if before is None else text.replace(name, f"({before})", 1)
        out.extend(
            f"<eventAssignment variable={quoteattr(name)}>{mathml(text)}</eventAssignment>"
            for name, text in joined.items()
        )
        out.append("</listOfEventAssignments></event>")
    return [*out, "</listOfEvents>"]
