"""What clinics say, put to the test: each claim simulated and set beside the trial it is from."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.evidence import QUESTION_COLUMNS, Question
from daybreak.lab.forecast.chair import HIGHEST_CADSS
from daybreak.lab.forecast.known import HOURS
from daybreak.lab.forecast.pulse import Body, pulse
from daybreak.lab.forecast.selves import grown, selves, shares
from daybreak.lab.forecast.walk import Session, State, walk
from daybreak.lab.posterior import posterior
from daybreak.lab.predict import Forecast, predict
from daybreak.twin import People, Regimen, exposure
from daybreak.twin.parameters import parameters

Floats = NDArray[np.float64]

COUNT, SEED = 4000, 13
INFUSION = ("ketamine_racemic", "IV", 40.0, 40.0)  # 0.5 mg/kg of 80 kg over 40 minutes
BODY = Body(80.0, 45.0, has_hypertension=False)
SIX_DAYS = (0.0, 2.0, 4.0, 7.0, 9.0, 11.0)
USUAL = {
    "trial": "claim", "arm": "", "n": "100", "drug": "ketamine_racemic", "route": "IV",
    "dose_unit": "mg/kg", "infusion_min": "40", "dose_days": "0", "dose_list": "0.5",
    "control": "none", "blinding": "open", "concomitant": "mixed", "setting": "clinic",
    "population": "TRD", "age": "adult", "instrument": "MADRS", "baseline_mean": "",
    "baseline_sd": "", "day": "1", "endpoint": "response",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim with our verdict. `rows` are arms to predict, by name."""

    id: str
    says: str
    verdict: str
    why: str
    found: str
    test: str
    said_percent: float | None
    rows: tuple[Mapping[str, str], ...]


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim, in the order of its page."""
    place = files("daybreak.catalogue") / "evidence" / "claims.toml"
    table: dict[str, Any] = tomllib.loads(place.read_text(encoding="utf-8"))
    return tuple(
        Claim(
            each["id"],
            each["says"],
            each["verdict"],
            each["why"],
            each["found"],
            each["test"],
            each.get("said_percent"),
            tuple(each.get("rows", ())),
        )
        for each in table["claim"]
    )


def answered(claim: Claim) -> tuple[str, ...]:
    """What the model says to a claim, a sentence each; none where it cannot be asked."""
    if claim.test == "rows":
        return tuple(_row_words(row, each) for row, each in predicted(claim))
    return TESTS[claim.test]() if claim.test else ()


def predicted(claim: Claim) -> tuple[tuple[Mapping[str, str], Forecast], ...]:
    """The arms of a claim, each with what a trial of it should find."""
    rows = [
        Question(k + 1, {name: {**USUAL, **row}[name] for name in QUESTION_COLUMNS})
        for k, row in enumerate(claim.rows)
    ]
    return tuple(zip(claim.rows, predict(rows, posterior()), strict=True))


def _row_words(row: Mapping[str, str], each: Forecast) -> str:
    if each.predicted is None or each.lo90 is None or each.hi90 is None:
        return f"{row['name']}: no answer. {each.reason}"
    return (
        f"{row['name']}: {each.predicted:.0f} % ({each.lo90:.0f} to {each.hi90:.0f} in nine of "
        "ten trials of 100)"
    )


@dataclass(frozen=True, slots=True)
class Course:
    """Virtual people of an open clinic along one course.

    `own` are true scores as shares of the first, `hoped` the same had the drug done nothing, both
    (people, looks); `noise` is one rating's, as a share, shape (people,).
    """

    own: Floats
    hoped: Floats
    noise: Floats

    @property
    def seen(self) -> Floats:
        """Ratings as shares of the first."""
        drawn = np.random.default_rng(SEED).standard_normal(self.own.shape)
        return np.asarray(self.own + self.noise[:, None] * drawn)

    @property
    def responds(self) -> NDArray[np.bool_]:
        return np.asarray(self.seen <= parameters().value("response_share"))

    @property
    def remits(self) -> NDArray[np.bool_]:
        points = self.seen * posterior().usual_baseline
        return np.asarray(points < parameters().value("remission_score"))


def course(days: Sequence[float], looks_h: Sequence[float]) -> Course:
    """Infusions on these days, looked at at these hours."""
    some = selves(COUNT, SEED)
    _, z, expectancy = walk(
        State.fresh(COUNT),
        [Session(day * HOURS, 0) for day in days],
        [pulse(BODY, COUNT, INFUSION).release],
        fade_h=some.fade_h,
        contact_h=some.contact_h,
        observe_h=looks_h,
        span_h=(0.0, looks_h[-1]),
    )
    come = grown(np.array(looks_h), has_new_antidepressant=False)
    return Course(
        shares(some, z, expectancy, come),
        shares(some, np.zeros_like(z), expectancy, come),
        some.noise / posterior().usual_baseline,
    )


def one_infusion() -> tuple[str, ...]:
    """Means and responders after one infusion, and what is left two weeks on."""
    told = course((0.0,), (1.0, 4.0, 24.0, 168.0, 336.0))
    mean = 100 * (1 - told.own).mean(axis=0)
    hoped = 100 * (1 - told.hoped).mean(axis=0)
    kept = told.responds[told.responds[:, 2]]
    fall = (
        f"scores fall by {mean[0]:.0f} % on average at 1 h, {mean[1]:.0f} % at 4 h, "
        f"{mean[2]:.0f} % at 24 h, {mean[3]:.0f} % at 7 d and {mean[4]:.0f} % at 14 d"
    )
    hope = (
        f"without any drug effect they would fall by {hoped[0]:.0f} % at 1 h, {hoped[2]:.0f} % at "
        f"24 h and {hoped[4]:.0f} % at 14 d, everyone knowing what was given"
    )
    rest = (
        f"of those who respond at 24 h, {100 * kept[:, 3].mean():.0f} % do at 7 d and "
        f"{100 * kept[:, 4].mean():.0f} % at 14 d"
    )
    return fall, hope, rest


def first_response() -> tuple[str, ...]:
    """After which of six sessions people first respond, and who remits after a slow start."""
    told = course(SIX_DAYS, [*(day * HOURS - 1 for day in SIX_DAYS[1:]), 12 * HOURS])
    counts = told.responds
    ever = counts.any(axis=1)
    early = float((counts.argmax(axis=1)[ever] < 3).mean())  # noqa: PLR2004 - one to three
    slow = ~counts[:, 1]
    share = (
        f"{100 * ever.mean():.0f} % respond at one rating or more; of these {100 * early:.0f} % by "
        f"the third session and {100 * (1 - early):.0f} % later"
    )
    late = (
        f"of those without response after two, {100 * told.remits[slow, 2].mean():.0f} % are in "
        "remission after the third"
    )
    return share, late


def maintenance() -> tuple[str, ...]:
    """Who still responds twelve weeks after six, by how often sessions follow."""
    end = 11 + 84.0
    told = []
    for weeks in (1, 2, 4, 0):
        more = [11 + 7 * weeks * k for k in range(1, 12 // weeks + 1)] if weeks else []
        days = [*SIX_DAYS, *(day for day in more if day < end)]
        looks = [12 * HOURS, (end - 3.5) * HOURS, end * HOURS]
        counts = course(days, looks).responds
        kept = counts[counts[:, 0]]
        name = f"a session every {weeks} weeks" if weeks > 1 else "weekly" if weeks else "none"
        told.append(f"{name} {100 * kept[:, 2].mean():.0f} %")
    return (
        "of those who respond after six, still responding twelve weeks on, just before a session: "
        + ", ".join(told),
    )


def chair() -> tuple[str, ...]:
    """Peaks of single people at a first infusion."""
    own = pulse(BODY, COUNT, INFUSION)
    felt = np.clip(own.dissociation, 0, HIGHEST_CADSS)
    return (
        (
            f"single people's peaks at 0.5 mg/kg: systolic +{own.systolic.mean():.0f} mmHg "
            f"({np.quantile(own.systolic, 0.05):.0f} to {np.quantile(own.systolic, 0.95):.0f}), "
            f"diastolic +{own.diastolic.mean():.0f} mmHg, dissociation {np.median(felt):.0f} CADSS "
            f"({np.quantile(felt, 0.05):.0f} to {np.quantile(felt, 0.95):.0f})"
        ),
    )


def oral() -> tuple[str, ...]:
    """How much of a swallowed dose reaches the blood, beside the same in a vein."""
    person = People.one(weight=80.0)

    def area(route: str, minutes: float) -> float:
        regimen = Regimen.every(
            [0.0], "ketamine_racemic", route, 40.0, minutes=minutes, weeks=1 / 7
        )
        return float(exposure(regimen, person).auc24_ng_h_ml[0])

    share = area("PO", 0.0) / area("IV", 40.0)
    return (
        (
            f"the same mg by mouth give {100 * share:.0f} % of the exposure, so the same exposure "
            f"takes about {1 / share:.0f} times the mg"
        ),
    )


TESTS: Mapping[str, Callable[[], tuple[str, ...]]] = {
    "one-infusion": one_infusion,
    "first-response": first_response,
    "maintenance": maintenance,
    "chair": chair,
    "oral": oral,
}


def page() -> str:
    """The whole page, in Markdown."""
    parts = []
    order = ("supported", "overstated", "wrong", "cannot be tested")
    for verdict in order:
        mine = [each for each in claims() if each.verdict == verdict]
        parts.append(f"## {verdict.capitalize()} ({len(mine)})")
        parts += [_section(each) for each in mine]
    return "\n\n".join(parts) + "\n"


def _section(claim: Claim) -> str:
    lines = [f"### “{claim.says}”", "", claim.why]
    if claim.found:
        lines += ["", f"- **Found:** {claim.found}."]
    lines += [f"- **Model:** {sentence}." for sentence in answered(claim)]
    return "\n".join(lines)
