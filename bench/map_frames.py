"""The map with two thousand points, dragged about: how long the frames are that somebody sees."""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Response, ViewportSize

from bench import world
from bench.report import Figure
from bench.server import serving, wait_for
from bench.stages import Theatre
from connect.geo import Point
from connect.responders import Responder
from tests.browser.chromium import launched

RESPONDERS = 7_800  # of which a quarter are shops, and so points on the map
WINDOW: ViewportSize = {"width": 1280, "height": 800}
LONGEST_FRAME_MS = 50
DRAGS, STEPS, FAR_PX = 8, 30, 260
CITY = Point(10.777, 106.70)
# How often to come closer than where all of them are seen.
PATH = f"/suppliers?near={CITY.lat},{CITY.lon}"
FARTHER = 3  # from where the nearest twenty are seen to where all are
VIEWS = {"all at once": 0, "a city": 1, "a part of it": 3}
RECORD = """() => {
  window.frames = [];
  let last = performance.now();
  const frame = (now) => {
    window.frames.push(now - last);
    last = now;
    window.recording = requestAnimationFrame(frame);
  };
  window.recording = requestAnimationFrame(frame);
}"""
STOP = "() => { cancelAnimationFrame(window.recording); return window.frames.slice(1); }"


class Frames(NamedTuple):
    """How long frames took while the map was dragged, ms, and the points that it held."""

    longest_ms: float
    p99_ms: float
    points: int


def figures(place: Theatre) -> Iterator[Figure]:
    """All figures of the map, on a world of its own."""
    stage = place.new("sqlite", "map")
    world.fill(stage, RESPONDERS)
    # The whole country shrinks into one city, so that all of them can be seen close by.
    lat = CITY.lat + (Responder.lat - CITY.lat) / 100
    lon = CITY.lon + (Responder.lon - CITY.lon) / 30
    world.change(stage, sa.update(Responder).values(lat=lat, lon=lon))
    with launched() as browser, serving(stage, "bench.wsgi:app") as (port, _pid):
        wait_for(port, "/live")
        still = _nothing(browser, f"http://127.0.0.1:{port}/bench/still/1000")
        yield Figure(
            name="a page with nothing on it, dragged: longest frame (what the machine adds)",
            database="sqlite",
            ours=still,
            reference=LONGEST_FRAME_MS,
            unit="ms",
        )
        for name, closer in VIEWS.items():
            frames = dragged(browser, f"http://127.0.0.1:{port}{PATH}", closer)
            yield Figure(
                name=f"map of {frames.points:,} points, {name}, dragged: longest frame",
                database="sqlite",
                ours=frames.longest_ms,
                reference=LONGEST_FRAME_MS,
                unit="ms",
                at_most=1,
            )
            yield Figure(
                name=f"map of {frames.points:,} points, {name}, dragged: 99 % of the frames",
                database="sqlite",
                ours=frames.p99_ms,
                reference=LONGEST_FRAME_MS,
                unit="ms",
            )


def dragged(browser: Browser, url: str, closer: int) -> Frames:
    """Opens a page with a map, comes `closer` so many times, and drags it there and back."""
    context = browser.new_context(viewport=WINDOW, locale="vi-VN", service_workers="block")
    page = context.new_page()
    counts: list[int] = []
    page.on("response", lambda answer: counts.append(_features(answer)))
    page.goto(url)
    page.locator("[data-map-part][data-ready]").wait_for()
    for name in ["Thu nhỏ"] * FARTHER + ["Phóng to"] * closer:
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(900)
    page.wait_for_timeout(1_500)
    count = max(counts)
    frames = _drag(page, ".map")
    context.close()
    return Frames(max(frames), sorted(frames)[int(len(frames) * 0.99)], count)


def _nothing(browser: Browser, url: str) -> float:
    page = browser.new_page(viewport=WINDOW)
    page.goto(url)
    longest = max(_drag(page, "html"))
    page.close()
    return longest


def _features(answer: Response) -> int:
    return len(answer.json()["features"]) if ".geojson" in answer.url else 0


def _drag(page: Page, where: str) -> list[float]:
    box = page.locator(where).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(RECORD)
    for drag in range(DRAGS):
        far = FAR_PX if drag % 2 else -FAR_PX
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + far, y + far / 3, steps=STEPS)
        page.mouse.up()
        page.wait_for_timeout(400)  # it glides on, comes to rest, and is drawn anew
    frames: list[float] = page.evaluate(STOP)
    return frames
