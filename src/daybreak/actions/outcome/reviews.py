"""A prescriber reviews a course, and decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.outcome.home import about_course, running
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.outcome.review import Offer, Review, decide
from daybreak.care.outcome.rules import ruleset
from daybreak.care.team.actor import Actor
from daybreak.records.canonical import json_text
from daybreak.records.models import ReviewRow
from daybreak.records.reads.reviews import Table, table


@dataclass(frozen=True, slots=True)
class Reviewed:
    review: UUID
    after_sessions: int
    option: str
    judged: str


@act("outcome-review")
def review(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    course: UUID,
    option: str,
    grounds: str,
    signs: Mapping[str, bool],
    despite: tuple[str, ...] = (),
) -> Reviewed:
    """Decide how a course goes on, and store with it all that lay on the table.

    Args:
        option: one of those that care shows.
        grounds: why, in the prescriber's own words.
        signs: each sign that holds treatment, by id, as it was asked: there or not there.
        despite: the findings that a decision for another dose goes against, named one by one.

    Raises:
        NotFound: no such course among those `by` works with.
        NotUnderstood: a sign is none of the rules.
        NotAllowed: the course is closed, nothing was given yet, or care refuses the decision.
    """
    row = about_course(by, course)
    running(row.id)
    on = table(row.id)
    if not on.after:
        raise NotAllowed(
            "review-too-soon", "Nothing has been given in this course yet; a review looks back."
        )
    if unknown := set(signs) - {sign.id for sign in on.rules.sign}:
        raise NotUnderstood("review-sign", f"There is no sign {', '.join(sorted(unknown))}.")
    offered = on.offer({sign.id: signs.get(sign.id) for sign in on.rules.sign})
    decided = decide(
        offered,
        option=option,
        grounds=grounds,
        by=by.id,
        at=current().at,
        ruleset=ruleset(),
        despite=despite,
    )
    stored = add(
        ReviewRow(
            course=row,
            after_sessions=decided.after_session,
            decision=decided.option,
            response=decided.judged.value,
            grounds=json_text(_shown(on, offered, decided, signs)),
            note=decided.grounds,
        )
    )
    return Reviewed(stored.id, decided.after_session, decided.option, decided.judged.value)


def _shown(
    on: Table, offered: Offer, decided: Review, signs: Mapping[str, bool]
) -> dict[str, object]:
    """What was on the table, to be read again years later without the catalogue."""
    return {
        "after": offered.after_session,
        "blocking": offered.is_blocking,
        "scale": offered.scale,
        "scale-version": on.scale.version,
        "baseline": on.curve.baseline.total if on.curve.baseline else None,
        "latest": on.curve.latest.total if on.curve.latest else None,
        "compared": offered.compared,
        "grounds": offered.grounds,
        "options": offered.options,
        "findings": offered.findings,
        "signs": dict(signs),
        "despite": decided.despite,
        "benchmarks": on.benchmarks,
        "ruleset": decided.ruleset,
        "protocol": f"{on.protocol.id} {on.protocol.version}",
    }
