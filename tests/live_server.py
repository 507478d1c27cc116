"""The process that open pages listen to, in a thread of the test."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from aiohttp import web
from flask import Flask

from connect.live.server import Live

T = TypeVar("T")


class LiveServer:
    """It listens on a port of its own until it is stopped; `live` is what it knows."""

    def __init__(self, app: Flask) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.live, self._runner, self.port = self._run(self._start(app))

    @property
    def url(self) -> str:
        """Where pages hear of changes."""
        return f"http://127.0.0.1:{self.port}/live/events"

    def tell(self, topic: str, moment_ms: int) -> None:
        """A topic changes."""
        self._loop.call_soon_threadsafe(self.live.hub.tell, {topic}, moment_ms)

    def stop(self) -> None:
        """As a signal would: whoever listens is let go of."""
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @staticmethod
    async def _start(app: Flask) -> tuple[Live, web.AppRunner, int]:
        live = Live(app)
        runner = web.AppRunner(live.site, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return live, runner, runner.addresses[0][1]

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)


@contextmanager
def live_server(app: Flask) -> Iterator[LiveServer]:
    """A server as long as the block lasts."""
    server = LiveServer(app)
    try:
        yield server
    finally:
        server.stop()
