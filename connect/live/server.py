"""One process, one thread, and as many open pages as there may be files.

A page holds a connection here instead of a thread of the web server. What it hears is a number:
something has changed. It then asks the web server for itself once more, as whoever it is.
"""

import asyncio
import logging
import random
import resource
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from connect.foundation.config import Settings
from connect.foundation.database import reading
from connect.live.feed import Feed
from connect.live.hub import Hub, Viewer
from connect.live.places import sources_of
from connect.live.tickets import LIFE_S, Ticket, now_ms, read_ticket

LOOK_EVERY_S = 0.25
# Shorter than proxies and mobile networks keep a silent connection.
HEARTBEAT_S = 25.0
# Who takes nothing for so long is not there any more.
PATIENCE_S = 10.0
LONGEST_LATE_S = 10.0
# Each page is an open file; a machine may allow any number of them.
MOST_FILES = 65_536
# Clocks of two machines differ by this much at most; then something is told twice.
SLACK_MS = 2_000
HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would keep it all to itself
    # The ticket says what may be heard, and there is no cookie: whose page it is makes no odds.
    "Access-Control-Allow-Origin": "*",
}
log = logging.getLogger(__name__)


class Live:
    """The process: it looks at the database for all, and tells each viewer."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._settings: Settings = app.config["CONNECT"]
        self._feed = Feed(sources_of(app))
        self._looked_at = 0.0
        self.hub = Hub(now_ms())
        self.site = web.Application(handler_args={"handler_cancellation": True})
        self.site.add_routes(
            [
                web.get("/live/events", self._events),
                web.get("/live", self._health),
                web.get("/metrics", self._metrics),
            ]
        )
        self.site.cleanup_ctx.append(self._looking)
        self.stopping = asyncio.Event()
        self.site.on_shutdown.append(self._stop)

    async def _looking(self, _site: web.Application) -> AsyncIterator[None]:
        await self._look()
        looking = asyncio.create_task(self._keep_looking())
        # Whoever cannot look any more has nothing to tell.
        looking.add_done_callback(lambda _looking: self.stopping.set())
        yield
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking  # what ended it is raised here, and ends the process

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self._look()

    async def _look(self) -> None:
        try:
            # The driver waits, not we: a slow answer holds up no heartbeat.
            topics = await asyncio.to_thread(self._changed)
        except SQLAlchemyError as error:
            log.warning("live cannot read: %s", type(error).__name__)
            await asyncio.sleep(1)
            return
        if not self._looked_at:  # what was before, nobody here can tell
            self.hub.started_ms = now_ms()
        self._looked_at = time.monotonic()
        if topics:
            self.hub.tell(topics, now_ms())

    def _changed(self) -> set[str]:
        with self._app.app_context(), reading() as connection:
            return self._feed.read(connection)

    async def _stop(self, _site: web.Application) -> None:
        self.stopping.set()
        self.hub.wake_all()

    async def _events(self, request: web.Request) -> web.StreamResponse:
        with self._app.app_context():
            ticket = read_ticket(request.query.get("ticket", ""))
        if ticket is None or self.stopping.is_set():
            return web.Response(status=403 if ticket is None else 503, headers=HEADERS)
        awake = asyncio.Event()
        viewer = Viewer(ticket, self._address(request), awake.set)
        if not self.hub.enter(viewer, _since_ms(request, ticket)):
            return web.Response(status=503, headers=HEADERS)
        try:
            answer = web.StreamResponse(headers=HEADERS)
            await answer.prepare(request)
            _hang_up_on_the_dead(request.transport)
            with suppress(ConnectionError, TimeoutError):
                await self._tell(answer, viewer, awake, ticket)
        finally:
            self.hub.leave(viewer)
        return answer

    async def _tell(
        self, answer: web.StreamResponse, viewer: Viewer, awake: asyncio.Event, ticket: Ticket
    ) -> None:
        until_ms = ticket.made_ms + LIFE_S * 1000
        await _write(answer, f"event: hello\nid: {now_ms()}\ndata: 1\n\n")
        while now_ms() < until_ms:
            with suppress(TimeoutError):
                # Not all at one moment, who came at one moment.
                await asyncio.wait_for(awake.wait(), HEARTBEAT_S * random.uniform(0.7, 1.0))  # noqa: S311  a pause
            awake.clear()
            if self.stopping.is_set():
                break
            changed_ms = viewer.take()
            await _write(answer, f"id: {changed_ms}\ndata: 1\n\n" if changed_ms else ":\n\n")

    def _address(self, request: web.Request) -> str:
        """Whose connection it is: of the proxies in front only those that we know are believed."""
        chain = request.headers.get("X-Forwarded-For", "").split(",")
        hops = self._settings.proxy_hops
        if hops and len(chain) >= hops:
            return chain[-hops].strip()
        return request.remote or ""

    async def _health(self, _request: web.Request) -> web.Response:
        late = time.monotonic() - self._looked_at > LONGEST_LATE_S
        return web.json_response({"status": "late" if late else "ok"}, status=503 if late else 200)

    async def _metrics(self, _request: web.Request) -> web.Response:
        late_s = time.monotonic() - self._looked_at
        figures = (
            ("viewers", "gauge", "Pages that are open.", self.hub.viewers),
            ("told_total", "counter", "How often a page was told of a change.", self.hub.told),
            ("refused_total", "counter", "Pages that found it full.", self.hub.refused),
            ("look_age_seconds", "gauge", "Since the database was last read.", f"{late_s:.1f}"),
        )
        lines = [
            f"# HELP connect_live_{name} {words}\n# TYPE connect_live_{name} {kind}\n"
            f"connect_live_{name} {value}\n"
            for name, kind, words, value in figures
        ]
        return web.Response(text="".join(lines))


def _since_ms(request: web.Request, ticket: Ticket) -> int:
    """Up to when the page has seen everything."""
    last = request.headers.get("Last-Event-ID") or request.query.get("since", "")
    if last.isascii() and last.isdecimal() and len(last) < 15:
        return int(last)
    return ticket.made_ms - SLACK_MS


async def _write(answer: web.StreamResponse, text: str) -> None:
    await asyncio.wait_for(answer.write(text.encode()), PATIENCE_S)


def _hang_up_on_the_dead(transport: asyncio.Transport | None) -> None:
    """A phone that went without a word is noticed by what it does not acknowledge."""
    if transport is None:
        return
    transport.set_write_buffer_limits(high=1024)
    line = transport.get_extra_info("socket")
    if line is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000)


async def _run(app: Flask) -> None:
    live = Live(app)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, live.stopping.set)
    port: int = app.config["CONNECT"].live_port
    runner = web.AppRunner(live.site, access_log=None, shutdown_timeout=3)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    await live.stopping.wait()
    await runner.cleanup()


def serve_live(app: Flask) -> None:
    """Serves viewers until a signal comes.

    Raises `OSError` where the port is taken, and whatever keeps it from looking at the database,
    other than that this does not answer: who started the process starts it again.
    """
    _open_many_files()
    asyncio.run(_run(app))


def _open_many_files() -> None:
    _most, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    want = hard if 0 <= hard < MOST_FILES else MOST_FILES  # "no end" is a number of its own
    with suppress(ValueError, OSError):  # with fewer it is full sooner
        resource.setrlimit(resource.RLIMIT_NOFILE, (want, hard))
