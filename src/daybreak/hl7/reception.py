"""What happens to a message between the wire and the record: read, kept, answered."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from uuid import uuid4

from daybreak.care.errors import DaybreakError, NotUnderstood
from daybreak.exchange.hl7_ack import Ack, BothAnswers, acknowledge, refuse
from daybreak.exchange.hl7_oru import Kind, MonitorMessage, read_oru

Keep = Callable[[bytes, datetime, MonitorMessage | NotUnderstood], None]


def reception(
    keep: Keep,
    *,
    zone: tzinfo,
    zone_of: Callable[[MonitorMessage], tzinfo | None] = lambda _message: None,
    both: BothAnswers = BothAnswers.ONE_FOR_OLD,
    new_id: Callable[[], str] = lambda: f"DB-{uuid4().hex[:17]}",
) -> Callable[[bytes, datetime], Ack]:
    """The `take` of a listener.

    Args:
        keep: stores the raw message and what was read of it, or why it could not be, before
            anything is answered; it may be called with the same message again and then changes
            nothing. What it refuses is answered as an error with the refusal's code; anything
            else it raises is answered with silence, so that the sender tries again.
        zone: the house's, for times without an offset.
        zone_of: that of the place where whoever sent a message stands, once it is known who that
            is; None leaves it at `zone`.
        both: what to send to a sender that asks for both answers.
        new_id: a control id of ours, at most 20 characters.
    """

    def take(raw: bytes, received_at: datetime) -> Ack:
        try:
            message = read_oru(raw, received_at=received_at, zone=zone)
            there = zone_of(message) if message.is_of_local_time else None
            if there is not None and there != zone:
                message = read_oru(raw, received_at=received_at, zone=there)
        except NotUnderstood as refusal:
            keep(raw, received_at, refusal)
            return refuse(raw, refusal, at=received_at, new_id=new_id)
        refused: DaybreakError | None = None
        if message.kind is not Kind.WAVEFORM:
            try:
                keep(raw, received_at, message)
            except DaybreakError as refusal:
                refused = refusal
        return acknowledge(
            message.header, at=received_at, new_id=new_id, refusal=refused, both=both
        )

    return take
