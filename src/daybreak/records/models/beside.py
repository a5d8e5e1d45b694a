"""What is recorded beside the dose: sprays, medicines, rescues, events, the setting, the forms.

And how an entry came to us, when it was not typed at the chair while the network was there.
"""

from django.db import models

from daybreak.records.models.base import Row
from daybreak.records.models.plan import AdjunctOrder
from daybreak.records.models.session import OfSession, VitalsRow


class DeviceGiven(OfSession):
    """One nasal device, used up. `number` counts those of the session from 1."""

    number = models.IntegerField()
    lot = models.CharField(max_length=40)


class HoldEnded(OfSession):
    """The hold of a lozenge in the mouth is over: swallowed or spat out."""

    how = models.CharField(max_length=20)  # swallowed, spat


class AdjunctDose(OfSession):
    """A medicine that was given beside the dose: by an order, or on a prescriber's word."""

    order = models.ForeignKey(AdjunctOrder, models.PROTECT, null=True, related_name="doses")
    drug = models.CharField(max_length=120)
    route = models.CharField(max_length=30)
    amount_ug = models.BigIntegerField(null=True)
    amount_ul = models.BigIntegerField(null=True)
    said_by = models.ForeignKey("records.Account", models.PROTECT, null=True, related_name="+")
    findings = models.TextField()  # what was said of it when it was given
    note = models.CharField(max_length=300, default="", blank=True)


class AdjunctSignature(Row):
    """The prescriber signs for a dose that was given on their word."""

    dose = models.OneToOneField(AdjunctDose, models.PROTECT, related_name="signature")


class AdjunctTakenBack(Row):
    """A dose that was recorded and never given. The entry stays, and counts for nothing more."""

    dose = models.OneToOneField(AdjunctDose, models.PROTECT, related_name="taken_back")
    reason = models.CharField(max_length=200)


class AdverseEvent(OfSession):
    """Something that went wrong, with its peak grade; a later row may stand in its place."""

    term = models.CharField(max_length=40)
    grade = models.IntegerField()
    onset = models.DateTimeField()
    resolved = models.DateTimeField(null=True)
    relatedness = models.CharField(max_length=20)
    action = models.CharField(max_length=40)
    serious = models.TextField()  # JSON: the flags that make it serious; none when it is not
    description = models.TextField(default="", blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")


class Rescue(OfSession):
    """What happened and what was done, as facts; `at` is when it began."""

    trigger = models.CharField(max_length=200)
    called_by = models.CharField(max_length=120)
    actions = models.TextField()  # JSON: [{"action": ..., "detail": ...}, ...] in their order
    response = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    event = models.ForeignKey(AdverseEvent, models.PROTECT, null=True, related_name="rescues")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")


class Setting(OfSession):
    """What somebody brings to the session and wants for it; the latest counts."""

    answers = models.TextField()  # JSON: mood, anxiety, intention, touch and so on


class SessionNote(OfSession):
    """Words written beside the session by whoever sits with them."""

    words = models.TextField()


class RemsSheet(OfSession):
    """The answers of the data sheet that are not in the record otherwise; the latest counts."""

    form = models.CharField(max_length=40)
    answers = models.TextField()  # JSON by question


class RemsSent(OfSession):
    """The form was sent to the programme; `at` is when."""

    how = models.CharField(max_length=20)  # online, fax
    reference = models.CharField(max_length=120, default="", blank=True)


class Integration(OfSession):
    """An appointment to talk a session over; the latest of a session counts."""

    starts_at = models.DateTimeField()
    minutes = models.IntegerField()
    with_whom = models.CharField(max_length=120)
    note = models.CharField(max_length=200, default="", blank=True)


class DeviceFigures(Row):
    """How a monitor named each figure of a reading: its code, coding, method and unit."""

    reading = models.OneToOneField(VitalsRow, models.PROTECT, related_name="told")
    figures = models.TextField()  # JSON by signal


class EntryOrigin(OfSession):
    """How an entry came to us, when it was not typed while the network was there.

    `entry` is its act id. `told_at` is what the clock of the device or the paper said, before
    `clock_off_s` was taken off it; `observed_by` is who wrote it on paper, if it was another.
    """

    entry = models.UUIDField(db_index=True)
    way = models.CharField(max_length=10)  # offline, paper
    told_at = models.DateTimeField()
    clock_off_s = models.IntegerField(default=0)
    observed_by = models.CharField(max_length=120, default="", blank=True)
    place = models.IntegerField(default=0)  # in the order it was written down on that device


class EntryConflict(OfSession):
    """An entry from a device that could not be taken over as it stands, and why. Nothing is lost.

    `entry` is its act id, `what` the act it was meant as, `content` what was entered.
    """

    entry = models.UUIDField(unique=True)
    what = models.CharField(max_length=40)
    content = models.TextField()  # JSON
    because = models.TextField()


class ConflictEnd(Row):
    """Somebody looked at a conflict and says what became of it."""

    conflict = models.OneToOneField(EntryConflict, models.PROTECT, related_name="end")
    reason = models.CharField(max_length=200)
