"""What every recorded row has in common."""

from typing import Any

from django.db import models


class Row(models.Model):
    """One thing that was recorded: added once by an act, never changed, never removed.

    A correction is a new row. `at` is when it was true, `recorded_at` when we were told, `by`
    who said so. Everything countable is a whole number of a small unit named in its column, and
    everything structured is canonical JSON in text, so that a digest of the row is the same on
    every database.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    act = models.UUIDField(db_index=True, editable=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("records.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not kwargs.get("force_insert"):
            raise RuntimeError(
                f"{type(self).__name__} rows are added by an act, through its journal."
            )
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RuntimeError(f"{type(self).__name__} rows are never removed; record a correction.")


class SourcedRow(Row):
    """A row that may come from somebody else's record.

    `source_key` names the thing in the other record and `source_digest` what it said, so that
    the same file twice changes nothing and a changed one adds a version.
    """

    origin = models.CharField(max_length=12)  # typed, imported
    source_key = models.CharField(max_length=300, default="", blank=True)
    source_digest = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        abstract = True
