"""Two people in two windows: what one does, the other reads."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.help_requests import keep_time
from connect.notifications.models import Notice
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import SECRETS, ask, help_from, situation

pytestmark = pytest.mark.usefixtures("seen_on_postgis")

scripts = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
LIST = "/requests?near=10.7340,106.7215"
NUMBER = "0912 345 699"


def last_message(app: Flask, kind: str) -> str:
    """The last message of this kind that went out to anyone."""
    with app.app_context():
        rows = db.session.query(Notice).filter_by(kind=kind)
        return rows.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(1).one().text


def link_in(message: str) -> str:
    """The path of the link in a message."""
    found = re.search(r"http://localhost(/\S+)", message)
    assert found is not None, message
    return found[1]


def number_in(page: str) -> bool:
    """Whether the number of who asks stands anywhere in the source of a page, in any writing."""
    return SECRETS["phone"].removeprefix("+84") in re.sub(r"\D", "", page)


def wait(app: Flask, span: timedelta) -> None:
    """Time goes by, and the worker is awake."""
    with app.test_request_context():
        keep_time(utcnow() + span)


def helps(app: Flask, people: People, *names: str) -> None:
    """These volunteer nearby, with food and medicine."""
    for person in [getattr(people, name) for name in names]:
        with app.test_request_context():
            account = person.account()
            help_from(account, name=account.name, categories=["food", "medicine"])


def ask_for_rice_and_medicine(phone: Phone) -> str:
    """Bà Tư asks by the form, without an account; the path of the link that acts for her."""
    phone.go("/requests/new/one-page")
    for category, goods in (("food", "Gạo"), ("medicine", "Thuốc huyết áp")):
        phone.page.locator(f"label[for=categories-{category}]").click()
        phone.page.locator(".tile").filter(
            has=phone.page.locator(f"#categories-{category}")
        ).get_by_label("Cụ thể là gì?").fill(goods)
    phone.fill("Số điện thoại", NUMBER)
    phone.page.get_by_label("có thể gọi cho tôi").check()
    phone.fill("Tên của bạn", "Bà Tư")
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.tap("Gửi yêu cầu")
    return link_in(phone.page.locator(".keep .link").inner_text())


def write(phone: Phone, words: str) -> None:
    phone.fill("Tin nhắn của bạn", words)
    phone.page.get_by_role("button", name="Gửi", exact=True).click()
    phone.reads(words)
    phone.check()


@scripts
def test_from_the_question_to_the_last_thank_you(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    helps(app, people, "huong")
    manage = ask_for_rice_and_medicine(phone_of(scripts=scripts))
    tu = phone_of(scripts=scripts)  # another phone: all it has is the link
    tu.go(manage)
    page = tu.page.url.removeprefix(tu.address)

    huong = phone_of(scripts=scripts).sign_in(people.huong)
    huong.go("/")
    huong.tap("Của tôi", role="link")
    huong.reads("Gạo, Thuốc huyết áp")
    huong.tap("Tôi giúp")
    assert huong.taps == 2
    huong.reads(NUMBER)

    tu.again()
    expect(tu.page.get_by_role("heading", name="Huong")).to_be_visible()
    tu.reads("đã nhận giúp bạn.")
    tu.reads("vừa xong")
    write(tu, "Cô ơi, nhà tôi ở cuối hẻm.")
    huong.again()
    huong.reads("Cô ơi, nhà tôi ở cuối hẻm.")
    write(huong, "Dạ, nửa giờ nữa cháu đến.")
    tu.again()
    tu.reads("Dạ, nửa giờ nữa cháu đến.")

    huong.tap("Tôi đang đến")
    tu.again()
    tu.reads("đang trên đường đến.")
    huong.unfold("Tôi chỉ giao được một phần")
    huong.page.get_by_label("Gạo").check()
    huong.tap("Đã giao những món này")
    tu.again()
    tu.reads("Đã giao một phần")

    helps(app, people, "minh")
    minh = phone_of(scripts=scripts).sign_in(people.minh)
    minh.go(LIST)
    minh.does_not_read("Gạo")  # it has arrived: only the rest is on the list
    minh.tap("Thuốc huyết áp", role="link")
    minh.claim()
    minh.tap("Tôi đã giao đủ")
    tu.again()
    tu.reads("Đã giao, chờ xác nhận")

    wait(app, timedelta(hours=25))
    steps = [
        "Đã gửi yêu cầu", "Huong đang đến", "Đang trên đường đến", "Đã giao một phần",
        "Minh đang đến", "Đã giao", "Chúng tôi đã hỏi lại",
    ]  # fmt: skip
    tu.again()
    assert tu.steps == steps
    minh.again()  # who came before is between others
    assert minh.steps == [
        "Có người đang đến" if step.endswith(" đang đến") else step for step in steps
    ]
    by_message = phone_of(scripts=scripts)
    by_message.go(link_in(last_message(app, "check_in")))
    by_message.tap("Tôi đã nhận được")
    by_message.reads("Bạn đã nhận được giúp đỡ.")

    tu.again()
    assert tu.steps == [*steps, "Đã nhận được"]
    expect(tu.page.locator(".steps .todo")).to_have_count(0)
    for one in (huong, minh):  # it is over: the rest is between others
        one.go(page)
        assert one.steps == [
            "Đã gửi yêu cầu", "Có người đang đến", "Đang trên đường đến", "Đã giao một phần",
            "Có người đang đến", "Đã giao", "Đã nhận được",
        ]  # fmt: skip


@scripts
def test_who_cannot_come_says_so_in_two_taps(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    here = situation(app, people, "claimed")
    page = f"/requests/{here.request_id}"
    tu, stranger = phone_of(scripts=scripts), phone_of(scripts=scripts)
    huong = phone_of(scripts=scripts).sign_in(people.huong)
    tu.go(f"/m/{here.manage_token}")
    stranger.go(LIST)
    stranger.does_not_read("Gạo")
    helps(app, people, "minh")

    huong.go(page)
    huong.unfold("Tôi không giúp được nữa")
    huong.tap("Để người khác giúp")
    assert huong.taps == 2
    huong.reads("Đã trả lại,")
    huong.does_not_read(NUMBER)

    stranger.again()
    stranger.reads("Gạo")
    tu.again()
    tu.reads("Đang chờ giúp")
    tu.reads("Chúng tôi lần lượt hỏi những người ở gần nhất")
    assert tu.steps[-1] == "Người nhận giúp không đến được, đang tìm người khác"
    assert "lại mở cho người khác" in last_message(app, "let_go")
    minh = phone_of(scripts=scripts).sign_in(people.minh)
    minh.go("/mine")
    minh.reads("Có người gần bạn cần giúp")


def test_a_number_that_is_not_shared_is_nowhere_in_the_window(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    helps(app, people, "huong")
    with app.test_request_context():
        request = ask(app, people.ba_tu.account(), share_phone=False)
        page = f"/requests/{request.id}"
    tu, huong = phone_of().sign_in(people.ba_tu), phone_of().sign_in(people.huong)
    tu.go(page)
    tu.reads(NUMBER)
    tu.reads("Người đến giúp không thấy số này")
    huong.go("/mine")
    huong.tap("Tôi giúp")
    huong.reads("Họ không muốn nhận cuộc gọi. Hãy nhắn cho họ ở đây.")
    assert huong.page.locator("a[href^='tel:']").count() == 0
    write(huong, "Cháu đến lúc 5 giờ nhé.")
    tu.again()
    write(tu, "Vâng, cảm ơn cháu.")
    huong.again()
    huong.reads("Vâng, cảm ơn cháu.")
    huong.tap("Tôi đang đến")
    huong.go("/inbox")
    huong.go(page)
    huong.tap("Tôi đã giao đủ")
    assert [number_in(page) for page in huong.pages] == [False] * 8
