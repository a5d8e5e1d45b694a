"""In which language a page of the portal speaks that no view of its own has made: a refusal."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from daybreak.portal.words import words_of
from daybreak.records.reads import portal as reads

LANGUAGE = "portal-language"  # what somebody chose on these pages, for this visit


def words(request: HttpRequest) -> dict[str, Any]:
    """The words for a patient who is signed in; nothing for anyone else. A context processor."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.patient is None:
        return {}
    return {
        "words": SimpleLazyObject(
            lambda: words_of(request.session.get(LANGUAGE) or reads.own_language(actor))
        )
    }
