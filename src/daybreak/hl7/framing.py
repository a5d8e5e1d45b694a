"""Messages out of a stream of bytes and into it, as MLLP frames them."""

START = b"\x0b"
END = b"\x1c\r"
MOST_BYTES = 1024 * 1024  # our choice: far more than a full monitor's message


class FrameTooLong(Exception):
    """More came than a message may have, framed or not: the stream cannot be trusted."""


class Deframer:
    """Cuts a stream into messages, however its bytes come in.

    What stands between frames is dropped and counted in `stray`. A start inside a frame
    means that the sender began anew: the torn message before it is dropped and counted in
    `torn`. `begun` counts the frames that have begun.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._open = False
        self._held = bytearray()
        self._searched = 0
        self.begun = 0
        self.stray = 0
        self.torn = 0

    @property
    def midway(self) -> bool:
        """Whether a frame has begun that has not ended."""
        return self._open

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that `data` completes, in order, without their frames.

        Raises:
            FrameTooLong: a frame, or what stands between frames, grew over the limit.
        """
        self._held += data
        messages: list[bytes] = []
        while self._step(messages):
            pass
        if self._open and len(self._held) > self._most + 1:  # the first byte of an END may be there
            raise FrameTooLong
        return messages

    def _step(self, messages: list[bytes]) -> bool:
        """Do what can be done with the bytes held; False when more are needed."""
        if not self._open:
            return self._begin()
        end = self._held.find(END, max(self._searched - 1, 0))
        anew = self._held.find(START, self._searched, None if end < 0 else end)
        if anew >= 0:
            self.torn += 1
            self.begun += 1
            self._drop(anew + 1)
            return True
        if end < 0:
            self._searched = len(self._held)
            return False
        if end > self._most:
            raise FrameTooLong
        messages.append(bytes(self._held[:end]))
        self._drop(end + len(END))
        self._open = False
        return True

    def _begin(self) -> bool:
        start = self._held.find(START)
        self.stray += len(self._held) if start < 0 else start
        self._drop(len(self._held) if start < 0 else start + 1)
        self._open = start >= 0
        self.begun += self._open
        if self.stray > self._most:
            raise FrameTooLong
        return self._open

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self._searched = 0


def frame(message: bytes) -> bytes:
    """The message as it travels.

    Raises:
        ValueError: it holds the marks of a frame, so it could not be told from two.
    """
    if START in message or END in message:
        raise ValueError("message must not hold the marks of an MLLP frame.")
    return START + message + END
