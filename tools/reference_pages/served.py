"""The table of what the FHIR entrance serves. Its module needs Django awake, and no database."""

import os
import tempfile

from daybreak.exchange.fhir_capability import Served


def served() -> tuple[Served, ...]:
    """The rows of `fhir/metadata.py`, in the order of their kind."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.config.settings")
    os.environ.setdefault("DAYBREAK_SECRET_KEY", "signs nothing")
    with tempfile.TemporaryDirectory() as nowhere:
        os.environ.setdefault("DAYBREAK_DATA", nowhere)
        import django  # noqa: PLC0415 - only this page needs it

        django.setup()
        from daybreak.fhir.metadata import TABLE  # noqa: PLC0415 - once Django is awake

    return tuple(sorted(TABLE, key=lambda row: row.kind))
