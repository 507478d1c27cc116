"""A request that nobody hears of: asked after by a message, hidden, found again by one tap."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from tests.browser.conftest import Phone
from tests.browser.test_two_windows import LIST, last_message, link_in, wait
from tests.people import People
from tests.situations import situation

HOUR = timedelta(hours=1)
NOBODY = "Lúc này không có ai đang chờ ở đây."


def test_silence_step_by_step(app: Flask, people: People, phone_of: Callable[..., Phone]) -> None:
    here = situation(app, people, "open")
    stranger, tu = phone_of(), phone_of()
    stranger.go(LIST)
    stranger.reads("Gạo")

    wait(app, 49 * HOUR)
    link = link_in(last_message(app, "check_in"))
    fresh = phone_of(scripts=False)  # no session, no account, no scripts
    fresh.go(link)
    fresh.reads("Bạn còn cần giúp không?")
    fresh.tap("Vâng, tôi vẫn cần")
    fresh.reads("Chúng tôi đang tìm người ở gần bạn.")
    assert fresh.taps == 1
    stranger.again()
    stranger.reads("Gạo")

    wait(app, 49 * HOUR)
    wait(app, 74 * HOUR)
    stranger.again()
    stranger.reads(NOBODY)
    tu.go(f"/m/{here.manage_token}")
    tu.reads("Yêu cầu tạm ẩn khỏi danh sách")
    tu.tap("Vâng, tôi vẫn cần")
    tu.reads("Chúng tôi tiếp tục tìm người giúp.")
    assert tu.taps == 1
    assert tu.steps[-3:] == [
        "Chúng tôi đã hỏi lại", "Tạm ẩn khỏi danh sách, chờ trả lời", "Vẫn cần giúp",
    ]  # fmt: skip
    stranger.again()
    stranger.reads("Gạo")

    for days in (2, 3, 7, 8):
        wait(app, timedelta(days=days, hours=1))
    stranger.again()
    stranger.reads(NOBODY)
    tu.again()
    assert tu.steps[-1] == "Đã đóng vì chờ quá lâu"
    late = phone_of(scripts=False)
    late.go(link_in(last_message(app, "expired")))
    late.reads("Yêu cầu này đã đóng.")
    late.tap("Tôi lại cần giúp")
    late.reads("Chúng tôi đang tìm người ở gần bạn.")
    assert late.taps == 1
    stranger.again()
    stranger.reads("Gạo")
    tu.again()
    assert tu.steps[-1] == "Đã mở lại"
