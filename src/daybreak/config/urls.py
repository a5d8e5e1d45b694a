"""Every address, put together from the entrances."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path


def healthz(_request: HttpRequest) -> JsonResponse:
    """Whether the server answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("fhir/r4/", include("daybreak.fhir.urls")),
    path("p/", include("daybreak.portal.urls")),
    path("", include("daybreak.web.urls")),
]
