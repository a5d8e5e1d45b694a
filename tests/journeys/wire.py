"""The wire between a tablet and the clinic, which a test can cut, mend, and make lose an answer."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field

FLUSH = b"/flush/ HTTP/"


@dataclass
class Wire:
    """A port of its own that passes everything on to another, while it is whole."""

    to: tuple[str, int]
    is_cut: bool = False
    loses_answers: bool = False  # of what a device sends; the clinic has heard it
    lost: int = 0
    _deaf: set[int] = field(default_factory=set)  # connections whose next answer is lost
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        """Nobody is reached any more, and what was under way breaks off."""
        with self._lock:
            self.is_cut = True
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                device, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(device,), daemon=True).start()

    def _pass(self, device: socket.socket) -> None:
        with device:
            if self.is_cut:
                return
            try:
                clinic = socket.create_connection(self.to, timeout=30)
            except OSError:
                return
            with clinic:
                with self._lock:
                    self._open |= {device, clinic}
                back = threading.Thread(target=self._answer, args=(device, clinic), daemon=True)
                back.start()
                self._ask(device, clinic)
                back.join(60)
                with self._lock:
                    self._open -= {device, clinic}

    def _ask(self, device: socket.socket, clinic: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while told := device.recv(65536):
                if self.loses_answers and FLUSH in told:
                    self._deaf.add(clinic.fileno())
                clinic.sendall(told)
        with contextlib.suppress(OSError):
            clinic.shutdown(socket.SHUT_WR)

    def _answer(self, device: socket.socket, clinic: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while told := clinic.recv(65536):
                if clinic.fileno() in self._deaf:
                    self._deaf.discard(clinic.fileno())
                    self.lost += 1
                    break
                device.sendall(told)
        with contextlib.suppress(OSError):
            device.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            clinic.shutdown(socket.SHUT_RDWR)
