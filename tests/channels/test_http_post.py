"""The POST that the wires over HTTP share: what no single wire shows."""

from urllib.parse import urlsplit

import pytest

from connect.channels.http_post import HttpPost, origin_of
from tests.channels.gateways import Gateway


def test_an_answer_may_take_longer_than_a_connection(gateway: Gateway) -> None:
    gateway.answer, gateway.seconds_per_byte = b"HTTP/1.1 204 No\r\n\r\n", 0.05
    http = HttpPost("the gateway", connect_s=0.02, answer_s=10.0)
    assert http.post(urlsplit(gateway.url), {}, b"{}").status == 204


def test_what_a_wire_says_of_itself_stands_above_what_all_say(gateway: Gateway) -> None:
    HttpPost("the gateway").post(urlsplit(gateway.url), {"Accept": "text/html"}, b"{}")
    headers = gateway.posts[0].headers
    assert headers["Accept"] == "text/html"
    assert headers["User-Agent"].startswith("connect")
    assert headers["Connection"] == "close"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Push.example/a?b", "https://push.example"),
        ("https://push.example:443/", "https://push.example"),
        ("https://push.example:8443", "https://push.example:8443"),
        ("http://push.example:443", "http://push.example:443"),
    ],
)
def test_an_origin_names_a_port_only_where_it_is_unusual(url: str, origin: str) -> None:
    assert origin_of(urlsplit(url)) == origin
