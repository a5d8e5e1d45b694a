"""That a page about somebody was opened is noted, once a visit."""

from uuid import UUID

from django.utils import timezone

from daybreak.actions import intake
from daybreak.ui.request import ClinicRequest


def note_reading(request: ClinicRequest, patient: UUID) -> None:
    """Note that whoever asks has opened this chart. Call it first on every page about a person.

    Raises:
        NotFound: no such person among those they work with.
        WrongRole: they may not open charts.
    """
    intake.note_reading(request.actor, patient, now=timezone.now())
