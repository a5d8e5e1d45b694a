"""A protocol tried on virtual people: chunk by chunk, over threads, the same however it is cut."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.errors import NotUnderstood
from daybreak.lab.clinic.asking import open_clinic
from daybreak.lab.clinic.assumptions import Assumptions
from daybreak.lab.clinic.bodies import Bodies, Serving
from daybreak.lab.clinic.course import COLUMNS, ROUTES, Course
from daybreak.lab.clinic.tables import Tables
from daybreak.lab.clinic.worlds import Worlds, worlds
from daybreak.lab.posterior import posterior
from daybreak.twin import Population, Regimen, outside_evidence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[int, int], None]

CHUNK = 2000  # people at a time: a compromise between memory and the cost of each day
SETTLE_H = 48.0  # after a dose, where sessions lie far enough apart; see `bodies`
MOST_PEOPLE = 500_000
MOST_WEEKS = 52  # the evidence behind the twin ends there
LEAST_WEEKS = 8  # everyone is rated in the fourth, and relapse is looked for after it
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of everyone under one protocol.

    `columns` holds for each name of `course.COLUMNS` a figure for each person; `scores` the true
    score of each week, MADRS points, shape (people, weeks + 1); `refused` how many people each
    rule of screening turned away; `world` the number of each person's world.
    """

    protocol: Protocol
    assumed: Assumptions
    seed: int
    weeks: int
    worlds: Worlds
    columns: Mapping[str, Floats]
    scores: Floats
    world: Ints
    refused: Mapping[str, int]
    outside_evidence: tuple[str, ...]

    @property
    def people(self) -> int:
        return len(self.world)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a protocol is tried."""

    people: int = 20_000
    seed: int = 1
    weeks: int = 26
    threads: int | None = None
    chunk: int = CHUNK

    def check(self) -> None:
        """Raise unless it can be done.

        Raises:
            NotUnderstood: it cannot.
        """
        if not 1 <= self.people <= MOST_PEOPLE:
            raise NotUnderstood("call", f"Try it on 1 to {MOST_PEOPLE} people.")
        if not 0 <= self.seed < 2**63:
            raise NotUnderstood("call", "The seed is a whole number from 0.")
        if not LEAST_WEEKS <= self.weeks <= MOST_WEEKS:
            raise NotUnderstood("call", f"Follow people for {LEAST_WEEKS} to {MOST_WEEKS} weeks.")


@dataclass(slots=True)
class Remembered:
    """What the rules have answered, kept while only figures change and no rule or habit does."""

    tables: Tables | None = field(default=None)


def try_out(
    protocol: Protocol,
    assumed: Assumptions,
    asked: Asked,
    *,
    progress: Progress | None = None,
    remembered: Remembered | None = None,
) -> Tried:
    """Send people through a protocol.

    Raises:
        NotUnderstood: how it is asked cannot be.
        NotAllowed: the protocol is not for depression.
        NotPossible: the twin takes a dose for a mistake.
    """
    asked.check()
    clinic = open_clinic(protocol, assumed)
    tables = Tables(clinic)
    if remembered is not None:
        if remembered.tables is not None:
            before = remembered.tables
            tables = Tables(clinic, before.orders, before.remembered)
        remembered.tables = tables
    among = worlds(posterior(), asked.seed)
    population = Population(asked.people, seed=asked.seed)
    starts = range(0, asked.people, asked.chunk)
    settle_h = settling(protocol)

    def one(start: int) -> Course:
        ids = np.arange(start, min(start + asked.chunk, asked.people))
        course = Course(Bodies(population.people(ids), among, settle_h), tables, asked.weeks)
        course.run()
        return course

    done: list[Course] = []
    threads = asked.threads or os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:
        for course in pool.map(one, starts):
            done.append(course)
            course.bodies.forget()
            if progress:
                progress(min(len(done) * asked.chunk, asked.people), asked.people)
    refusals = np.concatenate([course.refusals for course in done])
    numbers, counts = np.unique(refusals[refusals >= 0], return_counts=True)
    return Tried(
        protocol=protocol,
        assumed=assumed,
        seed=asked.seed,
        weeks=asked.weeks,
        worlds=among,
        columns={name: np.concatenate([each.out[name] for each in done]) for name in COLUMNS},
        scores=np.concatenate([course.scores for course in done]),
        world=among.of(np.arange(asked.people)),
        refused={
            tables.rule_name(number): count
            for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
        },
        outside_evidence=_reasons(protocol, population, asked.weeks),
    )


def settling(protocol: Protocol) -> float:
    """Hours after a dose at which its effect on plasticity is read."""
    return min(SETTLE_H, 24.0 * min(phase.min_gap_days for phase in protocol.phase))


def _reasons(protocol: Protocol, population: Population, weeks: int) -> tuple[str, ...]:
    """Why the start dose of a protocol reaches beyond the evidence, if it does."""
    drug, route = ROUTES[protocol.route]
    if protocol.weighted is not None:
        minutes = protocol.minutes.usual if protocol.minutes else 0
        amount = float(protocol.weighted.start_mg_per_kg)
        serving = Serving(drug, route, amount, "mg/kg", float(minutes))
    elif protocol.devices is not None:
        amount = float(max(protocol.devices.doses(is_first=True)).in_mg)
        serving = Serving(drug, route, amount, "mg")
    course = Regimen((serving.dose(0.0),), weeks * 168.0)
    sample = population.people(np.arange(min(SAMPLE, population.size)))
    reasons: tuple[str, ...] = outside_evidence(course, sample)
    return reasons
