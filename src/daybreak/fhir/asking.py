"""Who is asking: a program with a token, or somebody of the clinic who is signed in."""

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import get_oauthlib_core

from daybreak.care.errors import DaybreakError, WrongRole
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.fhir.refusals import NotSignedIn
from daybreak.records.reads import team

SCOPE = "system/*.rs"


def asking(request: HttpRequest) -> Actor:
    """The actor behind a request. A token that is sent decides, even beside a session.

    Raises:
        NotSignedIn: there is neither, or the token is unknown, withdrawn or too old.
        DaybreakError: whoever is signed in lacks something, such as a second factor.
        WrongRole: the token does not cover what is asked, or is not that of a program.
    """
    if "Authorization" in request.headers:
        return _program(request)
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        why: DaybreakError | None = getattr(request, "why_shut", None)
        raise why or NotSignedIn(
            "no-token", "Nobody is signed in. Ask for a token at /o/token/ and send it as Bearer."
        )
    return actor


def _program(request: HttpRequest) -> Actor:
    core = get_oauthlib_core()
    valid, asked = core.verify_request(request, scopes=[])
    if not valid:
        raise NotSignedIn(
            "token", "The token is unknown, or its time is over. Ask for another at /o/token/."
        )
    token = asked.access_token
    if not token.is_valid([SCOPE]):
        raise WrongRole("scope", f"The token does not cover this. Ask for one with {SCOPE}.")
    # Whoever signs in could give themselves an OAuth client; only one that an administrator has
    # admitted belongs to an account with the role of a system.
    account = token.application.user_id if token.application and token.user_id is None else None
    known = team.signed_in(account, visit=f"token {token.pk}") if account else None
    if known is None or known.actor.roles != {Role.SYSTEM}:
        raise WrongRole(
            "no-program",
            "This client is not one that an administrator has let in. "
            "Make one with `daybreak fhir-client`.",
        )
    return known.actor
