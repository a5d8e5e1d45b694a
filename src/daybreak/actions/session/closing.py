"""A session is closed: the note signed, the drug accounted for, the waste seen by two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.entry import (
    Said,
    go_on,
    need,
    opened,
    refuse_while,
    release_monitors,
    store_answers,
)
from daybreak.actions.session.open_matters import before_closing
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.quantities import Mass, Volume
from daybreak.care.session.dose_given import Given
from daybreak.care.session.gates import session_gates
from daybreak.care.session.leaving import closing_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import Closing
from daybreak.records.reads.session import Visit
from daybreak.records.reads.team import held_roles

MAY_WITNESS = frozenset({Role.NURSE, Role.PRESCRIBER})


@dataclass(frozen=True, slots=True)
class Closed:
    """What was given by the clock and by the pump, and what was wasted, in micrograms."""

    session: UUID
    calculated_ug: int
    delivered_ug: int
    waste_ug: int
    findings: tuple[Said, ...]


@act("session-close")
def close(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    note: str,
    waste_ul: int = 0,
    witness: UUID | None = None,
    answers: Mapping[str, bool] | None = None,
) -> Closed:
    """Close a session. Nothing is added to it afterwards.

    Args:
        waste_ul: what was measured to be left over, in microlitres of the mixture; never computed.
        witness: who saw it wasted, and has signed for it.
        answers: to the questions before closing, and those still open after leaving early.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they have not left, something is still open, or nobody saw the waste.
        NotUnderstood: there is no note, or the waste is more than was prepared.
    """
    seen = opened(by, session, at=at, now=now)
    need(
        seen,
        Stage.DISCHARGED,
        Stage.ABORTED,
        Stage.LEFT_AMA,
        Stage.TRANSFERRED,
        to_do="A session is closed once they have left.",
    )
    if not note.strip():
        raise NotUnderstood("note", "Write the note of this session.")
    given, told = answers or {}, dict(seen.answers)
    gates = session_gates()
    for stage in (Stage.LEFT_AMA, Stage.CLOSED):
        ids = {gate.id for gate in gates.asked(stage, seen.protocol.route)}
        told |= store_answers(seen, stage, {k: v for k, v in given.items() if k in ids}, gates)
    refuse_while((*closing_gates(told, seen.chair, gates), *before_closing(seen)))
    counted = seen.given(now)
    waste = _waste(seen, waste_ul, witness, by)
    calculated, delivered, volume = _delivered(seen, counted)
    add(
        Closing(
            session_id=session,
            calculated_ug=calculated.micrograms,
            delivered_ug=delivered.micrograms,
            delivered_ul=volume.microlitres,
            waste_ug=waste.micrograms,
            witness_id=witness,
            note=note.strip(),
        )
    )
    release_monitors(seen)
    go_on(seen, Stage.CLOSED, by=by, at=at)
    return Closed(
        session,
        calculated.micrograms,
        delivered.micrograms,
        waste.micrograms,
        Said.all(counted.findings if counted else ()),
    )


def _waste(seen: Visit, waste_ul: int, witness: UUID | None, by: Actor) -> Mass:
    """What was thrown away, seen by a second person who may."""
    if seen.prepared is None:
        return Mass(0)
    contents = seen.prepared.contents
    if not 0 <= waste_ul <= contents.volume.microlitres:
        raise NotUnderstood(
            "waste", f"{Volume(waste_ul)} cannot be left of {contents.volume}. Measure it again."
        )
    if waste_ul and witness is None:
        raise NotAllowed("witness", "Somebody else has to see the waste and sign for it.")
    if witness is not None:
        if witness == by.id:
            raise NotAllowed("witness-self", "Nobody witnesses their own waste. Ask somebody else.")
        roles = {role for site, role in held_roles(witness) if site == seen.site}
        if roles.isdisjoint(MAY_WITNESS):
            raise NotAllowed(
                "witness-role", "A nurse or prescriber of this site witnesses waste. Ask one."
            )
    return contents.drug_in(Volume(waste_ul))


def _delivered(seen: Visit, counted: Given | None) -> tuple[Mass, Mass, Volume]:
    """By the clock, by the record, and the volume. Where no pump ran the two are the same."""
    if seen.prepared is None or seen.chair.began is None:
        return Mass(0), Mass(0), Volume(0)
    contents = seen.prepared.contents
    if counted is not None:
        by_clock = counted.drug if seen.rate is None else contents.drug_in(counted.by_clock)
        return by_clock, counted.drug, counted.volume
    shown = max((each.shown for each in seen.shown), default=contents.volume)
    return contents.drug, contents.drug_in(shown), min(shown, contents.volume)
