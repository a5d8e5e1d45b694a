"""The page that takes over at the chair when nobody answers, and the worker that shows it.

Both hold nobody's data; what they show lies encrypted on the device. Everything they are made of
has an address with its own version in it, so that an old page never runs with new rules.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from daybreak.ui.doors import door
from daybreak.ui.request import ClinicRequest

SCOPE = "/sessions/"
STYLES = ("ui/tokens.css", "ui/daybreak.css")
FOLDERS = ("ui/js", "ui/vendor/uplot")
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
A_YEAR_S = 365 * 86400


@cache
def parts() -> dict[str, Path]:
    """Every file the page is made of, by its name."""
    found = {name: _found(name) for name in (*STYLES, "ui/mark.svg")}
    for folder in FOLDERS:
        for path in sorted(_found(folder).rglob("*")):
            if path.suffix in KINDS:
                found[f"{folder}/{path.relative_to(_found(folder)).as_posix()}"] = path
    return found


@cache
def version() -> str:
    """A word that changes with any of the files, and with the page itself."""
    told = hashlib.sha256()
    for name, path in sorted(parts().items()):
        told.update(name.encode())
        told.update(path.read_bytes())
    told.update((Path(__file__).parents[1] / "templates/web/session/offline.html").read_bytes())
    return told.hexdigest()[:16]


@require_GET
def part(_request: HttpRequest, made: str, name: str) -> HttpResponse:
    """One of the files, under the version it belongs to; nobody's data is in it."""
    path = parts().get(name)
    if path is None or made != version():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=KINDS[path.suffix])
    response["Cache-Control"] = f"public, max-age={A_YEAR_S}, immutable"
    return response


@never_cache
@require_GET
@door("session")
def shell(request: ClinicRequest) -> HttpResponse:
    """The page that takes over. It is kept by the worker, so nothing of anybody is in it."""
    return render(request, "web/session/offline.html", {"version": version()})


@never_cache
@require_GET
@door("session")
def worker(_request: ClinicRequest) -> HttpResponse:
    """The worker, told what to keep."""
    kept = {
        "version": version(),
        "shell": reverse("session-shell"),
        "statics": settings.STATIC_URL,
        "files": [reverse("session-part", args=(version(), name)) for name in sorted(parts())],
    }
    text = parts()["ui/js/chair/worker.js"].read_text(encoding="utf-8")
    script = f"const KEPT = {json.dumps(kept)};\n{text}"
    response = HttpResponse(script, content_type=KINDS[".js"])
    response["Service-Worker-Allowed"] = SCOPE
    return response


def _found(name: str) -> Path:
    path = finders.find(name)
    if not path:
        raise LookupError(f"The file {name} is not where pages are served from.")
    return Path(path)
