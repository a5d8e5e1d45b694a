"""The journal: one line for each act, each holding the hash of the line before."""

from django.db import models


class Chain(models.Model):
    """Where one run of lines has got to; `verify` holds it against the lines themselves."""

    class Kind(models.TextChoices):
        SITE = "site"
        ORGANISATION = "organisation"
        READING = "reading"

    id = models.UUIDField(primary_key=True)  # of the site or organisation; derived for readings
    kind = models.CharField(max_length=12, choices=Kind.choices)
    organisation = models.UUIDField(db_index=True)
    length = models.IntegerField(default=0)
    head = models.CharField(max_length=64, default="")
    stamped_on = models.DateField(null=True)  # organisation chains: last day the heads were stamped


class JournalLine(models.Model):
    """Who did what to whom, when it was true, when it was recorded, and what it stored.

    `rows` is canonical JSON, table -> row id -> digest of the row as it was added. `answer` is
    what the act returned, so that a repeated act id gets the same. `hash` covers every other
    column, the hash of the line before among them.
    """

    id = models.UUIDField(primary_key=True)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="lines")
    position = models.IntegerField()
    act_id = models.UUIDField(db_index=True)
    act = models.CharField(max_length=60)
    by = models.UUIDField(null=True, db_index=True)
    by_roles = models.CharField(max_length=120)
    patient = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    request = models.CharField(max_length=64)
    answer = models.TextField()
    rows = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "position"], name="one_line_a_position"),
            models.UniqueConstraint(fields=["chain", "act_id"], name="one_line_an_act_a_chain"),
        )
