"""How someone wants to be told, on a phone that can be woken up and on phones that cannot."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Playwright, expect

from connect.notifications import count_unread
from connect.notifications.models import MutedAddress, PushSubscription
from tests.browser.chromium import launch, program
from tests.browser.conftest import Phone
from tests.notifications.telling import outbox, send_all, tell
from tests.people import PASSWORD, People, count
from tests.situations import SECRETS, ask, help_from

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

PAGE = "/inbox/preferences"
# Headless Chromium has no push service behind it: this one stands where the browser's own does.
SUBSCRIBED = """
  const subscription = {
    endpoint: "https://fcm.googleapis.com/fcm/send/a-browser",
    toJSON: () => ({ endpoint: subscription.endpoint, expirationTime: null, keys: KEYS }),
    unsubscribe: async () => sessionStorage.removeItem("on"),
  };
  PushManager.prototype.subscribe = async () => {
    sessionStorage.setItem("on", "1");
    return subscription;
  };
  PushManager.prototype.getSubscription = async () =>
    sessionStorage.getItem("on") ? subscription : null;
"""
KEYS = (
    '{ p256dh: "BI5TO2-gv3tGJbswZnwB-2B--fi4qA_vWzAGKHAxh7Kj'
    'c-sdveAzGDZtBp-DpvWQAFPHNjPLBBshxV4ahsH0ALQ", auth: "BTBZMqHH6r4Tts7J_aSIgg" }'
)


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The whole one: what has no window shows no notifications."""
    browser = launch(playwright, program())
    yield browser
    browser.close()


def signed_in(phone: Phone, people: People) -> Phone:
    phone.go(f"/sign-in?next={PAGE}")
    phone.fill("Số điện thoại", people.huong.phone)
    phone.fill("Mật khẩu", PASSWORD)
    phone.tap("Đăng nhập")
    phone.reads("Báo bằng cách nào?")
    return phone


def test_a_phone_without_scripts_saves_what_it_says(
    people: People, phone_of: Callable[..., Phone]
) -> None:
    phone = signed_in(phone_of(scripts=False), people)
    assert not phone.page.get_by_role("button", name="Báo trên máy này").is_visible()
    phone.page.get_by_label("Bằng tin nhắn SMS").uncheck()
    phone.fill("Mỗi lúc hỏi tôi", "1")
    phone.tap("Lưu")
    phone.reads("Đã lưu")
    assert not phone.page.get_by_label("Bằng tin nhắn SMS").is_checked()
    assert phone.page.get_by_label("Mỗi lúc hỏi tôi").input_value() == "1"


def test_a_phone_that_cannot_be_woken_shows_no_button(
    people: People, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    phone.page.add_init_script("delete window.PushManager")
    signed_in(phone, people)
    phone.page.wait_for_load_state("networkidle")
    assert not phone.page.get_by_role("button", name="Báo trên máy này").is_visible()
    phone.tap("Lưu")
    phone.reads("Đã lưu")


def test_a_phone_that_says_no_is_told_so(people: People, phone_of: Callable[..., Phone]) -> None:
    phone = phone_of(worker=True)
    phone.page.add_init_script(
        "PushManager.prototype.subscribe = async () => { throw new DOMException('no') }"
    )
    signed_in(phone, people)
    phone.tap("Báo trên máy này")
    phone.reads("Máy này chưa cho phép")


def test_a_phone_is_told_and_told_no_more(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(worker=True)
    phone.page.add_init_script(SUBSCRIBED.replace("KEYS", KEYS))
    signed_in(phone, people)
    phone.page.get_by_role("button", name="Báo trên máy này").click()
    phone.page.get_by_role("button", name="Đừng báo trên máy này nữa").wait_for()
    assert count(app, PushSubscription) == 1
    expect(phone.page.get_by_label("Trên các máy")).to_be_checked()
    phone.page.get_by_role("button", name="Đừng báo trên máy này nữa").click()
    phone.page.get_by_role("button", name="Báo trên máy này", exact=True).wait_for()
    assert count(app, PushSubscription) == 0
    phone.check()


def test_the_worker_shows_a_message_and_knows_its_page(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(worker=True)
    phone.context.grant_permissions(["notifications"], origin=phone.address)
    signed_in(phone, people)
    tell(app, people.huong, "Gần bạn: gạo", kind="offer")
    wake = phone.context.new_cdp_session(phone.page)
    found: list[dict[str, str]] = []
    wake.on("ServiceWorker.workerRegistrationUpdated", lambda e: found.extend(e["registrations"]))
    wake.send("ServiceWorker.enable")
    phone.page.evaluate("navigator.serviceWorker.ready")
    for _n in range(50):
        if found:
            break
        phone.page.wait_for_timeout(100)
    assert found[0]["scopeURL"] == f"{phone.address}/"
    told = f'{{"kind": "offer", "id": "1", "body": "Gần bạn: gạo", "url": "{phone.address}/mine"}}'
    wake.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": phone.address,
            "registrationId": found[0]["registrationId"],
            "data": told,
        },
    )
    shown = phone.page.wait_for_function(
        """async () => {
          const [one] = await (await navigator.serviceWorker.ready).getNotifications();
          return one && [one.title, one.body, one.tag, one.data];
        }"""
    ).json_value()
    assert shown == ["Connect", "Gần bạn: gạo", "1", f"{phone.address}/mine"]
    with app.app_context():
        assert count_unread(people.huong.id) == 1


def test_who_wants_no_offers_is_not_asked(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
    phone = phone_of(scripts=False).sign_in(people.huong)
    for most, heading in (("0", 0), ("1", 1)):
        phone.go("/mine")
        phone.tap("Cách nhận thông báo", role="link")
        phone.fill("Mỗi lúc hỏi tôi", most)
        phone.tap("Lưu")
        phone.reads("Đã lưu")
        with app.test_request_context():
            ask(app, phone=f"+8491234569{most}")
        phone.go("/mine")
        offers = phone.page.get_by_role("heading", name="Có người gần bạn cần giúp")
        expect(offers).to_have_count(heading)


def test_no_more_messages_in_one_tap_and_the_way_back(
    app: Flask, phone_of: Callable[..., Phone]
) -> None:
    tell(app, SECRETS["phone"], "Đang có người đến")
    send_all(app)
    link = outbox(app)[-1]["body"].partition("http://localhost")[2]
    phone = phone_of(scripts=False)
    for _time in range(2):
        phone.go(link)
        phone.reads("Ngừng nhận tin nhắn SMS từ Connect?")
    assert count(app, MutedAddress) == 0  # looking changes nothing
    phone.tap("Ngừng tin nhắn SMS")
    phone.reads("Chúng tôi đã ngừng gửi tin nhắn SMS cho bạn")
    assert (phone.taps, count(app, MutedAddress)) == (1, 1)
    phone.tap("Gửi lại tin nhắn SMS cho tôi")
    phone.reads("Ngừng nhận tin nhắn SMS từ Connect?")
    assert (phone.taps, count(app, MutedAddress)) == (2, 0)
