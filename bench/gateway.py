"""`python -m bench.gateway PORT FILE`: an SMS gateway that takes all, and keeps what came in FILE.

`GET /` tells how many have come; one line `to id` for each is in the file after SIGTERM.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import ClassVar


class Gateway(asyncio.Protocol):
    """One connection; as little Python for each message as can be."""

    came: ClassVar[list[str]] = []  # of all connections together

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to listen."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._received = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answers as soon as all of a question is there."""
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        fields = head.lower()
        if not found:
            return
        if fields.startswith(b"get"):
            answer = str(len(self.came)).encode()
        else:
            length = int(fields.partition(b"content-length:")[2].partition(b"\r\n")[0])
            if len(body) < length:
                return
            message = json.loads(body)
            self.came.append(f"{message['to']} {message['id']}\n")
            answer = b"OK"
        self._received = b""
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer))
        self._transport.write(answer)
        if b"connection: close" in fields:
            self._transport.close()


async def serve(port: int) -> None:
    """Until it is told to end."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(Gateway, "127.0.0.1", port, backlog=1_000)
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
    Path(sys.argv[2]).write_text("".join(Gateway.came), encoding="utf-8")
