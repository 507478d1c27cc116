"""The other way to tell open pages: each holds a thread of the web server, which waits with it."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

_never = threading.Event()


def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A stream that says hello and then nothing, as long as somebody listens."""
    start_response("200 OK", [("Content-Type", "text/event-stream")])
    yield b"event: hello\ndata: 1\n\n"
    while not _never.wait(25):
        yield b":\n\n"
