"""Somebody signs up to be paid by people in need: how far that goes, and what is left of it."""

from collections.abc import Callable

import pytest
from flask import Flask

from connect.help_requests import Concern, Status, manage_token
from tests.accounts.codes import last_code
from tests.browser.conftest import Phone
from tests.people import PASSWORD, People
from tests.situations import SECRETS, ask, request_now

pytestmark = pytest.mark.usefixtures("seen_on_postgis")
PAY = "Cô chuyển khoản trước 200k rồi con mới đi nhé"
WHY = "Bắt người cần giúp chuyển tiền trước"


def test_who_asks_for_money_is_warned_reported_blocked_and_out(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        child = ask(app, concerns=[Concern.MINOR], phone="+84912345690").id
        hers = ask(app)  # without an account
        link, mine = f"/m/{manage_token(hers)}", hers.id
        others = [ask(app, phone=f"+8491234568{n}").id for n in range(3)]

    bad = phone_of(scripts=False)
    bad.go("/sign-up?next=/responders/new")
    bad.fill("Tên của bạn", "Tốt Bụng")
    bad.fill("Số điện thoại", "0912 345 671")
    bad.fill("Mật khẩu", PASSWORD)
    bad.tap("Gửi mã cho tôi")
    bad.fill("Mã sáu chữ số", last_code(app, "+84912345671"))
    bad.tap("Tiếp tục")
    bad.page.locator("label[for=categories-food]").click()
    bad.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    bad.tap("Đăng ký")

    # A child alone is not there for them, nor is anybody's number before they have taken a case.
    bad.page.goto(f"{bad.address}/requests/{child}")
    assert "Không tìm thấy" in bad.page.title()
    bad.complaints.clear()
    bad.go("/requests?near=10.7340,106.7215")
    assert str(child) not in bad.page.content()
    for page in (f"/requests/{id_}" for id_ in (mine, *others)):
        bad.go(page)
        bad.does_not_read(SECRETS["name"])
        bad.claim()
    bad.reads("Bạn đang nhận 3 việc")  # and how one may carry more
    bad.reads("giới thiệu bạn")
    assert not any(SECRETS["phone"][3:] in page for page in bad.pages[-1:])

    bad.go(f"/requests/{mine}")
    bad.fill("Tin nhắn của bạn", PAY)
    bad.page.get_by_role("button", name="Gửi", exact=True).click()
    bad.reads("Tin này hỏi tiền phải không?")
    bad.complaints.clear()  # a 422 is how the question comes
    bad.tap("Vẫn gửi")

    she = phone_of(scripts=False)
    she.go(link)
    she.reads("Cẩn thận")
    she.tap("Báo cáo")
    she.reads("Cảm ơn bạn.")
    she.tap("Không gặp lại Tốt Bụng")
    she.tap("Vâng, không gặp lại")
    she.reads("Ở đây bạn sẽ không gặp lại người này.")
    bad.page.goto(f"{bad.address}/requests/{mine}")
    assert "Không tìm thấy" in bad.page.title()

    lan = phone_of(scripts=False).sign_in(people.chi_lan)
    lan.go("/desk/reports")
    lan.tap("Tốt Bụng", role="link")
    lan.unfold("Như lúc được thấy")
    lan.reads(PAY)
    lan.page.get_by_label("Tạm ngừng cho đến khi").check()
    lan.fill("Vì sao?", WHY)
    lan.tap("Quyết định")

    bad.complaints.clear()
    bad.go("/account")
    bad.reads(WHY)
    bad.go("/mine")
    bad.does_not_read(SECRETS["name"])
    for id_ in others:
        bad.go(f"/requests/{id_}")
        bad.does_not_read(SECRETS["name"])
        assert SECRETS["address"] not in bad.page.content()
    bad.unfold("Tôi giúp")
    bad.page.get_by_role("button", name="Đúng, tôi đi").click()
    bad.reads("Tài khoản của bạn đang bị tạm ngừng")
    with app.test_request_context():
        assert {request_now(id_).status for id_ in (mine, *others)} == {Status.OPEN}
