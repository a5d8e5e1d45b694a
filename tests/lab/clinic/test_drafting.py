"""A protocol changed on the workbench is a protocol like any other, and says what was changed."""

import subprocess
import sys
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import Protocol, protocol
from daybreak.care.catalogue.protocol_check import faults_of
from daybreak.care.catalogue.reading import CatalogueError, read
from daybreak.care.errors import NotFound
from daybreak.lab.clinic.asking import next_day, open_clinic
from daybreak.lab.clinic.assumptions import assumptions
from daybreak.lab.clinic.drafting import Draft, Upkeep, drafted, triable, usual, written

SIX = usual(protocol("iv-racemic-six"))


def as_read(draft: Draft, folder: Path) -> Protocol:
    path = folder / "tried.toml"
    path.write_text(drafted(draft), encoding="utf-8")
    return read(path, Protocol)


@pytest.mark.parametrize("before", triable(), ids=lambda each: each.id)
def test_what_is_not_changed_stays_as_it_was(before: Protocol, tmp_path: Path) -> None:
    after = as_read(usual(before), tmp_path)

    assert replace(after, id=before.id, version=before.version, name=before.name) == before


def test_what_is_changed_says_so(tmp_path: Path) -> None:
    draft = replace(SIX, start_mg_per_kg=Decimal("0.6"), minutes=110, upkeep=Upkeep.CLOSE)
    draft = replace(draft, sessions=4, gap_days=7)
    after = as_read(draft, tmp_path)

    assert after.weighted is not None
    assert after.weighted.start_mg_per_kg == Decimal("0.6")
    assert after.minutes is not None
    assert (after.minutes.usual, after.minutes.high) == (110, 110)
    assert after.induction.sessions == 4
    assert after.induction.source.citation == "Spacing changed to be tried"
    assert (after.reviews_after, after.review_blocking_after) == ((3, 4), 4)
    assert after.maintenance is not None
    assert [rung.gap_days for rung in after.maintenance.rung] == [7]


def test_without_upkeep_there_is_no_ladder(tmp_path: Path) -> None:
    assert as_read(replace(SIX, upkeep=Upkeep.NONE), tmp_path).maintenance is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sessions=st.integers(1, 12), gap_days=st.integers(1, 7), upkeep=st.sampled_from(Upkeep))
def test_whatever_the_page_offers_can_be_dated(
    sessions: int, gap_days: int, upkeep: Upkeep, tmp_path: Path
) -> None:
    after = as_read(replace(SIX, sessions=sessions, gap_days=gap_days, upkeep=upkeep), tmp_path)
    clinic = open_clinic(after, assumptions())

    done: tuple[int, ...] = ()
    for _ in range(sessions):
        done += (next_day(after.induction, clinic, done, done[-1] if done else -1),)

    assert len(set(done)) == sessions
    assert [fault for fault in faults_of(after) if "tried" not in fault[1]] == []


def test_a_dose_over_the_ceiling_is_refused_by_the_protocol_itself(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="is over the ceiling_mg_per_kg"):
        as_read(replace(SIX, start_mg_per_kg=Decimal("1.2")), tmp_path)


def test_only_protocols_of_the_list_can_be_changed() -> None:
    with pytest.raises(NotFound):
        drafted(replace(SIX, base="iv-racemic-pain"))


def test_what_is_written_is_read_again() -> None:
    entry = {
        "id": 'a "quoted" name', "is": True, "n": 3, "x": Decimal("0.5"), "whole": Decimal(2),
        "list": [1, 2], "source": {"citation": "é", "mark": "our choice"},
        "table": {"inner": {"a": 1}, "rung": [{"gap_days": 7}, {"gap_days": 14}]},
    }  # fmt: skip

    assert tomllib.loads(written(entry), parse_float=Decimal) == entry


def test_drafting_loads_neither_arrays_nor_a_compiler() -> None:
    code = (
        "import sys, daybreak.lab.clinic.drafting;"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'numba')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
