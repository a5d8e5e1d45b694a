"""A session at the chair, from its booking to its closing, and the monitors that speak in it."""

from django.db import models

from daybreak.records.models.base import Row


class Session(Row):
    """One sitting of a course. Its stage is the last of its steps.

    `number` counts the sittings of the course. One that was called off leaves its number to
    the sitting that is booked in its stead.
    """

    course = models.ForeignKey("records.Course", models.PROTECT, related_name="sessions")
    number = models.IntegerField()
    kind = models.CharField(max_length=12)  # induction, maintenance, booster


class OfSession(Row):
    """A row that belongs to one session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class Booking(OfSession):
    """When and where a session is to be; the latest counts."""

    site = models.ForeignKey("records.Site", models.PROTECT, related_name="+")
    chair = models.ForeignKey("records.Chair", models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, default="", blank=True)


class Step(OfSession):
    """A session's move from one stage to the next."""

    from_stage = models.CharField(max_length=20)
    to_stage = models.CharField(max_length=20, db_index=True)
    reason = models.CharField(max_length=200, default="", blank=True)


class CheckIn(OfSession):
    """What was asked and seen on arrival; the facts themselves are in the screening room."""

    escort_name = models.CharField(max_length=120, default="", blank=True)
    escort_phone = models.CharField(max_length=40, default="", blank=True)
    weight_g = models.IntegerField(null=True)
    identity_checked = models.BooleanField()
    consent_affirmed = models.BooleanField()
    stop_word = models.CharField(max_length=60, default="", blank=True)


class GateAnswers(OfSession):
    """What was asked before a step and how it was answered; the latest answer of a gate counts."""

    before = models.CharField(max_length=20)  # the stage that the gates stand before
    answers = models.TextField()  # JSON: gate id -> true or false


class GoDecision(OfSession):
    """The prescriber's go or no-go, with what was known at that moment."""

    go = models.BooleanField()
    reason = models.TextField(default="", blank=True)
    findings = models.TextField()


class Preparation(OfSession):
    """The dose as drawn up from the vial in hand; the latest counts."""

    weight_g = models.IntegerField()
    basis_weight_g = models.IntegerField()
    dose_ug = models.IntegerField()
    strength_ug_per_ml = models.IntegerField()
    product = models.CharField(max_length=60)
    lot = models.CharField(max_length=40)
    expires_on = models.DateField()
    drug_ul = models.IntegerField()
    diluent_ul = models.IntegerField()
    total_ul = models.IntegerField()
    minutes = models.IntegerField()
    rate_ul_per_h = models.IntegerField()
    findings = models.TextField()


class DoseCheck(OfSession):
    """The second person's own computation at the pump, made without seeing the first."""

    preparation = models.ForeignKey(Preparation, models.PROTECT, related_name="checks")
    dose_ug = models.IntegerField()
    rate_ul_per_h = models.IntegerField()
    agrees = models.BooleanField()


class PumpEvent(OfSession):
    """What a person did at the pump, and the volume it showed when they looked.

    Where no pump runs, `shown_ul` is what was given, the reason of a start where it was injected;
    a device that failed has a row, and so has why one was given out of turn.
    """

    # start, pause, resume, rate, stop, reading; failed, reason
    kind = models.CharField(max_length=10)
    rate_ul_per_h = models.IntegerField(null=True)
    shown_ul = models.IntegerField(null=True)
    reason = models.CharField(max_length=200, default="", blank=True)


class VitalsRow(OfSession):
    """One reading. A corrected reading points at the one it replaces; both are kept."""

    systolic_mmhg = models.IntegerField(null=True)
    diastolic_mmhg = models.IntegerField(null=True)
    mean_mmhg = models.IntegerField(null=True)
    heart_rate_per_min = models.IntegerField(null=True)
    spo2_percent = models.IntegerField(null=True)
    respiratory_rate_per_min = models.IntegerField(null=True)
    etco2_mmhg = models.IntegerField(null=True)
    temperature_dc = models.IntegerField(null=True)
    moaas = models.IntegerField(null=True)
    rass = models.IntegerField(null=True)
    dissociation_nrs = models.IntegerField(null=True)
    pain_nrs = models.IntegerField(null=True)
    nausea_nrs = models.IntegerField(null=True)
    anxiety_nrs = models.IntegerField(null=True)
    method = models.CharField(max_length=10)  # manual, device
    device = models.CharField(max_length=120, default="", blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(max_length=200, default="", blank=True)


class SymptomRow(OfSession):
    """Something felt, with its grade; grade 0 says that it has passed."""

    term = models.CharField(max_length=40)
    grade = models.IntegerField()
    note = models.CharField(max_length=300, default="", blank=True)


class Acknowledgement(OfSession):
    """Somebody saw an alarm and says what they did about it. `rule` is the alarm's channel."""

    rule = models.CharField(max_length=60)
    level = models.CharField(max_length=10, default="")  # how bad it was when they saw it
    role = models.CharField(max_length=20, default="")  # as what they answered it
    action = models.CharField(max_length=60)
    note = models.CharField(max_length=300, default="", blank=True)


class DischargeCheck(OfSession):
    """One look at whether someone may leave: the score, the answers, what still holds."""

    score = models.CharField(max_length=20)  # aldrete, padss
    items = models.TextField()
    total = models.IntegerField()
    answers = models.TextField()
    findings = models.TextField()


class Departure(OfSession):
    """How someone left, with whom, and with which instructions."""

    kind = models.CharField(max_length=20)  # discharged, left-ama, transferred
    escort_name = models.CharField(max_length=120, default="", blank=True)
    instructions = models.CharField(max_length=60, default="", blank=True)
    signed_findings = models.TextField()
    details = models.TextField()


class Closing(OfSession):
    """The session's note and what became of the drug."""

    calculated_ug = models.IntegerField()
    delivered_ug = models.IntegerField()
    delivered_ul = models.IntegerField()
    waste_ug = models.IntegerField()
    witness = models.ForeignKey("records.Account", models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)


class DeviceBinding(Row):
    """A person at a chair said: this monitor speaks for whoever sits here, until then."""

    chair = models.ForeignKey("records.Chair", models.PROTECT, related_name="bindings")
    session = models.ForeignKey(Session, models.PROTECT, related_name="bindings")
    device = models.CharField(max_length=120, db_index=True)
    expires_at = models.DateTimeField()


class DeviceUnbinding(Row):
    """The end of a binding, by a person or by the session's own end."""

    binding = models.OneToOneField(DeviceBinding, models.PROTECT, related_name="end")


class DeviceFrame(models.Model):
    """A message as it came in, kept before it was answered. Orphans touch nobody and are purged."""

    id = models.UUIDField(primary_key=True)
    received_at = models.DateTimeField(db_index=True)
    device = models.CharField(max_length=120, db_index=True)
    control_id = models.CharField(max_length=120)
    sent_at = models.CharField(max_length=40, default="", blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    raw = models.BinaryField()
    outcome = models.CharField(max_length=12)  # received, recorded, between, orphan, refused
    why = models.CharField(max_length=300, default="", blank=True)
    act = models.UUIDField(null=True)
    binding = models.ForeignKey(DeviceBinding, models.PROTECT, null=True, related_name="frames")
