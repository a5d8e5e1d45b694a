"""Severity is drawn so that it can be told apart without colour."""

import pytest

from daybreak.care.findings import Alarm, Finding, Mark, Source, Status
from daybreak.ui.presenters.severity import LOOKS, WEIGHTS, look, look_of, worst_first

SOURCE = Source("clinic list", Mark.OURS)


@pytest.mark.parametrize("level", [*Status, *Alarm], ids=repr)
def test_every_level_has_a_look(level: Status | Alarm) -> None:
    seen = look(level)
    assert seen.sev in WEIGHTS
    assert seen.word
    assert seen.icon


def test_exclude_is_drawn_as_critical() -> None:
    assert look(Status.EXCLUDE).sev == look(Alarm.CRITICAL).sev == "critical"


def test_what_is_not_known_is_drawn_as_a_hold_with_a_broken_circle() -> None:
    finding = Finding("X02", Status.HOLD, "We do not know", SOURCE, unknown=("hx-aneurysm",))
    assert (look_of(finding).sev, look_of(finding).icon, look_of(finding).word) == (
        "hold",
        "unknown",
        "Unknown",
    )


def test_nothing_softens_a_critical_finding() -> None:
    assert look(Alarm.CRITICAL, unknown=("map",)).word == "Critical"


def test_no_two_statuses_look_alike() -> None:
    assert len({(LOOKS[s].icon, LOOKS[s].word) for s in Status}) == len(Status)


def test_the_most_worrying_finding_is_first_and_equals_keep_their_order() -> None:
    one = [
        Finding("a", Status.NOTE, "", SOURCE),
        Finding("b", Status.HOLD, "", SOURCE),
        Finding("c", Alarm.CRITICAL, "", SOURCE),
        Finding("d", Status.HOLD, "", SOURCE),
    ]
    assert [finding.rule for finding in worst_first(one)] == ["c", "b", "d", "a"]
