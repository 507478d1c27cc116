"""Geocoding: the gazetteer, and outside services that behave and misbehave."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connect.geo.geocoding import GeocodedPlace, geocode
from connect.geo.points import Point

SECRET = "12 Lê Lợi bí mật, quận 7, tphcm"
QUAN_7 = "63-778"
HERE = {"lat": "10.7738", "lon": "106.7035", "display_name": "12 Lê Lợi, Bến Thành"}
THERE = {"lat": "21.0285", "lon": "105.8542", "display_name": "12 Lê Lợi, Hà Nội"}
OUTSIDE = ["nominatim", "photon"]


class Service:
    """A geocoding service on this machine: what it answers, and what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b"[]"
        self.length: int | None = None
        self.wait_s = 0.0
        self.seconds_per_byte = 0.0
        self.endless_header = False
        self.stopped = threading.Event()
        self.asked: list[dict[str, list[str]]] = []
        self.user_agents: list[str | None] = []
        self.url = ""

    def answer(self, backend: str, *results: dict[str, Any]) -> None:
        """Answers with these results, written as `backend` writes them."""
        if backend == "nominatim":
            self.body = json.dumps(results).encode()
            return
        features = [
            {
                "geometry": {"coordinates": [result["lon"], result["lat"]]},
                "properties": {"name": result["display_name"]},
            }
            for result in results
        ]
        self.body = json.dumps({"features": features}).encode()


@pytest.fixture
def service() -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(parse_qs(urlsplit(self.path).query))
            state.user_agents.append(self.headers["User-Agent"])
            time.sleep(state.wait_s)
            if state.endless_header:
                self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Endless: ")
                while not state.stopped.wait(0.02):
                    self.wfile.write(b"a")
                return
            self.send_response(state.status)
            length = len(state.body) if state.length is None else state.length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            try:
                if not state.seconds_per_byte:
                    self.wfile.write(state.body)
                    return
                for byte in state.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(state.seconds_per_byte)
            except OSError:
                pass  # the client has had enough

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a client that has had enough

    server = Server(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield state
    state.stopped.set()
    server.shutdown()
    thread.join()
    server.server_close()


def ask(
    service: Service, backend: str, text: str = SECRET, timeout_s: float = 2.0
) -> list[GeocodedPlace]:
    return geocode(text, backend=backend, base_url=service.url, timeout_s=timeout_s)


def assert_gazetteer_answered(
    found: list[GeocodedPlace], caplog: pytest.LogCaptureFixture, backend: str
) -> None:
    assert [place.code for place in found] == [QUAN_7]
    assert len(caplog.records) == 1
    warning = caplog.records[0]
    assert warning.levelno == logging.WARNING
    assert backend in warning.getMessage()
    assert "bí mật" not in caplog.text
    assert "%C3%AD" not in caplog.text


def test_the_gazetteer_places_an_address_in_its_ward() -> None:
    found = geocode("12 Lê Lợi, phường Tân Hưng, quận 7")
    assert [place.code for place in found] == ["27475"]
    assert found[0].label == "Phường Tân Hưng, Thành phố Hồ Chí Minh"
    assert found[0].point == pytest.approx(Point(10.74, 106.7), abs=0.05)


def test_an_ambiguous_address_gives_several() -> None:
    found = geocode("12 Lê Lợi, phường Tân Hưng")
    assert len(found) > 1
    assert all(place.label.startswith("Phường Tân Hưng") for place in found)


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "asdf", "12"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert geocode(text) == []


@settings(deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(geocode(text), list)


def test_an_unknown_backend_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such geocoder"):
        geocode("hà nội", backend="crystal-ball")


@pytest.mark.parametrize("backend", OUTSIDE)
def test_an_outside_service_is_asked(service: Service, backend: str) -> None:
    service.answer(backend, HERE)
    assert ask(service, backend) == [
        GeocodedPlace("12 Lê Lợi, Bến Thành", Point(10.7738, 106.7035), None)
    ]
    assert service.asked[0]["q"] == [SECRET]
    assert service.user_agents == ["connect-mutual-aid/0.1"]


def test_only_viet_nam_is_searched(service: Service) -> None:
    ask(service, "nominatim")
    service.answer("photon")
    ask(service, "photon")
    assert service.asked[0]["countrycodes"] == ["vn"]
    assert service.asked[1]["bbox"] == ["101.0,6.0,118.0,24.0"]


@pytest.mark.parametrize("backend", OUTSIDE)
def test_several_places_stay_several_but_pieces_of_one_street_do_not(
    service: Service, backend: str
) -> None:
    piece = HERE | {"lat": "10.7742"}
    service.answer(backend, HERE, piece, THERE)
    assert [place.label for place in ask(service, backend)] == [
        HERE["display_name"],
        THERE["display_name"],
    ]


@pytest.mark.parametrize("backend", OUTSIDE)
def test_what_the_service_does_not_know_the_gazetteer_may(
    service: Service, backend: str, caplog: pytest.LogCaptureFixture
) -> None:
    service.answer(backend)
    assert [place.code for place in ask(service, backend)] == [QUAN_7]
    assert ask(service, backend, "asdf") == []
    assert not caplog.records


@pytest.mark.parametrize("backend", OUTSIDE)
@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_of_the_service(
    service: Service, backend: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    service.status, service.body = status, SECRET.encode()
    with caplog.at_level(logging.DEBUG):
        assert_gazetteer_answered(ask(service, backend), caplog, backend)


@pytest.mark.parametrize("backend", OUTSIDE)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe\x00",
        b'[{"lat": 1}]',
        b'{"features": 3}',
        b'{"features": [{}]}',
        b'{"error": "12 L\xc3\xaa L\xe1\xbb\xa3i b\xc3\xad m\xe1\xba\xadt"}',
        b"[" * 200_000,
        b" " * 1_500_000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_garbage(
    service: Service, backend: str, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    service.body = body
    with caplog.at_level(logging.DEBUG):
        assert_gazetteer_answered(ask(service, backend), caplog, backend)


@pytest.mark.parametrize("backend", OUTSIDE)
def test_a_reply_that_breaks_off(
    service: Service, backend: str, caplog: pytest.LogCaptureFixture
) -> None:
    service.answer(backend, HERE)
    service.length = len(service.body)
    service.body = service.body[: len(service.body) // 2]
    assert_gazetteer_answered(ask(service, backend), caplog, backend)


@pytest.mark.parametrize("backend", OUTSIDE)
@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (999, 106.7),
        (10.77, 466.7),
        (106.7035, 10.7738),
        (48.85, 2.35),
        (float("nan"), 106.7),
        (10.77, float("inf")),
        ("ten", 106.7),
        (None, None),
        (True, True),
        ([10.77], 106.7),
    ],
)
def test_wrong_coordinates(
    service: Service, backend: str, lat: object, lon: object, caplog: pytest.LogCaptureFixture
) -> None:
    service.answer(backend, HERE | {"lat": lat, "lon": lon})
    assert_gazetteer_answered(ask(service, backend), caplog, backend)


@pytest.mark.parametrize("backend", OUTSIDE)
@pytest.mark.parametrize(("wait_s", "seconds_per_byte"), [(3.0, 0.0), (0.0, 0.1)])
def test_a_slow_service_is_not_waited_for(
    service: Service,
    backend: str,
    wait_s: float,
    seconds_per_byte: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service.answer(backend, HERE)
    service.wait_s, service.seconds_per_byte = wait_s, seconds_per_byte
    start = time.monotonic()
    assert_gazetteer_answered(ask(service, backend, timeout_s=0.3), caplog, backend)
    assert time.monotonic() - start < 2.0


@pytest.mark.parametrize("backend", OUTSIDE)
@pytest.mark.parametrize("base_url", ["http://127.0.0.1:9", "nonsense", "ftp://127.0.0.1"])
def test_a_service_that_is_not_there(
    backend: str, base_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = geocode(SECRET, backend=backend, base_url=base_url, timeout_s=1.0)
    assert_gazetteer_answered(found, caplog, backend)


def test_a_service_that_never_ends_cannot_pile_up_threads(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.endless_header = True
    for _ in range(20):
        assert [place.code for place in ask(service, "nominatim", timeout_s=0.1)] == [QUAN_7]
    assert len(service.asked) <= 8
    assert len(caplog.records) == 20
