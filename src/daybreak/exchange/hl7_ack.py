"""How a message is answered: in the original mode, in the enhanced one, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daybreak.care.errors import DaybreakError, NotUnderstood
from daybreak.exchange.hl7_header import Header, header_as_told
from daybreak.exchange.hl7_message import parse
from daybreak.exchange.hl7_time import write_time

_NAME = "DAYBREAK"
_OLD = ("2.1", "2.2", "2.3", "2.4")
_REJECTED = frozenset({"hl7-type", "hl7-event", "hl7-version"})
_ESCAPES = str.maketrans(
    dict.fromkeys(range(32), " ")
    | {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
)
# HL7 table 0357; what is not here is 207, an error of the application.
_CONDITION = {
    "hl7-type": "200",
    "hl7-event": "201",
    "hl7-version": "203",
    "hl7-control-id": "101",
    "hl7-no-obx": "100",
    "hl7-acknowledge": "103",
}


class Outcome(StrEnum):
    """What became of a message; the second letter of every acknowledgement code."""

    ACCEPTED = "A"
    ERROR = "E"
    REJECTED = "R"


class BothAnswers(StrEnum):
    """What a sender gets that asks for the accept and the application answer both."""

    ONE_FOR_OLD = "one-for-old"  # up to 2.4 the application answer alone, later both
    APPLICATION = "application"
    TWO = "two"


@dataclass(frozen=True, slots=True)
class Ack:
    """What to send back: no, one or two messages, unframed."""

    outcome: Outcome
    messages: tuple[bytes, ...]


def outcome_of(refusal: DaybreakError | None) -> Outcome:
    """Accepted; or rejected when it is of a kind that is never taken; or else an error."""
    if refusal is None:
        return Outcome.ACCEPTED
    return Outcome.REJECTED if refusal.code in _REJECTED else Outcome.ERROR


def acknowledge(
    header: Header,
    *,
    at: datetime,
    new_id: Callable[[], str],
    refusal: DaybreakError | None = None,
    both: BothAnswers = BothAnswers.ONE_FOR_OLD,
) -> Ack:
    """The answer that the header asks for.

    Args:
        header: of the message that is answered.
        at: when, aware.
        new_id: gives a control id of our own for each message sent back.
        refusal: why the message was not taken, if it was not. Its code and words go back.
        both: what to send when both answers are asked for.
    """
    outcome = outcome_of(refusal)
    codes = [first + outcome for first in _modes(header, outcome, both)]
    return Ack(outcome, tuple(_answer(header, code, at, new_id(), refusal) for code in codes))


def refuse(raw: bytes, refusal: NotUnderstood, *, at: datetime, new_id: Callable[[], str]) -> Ack:
    """The answer to a message that may be too broken to have a header."""
    try:
        header = header_as_told(parse(raw))
    except NotUnderstood:
        header = Header("", "", "", "", "", "", "", "", "P", "2.6", "", "", "")
    return acknowledge(header, at=at, new_id=new_id, refusal=refusal)


def _modes(header: Header, outcome: Outcome, both: BothAnswers) -> tuple[str, ...]:
    """`C` for the accept answer, `A` for the application's."""
    if not header.accept and not header.application:  # the original mode
        return ("A",)
    accept, application = _wanted(header.accept, outcome), _wanted(header.application, outcome)
    if accept and application:
        old = header.version.startswith(_OLD)
        alone = both is BothAnswers.APPLICATION or (both is BothAnswers.ONE_FOR_OLD and old)
        return ("A",) if alone else ("C", "A")
    return ("C",) * accept + ("A",) * application


def _wanted(condition: str, outcome: Outcome) -> bool:
    match condition:
        case "" | "NE":
            return False
        case "ER":
            return outcome is not Outcome.ACCEPTED
        case "SU":
            return outcome is Outcome.ACCEPTED
        case _:  # AL, and words that HL7 does not have: rather an answer than none
            return True


def _answer(
    header: Header, code: str, at: datetime, own_id: str, refusal: DaybreakError | None
) -> bytes:
    msh = (
        "MSH|^~\\&",
        _components(header.receiving) or _NAME,
        _components(header.receiving_facility),
        _components(header.sending),
        _components(header.sending_facility),
        write_time(at),
        "",
        "^".join(filter(None, ("ACK", _plain(header.event), "ACK"))),
        _plain(own_id),
        _plain(header.processing) or "P",
        _plain(header.version) or "2.6",
    )
    lines = ["|".join(msh)]
    msa = ["MSA", code, _plain(header.control_id)]
    if refusal and header.version.startswith(_OLD):
        msa.append(_plain(refusal.code))
    lines.append("|".join(msa))
    if refusal and not header.version.startswith(_OLD):
        condition = _CONDITION.get(refusal.code, "207")
        told = (_plain(refusal.code), "", "", _plain(refusal.message))
        lines.append("|".join(("ERR", "", "", f"{condition}^^HL70357", "E", *told)))
    return ("\r".join(lines) + "\r").encode("ascii", "replace")


def _components(told: str) -> str:
    return "^".join(_plain(part) for part in told.split("^"))


def _plain(told: str) -> str:
    return told.translate(_ESCAPES)
