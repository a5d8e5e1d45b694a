"""A verdict is as heavy as its worst finding, wherever that comes from."""

import pytest

from daybreak.care.findings import Alarm, Finding, Mark, Source, Status
from daybreak.care.screening.verdict import Verdict, in_order, worst

SOURCE = Source("a test", Mark.OURS)


def finding(rule: str, level: Status | Alarm) -> Finding:
    return Finding(rule, level, "It is so.", SOURCE)


def test_findings_of_another_room_join_in_their_place() -> None:
    verdict = Verdict(Status.WARN, (finding("C01", Status.WARN),), ("qtc-ms",), "screening-1")

    joined = verdict.joined([finding("I-LTG", Status.NOTE), finding("I-THE", Status.HOLD)])

    assert joined.status is Status.HOLD
    assert [each.rule for each in joined.findings] == ["I-THE", "C01", "I-LTG"]
    assert (joined.unknown, joined.ruleset) == (verdict.unknown, verdict.ruleset)


def test_equals_stay_in_the_order_of_the_table() -> None:
    found = [finding(rule, Status.HOLD) for rule in ("X02", "C01", "X01")]
    assert [each.rule for each in in_order(found)] == ["X02", "C01", "X01"]


def test_nothing_found_is_clear_and_an_alarm_of_the_chair_has_no_place_here() -> None:
    assert worst([]) is Status.CLEAR
    with pytest.raises(TypeError, match="Status"):
        worst([finding("sbp", Alarm.CRITICAL)])
