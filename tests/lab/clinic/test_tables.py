"""What the virtual clinic decides is what care decides: person by person, on 2,000 people."""

from functools import cache

import numpy as np
import pytest

from daybreak.care.catalogue.protocol import protocol
from daybreak.lab.clinic.asking import Clinic, open_clinic
from daybreak.lab.clinic.assumptions import assumptions
from daybreak.lab.clinic.bodies import Bodies
from daybreak.lab.clinic.course import Course, Rules
from daybreak.lab.clinic.tables import Tables
from daybreak.lab.clinic.trial import settling
from daybreak.lab.clinic.worlds import worlds
from daybreak.lab.posterior import posterior
from daybreak.twin import Population
from lab.clinic.one_by_one import OneByOne

PEOPLE, BLOCK, WEEKS = 2000, 50, 26


@cache
def clinic_of(name: str) -> Clinic:
    return open_clinic(protocol(name), assumptions())


def followed(rules: Rules, ids: np.ndarray, weeks: int = WEEKS) -> Course:
    people = Population(PEOPLE, seed=7).people(ids)
    bodies = Bodies(people, worlds(posterior(), 7), settling(rules.clinic.protocol))
    course = Course(bodies, rules, weeks, keeps_decisions=True)
    course.run()
    return course


def said(course: Course) -> list[tuple[object, ...]]:
    """Every decision in order: what, when, of whom, and what; an order by its dose."""
    orders = course.rules.orders
    return [
        (
            what,
            day,
            who.tolist(),
            [orders[k] for k in answer.tolist()] if what == "order" else answer.tolist(),
        )
        for what, day, who, answer in course.decisions
    ]


@pytest.mark.parametrize("block", range(PEOPLE // BLOCK))
def test_everybody_is_decided_on_as_care_would_decide(block: int) -> None:
    ids = np.arange(block * BLOCK, (block + 1) * BLOCK)
    clinic = clinic_of("iv-racemic-six")

    fast, slow = followed(Tables(clinic), ids), followed(OneByOne(clinic), ids)

    assert said(fast) == said(slow)
    assert np.array_equal(fast.scores, slow.scores)
    assert all(np.array_equal(fast.out[name], slow.out[name]) for name in fast.out)
