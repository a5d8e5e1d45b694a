"""What is on the shelf can be used, and a protocol that contradicts itself is refused."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from daybreak.care.catalogue.indication import indication, indications
from daybreak.care.catalogue.protocol import Protocol, protocol, protocols
from daybreak.care.catalogue.reading import CatalogueError, Misfit, read, shelf
from daybreak.care.catalogue.route import Scope, route, routes
from daybreak.care.errors import NotFound
from daybreak.care.quantities import Mass


@pytest.mark.parametrize("each", protocols(), ids=lambda each: each.id)
def test_every_protocol_names_a_route_and_indications_that_exist(each: Protocol) -> None:
    way = route(each.route)
    assert {indication(name).id for name in each.indications} == set(each.indications)
    assert (each.weighted is None) == (way.scope is Scope.ESKETAMINE)
    assert (each.minutes is not None) == way.is_infused


@pytest.mark.parametrize("each", protocols(), ids=lambda each: each.id)
def test_every_series_is_reviewed_no_later_than_its_last_session(each: Protocol) -> None:
    assert each.review_blocking_after in each.reviews_after
    assert each.reviews_after[-1] <= sum(phase.sessions for phase in each.phase)
    assert each.is_example


def test_the_six_infusions_are_those_of_the_trial() -> None:
    six = protocol("iv-racemic-six")

    assert six.weighted is not None
    assert six.weighted.start_mg_per_kg == Decimal("0.5")
    assert six.minutes is not None
    assert six.minutes.usual == 40
    assert (six.induction.sessions, six.induction.min_gap_days, six.induction.max_gap_days) == (
        6,
        2,
        5,
    )
    assert six.profile == "iv-racemic"


def test_esketamine_is_given_in_whole_devices() -> None:
    trd = protocol("esketamine-trd")

    assert trd.devices is not None
    assert trd.devices.doses(is_first=True) == (Mass.mg(56),)
    assert trd.devices.doses(is_first=False) == (Mass.mg(56), Mass.mg(84))


def test_racemic_ketamine_is_always_off_label_and_esketamine_only_sometimes() -> None:
    for each in indications():
        for way in routes():
            on_label = way.scope is Scope.ESKETAMINE and each.id in {"trd", "mdd-si"}
            assert each.is_off_label(way) is not on_label


@pytest.mark.parametrize(
    "wrong",
    [
        {"weighted": None},
        {"phase": ()},
        {"phase": (replace(protocol("iv-racemic-six").induction, max_gap_days=1),)},
        {"phase": (replace(protocol("iv-racemic-six").induction, window_high_days=9),)},
        {"phase": (replace(protocol("iv-racemic-six").induction, window_low_days=22),)},
        {"phase": (replace(protocol("iv-racemic-six").induction, sessions=0),)},
    ],
)
def test_a_protocol_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Misfit):
        replace(protocol("iv-racemic-six"), **wrong)


def test_limits_out_of_order_are_refused_with_the_file(tmp_path: Path) -> None:
    text = (shelf("protocols") / "iv-racemic-six-1.toml").read_text()
    file = tmp_path / "mine.toml"
    file.write_text(text.replace("limit_mg_per_kg = 1.5", "limit_mg_per_kg = 0.4"))

    with pytest.raises(CatalogueError, match=r"mine\.toml.*line.*weighted.*over the limit"):
        read(file, Protocol)


@pytest.mark.parametrize("ask", [protocol, route, indication])
def test_what_is_not_there_is_not_found(ask: Callable[[str], object]) -> None:
    with pytest.raises(NotFound):
        ask("no-such-thing")
