"""One process with threads: pages, FHIR, and the listener for bedside monitors.

One writer at a time is fair only within a process, so there is one worker; its threads wait for
slow networks, not for each other.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn with one threaded worker, which also runs the listener."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        hl7_port: int,
        threads: int,
        tls: tuple[Path, Path] | None = None,
    ) -> None:
        self.hl7_port = hl7_port
        self.settings: dict[str, Any] = {
            "bind": f"{host}:{port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": threads,
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 30,
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "daybreak",
            "umask": 0o077,
            "post_worker_init": self.start_listener,
            "worker_exit": self.stop_listener,
        }
        if tls is not None:
            chain, key = tls
            self.settings |= {"certfile": str(chain), "keyfile": str(key)}
        self.listener: Any = None
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        from daybreak.config.wsgi import application  # noqa: PLC0415 — in the worker, not before

        return application

    def start_listener(self, _worker: Any) -> None:
        if not self.hl7_port:
            return
        from daybreak.hl7.background import Background  # noqa: PLC0415 — in the worker, not before

        self.listener = Background(self.hl7_port)
        try:
            self.listener.start()
        except OSError as trouble:
            why = trouble.strerror or "the address cannot be used"
            print(f"daybreak: monitors are not heard: {why}.", file=sys.stderr, flush=True)  # noqa: T201 — somebody has to be told

    def stop_listener(self, _server: Any, _worker: Any) -> None:
        """Messages in hand are answered before the process ends."""
        if self.listener is not None:
            self.listener.stop()
