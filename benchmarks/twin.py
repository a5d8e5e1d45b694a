"""The twin against libRoadRunner on the same model, in one run, at stated accuracy.

    python benchmarks/twin.py --json            everything; a few minutes
    python benchmarks/twin.py --quick --json    fewer people, no million

Both take six infusions and twelve weeks, and both answer the same: the score at fifteen times and
five peaks in each of six sessions. Errors are against SciPy's LSODA at 1e-10. The peer is run one
person after another from our own SBML, at the loosest tolerance whose score error is no worse than
3e-4, and its people per second are its CPU time divided by all cores, as if it scaled perfectly.
"""

import argparse
import ast
import inspect
import json
import os
import subprocess
import sys
import time

import numba
import numpy as np

from daybreak.twin import engine, kernel, oracle, quick
from daybreak.twin.compiled import ALLOWED
from daybreak.twin.engine import Task
from daybreak.twin.kernel import L
from daybreak.twin.population import Population
from daybreak.twin.regimen import Regimen
from daybreak.twin.rows import BRAIN_SCORES, PEAKS
from daybreak.twin.sbml import constants, sbml, states
from daybreak.twin.schedule import ACTIVE, LEAP, QUIET, WATCH
from daybreak.twin.simulate import simulate, weekly

COURSE = Regimen.named("ketamine-six")
TIMES = weekly(COURSE)
TASK = Task(COURSE, TIMES)
WEIGHT_KG = 80.0  # one weight, so that one SBML document fits everyone
WANTED_RMS = 3e-4
GRID_MIN = 2  # the peer's grid for peaks


def population(size):
    return Population(size, 1, covariates={"weight": WEIGHT_KG})


def best(work, repeats):
    """Least wall and CPU seconds of some runs."""
    wall, cpu = [], []
    for _ in range(repeats):
        c, w = time.process_time(), time.perf_counter()
        work()
        wall.append(time.perf_counter() - w)
        cpu.append(time.process_time() - c)
    return min(wall), min(cpu)


def rms(x):
    return float(np.sqrt(np.mean(np.square(x, dtype=np.float64))))


def errors(scores, peaks, reference):
    scale = np.abs(reference.peaks).max(axis=(0, 1))
    score = scores - reference.scores[: len(scores), :, 0]
    peak = (peaks - reference.peaks[: len(peaks)]) / scale
    return {"rms_error": rms(score), "max_error": float(np.abs(score).max()),
            "peak_rms_error": rms(peak)}  # fmt: skip


# -- ours ---------------------------------------------------------------------------------------


def ours(size, repeats, reference):
    people = population(size)
    simulate(COURSE, population(256))
    wall, cpu = best(lambda: simulate(COURSE, people), repeats)
    found = engine.run(TASK, population(len(reference.scores)).people())
    return {
        "people": size,
        "people_per_s": size / wall,
        "wall_s": wall,
        "cpu_ms_per_person": 1e3 * cpu / size,
        **errors(found.scores[..., 0], found.peaks, reference),
    }


# -- libRoadRunner ------------------------------------------------------------------------------


def peer(count, reference):
    import roadrunner

    people = population(max(count, 2)).people()
    first = people.take(np.array([0]))
    began = time.perf_counter()
    runner = roadrunner.RoadRunner(sbml(COURSE, first))
    load_s = time.perf_counter() - began
    sessions = [dose.at_h for dose in COURSE.doses]
    grids = [s + np.arange(0, 281, GRID_MIN) / 60 for s in sessions]
    times = sorted({*TIMES, *(float(t) for grid in grids for t in grid)})
    at = {t: k for k, t in enumerate(times)}
    scored = [at[t] for t in TIMES]
    watched = [[at[float(t)] for t in grid] for grid in grids]
    names = ["score", "venous_s", "venous_r", "block", "dissociation", "pressor", "sedation"]
    own = [constants(people.take(np.array([i]))) for i in range(count)]
    flows = ("flow_plasma_s", "flow_plasma_r", "on_antidepressant", "on_psychotherapy")
    resting = {name: runner[name] for name in (*states(()), *flows)}
    runner.timeCourseSelections = ["time", *names]
    tries = []
    for rtol in (1e-3, 1e-4, 1e-5, 1e-6):
        runner.integrator.relative_tolerance = rtol
        runner.integrator.absolute_tolerance = rtol * 1e-3
        runner.integrator.maximum_num_steps = 1_000_000
        scores, peaks = np.zeros((count, len(TIMES))), np.zeros((count, 6, len(PEAKS)))
        began = time.process_time()
        for i in range(count):
            _ready(runner, own[i], resting)
            found = np.array(runner.simulate(times=times))
            scores[i] = found[scored, 1]
            for k, rows in enumerate(watched):
                part = found[rows]
                peaks[i, k] = [(part[:, 2] + part[:, 3]).max(), *part[:, 4:8].max(axis=0)]
        cpu = (time.process_time() - began) / count
        tries.append({"rtol": rtol, "people": count, "cpu_ms_per_person": 1e3 * cpu,
                      "people_per_s": os.cpu_count() / cpu, "load_s": load_s,
                      **errors(scores, peaks, reference)})  # fmt: skip
        if tries[-1]["rms_error"] <= WANTED_RMS:
            break
    # the same without the grid for peaks: only the fifteen scores, which is less than ours does
    began = time.process_time()
    for i in range(count):
        _ready(runner, own[i], resting)
        runner.simulate(times=list(TIMES))
    fewer = (time.process_time() - began) / count
    return {**tries[-1], "people_per_s_scores_only": os.cpu_count() / fewer, "tried": tries}


def _ready(runner, own, resting):
    runner.resetAll()
    for name, value in resting.items():
        runner[name] = value
    for name, value in own.items():
        runner[name] = value
    runner["expectancy"] = own["t_visit"]  # the visit at time 0


# -- work and peak ------------------------------------------------------------------------------


def operations(function):
    """Additions, multiplications and the like that one lane of a compiled function takes.

    Counted in its source; index arithmetic is left out, and each call of an inlined function
    counts as what stands in it.
    """
    tree = ast.parse(inspect.getsource(function.py_func))
    return _count(tree)


INLINED = {name: getattr(quick, name) for name in ("exp32", "log32", "reciprocal32")}
INLINED["_keep"] = kernel._keep  # noqa: SLF001 - its work is counted too


def _count(node):
    if isinstance(node, ast.Subscript):
        return 0
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        inside = sum(_count(each) for each in node.args)
        if node.func.id in INLINED:
            return inside + operations(INLINED[node.func.id])
        return inside + (1 if node.func.id in {"min", "max"} else 0)
    own = isinstance(node, ast.BinOp | ast.AugAssign)
    return own + sum(_count(each) for each in ast.iter_child_nodes(node))


def flops_per_person():
    """Operations per person, over the classes that occur, set-up left out."""
    people = population(4096).people()
    classes, schedules = engine.plans(TASK, people)
    drug = 2 * operations(kernel.advance_drug)
    slow = operations(kernel.advance_synapses) + operations(kernel.advance_mood)
    quiet = slow + operations(kernel.fade_quietly)
    full = drug + slow + sum(
        operations(f) for f in (kernel.feel_drug, kernel.advance_cascade, kernel.advance_body)
    )  # fmt: skip
    each = {WATCH: full + operations(kernel.watch), ACTIVE: full, QUIET: quiet, LEAP: drug}
    total = 0.0
    for number, schedule in schedules.items():
        share = float(np.mean(classes == number))
        total += share * sum(schedule.steps(kind) * work for kind, work in each.items())
    usual = schedules[int(np.bincount(classes).argmax())]
    kinds = {"watched": WATCH, "active": ACTIVE, "quiet": QUIET}
    steps = {name: usual.steps(kind) for name, kind in kinds.items()}
    return total, steps


@numba.njit(fastmath=ALLOWED, error_model="numpy", forceinline=True)
def _sixteen(x):
    b, c = np.float32(0.999), np.float32(0.001)
    x = (((x * b + c) * b + c) * b + c) * b + c
    x = (((x * b + c) * b + c) * b + c) * b + c
    x = (((x * b + c) * b + c) * b + c) * b + c
    return (((x * b + c) * b + c) * b + c) * b + c


@numba.njit(fastmath=ALLOWED, error_model="numpy")
def _multiply_and_add(x, repeats):
    for _ in range(repeats):
        for l in range(64):  # noqa: E741 - the lane
            x[l] = _sixteen(x[l])
            x[64 + l] = _sixteen(x[64 + l])
            x[128 + l] = _sixteen(x[128 + l])
            x[192 + l] = _sixteen(x[192 + l])
            x[256 + l] = _sixteen(x[256 + l])
            x[320 + l] = _sixteen(x[320 + l])
            x[384 + l] = _sixteen(x[384 + l])
            x[448 + l] = _sixteen(x[448 + l])


def peak_flops():
    """Float32 operations per second of fused multiply-adds on one core, compiled alike."""
    x = np.ones(512, np.float32)
    _multiply_and_add(x, 1)
    repeats = 2000
    wall, _ = best(lambda: _multiply_and_add(x, repeats), 50)
    return 2 * 16 * 512 * repeats / wall


# -- memory and start ---------------------------------------------------------------------------

CHILD = """
import sys, time
began, cpu = time.perf_counter(), time.process_time()
from daybreak.twin.population import Population
from daybreak.twin.regimen import Regimen
from daybreak.twin.simulate import simulate
simulate(Regimen.named("ketamine-six"), Population(int(sys.argv[1])))
print(time.perf_counter() - began, time.process_time() - cpu)
# not ru_maxrss, which a child takes over from its parent
status = open("/proc/self/status").read()
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


def child(size):
    """Seconds, CPU seconds and MB of a fresh process for so many people, code from the cache."""
    out = subprocess.run(
        [sys.executable, "-c", CHILD, str(size)], capture_output=True, text=True, check=True
    ).stdout.split()
    return tuple(float(word) for word in out)


def bench(*, quick_run):
    sample = 8 if quick_run else 32
    people = population(sample).people()
    reference = oracle.solve(TASK, people)
    mine = ours(20_000, 3 if quick_run else 5, reference)
    theirs = peer(sample, reference)
    work, steps = flops_per_person()
    one, cpu = best(lambda: engine.run(TASK, population(4096).people()), 5)
    peak = peak_flops()
    sizes = (64, 1000, 20_000) if quick_run else (64, 1000, 20_000, 1_000_000)
    started = {size: child(size) for size in sizes}
    largest = max(sizes)
    grown = (started[largest][2] - started[1000][2]) * 1024 / (largest - 1000)
    return {
        "course": "six infusions in twelve days, twelve weeks, whole model",
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "ours": mine,
        "peers": {"libroadrunner": theirs},
        "ratio": mine["people_per_s"] / theirs["people_per_s"],
        "ratio_by_cpu": theirs["cpu_ms_per_person"] / mine["cpu_ms_per_person"],
        "ratio_scores_only": mine["people_per_s"] / theirs["people_per_s_scores_only"],
        "flops_per_person": work,
        "steps": steps,
        "peak_gflops_per_core": peak / 1e9,
        "share_of_fma_peak": work * 4096 / cpu / peak,
        "lanes": L,
        "ms_for_20000": 1e3 * mine["wall_s"],
        "cold_start_s": started[64][0],
        "cold_start_cpu_s": started[64][1],
        "memory_mb": {str(size): mb for size, (_, _, mb) in started.items()},
        "seconds": {str(size): s for size, (s, _, _) in started.items()},
        "kb_per_person_grown": grown,
        "brain_scores": list(BRAIN_SCORES),
        "one_thread_s_for_4096": one,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--quick", action="store_true", help="fewer people, no million")
    args = parser.parse_args()
    found = bench(quick_run=args.quick)
    if args.json:
        print(json.dumps(found))
        return
    mine, theirs = found["ours"], found["peers"]["libroadrunner"]
    print(f"ours           {mine['people_per_s']:10.0f} people/s  rms {mine['rms_error']:.1e}")
    print(f"libRoadRunner  {theirs['people_per_s']:10.0f} people/s  rms {theirs['rms_error']:.1e}")
    print(f"ratio {found['ratio']:.0f}, by CPU {found['ratio_by_cpu']:.0f}; "
          f"{found['share_of_fma_peak']:.0%} of the measured FMA peak; "
          f"20,000 people in {found['ms_for_20000']:.0f} ms; "
          f"cold start {found['cold_start_s']:.1f} s")  # fmt: skip


if __name__ == "__main__":
    main()
