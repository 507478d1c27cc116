"""A request that is held: what its requester reads on a phone, and the way out by one code."""

from collections.abc import Callable

from flask import Flask

from connect.channels import sent
from connect.help_requests import Status
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import situation


def test_a_held_request_is_shown_by_typing_a_code(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    here = situation(app, people, Status.HELD)
    phone = phone_of(scripts=False)
    phone.go(f"/m/{here.manage_token}")
    phone.reads("Chưa ai thấy yêu cầu của bạn")
    phone.tap("Gửi mã cho tôi")
    phone.reads("Mã đang được gửi")
    with app.app_context():
        code = sent()[-1]["body"][:6]
    phone.fill("Mã sáu chữ số", code)
    phone.tap("Tiếp tục")
    phone.reads("mọi người thấy yêu cầu của bạn")
    phone.does_not_read("Chưa ai thấy")
