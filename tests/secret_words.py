"""The secrets of `situations.SECRETS` in what somebody can read."""

from collections.abc import Mapping

from flask import Flask

from connect.foundation.phones import show_phone
from tests.situations import SECRETS
from tests.web import Browser


def secrets_in(text: str) -> list[str]:
    return [
        name
        for name, secret in (SECRETS | {"shown phone": show_phone(SECRETS["phone"])}).items()
        if secret in text
    ]


QUERIES = {
    "requests": ("?near=10.7340,106.7215",),
    "suppliers": ("?near=10.7340,106.7215",),
    "requests.geojson": ("?bbox=106,10,107,11", "?bbox=106,10,107,11&brief=1"),
    "suppliers.geojson": ("?bbox=106,10,107,11", "?bbox=106,10,107,11&brief=1"),
    "places": ("?q=quan+7", "?near=10.73,106.72", "?province=79"),
}


def readable(app: Flask, browser: Browser, filled: Mapping[str, object], token: str | None) -> str:
    """Everything that all addresses without a verb answer, one after the other."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    told = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.arguments <= filled.keys():
            continue
        url = rule.rule
        for name, value in filled.items():
            url = url.replace(f"<uuid:{name}>", str(value))
        for query in ("", *QUERIES.get(rule.rule.rpartition("/")[2], ())):
            answer = browser.get(url + query, headers=headers if rule.rule[:5] == "/api/" else {})
            assert answer.status_code < 500, url
            text = answer.get_json() if answer.is_json else answer.get_data(as_text=True)
            told.append(f"{url}{query}\n{text}")
    return "\n".join(told)
