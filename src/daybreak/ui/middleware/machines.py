"""Where programs ask: their entrance tells them no in their own words; they see no page."""

from django.http import HttpRequest

from daybreak.care.errors import DaybreakError

PATHS = ("/fhir/",)


def is_for_machines(request: HttpRequest) -> bool:
    """Whether the address is one at which programs ask."""
    return request.path.startswith(PATHS)


def shut(request: HttpRequest, why: DaybreakError | None = None) -> None:
    """Nobody enters by this session; the entrance says `why` unless a token opens it."""
    for name in ("actor", "place"):
        if hasattr(request, name):
            delattr(request, name)
    request.why_shut = why  # type: ignore[attr-defined]  # read by the entrance
