"""A sign of suicidal thoughts is never left without somebody, a time and a next step."""

from datetime import UTC, datetime, timedelta

import pytest

from daybreak.care.findings import Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.screening.fields import fields
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.suicidality import (
    MAY_SIGN,
    Disposition,
    pathway,
    respond,
    screen_is_owed,
    to_close,
)
from daybreak.care.team.roles import Role

AT = datetime(2026, 11, 22, 15, tzinfo=UTC)
WAY = pathway()


@pytest.mark.parametrize(
    ("items", "is_owed"),
    [
        ({"phq9_item9": 0}, False),
        ({"phq9_item9": 1}, True),
        ({"qids_item12": 1}, False),
        ({"qids_item12": 2}, True),
        ({"madrs_item10": 3}, False),
        ({"madrs_item10": 4}, True),
        ({"hamd_item3": 1}, False),
        ({"hamd_item3": 2}, True),
        ({}, False),
    ],
)
def test_an_item_over_its_line_asks_for_a_screen(items: dict[str, int], *, is_owed: bool) -> None:
    assert screen_is_owed(items, way=WAY) is is_owed
    assert screen_is_owed(items, way=WAY, has_clinician_concern=True)


def test_the_rule_of_screening_and_the_pathway_use_the_same_lines() -> None:
    rule = next(each for each in ruleset().rules if each.id == "P09")
    for item, score in WAY.screen_from.items():
        assert rule.limit(f"{item.split('_', maxsplit=1)[0]}_min") == score


def test_the_levels_are_those_of_the_question_in_screening() -> None:
    assert set(fields().field("cssrs-level").choices) == {level.value for level in Level}


@pytest.mark.parametrize("level", [Level.HIGH, Level.INCOMPLETE, Level.MODERATE])
@pytest.mark.parametrize("is_remote", [True, False])
def test_a_level_over_low_always_makes_an_urgent_task_with_an_owner_and_a_time(
    level: Level, *, is_remote: bool
) -> None:
    answer = respond(level, way=WAY, at=AT, is_remote=is_remote, before=level)

    urgent = [task for task in answer.tasks if task.is_urgent]
    assert urgent[0].due == AT
    assert all(task.roles for task in answer.tasks)
    assert answer.crisis_text is not None
    assert "988" in answer.crisis_text
    assert answer.alert_queue is is_remote
    assert not answer.is_repeat


def test_high_and_moderate_are_followed_up_within_three_days() -> None:
    for level in (Level.HIGH, Level.MODERATE):
        answer = respond(level, way=WAY, at=AT, is_remote=False)
        assert max(task.due for task in answer.tasks) == AT + timedelta(hours=72)


def test_an_unchanged_low_level_is_compared_and_not_alarmed_again() -> None:
    first = respond(Level.LOW, way=WAY, at=AT, is_remote=False)
    again = respond(Level.LOW, way=WAY, at=AT, is_remote=False, before=Level.LOW)
    risen = respond(Level.LOW, way=WAY, at=AT, is_remote=False, before=Level.NONE)

    assert (len(first.tasks), len(again.tasks), len(risen.tasks)) == (1, 0, 1)
    assert again.is_repeat
    assert again.finding is not None
    assert again.finding.level is Status.NOTE


def test_a_remote_answer_is_never_left_in_silence() -> None:
    for level in set(Level) - {Level.NONE}:
        answer = respond(level, way=WAY, at=AT, is_remote=True, before=level)
        assert answer.alert_queue
        assert answer.crisis_text


def test_a_negative_screen_is_routine() -> None:
    answer = respond(Level.NONE, way=WAY, at=AT, is_remote=True)
    assert (answer.finding, answer.tasks, answer.crisis_text) == (None, (), None)


@pytest.mark.parametrize("disposition", [None, *Disposition])
@pytest.mark.parametrize("has_safety_plan", [True, False])
@pytest.mark.parametrize("signed_by", [None, *Role])
def test_a_high_screen_closes_only_with_disposition_plan_and_signature(
    disposition: Disposition | None, *, has_safety_plan: bool, signed_by: Role | None
) -> None:
    left = to_close(
        Level.HIGH,
        way=WAY,
        disposition=disposition,
        has_safety_plan=has_safety_plan,
        signed_by=signed_by,
    )
    missing = [disposition is None, not has_safety_plan, signed_by not in MAY_SIGN]
    assert len(left) == sum(missing)
    assert all(each.level is Status.HOLD for each in left)


def test_what_closes_the_other_levels() -> None:
    def left(level: Level) -> set[str]:
        found = to_close(level, way=WAY, disposition=None, has_safety_plan=False, signed_by=None)
        return {each.rule for each in found}

    assert left(Level.NONE) == left(Level.LOW) == set()
    assert left(Level.MODERATE) == {"suicide-safety-plan"}
    assert left(Level.INCOMPLETE) == {"suicide-disposition", "suicide-signature"}
