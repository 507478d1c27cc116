"""Two of a group with their phones: invited, asked together, one goes, the other goes instead."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.conftest import Phone
from tests.people import PASSWORD, People, Person
from tests.situations import SECRETS, a_group, ask


def signed_in(phone: Phone, person: Person) -> Phone:
    phone.go("/sign-in?next=/mine")
    phone.fill("Số điện thoại", person.phone)
    phone.fill("Mật khẩu", PASSWORD)
    phone.tap("Đăng nhập")
    phone.reads("Của tôi")
    return phone


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_one_goes_and_the_other_goes_instead(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        group = a_group(people.huong.account()).id
    assert people.minh.id
    huong = signed_in(phone_of(scripts=scripts), people.huong)
    minh = signed_in(phone_of(scripts=scripts), people.minh)
    huong.go(f"/responders/{group}/members")
    huong.fill("Số điện thoại của người đó", "0912 345 602")
    huong.tap("Mời")
    huong.reads("Đã mời")
    minh.go("/mine")
    minh.tap("Tham gia")
    minh.reads("Nhóm của tôi")

    with app.test_request_context():
        request_id = ask(app, people.ba_tu.account()).id
    minh.go("/mine")
    minh.tap("Tôi giúp")
    minh.reads(SECRETS["address"])

    huong.go("/mine")
    huong.reads("Minh (Bếp Yêu Thương)")
    huong.go(f"/requests/{request_id}")
    assert SECRETS["address"] not in huong.page.content()
    huong.page.get_by_text("Tôi đi thay").first.click()
    huong.tap("Vâng, tôi đi thay")
    huong.reads(SECRETS["address"])
    minh.go(f"/requests/{request_id}")
    assert SECRETS["address"] not in minh.page.content()
    minh.go("/inbox")
    minh.reads("đi thay bạn")
