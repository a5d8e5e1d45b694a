"""What was held in the mouth is swallowed or spat out, and the dose is over."""

from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.dose_events import over
from daybreak.actions.session.entry import Moved, Said, need, opened
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.hold import How
from daybreak.care.session.stages import RUNNING, Stage
from daybreak.care.team.actor import Actor
from daybreak.records.models import HoldEnded
from daybreak.records.reads.session import again


@act("session-end-hold")
def end_hold(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, session: UUID, how: str
) -> Moved:
    """Note that nothing is held in the mouth any more, and what became of it.

    It is never refused for being early: what happened, happened, and the answer says so.

    Args:
        how: `swallowed` or `spat`.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: nothing is held, or it was over already.
        NotUnderstood: it ended in no way that is known.
    """
    seen = opened(by, session, at=at, now=now)
    hold = seen.hold
    if hold is None:
        raise NotAllowed("no-hold", "Nothing is held in the mouth in this session.")
    hold.check_end(at)
    need(seen, *sorted(RUNNING), to_do="A hold ends while a dose is running.")
    if how not in set(How):
        raise NotUnderstood("hold-how", "Say whether it was swallowed or spat out.")
    add(HoldEnded(session_id=session, how=how))
    over(seen, by=by, at=at, words="completed")
    after = again(seen).hold
    return Moved(session, Stage.RECOVERY, Said.all(after.findings(now) if after else ()))
