"""What leaves the label of esketamine is said; other drugs have no label for this use."""

from typing import Any

import pytest

from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.plan.label import label_words, outside_label

WORDS = label_words()


def told(id: str, reason: str, **asked: Any) -> list[str]:  # noqa: A002 - a protocol's
    usual: dict[str, Any] = {"session": 1, "age_years": 40, "takes_antidepressant": True}
    found = outside_label(WORDS, protocol(id), indication(reason), **{**usual, **asked})
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("id", "reason", "asked", "rules"),
    [
        ("esketamine-trd", "trd", {}, []),
        ("esketamine-trd", "trd", {"takes_antidepressant": False, "session": 60}, []),
        ("esketamine-trd", "ptsd", {}, ["label-indication"]),
        ("esketamine-trd", "trd", {"age_years": 17}, ["label-age"]),
        ("esketamine-trd", "trd", {"age_years": 18}, []),
        ("esketamine-trd", "trd", {"age_years": None}, []),
        ("esketamine-mdd-si", "mdd-si", {}, []),
        ("esketamine-mdd-si", "mdd-si", {"session": 8}, []),
        ("esketamine-mdd-si", "mdd-si", {"session": 9}, ["label-beyond"]),
        ("esketamine-mdd-si", "mdd-si", {"takes_antidepressant": False}, ["label-antidepressant"]),
        (
            "esketamine-mdd-si",
            "mdd-si",
            {"takes_antidepressant": None},
            ["label-antidepressant-unknown"],
        ),
        ("iv-racemic-six", "ptsd", {"age_years": 17, "takes_antidepressant": False}, []),
    ],
)
def test_what_leaves_the_label_is_said(
    id: str,  # noqa: A002 - a protocol's
    reason: str,
    asked: dict[str, Any],
    rules: list[str],
) -> None:
    assert told(id, reason, **asked) == rules
