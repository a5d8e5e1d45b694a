"""The header of an HL7 v2 message: who sends it, what it is, and which answer it wants."""

import re
from dataclasses import dataclass

from daybreak.care.errors import NotUnderstood
from daybreak.exchange.hl7_message import Message

_VERSION = re.compile(r"2\.[3-8](\.[0-9]{1,2})?", re.ASCII)
_CONDITIONS = frozenset({"", "AL", "NE", "ER", "SU"})
_LONGEST_ID = 199  # of MSH-10 in the newest version


@dataclass(frozen=True, slots=True)
class Header:
    """MSH. `sending` and its kind keep their components, joined by `^`, for the answer.

    `accept` and `application` are MSH-15 and MSH-16: AL, NE, ER, SU or empty.
    """

    sending: str
    sending_facility: str
    receiving: str
    receiving_facility: str
    sent: str
    message_type: str
    event: str
    control_id: str
    processing: str
    version: str
    accept: str
    application: str
    profile: str

    @property
    def sending_application(self) -> str:
        return self.sending.split("^", 1)[0]


def read_header(message: Message) -> Header:
    """The header of a message that can be answered.

    Raises:
        NotUnderstood: it has no control id, a version that is not spoken here, or asks for an
            answer in words that HL7 does not have.
    """
    header = header_as_told(message)
    if not header.control_id or len(header.control_id) > _LONGEST_ID:
        raise NotUnderstood("hl7-control-id", "This message has no control id (MSH-10).")
    if not _VERSION.fullmatch(header.version):
        raise NotUnderstood("hl7-version", "Messages are taken in HL7 versions 2.3 to 2.8.")
    if not {header.accept, header.application} <= _CONDITIONS:
        raise NotUnderstood("hl7-acknowledge", "MSH-15 and MSH-16 are AL, NE, ER, SU or empty.")
    return header


def header_as_told(message: Message) -> Header:
    """The header as it stands, so that even a message that cannot be taken can be answered."""
    msh = message.header
    return Header(
        sending="^".join(msh.components(3)),
        sending_facility="^".join(msh.components(4)),
        receiving="^".join(msh.components(5)),
        receiving_facility="^".join(msh.components(6)),
        sent=msh.text(7),
        message_type=msh.text(9),
        event=msh.text(9, 2),
        control_id=msh.text(10),
        processing=msh.text(11),
        version=msh.text(12),
        accept=msh.text(15),
        application=msh.text(16),
        profile=msh.text(21),
    )
