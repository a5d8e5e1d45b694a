"""The one Django app with tables."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """Registers the tables, and makes the database itself refuse to change history."""

    name = "daybreak.records"
    label = "records"
    verbose_name = "Records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from daybreak.records import triggers  # noqa: PLC0415 — models must be loaded first

        post_migrate.connect(triggers.install_after_migrate, sender=self)
