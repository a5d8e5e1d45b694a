"""What is done with a message after it was kept and answered: its readings become the act's.

One thread does it, in the order the messages came, so that no sender waits for an act. What it has
not come to when the machine stops is on the disk, and is done when the service starts again.
"""

import logging
import queue
import threading
from collections.abc import Callable

Job = Callable[[], None]

_LOG = logging.getLogger(__name__)
_MOST = 1000  # our choice: when so many wait, senders wait too


class Recorder:
    """Does jobs one after another in a thread of its own, from `start` to `stop`; then `leave`."""

    def __init__(self, most: int = _MOST, *, leave: Job = lambda: None) -> None:
        self._leave = leave
        self._jobs: queue.Queue[Job | None] = queue.Queue(most)
        self._thread = threading.Thread(target=self._run, name="hl7-recorder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def __call__(self, job: Job) -> None:
        """Have `job` done after those before it. Waits when too many wait already."""
        self._jobs.put(job)

    def stop(self, within_s: float) -> bool:
        """Do what still waits, and end; whether it did in this time."""
        self._jobs.put(None)
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as failed:  # noqa: BLE001 - the message is kept; the next one is done
                _LOG.error("hl7 could not use a message: %s", type(failed).__name__)
        self._leave()


def at_once(job: Job) -> None:
    """For whoever wants a message used before it is answered."""
    job()
