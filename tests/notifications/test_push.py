"""Browsers that are told when nobody looks: asked for, told, and forgotten when they are gone."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

from connect.accounts.models import AccessToken
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.wires import new_vapid_key
from connect.notifications.models import PushSubscription
from connect.notifications.push import MOST_BROWSERS
from tests.channels.conftest import Certificate, certificate, trusted
from tests.channels.gateways import Gateway, gateway_running
from tests.notifications.telling import outbox, prefer, send_all, tell, ways
from tests.people import People, Person, count
from tests.web import browser_of

__all__ = ["certificate", "trusted"]  # the fixtures

URL = "/api/v1/me/push-subscriptions"


def base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def a_browser(endpoint: str = "", **changes: Any) -> dict[str, Any]:
    """What a browser gives when it agrees to be told."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": base64url(point), "auth": base64url(secrets.token_bytes(16))}
    return {
        "endpoint": endpoint or f"https://fcm.googleapis.com/fcm/send/{secrets.token_urlsafe()}",
        "expirationTime": None,
        "keys": keys,
    } | changes


def subscribe(who: Person, browser: dict[str, Any] | None = None) -> dict[str, Any]:
    browser = browser or a_browser()
    answer = who.client.post(URL, json=browser)
    assert answer.status_code == 201, answer.text
    return browser


@pytest.fixture
def pushing(
    app: Flask,
    another_app: Callable[..., Flask],
    trusted: Certificate,
    tmp_path: Path,
) -> Any:
    """The app with true Web Push to a service on this machine; the console carries the rest."""
    with gateway_running(trusted.server) as service:
        service.says("201 Created")
        yield (
            another_app(
                channels=("push", "console"),
                vapid_private_key=new_vapid_key(),
                vapid_subject="mailto:help@connect.example",
                push_hosts=(f"127.0.0.1:{service.port}",),
                var=tmp_path,
            ),
            service,
        )


def at(service: Gateway) -> dict[str, Any]:
    return a_browser(f"https://127.0.0.1:{service.port}/{secrets.token_urlsafe()}")


def with_browsers(app: Flask, who: Person, service: Gateway, number: int) -> None:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {who.token}"
    for _n in range(number):
        assert client.post(URL, json=at(service)).status_code == 201


def test_a_browser_is_told_first_and_sms_is_spare(app: Flask, people: People) -> None:
    browser = subscribe(people.huong)
    tell(app, people.huong, "Gần bạn: gạo", kind="offer")
    assert ways(app) == [("push", "due"), ("sms", "spare")]
    assert send_all(app) == 1
    [message] = outbox(app)
    told = orjson.loads(message["to"])
    assert told == {"endpoint": browser["endpoint"], "keys": browser["keys"]}
    assert (message["channel"], message["body"]) == ("push", "Gần bạn: gạo")


def test_each_browser_of_a_person_is_told(pushing: tuple[Flask, Gateway], people: People) -> None:
    app, service = pushing
    with_browsers(app, people.huong, service, 2)
    tell(app, people.huong, "một")
    assert ways(app) == [("push", "due"), ("push", "due"), ("sms", "spare")]
    assert send_all(app) == 2
    assert len({post.path for post in service.posts}) == 2
    assert b"m\xe1\xbb\x99t" not in b"".join(post.body for post in service.posts)  # encrypted


def test_browsers_that_are_gone_are_forgotten_and_sms_goes(
    pushing: tuple[Flask, Gateway], people: People
) -> None:
    app, service = pushing
    with_browsers(app, people.huong, service, 2)
    service.says("410 Gone")
    tell(app, people.huong, "một")
    tell(app, people.huong, "hai")
    assert send_all(app) == 2
    assert [m["body"].partition("\n")[0] for m in outbox(app)] == ["một", "hai"]
    assert count(app, PushSubscription) == 0
    tell(app, people.huong, "ba")
    assert ways(app)[-1] == ("sms", "due")


def test_what_passes_is_waited_out_and_forgets_no_browser(
    pushing: tuple[Flask, Gateway], people: People
) -> None:
    app, service = pushing
    with_browsers(app, people.huong, service, 1)
    service.says("503 Later")
    tell(app, people.huong, "một")
    assert send_all(app) == 0
    assert ways(app) == [("push", "due"), ("sms", "spare")]
    assert count(app, PushSubscription) == 1


def test_a_browser_that_was_stopped_meanwhile_is_not_told(app: Flask, people: People) -> None:
    browser = subscribe(people.huong)
    tell(app, people.huong, "một")
    for _time in range(2):
        gone = people.huong.client.delete(URL, json={"endpoint": browser["endpoint"]})
        assert gone.status_code == 204
    assert send_all(app) == 1
    assert [m["channel"] for m in outbox(app)] == ["sms"]


def test_another_ones_browser_cannot_be_stopped(app: Flask, people: People) -> None:
    browser = subscribe(people.huong)
    answer = people.minh.client.delete(URL, json={"endpoint": browser["endpoint"]})
    assert answer.status_code == 204
    assert count(app, PushSubscription) == 1


def test_the_same_browser_is_there_once_for_who_used_it_last(app: Flask, people: People) -> None:
    browser = subscribe(people.huong)
    subscribe(people.huong, a_browser(browser["endpoint"]))
    subscribe(people.minh, a_browser(browser["endpoint"]))
    with app.app_context():
        [kept] = db.session.query(PushSubscription)
        assert kept.account_id == people.minh.id


def test_what_waits_does_not_go_to_who_has_the_browser_now(app: Flask, people: People) -> None:
    browser = subscribe(people.huong)
    tell(app, people.huong, "cho Hương")
    subscribe(people.minh, a_browser(browser["endpoint"]))
    tell(app, people.minh, "cho Minh")
    assert send_all(app) == 2
    assert sorted((m["channel"], m["body"].partition("\n")[0]) for m in outbox(app)) == [
        ("push", "cho Minh"),
        ("sms", "cho Hương"),
    ]
    assert count(app, PushSubscription) == 1


def test_a_session_that_is_over_is_not_told(app: Flask, people: People) -> None:
    subscribe(people.huong)
    with app.app_context(), transaction():
        db.session.query(AccessToken).update({"expires_at": utcnow() - timedelta(seconds=1)})
    tell(app, people.huong, "một")
    assert send_all(app) == 1
    assert [m["channel"] for m in outbox(app)] == ["sms"]


def test_signing_out_everywhere_silences_a_phone_that_was_lost(app: Flask, people: People) -> None:
    subscribe(people.huong)
    browser = people.huong.browser
    token = {"X-CSRFToken": browser.csrf()["csrf_token"]}
    assert browser.post(URL, json=a_browser(), headers=token).status_code == 201
    assert count(app, PushSubscription) == 2
    tell(app, people.huong, "một")
    browser.post("/sign-out", data=browser.csrf())
    assert count(app, PushSubscription) == 1
    other = people.huong.browser
    other.post("/sign-out-everywhere", data=other.csrf())
    assert count(app, PushSubscription) == 0
    assert send_all(app) == 1
    assert [m["channel"] for m in outbox(app)] == ["sms"]


def test_the_oldest_of_too_many_is_forgotten(app: Flask, people: People) -> None:
    browsers = [subscribe(people.huong) for _n in range(MOST_BROWSERS + 2)]
    with app.app_context():
        kept = {one.endpoint for one in db.session.query(PushSubscription)}
    assert kept == {browser["endpoint"] for browser in browsers[2:]}


def test_push_can_be_switched_off_and_on(app: Flask, people: People) -> None:
    subscribe(people.huong)
    assert prefer(people.huong)["wires"]["push"] is True
    prefer(people.huong, wires={"push": False})
    tell(app, people.huong, "một")
    assert ways(app) == [("sms", "due")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://localhost/x"},
        {"endpoint": "https://intranet.example/x"},
        {"endpoint": "https://fcm.googleapis.com:22/x"},
        {"endpoint": "https://a:b@fcm.googleapis.com/x"},
        {"endpoint": "https://fcm.googleapis.com/" + "x" * 1000},
        {"endpoint": ""},
        {"endpoint": None},
        {"keys": {}},
        {"keys": {"p256dh": "A" * 87, "auth": "A" * 22}},  # no point of the curve
        {"keys": a_browser()["keys"] | {"auth": "A" * 21}},
        {"keys": a_browser()["keys"] | {"auth": "A" * 22 + "\n"}},
        {"keys": a_browser()["keys"] | {"p256dh": "+" * 87}},
        {"keys": "x"},
        {"more": 1},
    ],
)
def test_what_is_no_subscription_is_refused(
    wrong: dict[str, Any], app: Flask, people: People
) -> None:
    assert people.huong.client.post(URL, json=a_browser() | wrong).status_code == 422
    assert count(app, PushSubscription) == 0


def test_keys_may_be_padded(app: Flask, people: People) -> None:
    browser = a_browser()
    padded = {name: key + "=" * (-len(key) % 4) for name, key in browser["keys"].items()}
    subscribe(people.huong, browser | {"keys": padded})
    tell(app, people.huong, "một")
    assert send_all(app) == 1


def test_the_api_by_cookie_needs_the_token_of_the_page(app: Flask, people: People) -> None:
    browser = people.huong.browser
    assert browser.post(URL, json=a_browser()).status_code == 400
    token = {"X-CSRFToken": browser.csrf()["csrf_token"]}
    assert browser.post(URL, json=a_browser(), headers=token).status_code == 201
    assert browser_of(app).post(URL, json=a_browser()).status_code == 401


def test_the_worker_may_speak_for_the_whole_site(app: Flask) -> None:
    answer = browser_of(app).get("/sw.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "notificationclick" in answer.text


def test_who_leaves_takes_the_browsers_along(app: Flask, people: People) -> None:
    browser = subscribe(people.huong)
    held = people.huong.client.get("/api/v1/me/export").get_json()
    assert held["preferences"][0]["browsers"][0]["endpoint"] == browser["endpoint"]
    assert browser["keys"]["auth"] not in str(held)
    people.huong.client.delete("/api/v1/me")
    assert count(app, PushSubscription) == 0
