"""What every request of a signed-in person carries."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from daybreak.care.team.actor import Actor
from daybreak.records.reads.team import Place


class ClinicRequest(HttpRequest):
    """A request with the actor who sends it and the place they work at."""

    actor: Actor
    place: Place
    htmx: HtmxDetails  # django-htmx sets it on every request
