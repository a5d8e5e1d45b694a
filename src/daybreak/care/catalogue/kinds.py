"""What a decoder has to know of a kind is made ready once, by one thread at a time.

msgspec 0.22 lets a second thread see what the first has made ready only in part, and the process
then ends without a word: two boards and a monitor that ask for their first file at the same moment
are enough.
"""

import threading
from typing import Any, TypeVar

import msgspec

K = TypeVar("K")

_turn = threading.RLock()
_ready: set[Any] = set()


def made_known(kind: K) -> K:
    """The same kind, safe to decode into from any number of threads.

    Every dataclass or Struct that msgspec decodes into, or is asked about, goes through here
    first.
    """
    if kind not in _ready:
        with _turn:  # of all kinds together: they share the kinds within them
            msgspec.json.Decoder(kind)
            _ready.add(kind)
    return kind
