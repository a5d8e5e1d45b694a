"""How long one person's forecast takes, from the stored people to three alternatives.

    python benchmarks/forecast.py --json              fifty forecasts
    python benchmarks/forecast.py --repeats 200
    python benchmarks/forecast.py --coverage 150      and how often bands hold virtual people

20,000 virtual people are weighed by one made-up person's doses and scores; those who carry 99 % of
the weight are walked from now along three plans. Milliseconds of wall time and of CPU are for
forecasts after a first one, which compiles and stores the people ("warm_up_s"). On a busy machine
the wall time is that of the machine; `cpu_ms` over the cores is what an idle one would take.
"""

import argparse
import json
import os
import time
from dataclasses import replace

import numpy as np

from daybreak.lab.arms import instruments
from daybreak.lab.forecast.forecast import Group, along, forecast, stand
from daybreak.lab.forecast.known import HOURS, Given, Person, Seen, every
from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.selves import Firsts, prior_first, selves
from daybreak.lab.forecast.told import INTERVALS
from daybreak.lab.forecast.windows import windows
from daybreak.lab.posterior import posterior

GAP_H = 3.5 * HOURS
PLANS_WEEKS = (2, 3, 4)


def dose(k):
    return Given(k * GAP_H, "ketamine_racemic", "IV", 40.0, 40.0)


def person(rng, instrument):
    """Three sessions, and a score before each but the first, made up at random."""
    phq = instrument == "PHQ-9"
    highest, first = (27.0, 20.0) if phq else (60.0, 34.0)
    points = np.clip(first * rng.uniform(0.3, 1.0, 2), 0, highest).round()
    scores = (Seen(-1.0, first), *(Seen((k + 1) * GAP_H - 1, x) for k, x in enumerate(points)))
    return Person(
        "trd", instrument, 14.0 if phq else 0.0, highest, 45.0, 80.0, False, False, (), False,
        tuple(dose(k) for k in range(3)), scores, 2 * GAP_H + 48.0,
    )  # fmt: skip


def plans(somebody):
    rest = [dose(k) for k in range(3, 6)]
    until_h = somebody.now_h + limits().horizon_weeks * 7 * HOURS
    return [every(somebody, weeks, rest, until_h) for weeks in PLANS_WEEKS]


def measured(instrument, repeats):
    rng = np.random.default_rng(1)
    begun = time.perf_counter()
    first = person(rng, instrument)
    along(stand(first), plans(first))
    warm_up = time.perf_counter() - begun
    rows, carried, effective = [], [], []
    for _ in range(repeats):
        somebody = person(rng, instrument)
        wall, cpu = time.perf_counter(), time.process_time()
        standing = stand(somebody)
        middle, middle_cpu = time.perf_counter(), time.process_time()
        told = along(standing, plans(somebody))
        end, end_cpu = time.perf_counter(), time.process_time()
        rows.append((middle - wall, end - middle, middle_cpu - cpu, end_cpu - middle_cpu))
        carried.append(told.carried)
        effective.append(told.effective)
    ms = 1000 * np.array(rows)

    def spread(values):
        low, high = np.percentile(values, (50, 95))
        return {"p50": round(float(low), 1), "p95": round(float(high), 1)}

    return {
        "warm_up_s": round(warm_up, 2),
        "to_now_ms": spread(ms[:, 0]),
        "alternatives_ms": spread(ms[:, 1]),
        "whole_ms": spread(ms[:, 0] + ms[:, 1]),
        "to_now_cpu_ms": spread(ms[:, 2]),
        "alternatives_cpu_ms": spread(ms[:, 3]),
        "whole_cpu_ms": spread(ms[:, 2] + ms[:, 3]),
        "walked": int(np.median(carried)),
        "effective_people": int(np.median(effective)),
    }


def coverage(instrument, count):
    """How often central bands hold the scores to come of virtual people, scored and forecast.

    It shows that the forecast believes its own model, and nothing about whether it is true.
    """
    rng = np.random.default_rng(4)
    usual = person(rng, instrument)
    standing, plan = stand(usual), plans(usual)[0]
    scale, doubt = standing.scale.madrs_per_point, instruments()[instrument].doubt_percent / 100
    everyone, (middle, spread) = selves(limits().people), prior_first(posterior())
    seen = windows([each.at_h for each in usual.later], usual.recall_days)
    columns = [standing.times_h.index(h) for h in seen.times_h]
    held, silent = {share: [] for share in INTERVALS}, 0
    for who in rng.choice(limits().people, count, replace=False):
        which = np.array([who])
        me, first = everyone.take(which), max(1.0, middle + spread * rng.standard_normal())
        noise = float(np.hypot(me.noise[0], doubt * first))
        began = Firsts(np.array([first]), np.zeros(1), np.zeros(1))
        truth = Group(me, began, which, np.ones(1), standing)
        true = (truth.past[:, columns] @ seen.weights.T)[0]
        given = (np.array([first, *true]) + noise * rng.standard_normal(len(true) + 1)) / scale
        times = [-1.0, *(each.at_h for each in usual.later)]
        scores = tuple(Seen(h, float(x)) for h, x in zip(times, given, strict=True))
        told = forecast(replace(usual, scores=scores), [plan])
        if told.abstained:
            silent += 1
            continue
        whole, own, _ = truth.walked(plan)
        for band in told.ahead[0].bands[1::4]:
            at = own[0, whole.index(band.at_h)] + noise * rng.standard_normal()
            points = np.clip(at / scale, 0, usual.highest)
            for share, (low, high) in INTERVALS.items():
                held[share].append(band.at(low) <= points <= band.at(high))
    return {
        "people": count,
        "silent": silent,
        **{f"held_{share}": round(100 * float(np.mean(each)), 1) for share, each in held.items()},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.add_argument("--repeats", type=int, default=50, help="forecasts measured (default 50)")
    parser.add_argument("--coverage", type=int, metavar="N", help="virtual people to forecast")
    arguments = parser.parse_args()
    answer = {
        "people": limits().people,
        "alternatives": len(PLANS_WEEKS),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "MADRS": measured("MADRS", arguments.repeats),
        "PHQ-9": measured("PHQ-9", arguments.repeats),
    }
    if arguments.coverage:
        for name in ("MADRS", "PHQ-9"):
            answer[name]["coverage"] = coverage(name, arguments.coverage)
    if arguments.json:
        print(json.dumps(answer, indent=2))
        return
    print(
        f"{answer['people']} people, {answer['alternatives']} alternatives, load {answer['load']}"
    )
    for name in ("MADRS", "PHQ-9"):
        each = answer[name]
        print(f"{name:<6} whole {each['whole_ms']} ms, CPU {each['whole_cpu_ms']} ms")
        print(f"       alternatives alone {each['alternatives_ms']} ms")
        print(f"       warm-up {each['warm_up_s']} s")
        if "coverage" in each:
            print(f"       bands of virtual people: {each['coverage']}")


if __name__ == "__main__":
    main()
