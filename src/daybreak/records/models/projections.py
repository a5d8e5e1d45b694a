"""What worklists read: small summaries that can be thrown away and made again from the rows."""

from django.db import models


class Projection(models.Model):
    """Derived, never the truth. `verify` computes each again and compares."""

    class Meta:
        abstract = True


class SessionNow(Projection):
    """Where a session stands: its stage, its booking, whose it is."""

    session = models.OneToOneField(
        "records.Session", models.PROTECT, primary_key=True, related_name="standing"
    )
    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="+")
    course = models.ForeignKey("records.Course", models.PROTECT, related_name="standings")
    site = models.ForeignKey("records.Site", models.PROTECT, related_name="+")
    chair = models.ForeignKey("records.Chair", models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=20)
    since = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["site", "starts_at"]),
            models.Index(fields=["course", "starts_at"]),
        )


class ChartCard(Projection):
    """One line of the patient list: who, where in the pathway, what is next."""

    patient = models.OneToOneField(
        "records.Patient", models.PROTECT, primary_key=True, related_name="card"
    )
    organisation = models.ForeignKey("records.Organisation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=260)
    sort_name = models.CharField(max_length=260)
    search = models.CharField(max_length=600)
    birth_date = models.DateField()
    stage = models.CharField(max_length=20)
    course = models.ForeignKey("records.Course", models.PROTECT, null=True, related_name="+")
    sessions_done = models.IntegerField(default=0)
    sessions_planned = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    phq9_first = models.IntegerField(null=True)
    phq9_last = models.IntegerField(null=True)
    verdict = models.CharField(max_length=10, default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=["organisation", "sort_name"]),)
