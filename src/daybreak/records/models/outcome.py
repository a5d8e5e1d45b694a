"""How it went: scores over time, reviews and their grounds, maintenance, contacts, the end."""

from django.db import models

from daybreak.records.models.base import Row, SourcedRow


class ScaleAnswer(SourcedRow):
    """One filled-in scale with its score as it was then computed; never scored again in place."""

    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="scale_answers")
    course = models.ForeignKey(
        "records.Course", models.PROTECT, null=True, related_name="scale_answers"
    )
    session = models.ForeignKey(
        "records.Session", models.PROTECT, null=True, related_name="scale_answers"
    )
    scale = models.CharField(max_length=40)
    scale_version = models.IntegerField()
    language = models.CharField(max_length=10, default="en")
    answers = models.TextField()
    total = models.IntegerField(null=True)
    subscores = models.TextField()
    answered = models.IntegerField()
    prorated = models.BooleanField()
    band = models.CharField(max_length=60, default="", blank=True)
    flags = models.TextField()
    scorer_version = models.IntegerField()
    answered_by = models.CharField(max_length=10)  # patient, staff, imported

    class Meta:
        indexes = (models.Index(fields=["patient", "scale", "at"]),)


class ReviewRow(Row):
    """A decision after a number of sessions, with the grounds that were on the table."""

    course = models.ForeignKey("records.Course", models.PROTECT, related_name="reviews")
    after_sessions = models.IntegerField()
    decision = models.CharField(max_length=40)
    response = models.CharField(max_length=20, default="", blank=True)
    grounds = models.TextField()  # JSON: what the page showed
    note = models.TextField(default="", blank=True)


class MaintenancePlan(Row):
    """How often from now on; the latest counts."""

    course = models.ForeignKey("records.Course", models.PROTECT, related_name="maintenance_plans")
    interval_days = models.IntegerField()
    sessions = models.IntegerField()
    justification = models.TextField()


class Contact(Row):
    """Somebody was spoken to after a session, or could not be reached."""

    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="contacts")
    session = models.ForeignKey(
        "records.Session", models.PROTECT, null=True, related_name="contacts"
    )
    kind = models.CharField(max_length=20)  # next-day, follow-up
    reached = models.BooleanField()
    note = models.TextField(default="", blank=True)


class CourseEnd(Row):
    """A course is over, and why."""

    course = models.OneToOneField("records.Course", models.PROTECT, related_name="end")
    reason = models.CharField(max_length=40)
    note = models.TextField(default="", blank=True)
