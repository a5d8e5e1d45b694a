"""From a dose to symptoms, for one person or a million.

    from daybreak import twin

    course = twin.Regimen.named("ketamine-six")
    person = twin.People.one(weight=82.0)
    twin.concentrations(course, person, [0.5, 1.0, 24.0]).ketamine      # ng/mL, exact
    twin.simulate(course, twin.Population(10_000, seed=1))["symptoms"]   # mean, sd, quantiles

Nothing heavy is loaded before it is used: neither NumPy nor Numba comes with this import.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "NotPossible": "errors",
    "Parameter": "parameters",
    "Parameters": "parameters",
    "parameters": "parameters",
    "Dose": "regimen",
    "Drug": "regimen",
    "Regimen": "regimen",
    "Route": "regimen",
    "People": "people",
    "Population": "population",
    "concentrations": "pk",
    "exposure": "pk",
    "Concentrations": "pk",
    "Exposure": "pk",
    "outside_evidence": "evidence",
    "simulate": "simulate",
    "Simulation": "simulate",
    "Certificate": "simulate",
    "outputs": "outputs",
    "read_table": "tables",
    "write_table": "tables",
    "sbml": "sbml",
}

__all__ = sorted(_HOME)  # noqa: PLE0605 - the public surface, loaded when asked for


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"daybreak.twin has no {name!r}")
    return getattr(import_module(f"daybreak.twin.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__]
