"""The clinic's server as processes that a test kills and starts again, over the test's record.

What runs is a child of a process that has loaded the program and nothing else. So a new one is
there at once and knows nothing but the record; and what is killed dies as by a power cut,
wherever it is.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
PATIENCE_S = 60  # for a machine with other work; nothing is judged by it
FLUSH = "/flush/"
HERE = threading.local()


@dataclass
class HouseServer:
    """Where the server stands. It is gone after `dies`, and there again after `starts`."""

    database: str
    port: int = 0
    deaths: int = 0

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        path = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
        self._source = subprocess.Popen(
            [sys.executable, "-m", "journeys.house_server", self.database],
            env={**os.environ, "PYTHONPATH": path, "DAYBREAK_IDLE_MINUTES": "60"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._pid = 0
        self.starts()

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    @property
    def is_there(self) -> bool:
        with suppress(ProcessLookupError):
            if self._pid:
                os.kill(self._pid, 0)
                return True
        return False

    def starts(self, *, falls_at: int = 0) -> None:
        """A new one on the same address, unless one is there.

        Args:
            falls_at: it dies before this statement, counted from 1, of all that it asks the
                database while it takes over what a device has kept; 0 when it does not.
        """
        if self.is_there:
            return
        if self._source.stdin is None or self._source.stdout is None:
            raise RuntimeError("the server's source has no pipes")
        self._source.stdin.write(f"{self.port} {falls_at}\n")
        self._source.stdin.flush()
        self._pid = int(self._source.stdout.readline())

    def dies(self) -> None:
        """It is killed, wherever it is."""
        self.deaths += 1
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        until = time.monotonic() + PATIENCE_S
        while self.is_there:
            if time.monotonic() > until:
                raise TimeoutError("the server does not die")
            time.sleep(0.005)

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._source.pid, signal.SIGKILL)
        self._source.communicate(timeout=PATIENCE_S)


def main(database: str) -> None:
    """Load the program; then start one child for each line, `port falls_at`, and say its number."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "daybreak.config.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    import daybreak.config.urls  # noqa: F401 — loads every page before anybody waits for one

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a killed one ended
    for line in sys.stdin:
        port, falls_at = (int(each) for each in line.split())
        ready, tells = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ready)
            serve(port, falls_at, partial(os.close, tells))
        os.close(tells)
        os.read(ready, 1)  # until it listens
        os.close(ready)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def serve(port: int, falls_at: int, listens: Callable[[], None]) -> None:
    """Answer at this port until somebody kills us, or we fall."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.core.wsgi import get_wsgi_application
    from django.db.backends.signals import connection_created
    from django.test.testcases import QuietWSGIRequestHandler

    if falls_at:
        fall = Fall(falls_at)
        connection_created.connect(
            lambda connection, **_: connection.execute_wrappers.append(fall), weak=False
        )
    application = StaticFilesHandler(get_wsgi_application())

    def answer(environ: dict[str, Any], start: Any) -> Any:
        HERE.path = environ["PATH_INFO"]
        return application(environ, start)

    server = ThreadedWSGIServer(("127.0.0.1", port), QuietWSGIRequestHandler)
    server.set_app(answer)
    listens()
    server.serve_forever()


class Fall:
    """Counts what the database is asked while entries are taken over, and dies at one of it."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.lock = threading.Lock()

    def __call__(self, execute: Callable[..., Any], *told: Any) -> Any:
        if getattr(HERE, "path", "").endswith(FLUSH):
            with self.lock:
                self.left -= 1
                if self.left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        return execute(*told)


if __name__ == "__main__":
    main(sys.argv[1])
