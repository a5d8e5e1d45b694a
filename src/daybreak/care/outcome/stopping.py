"""What a maintenance session asks to be recent, and the reasons to end or thin out treatment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from daybreak.care.findings import Finding, Status
from daybreak.care.outcome.rules import Gate, OutcomeRules


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands in maintenance. None is not known, and is asked."""

    sessions_in_12_months: int
    months_in_remission: int | None = None
    has_benefit: bool | None = None  # after an adequate trial
    has_unacceptable_effect: bool | None = None
    has_misuse: bool | None = None
    is_pregnant: bool | None = None
    wishes_to_stop: bool | None = None


def gates(
    rules: OutcomeRules, done: Mapping[str, date | None], *, today: date
) -> tuple[Finding, ...]:
    """What must be done, or done again, for a maintenance session on `today`.

    `done` names when each gate was last met; one that never was is due.
    """
    return tuple(
        _gate(each, done.get(each.id), today)
        for each in rules.gate
        if _is_due(each, done.get(each.id), today)
    )


def stopping(
    rules: OutcomeRules, standing: Standing, *, sessions_cap: int, unmet: tuple[Finding, ...] = ()
) -> tuple[Finding, ...]:
    """Every reason to stop, taper or ask a second opinion.

    Args:
        sessions_cap: sessions in twelve months above which the clinic wants a second opinion.
        unmet: the gates that are due; those that hold are a reason.
    """
    found = [
        rules.why(reason).found()
        for reason, holds in (
            ("stop-no-benefit", standing.has_benefit is False),
            ("stop-unacceptable-effect", standing.has_unacceptable_effect),
            ("stop-misuse", standing.has_misuse),
            ("stop-pregnancy", standing.is_pregnant),
            ("stop-wish", standing.wishes_to_stop),
            ("stop-gates-unmet", any(each.level >= Status.HOLD for each in unmet)),
        )
        if holds
    ]
    if standing.sessions_in_12_months > sessions_cap:
        found.append(
            rules.why("stop-many-sessions").found(
                sessions=standing.sessions_in_12_months, cap=sessions_cap
            )
        )
    taper = rules.why("stop-sustained-remission")
    months = standing.months_in_remission
    if months is not None and months >= taper.figure("months"):
        found.append(taper.found(so_far=months))
    return tuple(sorted(found, key=lambda each: each.level, reverse=True))


def _is_due(gate: Gate, last: date | None, today: date) -> bool:
    if last is None or last > today:  # a date to come proves nothing
        return True
    return last != today if gate.every_days == 0 else (today - last).days >= gate.every_days


def _gate(gate: Gate, last: date | None, today: date) -> Finding:
    if last is None or last > today:
        because = f"{gate.title}: not on record."
    else:
        because = f"{gate.title}: days since the last one: {(today - last).days}."
    unknown = (gate.id,) if last is None else ()
    return Finding(gate.id, gate.status, because, gate.source, gate.to_do, unknown)
