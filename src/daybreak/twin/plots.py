"""Figures one would put in a paper. Matplotlib loads only when one is drawn."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from daybreak.twin.errors import NotPossible
from daybreak.twin.people import People
from daybreak.twin.pk import concentrations
from daybreak.twin.regimen import Regimen
from daybreak.twin.simulate import Simulation

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito's colours, told apart by colour-blind readers; lines differ in style as well.
INK, BLUE, ORANGE, GREEN, GREY = "#1b1b1b", "#0072b2", "#d55e00", "#009e73", "#8a8a8a"


def _figure(rows: int, columns: int, size: tuple[float, float]) -> tuple[Any, Any]:
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    for axis in axes.flat:
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=8)
    return figure, axes


def course(found: Simulation, *, title: str = "") -> "Figure":
    """Score, response and relapse over weeks, and what was watched in each session."""
    figure, axes = _figure(2, 2, (7.2, 5.4))
    days = np.array(found.times_h) / 24
    score, low, high = axes[0, 0], found["symptoms"].quantiles[0], found["symptoms"].quantiles[-1]
    levels = f"{found.levels[0]:.0%} to {found.levels[-1]:.0%} of people"
    score.fill_between(days, low, high, color=BLUE, alpha=0.15, lw=0, label=levels)
    score.plot(days, found["symptoms"].mean, color=BLUE, lw=1.8, label="mean")
    for hours in found.sessions_h:
        score.axvline(hours / 24, color=GREY, lw=0.5, ls=":")
    score.set(ylabel="MADRS points", ylim=(0, None))
    score.legend(frameon=False, fontsize=8)
    rate = axes[0, 1]
    rate.plot(days, 100 * found["response"].mean, color=BLUE, label="response")
    rate.plot(days, 100 * found["remission"].mean, color=GREEN, ls="--", label="remission")
    relapse = 100 * found["relapse_probability"].mean
    rate.plot(days, relapse, color=ORANGE, ls="-.", label="relapse, cumulative")
    rate.set(ylabel="% of people", ylim=(0, 100))
    rate.legend(frameon=False, fontsize=8)
    session = np.arange(1, len(found.sessions_h) + 1)
    body, mind = axes[1, 0], axes[1, 1]
    for name, colour, mark in (("peak_systolic", ORANGE, "o"), ("peak_diastolic", BLUE, "s")):
        _whiskers(body, session, found, name, colour, mark)
    _whiskers(mind, session, found, "peak_dissociation", GREEN, "o")
    body.set(ylabel="largest rise, mmHg", xlabel="session")
    mind.set(ylabel="largest CADSS points", xlabel="session")
    body.legend(frameon=False, fontsize=8)
    for axis in axes[0]:
        axis.set_xlabel("days since the first dose")
    error = found.certificate.score_rms
    figure.suptitle(
        f"{title}  (n = {found.people}, numerical error {error:.0e})".strip(), fontsize=9
    )
    return figure  # type: ignore[no-any-return]


def _whiskers(axis: Any, x: Any, found: Simulation, name: str, colour: str, mark: str) -> None:
    summary = found[name]
    reach = np.abs(summary.quantiles[[0, -1]] - summary.mean)
    label = name.removeprefix("peak_")
    axis.errorbar(x, summary.mean, yerr=reach, color=colour, fmt=mark, ms=4, lw=1, label=label)


def plasma(regimen: Regimen, people: People, *, hours: float = 24.0) -> "Figure":
    """Ketamine, norketamine and hydroxynorketamine over time, on a logarithmic scale."""
    times = np.linspace(0, hours, 481)
    found = concentrations(regimen, people, times)
    figure, axes = _figure(1, 1, (4.8, 3.4))
    axis = axes[0, 0]
    for name, colour, style in (
        ("ketamine", BLUE, "-"),
        ("norketamine", ORANGE, "--"),
        ("hnk", GREEN, "-."),
    ):
        axis.plot(
            times, np.median(getattr(found, name), axis=0), color=colour, ls=style, label=name
        )
    axis.set(yscale="log", ylim=(0.5, None), xlabel="hours", ylabel="ng/mL, venous")
    axis.legend(frameon=False, fontsize=8)
    return figure  # type: ignore[no-any-return]


def save(figure: "Figure", path: Path) -> None:
    """Write a figure as PNG or SVG, by the file's ending.

    Raises:
        NotPossible: another ending.
    """
    if path.suffix not in {".png", ".svg"}:
        raise NotPossible("plot-ending", f"{path.name} must end in .png or .svg.")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure.savefig(path, dpi=200)
    plt.close(figure)
