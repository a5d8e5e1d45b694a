"""Every rule in the file has its moment in the code, and the other way round."""

import pytest

from daybreak.care.catalogue.reading import CatalogueError, read, shelf
from daybreak.care.due.openings import GATES, TASKS
from daybreak.care.due.rules import DueRules, GateRule, TaskRule, rulebook
from daybreak.care.team.roles import Role

RULES = rulebook().due


def test_every_task_and_gate_is_both_data_and_code() -> None:
    assert {rule.id for rule in RULES.task} == set(TASKS)
    assert {rule.id for rule in RULES.gate} == set(GATES)


@pytest.mark.parametrize("rule", [*RULES.task, *RULES.gate], ids=lambda rule: rule.id)
def test_every_rule_is_for_somebody(rule: TaskRule | GateRule) -> None:
    roles = rule.roles if isinstance(rule, TaskRule) else rule.opened_by

    assert roles
    assert not {Role.DEVICE, Role.SYSTEM, Role.AUDITOR} & set(roles)


def test_what_is_owed_to_someone_who_was_dosed_outlives_the_course() -> None:
    outlives = {rule.id for rule in RULES.task if rule.after_closing}

    assert outlives >= {
        "call-the-same-day",
        "call-the-next-day",
        "close-session",
        "send-monitoring-form",
        "screen-suicidality",
    }


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('id = "sign-plan"', 'id = "get-consent"', "twice"),
        ('id = "plan-unsigned"', 'id = "not-decided"', "twice"),
        ("opens_min = 15\ndue_min = 60", "opens_min = 60\ndue_min = 15", "cannot be late before"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str, why: str
) -> None:
    toml = (shelf("rules") / "due.toml").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("rules") / "due.toml"
    assert before in toml
    path.write_text(toml.replace(before, after), encoding="utf-8")

    with pytest.raises(CatalogueError, match=why):
        read(path, DueRules)
