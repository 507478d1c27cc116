"""An SMS gateway in a process of its own: it writes each message down before it says yes.

`python -m bench.faults.gateway PORT FILE`. It behaves as it was told last (`POST /mode`):

* `well`: takes the message, and says so after `slow_s` seconds. Every second one it takes only
  after them, if the caller still listens: so a death in between may cost it, or double it;
* `error`: 500; `busy`: 429; `cut`: half an answer; `hang`: none at all. All four take nothing.
"""

import http.server
import itertools
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar


class Handler(http.server.BaseHTTPRequestHandler):
    """One message, or one word on how to behave."""

    file: ClassVar[int]
    mode: ClassVar[str] = "well"
    slow_s: ClassVar[float] = 0.0
    number: ClassVar[Iterator[int]] = itertools.count()

    def do_POST(self) -> None:
        """Takes it, or misbehaves."""
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/mode":
            Handler.mode, Handler.slow_s = told["mode"], told["slow_s"]
            self._say(200)
        elif self.mode == "well":
            late = next(self.number) % 2
            if not late:
                self._take(told)
            time.sleep(self.slow_s)
            if late and self._hears():
                self._take(told)
            self._say(200)
        elif self.mode == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        elif self.mode == "hang":
            time.sleep(30)
        else:
            self._say({"error": 500, "busy": 429}[self.mode])

    def _take(self, told: dict[str, str]) -> None:
        os.write(self.file, json.dumps(told).encode() + b"\n")  # one write, one whole line

    def _hears(self) -> bool:
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _say(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"OK")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's
        """Nothing."""


class Server(http.server.ThreadingHTTPServer):
    """Says nothing about callers that were killed."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing."""


def main() -> None:
    """Serves until it is stopped."""
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    Handler.file = os.open(file, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    Server(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main()
