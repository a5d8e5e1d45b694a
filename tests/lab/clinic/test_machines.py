"""Many machines come to the same as one, bit for bit, or are not asked at all."""

import logging
from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np
import pytest
from distributed import LocalCluster

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.cli import main
from daybreak.lab.clinic import machines
from daybreak.lab.clinic.assumptions import assumptions
from daybreak.lab.clinic.machines import Machines
from daybreak.lab.clinic.trial import Asked, try_out

pytestmark = pytest.mark.enable_socket
SIX = protocol("iv-racemic-six")
ASKED = Asked(people=120, weeks=8, chunk=40)


def cluster(workers: int, *, processes: bool) -> Any:
    started: Any = LocalCluster  # it has no types
    return started(
        n_workers=workers,
        threads_per_worker=1,
        processes=processes,
        host="127.0.0.1" if processes else None,  # in one process they need no network
        dashboard_address="127.0.0.1:0",  # whichever port is free
        silence_logs=logging.CRITICAL,
    )


@pytest.fixture(scope="module")
def at_hand() -> Iterator[str]:
    """A scheduler with two workers in this process."""
    with cluster(2, processes=False) as found:
        yield found.scheduler_address


_houses = count()


def always_another() -> str:
    """A house that nobody else has."""
    return str(next(_houses))


def same_on(scheduler: str) -> None:
    alone = try_out(SIX, assumptions(), ASKED)
    with Machines(scheduler) as crew:
        together = try_out(SIX, assumptions(), ASKED, crew=crew)

    assert all(np.array_equal(alone.columns[k], together.columns[k]) for k in alone.columns)
    assert np.array_equal(alone.scores, together.scores)
    assert alone.refused == together.refused


def test_two_workers_come_to_the_same_bits(at_hand: str) -> None:
    same_on(at_hand)


@pytest.mark.slow
def test_workers_in_processes_of_their_own_come_to_the_same_bits() -> None:
    with cluster(2, processes=True) as found:
        same_on(found.scheduler_address)


def test_machines_with_another_house_are_not_asked(
    at_hand: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "house", always_another)

    with pytest.raises(NotAllowed, match="another Daybreak or other files"):
        Machines(at_hand)


def test_a_scheduler_without_workers_is_refused() -> None:
    with (
        cluster(0, processes=False) as found,
        pytest.raises(NotAllowed, match="no workers"),
    ):
        Machines(found.scheduler_address)


def test_nobody_at_the_address_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machines, "PATIENCE_S", 0.2)

    assert main(["lab", "protocol", "iv-racemic-six", "--scheduler", "tcp://127.0.0.1:9"]) == 1
    assert "Nobody answers as a Dask scheduler at tcp://127.0.0.1:9" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["nonsense://x", "::::"])
def test_an_address_that_is_none_is_a_sentence(address: str) -> None:
    with pytest.raises(NotUnderstood, match="Nobody answers"):
        Machines(address)
