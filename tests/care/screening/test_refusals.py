"""A fact or an override that cannot be is refused by a lasting code, in a sentence to act on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from daybreak.care.errors import DaybreakError, NotAllowed, NotUnderstood, WrongRole
from daybreak.care.findings import Finding, Mark, Source, Status
from daybreak.care.screening.facts import check
from daybreak.care.screening.fields import fields
from daybreak.care.screening.override import Override, applied, override
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role

FIELDS, RULESET = fields(), ruleset()
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
HARD = Finding("X1", Status.HOLD, "It is so.", Source("a test", Mark.OURS), "Do that.")
SOFT = Finding(
    "X1",
    Status.HOLD,
    "It is so.",
    Source("a test", Mark.OURS),
    overridable_by=("prescriber", "director"),
)
OPEN = Finding(
    "X1",
    Status.HOLD,
    "It is so.",
    Source("a test", Mark.OURS),
    unknown=("it",),
    overridable_by=("prescriber",),
)


def actor(*roles: Role) -> Actor:
    return Actor(UUID(int=1), "A. Marlow", UUID(int=2), frozenset(roles), frozenset({UUID(int=3)}))


def aside(
    finding: Finding = SOFT,
    *,
    by: Role = Role.PRESCRIBER,
    reason: str = "A letter of a cardiologist.",
    days: float = 30,
) -> Override:
    return override(
        finding,
        by=actor(by),
        reason=reason,
        at=NOW,
        until=NOW + timedelta(days=days),
        ruleset=RULESET,
    )


def asked(name: str, value: bool | int | str) -> Callable[[], object]:
    return lambda: check(FIELDS.field(name), value)


A_DAY = "is a day, written year-month-day, such as 2026-11-22."
PRESSURE = FIELDS.field("systolic-mmhg")
BETWEEN = (
    f"“{PRESSURE.name}” lies between {PRESSURE.low} and {PRESSURE.high} mmHg. "
    "Look at the figure and its unit again."
)


@pytest.mark.parametrize(
    ("refused", "kind", "code", "message"),
    [
        (
            asked("hx-avm", 1),
            NotUnderstood,
            "fact-kind",
            f"“{FIELDS.field('hx-avm').name}” is answered with yes or no.",
        ),
        (
            asked("systolic-mmhg", "120"),
            NotUnderstood,
            "fact-kind",
            f"“{PRESSURE.name}” is a whole number of mmHg.",
        ),
        (asked("systolic-mmhg", PRESSURE.high + 1), NotUnderstood, "fact-range", BETWEEN),
        (
            asked("pregnancy", "maybe"),
            NotUnderstood,
            "fact-choice",
            "“pregnancy” is one of: no, trying, pregnant.",
        ),
        (
            asked("last-mi-or-stroke-on", "spring"),
            NotUnderstood,
            "fact-day",
            f"“{FIELDS.field('last-mi-or-stroke-on').name}” {A_DAY}",
        ),
        (
            lambda: FIELDS.field("no-such"),
            NotUnderstood,
            "fact-field",
            "One of the answers belongs to no question of this version.",
        ),
        (
            lambda: aside(OPEN),
            NotAllowed,
            "override-unknown",
            "What is not known cannot be set aside. Ask, and record the answer.",
        ),
        (
            lambda: aside(HARD),
            NotAllowed,
            "override-hard",
            "Rule X1 cannot be set aside. Do that.",
        ),
        (
            lambda: aside(by=Role.NURSE),
            WrongRole,
            "override-role",
            "Only a prescriber or director may set rule X1 aside.",
        ),
        (
            lambda: aside(reason=" too short "),
            NotAllowed,
            "override-reason",
            "Write the reason in a sentence; it is shown each time.",
        ),
        (
            lambda: aside(days=30.5),
            NotAllowed,
            "override-until",
            "Choose an end within 30 days; it can be renewed then.",
        ),
    ],
)
def test_a_refusal_has_its_code_and_its_whole_sentence(
    refused: Callable[[], object], kind: type[DaybreakError], code: str, message: str
) -> None:
    with pytest.raises(kind) as refusal:
        refused()

    assert (refusal.value.code, refusal.value.message) == (code, message)


def test_a_figure_under_its_range_and_an_end_that_is_no_later_are_refused_alike() -> None:
    with pytest.raises(NotUnderstood, match="lies between"):
        check(PRESSURE, PRESSURE.low - 1)
    with pytest.raises(NotAllowed, match="Choose an end within"):
        aside(days=0)


@pytest.mark.parametrize("value", [PRESSURE.low, PRESSURE.high, None])
def test_a_figure_may_lie_on_either_end_of_its_range(value: int | None) -> None:
    check(PRESSURE, value)


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
def test_a_day_may_lie_in_the_first_and_the_last_year(day: str) -> None:
    check(FIELDS.field("last-mi-or-stroke-on"), day)


def test_a_reason_of_ten_letters_is_one_and_is_kept_without_its_spaces() -> None:
    kept = aside(reason="  ten of it.  ")

    assert kept.reason == "ten of it."
    assert (kept.rule, kept.because, kept.role) == ("X1", "It is so.", Role.PRESCRIBER)
    assert (kept.by, kept.at, kept.until) == (UUID(int=1), NOW, NOW + timedelta(days=30))
    assert kept.ruleset == RULESET.name


def test_what_was_set_aside_says_by_whom_until_when_and_why() -> None:
    by_director = aside(by=Role.DIRECTOR)

    lowered = applied(SOFT, [by_director], now=NOW, ruleset=RULESET)

    assert lowered.level is Status.WARN
    assert lowered.because == (
        "It is so. Set aside by a director until 2026-12-22: A letter of a cardiologist."
    )


@pytest.mark.parametrize(("seconds", "stands"), [(-1, True), (0, False)])
def test_an_override_ends_at_its_end(*, seconds: int, stands: bool) -> None:
    now = NOW + timedelta(days=30, seconds=seconds)

    assert (applied(SOFT, [aside()], now=now, ruleset=RULESET) != SOFT) is stands


def test_an_override_counts_from_its_moment_on() -> None:
    assert applied(SOFT, [aside()], now=NOW, ruleset=RULESET) != SOFT
    assert applied(SOFT, [aside()], now=NOW - timedelta(seconds=1), ruleset=RULESET) == SOFT
