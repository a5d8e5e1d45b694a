"""The monitors' service beside the pages: in a thread of its own, which ends when it is told to."""

import asyncio
import threading
from datetime import tzinfo

from daybreak.hl7.service import listen

BEGINS_WITHIN_S = 10.0  # our choice
ENDS_WITHIN_S = 15.0  # our choice: longer than the listener lets messages in hand take


class Background:
    """Listens from `start` to `stop`. `port` is the one it listens on, once it does."""

    def __init__(self, port: int, host: str = "127.0.0.1", *, zone: tzinfo | None = None) -> None:
        self.port = port
        self._host = host
        self._zone = zone
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = threading.Event()
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="hl7-listener", daemon=True)

    def start(self) -> None:
        """Begin to listen; returns once it does.

        Raises:
            OSError: the address cannot be listened on.
        """
        self._thread.start()
        self._told.wait(BEGINS_WITHIN_S)
        if self._failed is not None:
            raise self._failed

    def stop(self) -> bool:
        """Let messages in hand be answered, and end; whether the thread has ended."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(ENDS_WITHIN_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            listen(self.port, self._host, zone=self._zone, ready=self._ready, stop=self._stop)
        except Exception as failed:  # noqa: BLE001 - told to whoever starts it
            self._failed = failed
        finally:
            self._told.set()

    def _ready(self, port: int) -> None:
        self.port = port
        self._loop = asyncio.get_running_loop()
        self._told.set()
