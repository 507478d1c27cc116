"""Two of a group with their phones: invited, asked together, one goes, the other goes instead."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.conftest import Phone
from tests.browser.test_two_windows import number_in
from tests.people import People
from tests.situations import SECRETS, a_group, ask

pytestmark = pytest.mark.usefixtures("seen_on_postgis")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_one_goes_and_the_other_goes_instead(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        group = a_group(people.huong.account()).id
    huong = phone_of(scripts=scripts).sign_in(people.huong)
    minh = phone_of(scripts=scripts).sign_in(people.minh)
    huong.go(f"/responders/{group}/members")
    huong.fill("Số điện thoại của người đó", "0912 345 602")
    huong.tap("Mời")
    huong.reads("Đã mời")
    minh.go("/mine")
    minh.tap("Tham gia")
    minh.reads("Nhóm của tôi")

    with app.test_request_context():
        request_id = ask(app, people.ba_tu.account()).id
    for one in (huong, minh):
        one.go("/mine")
        one.reads("Có người gần bạn cần giúp")
        one.reads("Nhờ Bếp Yêu Thương giúp")
    minh.tap("Tôi giúp")
    minh.reads(SECRETS["address"])

    huong.go("/mine")
    huong.does_not_read("Có người gần bạn cần giúp")
    huong.reads("Minh (Bếp Yêu Thương)")
    huong.tap("Gạo", role="link")
    for read in huong.pages:
        assert SECRETS["address"] not in read
        assert not number_in(read)
    huong.page.get_by_text("Tôi đi thay").first.click()
    huong.tap("Vâng, tôi đi thay")
    huong.reads(SECRETS["address"])
    minh.go(f"/requests/{request_id}")
    assert SECRETS["address"] not in minh.page.content()
    minh.go("/inbox")
    minh.reads("đi thay bạn")
