"""Setting a finding aside: who, why, and until when; never for a hard rule."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.care.errors import NotAllowed, WrongRole
from daybreak.care.findings import Finding, Status
from daybreak.care.screening.ruleset import RuleSet
from daybreak.care.screening.verdict import level_of
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role

REASON_LETTERS_MIN = 10  # our choice: "ok" is no reason


@dataclass(frozen=True, slots=True)
class Override:
    """One finding set aside, in the words it had: with other figures it is asked again.

    It stands from `at` up to, not including, `until`.
    """

    rule: str
    because: str
    role: Role
    by: UUID
    reason: str
    at: datetime
    until: datetime
    ruleset: str


def override(
    finding: Finding, *, by: Actor, reason: str, at: datetime, until: datetime, ruleset: RuleSet
) -> Override:
    """Set `finding` aside until a day.

    Raises:
        NotAllowed: the rule is hard, the finding is about something not known, the reason is
            too short, or the time too long.
        WrongRole: none of the actor's roles may.
    """
    if finding.unknown:
        raise NotAllowed(
            "override-unknown", "What is not known cannot be set aside. Ask, and record the answer."
        )
    if not finding.overridable_by:
        raise NotAllowed(
            "override-hard", f"Rule {finding.rule} cannot be set aside. {finding.to_do}".strip()
        )
    roles = [role for role in Role if role in by.roles and role.value in finding.overridable_by]
    if not roles:
        who = " or ".join(role.replace("-", " ") for role in finding.overridable_by)
        raise WrongRole("override-role", f"Only a {who} may set rule {finding.rule} aside.")
    if len(reason.strip()) < REASON_LETTERS_MIN:
        raise NotAllowed(
            "override-reason", "Write the reason in a sentence; it is shown each time."
        )
    longest = timedelta(days=ruleset.override_days_max)
    if not at < until <= at + longest:
        raise NotAllowed(
            "override-until",
            f"Choose an end within {ruleset.override_days_max} days; it can be renewed then.",
        )
    return Override(
        rule=finding.rule,
        because=finding.because,
        role=roles[0],
        by=by.id,
        reason=reason.strip(),
        at=at,
        until=until,
        ruleset=ruleset.name,
    )


def applied(
    finding: Finding, overrides: Iterable[Override], *, now: datetime, ruleset: RuleSet
) -> Finding:
    """The finding, lowered to a warning where an override stands for exactly it.

    What was a warning or less becomes a note. The finding stays to be seen, with the reason.
    """
    for each in overrides:
        if _stands(each, finding, now=now, ruleset=ruleset):
            level = level_of(finding)
            lowered = Status.WARN if level > Status.WARN else min(level, Status.NOTE)
            who = each.role.value.replace("-", " ")
            words = f"Set aside by a {who} until {each.until.date().isoformat()}: {each.reason}"
            return replace(finding, level=lowered, because=f"{finding.because} {words}")
    return finding


def _stands(each: Override, finding: Finding, *, now: datetime, ruleset: RuleSet) -> bool:
    return (
        each.rule == finding.rule
        and each.because == finding.because
        and each.role.value in finding.overridable_by
        and not finding.unknown
        and each.at <= now < each.until
        and each.until - each.at <= timedelta(days=ruleset.override_days_max)
    )
