"""Simulate a course in a population: streamed, bounded in memory, the same on any threads."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from daybreak.twin import engine
from daybreak.twin.engine import Task
from daybreak.twin.evidence import outside_evidence
from daybreak.twin.inputs import inputs_of
from daybreak.twin.outputs import Output, answers, outputs
from daybreak.twin.population import Population
from daybreak.twin.reducers import Summary, Tally, tallies
from daybreak.twin.regimen import HOURS_PER_WEEK, Regimen
from daybreak.twin.rows import LANES
from daybreak.twin.schedule import engine_settings, sessions_of

Floats = NDArray[np.float64]
Sink = Callable[[NDArray[np.int64], Mapping[str, Floats]], None]
Progress = Callable[[int, int], None]

T = TypeVar("T")

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Certificate:
    """How far the numbers can be off from solving the equations exactly.

    Half steps were taken for `people` people too; for a method of second order the error left is
    a third of the difference again. Scores are in shares of the score before treatment; peaks
    relative to the largest of each kind. It says nothing about whether the equations are right.
    """

    people: int
    score_rms: float
    score_max: float
    peak_rms: float
    peak_max: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a course leads to in a population.

    `summaries[name]` is over `times_h` or, for outputs per session, over `sessions_h`.
    `outside_evidence` holds the reasons, if any, not to lean on it.
    """

    people: int
    seed: int
    times_h: tuple[float, ...]
    sessions_h: tuple[float, ...]
    levels: tuple[float, ...]
    summaries: Mapping[str, Summary]
    certificate: Certificate
    outside_evidence: tuple[str, ...]

    def __getitem__(self, name: str) -> Summary:
        return self.summaries[name]


def weekly(regimen: Regimen) -> tuple[float, ...]:
    """Two hours and a day after the first dose, then once a week to the end of follow-up."""
    start = min((dose.starts_h for dose in regimen.doses), default=0.0)
    early = (0.0, start + 2.0, start + 24.0)
    weeks = np.arange(HOURS_PER_WEEK, regimen.follow_h + 1e-9, HOURS_PER_WEEK)
    return tuple(sorted({*(h for h in early if h <= regimen.follow_h), *map(float, weeks)}))


def simulate(
    regimen: Regimen,
    population: Population,
    *,
    observe_h: tuple[float, ...] | None = None,
    antidepressant_from_h: float | None = None,
    psychotherapy_from_h: float | None = None,
    levels: tuple[float, ...] = QUANTILES,
    threads: int | None = None,
    chunk: int | None = None,
    block: int = LANES,
    sink: Sink | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Take a population through a course.

    Args:
        regimen: the course.
        population: who.
        observe_h: when scores are read, hours, whole minutes; weekly unless given.
        antidepressant_from_h: when a new oral antidepressant begins, hours.
        psychotherapy_from_h: when psychotherapy begins, hours.
        levels: quantiles wanted, in 0 to 1.
        threads: how many; all cores unless given. Changes nothing but the time it takes.
        chunk, block: how people are packed. Change nothing but the time it takes.
        sink: called with ids and every output of each chunk, in order of id.
        progress: called with people done and people in all.

    Returns:
        Means, quantiles, the certificate of numerical error, and reasons for caution.

    Raises:
        NotPossible: the input cannot be, or must be a mistake, for anyone.
    """
    times = tuple(observe_h) if observe_h is not None else weekly(regimen)
    task = Task(regimen, times, (antidepressant_from_h, psychotherapy_from_h))
    ids = np.arange(population.size)
    sample = population.people(ids[: engine_settings()["evidence_people"]])
    reasons = outside_evidence(regimen, sample)
    sessions = sessions_of(regimen, inputs_of(regimen, sample))
    found = outputs()
    mine = threading.local()
    made: list[dict[str, Tally]] = []
    lock = threading.Lock()

    def one(some: NDArray[np.int64]) -> tuple[NDArray[np.int64], Mapping[str, Floats] | None]:
        if not hasattr(mine, "tallies"):
            mine.tallies = tallies(found, len(times), len(sessions))
            with lock:
                made.append(mine.tallies)
        people = population.people(some)
        outside_evidence(regimen, people)  # refuses, for anyone, what must be a mistake
        values = answers(engine.run(task, people, block=block), people)
        for name, tally in mine.tallies.items():
            tally.add(np.ascontiguousarray(values[name]))
        return some, values if sink else None

    size = chunk or _chunk(population.size, threads or os.cpu_count() or 1)
    done = 0
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        checked = pool.submit(certificate, task, population)  # beside the others, not after them
        for some, values in _in_order(one, engine.chunks(ids, size), pool, threads):
            done += len(some)
            if sink and values is not None:
                sink(some, values)
            if progress:
                progress(done, population.size)
        certified = checked.result()
    whole = tallies(found, len(times), len(sessions))
    for part in made:
        for name, tally in part.items():
            whole[name].join(tally)
    return Simulation(
        people=population.size,
        seed=population.seed,
        times_h=times,
        sessions_h=tuple(session.start / 60 for session in sessions),
        levels=levels,
        summaries={name: tally.summary(levels) for name, tally in whole.items()},
        certificate=certified,
        outside_evidence=reasons,
    )


def certificate(task: Task, population: Population) -> Certificate:
    """Compare with half steps for some of the population; see `Certificate`."""
    count = min(population.size, engine_settings()["certificate_people"])
    people = population.people(np.arange(count))
    usual = engine.run(task, people)
    finer = engine.run(Task(task.regimen, task.observe_h, task.treat_h, task.halvings + 1), people)
    left = 4 / 3
    scores = left * np.abs(usual.scores[..., 0].astype(np.float64) - finer.scores[..., 0])
    size = np.maximum(finer.peaks.max(axis=(0, 1), initial=0.0), 1e-12)
    peaks = left * np.abs(usual.peaks.astype(np.float64) - finer.peaks) / size
    return Certificate(count, _rms(scores), _most(scores), _rms(peaks), _most(peaks))


def _rms(x: Floats) -> float:
    return float(np.sqrt(np.mean(x * x))) if x.size else 0.0


def _most(x: Floats) -> float:
    return float(x.max(initial=0.0))


def _chunk(size: int, threads: int) -> int:
    """People at a time: enough chunks for every thread, each large enough to fill its blocks."""
    most = int(engine_settings()["chunk"])
    return max(16 * LANES, min(most, -(-size // (2 * threads))))


def _in_order(
    work: Callable[[NDArray[np.int64]], T],
    parts: list[NDArray[np.int64]],
    pool: ThreadPoolExecutor,
    threads: int | None,
) -> Iterator[T]:
    """Results of parts in their order, with only a few waiting at any time."""
    count = threads or os.cpu_count() or 1
    waiting: deque[Future[T]] = deque()
    for part in parts:
        waiting.append(pool.submit(work, part))
        if len(waiting) > 2 * count:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def columns(found: Mapping[str, Output], times: int, sessions: int) -> list[tuple[str, int]]:
    """Every column of a per-person table: output and the number of its time or session."""
    return [
        (name, k)
        for name, output in found.items()
        for k in range(times if output.per == "time" else sessions)
    ]
