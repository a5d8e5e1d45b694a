"""What every act of a form is told of its sender."""

from typing import Any

from django.utils import timezone

from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest


def sent(request: ClinicRequest, form: ActForm) -> dict[str, Any]:
    """Who, the form's own id, and the time; it is true when it is sent."""
    return {"by": request.actor, "act_id": form.act_id(), "at": None, "now": timezone.now()}
