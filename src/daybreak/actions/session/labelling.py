"""The label is on what was prepared: said by whoever stuck it on, before the dose is checked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.session.entry import need, opened, store_answers
from daybreak.care.errors import NotAllowed
from daybreak.care.session.drug_label import begin_by, label_rules
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records.reads.session import Visit

LABEL = "label-matches"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Which preparation carries its label."""

    session: UUID
    preparation: UUID


@act("session-label")
def label(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, session: UUID, preparation: UUID
) -> Labelled:
    """Note that the label was printed and stuck on what is prepared now.

    Args:
        preparation: the one that was on the page; another has a label of its own.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: nothing is prepared, it was prepared anew since, or its route has no label.
    """
    seen = opened(by, session, at=at, now=now)
    need(seen, Stage.PREPARED, to_do="A label is stuck on once the dose is drawn up.")
    if seen.prepared is None or seen.prepared.id != preparation:
        raise NotAllowed(
            "label-other", "It was prepared anew. Print its own label and throw the old one away."
        )
    if not is_labelled_here(seen):
        raise NotAllowed("label-none", "Nothing is labelled here: it comes labelled.")
    store_answers(seen, Stage.DOSING, {LABEL: True}, session_gates())
    return Labelled(session, preparation)


def is_labelled_here(seen: Visit) -> bool:
    """Whether what is prepared by this route gets a label of ours."""
    asked = session_gates().asked(Stage.DOSING, seen.protocol.route)
    return LABEL in {gate.id for gate in asked}


def label_is_void(seen: Visit) -> None:
    """What was prepared before is thrown away, and its label with it."""
    if seen.stage is Stage.PREPARED and seen.answers.get(LABEL):
        store_answers(seen, Stage.DOSING, {LABEL: False}, session_gates())


def refuse_what_is_too_old(seen: Visit, at: datetime) -> None:
    """Raise when the time on the label of what is prepared has passed.

    Raises:
        NotAllowed: it had to be begun before.
    """
    if seen.prepared is None or not is_labelled_here(seen):
        return
    until = begin_by(seen.prepared.at, label_rules())
    if at > until:
        raise NotAllowed(
            "label-over",
            f"This had to be begun by {until.astimezone(seen.zone):%H:%M}, as its label says. "
            "Throw it away with a witness, and prepare it anew.",
        )
