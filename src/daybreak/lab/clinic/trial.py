"""A protocol tried on virtual people: chunk by chunk, over threads, the same however it is cut."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol as TypingProtocol

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
from daybreak.lab.safety import NAUSEA_KNOWN_TO_NG_ML
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


@dataclass(frozen=True, slots=True)
class Part:
    """What became of the people of one chunk; see `Tried` for what stands in it."""

    columns: Mapping[str, Floats]
    scores: Floats
    refused: Mapping[str, int]


class Crew(TypingProtocol):
    """Whoever works chunks off: the threads of this machine, or many machines."""

    def parts(
        self, protocol: Protocol, assumed: Assumptions, asked: "Asked", starts: Sequence[int]
    ) -> Iterator[Part]:
        """Every chunk's part, in the order of `starts`."""


@dataclass(slots=True)
class Remembered:
    """What the rules have answered, kept while only figures change and no rule or habit does."""

    tables: Tables | None = field(default=None)


class Desk:
    """One trial's rules, worlds and people, from which chunks are taken one by one."""

    def __init__(
        self,
        protocol: Protocol,
        assumed: Assumptions,
        asked: Asked,
        remembered: Remembered | None = None,
    ) -> None:
        self.tables = Tables(open_clinic(protocol, assumed))
        if remembered is not None:
            if (before := remembered.tables) is not None:
                self.tables = Tables(self.tables.clinic, before.orders, before.remembered)
            remembered.tables = self.tables
        self.asked = asked
        self.worlds = worlds(posterior(), asked.seed)
        self.population = Population(asked.people, seed=asked.seed)
        self._settle_h = settling(protocol)

    def part(self, start: int, progress: Callable[[float], None] | None = None) -> Part:
        """The people from number `start` on, as many as a chunk holds, through their weeks.

        `progress` hears each week how many people's worth of work is done.
        """
        ids = np.arange(start, min(start + self.asked.chunk, self.asked.people))
        bodies = Bodies(self.population.people(ids), self.worlds, self._settle_h)
        course = Course(bodies, self.tables, self.asked.weeks)
        course.run(lambda share: progress(share * len(ids)) if progress else None)
        numbers, counts = np.unique(course.refusals[course.refusals >= 0], return_counts=True)
        refused = {
            self.tables.rule_name(number): count
            for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
        }
        return Part(course.out, course.scores, refused)


def try_out(
    protocol: Protocol,
    assumed: Assumptions,
    asked: Asked,
    *,
    progress: Progress | None = None,
    remembered: Remembered | None = None,
    crew: Crew | None = None,
) -> Tried:
    """Send people through a protocol.

    Args:
        protocol: what is tried.
        assumed: what the virtual clinic takes for granted.
        asked: on how many people, from which seed, for how long.
        progress: called with people done and people in all.
        remembered: what the rules have answered before, where only figures have changed since.
        crew: who works it off; the threads of this machine unless given. Changes nothing but
            the time it takes.

    Raises:
        NotUnderstood: how it is asked cannot be.
        NotAllowed: the protocol is not for depression.
        NotPossible: the twin takes a dose for a mistake.
    """
    asked.check()
    desk = Desk(protocol, assumed, asked, remembered)
    starts = range(0, asked.people, asked.chunk)
    made = (
        crew.parts(protocol, assumed, asked, starts)
        if crew
        else _on_threads(desk, starts, progress)
    )
    done: list[Part] = []
    for part in made:
        done.append(part)
        if progress and crew:  # threads say it themselves, each week
            progress(min(len(done) * asked.chunk, asked.people), asked.people)
    columns = {name: np.concatenate([part.columns[name] for part in done]) for name in COLUMNS}
    refused = sum((Counter(part.refused) for part in done), Counter[str]())
    return Tried(
        protocol=protocol,
        assumed=assumed,
        seed=asked.seed,
        weeks=asked.weeks,
        worlds=desk.worlds,
        columns=columns,
        scores=np.concatenate([part.scores for part in done]),
        world=desk.worlds.of(np.arange(asked.people)),
        refused={
            rule.id: refused[rule.id]
            for rule in desk.tables.clinic.screening.rules
            if rule.id in refused
        },
        outside_evidence=(
            *_reasons(protocol, desk.population, asked.weeks),
            *_beyond_nausea(columns),
        ),
    )


def _on_threads(
    desk: Desk, starts: Sequence[int], progress: Progress | None = None
) -> Iterator[Part]:
    through = dict.fromkeys(starts, 0.0)

    def one(start: int) -> Part:
        def hear(people: float) -> None:
            through[start] = people
            if progress:
                progress(int(sum(list(through.values()))), desk.asked.people)

        return desk.part(start, hear)

    with ThreadPoolExecutor(desk.asked.threads or os.cpu_count() or 1) as pool:
        yield from pool.map(one, starts)


def _beyond_nausea(columns: Mapping[str, Floats]) -> tuple[str, ...]:
    beyond, sessions = columns["beyond_nausea_sessions"].sum(), columns["sessions"].sum()
    if beyond == 0:
        return ()
    share = f"{beyond / sessions:.0%} of sessions"
    line = f"{NAUSEA_KNOWN_TO_NG_ML:g} ng/mL"
    return (f"In {share} ketamine rose over {line}, beyond what any trial says of nausea.",)


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
