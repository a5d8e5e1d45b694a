"""A course of treatment: its protocol, consent, signed plan, and what was given elsewhere."""

from django.db import models

from daybreak.records.models.base import Row


class Course(Row):
    """One course of treatment for one indication under one version of one protocol."""

    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="courses")
    site = models.ForeignKey("records.Site", models.PROTECT, related_name="+")
    indication = models.CharField(max_length=40)
    protocol = models.CharField(max_length=60)
    protocol_version = models.IntegerField()
    evaluation = models.TextField(default="", blank=True)


class Consent(Row):
    """Consent to a course; the latest counts while it has not expired."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=60)
    text_hash = models.CharField(max_length=64)
    clauses = models.TextField()  # JSON: [[id, hash of its words], ...] of those initialled
    signed_by = models.CharField(max_length=120)
    expires_on = models.DateField()
    origin = models.CharField(max_length=12, default="typed")  # typed, imported
    source = models.CharField(max_length=200, default="", blank=True)  # who keeps an imported one


class Plan(Row):
    """What a prescriber ordered and signed; the latest counts.

    A plan orders an amount per kilogram, a basis, a cap and minutes. Strength, volume and pump
    rate come at preparation, from the vial in hand. Where nothing runs in, `minutes` is 0; where
    whole devices are given, `dose_ug_per_kg` is 0. A plan that a second prescriber signs too is
    added again by them: `confirms` names the one they read, whose signer ordered it.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="plans")
    dose_ug_per_kg = models.IntegerField()
    basis = models.CharField(max_length=10)  # actual, ideal, adjusted
    cap_ug = models.IntegerField(null=True)
    minutes = models.IntegerField()
    weight_g = models.IntegerField()
    weighed_on = models.DateField(null=True)
    height_mm = models.IntegerField(null=True)
    basis_weight_g = models.IntegerField()
    dose_ug = models.IntegerField()
    sessions = models.IntegerField()
    findings = models.TextField()
    second_signature = models.ForeignKey(
        "records.Account", models.PROTECT, null=True, related_name="+"
    )
    confirms = models.ForeignKey("self", models.PROTECT, null=True, related_name="confirmations")
    note = models.TextField(default="", blank=True)


class PastTreatment(Row):
    """A session that was given elsewhere or before Daybreak, with who says so."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="past_treatments")
    number = models.IntegerField()
    given_on = models.DateField()
    kind = models.CharField(max_length=12)  # induction, maintenance, booster
    route = models.CharField(max_length=30)
    dose_ug = models.IntegerField(null=True)
    minutes = models.IntegerField(null=True)
    where = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    note = models.TextField(default="", blank=True)


class AdjunctOrder(Row):
    """A medicine that may be given beside the dose: how much, for what, by whom, until when.

    An amount is in micrograms or, for fluids, in microlitres; the other column stays empty.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="adjunct_orders")
    kind = models.CharField(max_length=40)
    drug = models.CharField(max_length=120)
    rxnorm = models.CharField(max_length=20, default="", blank=True)
    route = models.CharField(max_length=30)
    dose_ug = models.BigIntegerField(null=True)
    dose_ul = models.BigIntegerField(null=True)
    most_ug = models.BigIntegerField(null=True)
    most_ul = models.BigIntegerField(null=True)
    least_minutes = models.IntegerField(default=0)
    trigger = models.CharField(max_length=200)
    may_give = models.TextField()  # JSON: roles
    expires_at = models.DateTimeField()


class AdjunctEnd(Row):
    """The end of an order before its time."""

    order = models.OneToOneField(AdjunctOrder, models.PROTECT, related_name="end")
    reason = models.CharField(max_length=200)
