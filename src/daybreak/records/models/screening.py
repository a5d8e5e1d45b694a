"""What was asked and answered, what the rules made of it, and what a person decided."""

from django.db import models

from daybreak.records.models.base import Row


class FactRow(Row):
    """One answer about a person; the latest of a field counts. A null value is 'not known'."""

    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="facts")
    field = models.CharField(max_length=80)
    value = models.TextField()  # JSON: true, false, a whole number, a text, null
    on = models.DateField(null=True)
    origin = models.CharField(max_length=12)  # imported, asked, measured

    class Meta:
        indexes = (models.Index(fields=["patient", "field", "at"]),)


class VerdictRow(Row):
    """What the rules said of somebody at one moment, with everything they found."""

    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="verdicts")
    session = models.ForeignKey(
        "records.Session", models.PROTECT, null=True, related_name="verdicts"
    )
    protocol = models.CharField(max_length=60)
    status = models.CharField(max_length=10)
    findings = models.TextField()
    unknown = models.TextField()
    ruleset = models.CharField(max_length=120)


class EligibilityDecision(Row):
    """A prescriber's word on a verdict: go on, wait, or decline, with the grounds."""

    patient = models.ForeignKey(
        "records.Patient", models.PROTECT, related_name="eligibility_decisions"
    )
    verdict = models.ForeignKey(VerdictRow, models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=12)  # proceed, wait, decline
    grounds = models.TextField(default="", blank=True)


class Override(Row):
    """A finding set aside for one person by someone who may, with the reason and until when.

    It holds for the finding in the words it had; with other figures the rule speaks again.
    """

    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="overrides")
    rule = models.CharField(max_length=40)
    because = models.TextField()
    role = models.CharField(max_length=20)
    reason = models.TextField()
    until = models.DateTimeField()
    ruleset = models.CharField(max_length=120)


class SuicideScreen(Row):
    """The level a suicide screen came to. Answers are kept; wording that may not ship is not."""

    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="suicide_screens")
    session = models.ForeignKey(
        "records.Session", models.PROTECT, null=True, related_name="suicide_screens"
    )
    form = models.CharField(max_length=30)  # recent, since-last-visit
    moment = models.CharField(max_length=20)  # screening, check-in, recovery, contact
    level = models.CharField(max_length=12)
    answers = models.TextField()


class Disposition(Row):
    """What a clinician decided after a screen, signed the same day."""

    screen = models.ForeignKey(SuicideScreen, models.PROTECT, related_name="dispositions")
    disposition = models.CharField(max_length=40)
    safety_plan = models.BooleanField()
    note = models.TextField(default="", blank=True)
