"""An end to every conversation: a socket's own timeout starts anew with each byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def cut_off_after(
    seconds: float, connection: Callable[[], socket.socket | None]
) -> Iterator[threading.Event]:
    """Cuts the connection when the time is up; the event tells that it had to."""
    passed = threading.Event()

    def cut() -> None:
        passed.set()
        # Asked for only now: TLS puts another socket in the place of the first one.
        if (sock := connection()) is not None:
            with suppress(OSError):  # it has ended by itself
                # TLS's own shutdown would pull the session from under the thread that is reading.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield passed
    finally:
        timer.cancel()
