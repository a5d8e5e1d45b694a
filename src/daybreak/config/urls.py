"""Every address, put together from the entrances."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from oauth2_provider import views as oauth_views


def healthz(_request: HttpRequest) -> JsonResponse:
    """Whether the server answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


# Programs are admitted by a command, so the pages that let an account register one stay shut.
oauth = [
    path("token/", oauth_views.TokenView.as_view(), name="token"),
    path("revoke_token/", oauth_views.RevokeTokenView.as_view(), name="revoke-token"),
    path("introspect/", oauth_views.IntrospectTokenView.as_view(), name="introspect"),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("o/", include((oauth, "oauth2_provider"))),
    path("fhir/r4/", include("daybreak.fhir.urls")),
    path("p/", include("daybreak.portal.urls")),
    path("", include("daybreak.web.urls")),
]
