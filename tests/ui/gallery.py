"""Every part of the shared look, rendered to pages and, when asked, to pictures.

Run it to see what you changed: `python tests/ui/gallery.py FOLDER`. The browser tests look at the
same pages. Everyone in them is made up.
"""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "src" / "daybreak" / "ui" / "static" / "ui"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
ERRORS = ("400", "403", "403_csrf", "404", "409", "500")
# Debian's Chromium; the one without windows takes half the processor.
_BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = next((each for each in _BROWSERS if Path(each).exists()), _BROWSERS[-1])
FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),
)


def pages() -> dict[str, str]:
    """Every page of the gallery by its name."""
    from django.template import engines
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import timezone

    from ui.made_up import ZONE, context

    request = RequestFactory().get("/")
    engine, told = engines["django"], context()
    with timezone.override(ZONE):
        made = {
            drawn.stem: engine.from_string(drawn.read_text()).render(told, request)
            for drawn in sorted((HERE / "pages").glob("*.html"))
        }
        return made | {code: render_to_string(f"{code}.html") for code in ERRORS}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server over `folder` with the strict policy of the real one; gives its address."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", CSP)
            super().end_headers()

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def write(folder: Path) -> list[str]:
    """Write the pages with their static files; gives the names of the pages."""
    import django_htmx

    shutil.copytree(STATIC, folder / "static" / "ui", dirs_exist_ok=True)
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx"
    shutil.copytree(htmx, folder / "static" / "django_htmx", dirs_exist_ok=True)
    (folder / "healthz").write_text("{}")
    rendered = pages()
    for name, text in rendered.items():
        (folder / f"{name}.html").write_text(text)
    return list(rendered)


def photograph(folder: Path) -> None:
    """Write the pages into `folder`, and a picture of each in every size, by day and by night."""
    from playwright.sync_api import sync_playwright

    names = write(folder)
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    with served(folder) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for width, height in ((1440, 900), (1024, 768), (390, 844)):
            for scheme in schemes:
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                for name in names:
                    page.goto(f"{address}/{name}.html")
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    import django

    sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.config.settings")
    os.environ.setdefault("DAYBREAK_DATA", tempfile.mkdtemp())
    django.setup()
    photograph(Path(sys.argv[1]))
