"""The way of a box of books: given by one, found by another, agreed, collected, thanked."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import FilePayload

from tests.browser.conftest import Phone
from tests.diary.pictures import a_picture
from tests.giving.giving import DOOR, ask_for_books, give
from tests.people import People

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

THANKS = "Cảm ơn chị nhiều, bé nhà em vui lắm."


def offer_books(huong: Phone) -> None:
    """One page, four fields; the day and the kind are there already."""
    huong.go("/giving")
    huong.tap("Tặng một món", role="link")
    huong.fill("Bạn tặng gì?", "Sách giáo khoa lớp 5")
    huong.fill("Bao nhiêu?", "1 thùng")
    huong.fill("Địa chỉ hoặc phường", "Phường Tân Hưng, TP.HCM")
    huong.fill("Vào giờ nào?", "sau 17 giờ")
    photo: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    huong.page.get_by_label("Ảnh").set_input_files(photo)
    huong.tap("Trao tặng")
    huong.reads("Món quà đã lên danh sách.")
    huong.page.get_by_role("img", name="Ảnh: Sách giáo khoa lớp 5").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_box_of_books_is_given_and_collected(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    huong = phone_of(scripts=scripts).sign_in(people.huong)
    offer_books(huong)

    stranger = phone_of(scripts=scripts)
    stranger.go("/")
    stranger.tap("Trao tặng", role="link")
    stranger.reads("Sách giáo khoa lớp 5")
    stranger.does_not_read("0912 345 601")

    minh = phone_of(scripts=scripts).sign_in(people.minh)
    minh.go("/giving?goods=sách")
    minh.tap("Sách giáo khoa lớp 5", role="link")
    minh.does_not_read("0912 345 601")
    minh.tap("Giữ cho tôi")
    minh.reads("Đã giữ cho bạn.")
    minh.reads("Đang chờ đồng ý")

    huong.go("/inbox")
    huong.tap("Có người xin nhận Sách giáo khoa lớp 5", role="link")
    huong.does_not_read("0912 345 602")
    huong.tap("Đồng ý tặng")
    huong.reads("0912 345 602")

    minh.again()
    minh.reads("0912 345 601")
    minh.tap("Tôi đã nhận")
    minh.fill("Bạn có muốn cảm ơn không?", THANKS)
    minh.tap("Gửi lời cảm ơn")
    minh.reads("Lời cảm ơn của bạn đã được gửi đi.")

    huong.again()
    huong.reads(THANKS)
    huong.reads("Đã tặng")
    huong.does_not_read("0912 345 602")
    stranger.go("/giving")
    stranger.does_not_read("Sách giáo khoa lớp 5")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_giver_finds_who_asked_and_gives_in_two_taps(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app, people.ba_tu.account()).id
    huong = phone_of(scripts=scripts).sign_in(people.huong)
    huong.go("/giving/mine")
    huong.tap("Sách giáo khoa lớp 5", role="link")
    huong.reads("Người gần bạn đang cần món này")
    huong.tap("Tặng người này")
    assert huong.taps == 2
    huong.reads("Đã hỏi họ.")

    tu = phone_of(scripts=scripts).sign_in(people.ba_tu)
    tu.go(f"/requests/{request_id}")
    tu.reads("Đang giữ cho bạn")
    tu.does_not_read(DOOR)
    tu.tap("Có, tôi muốn nhận")
    assert tu.page.url.endswith(f"/giving/{gift_id}")
    tu.reads(DOOR)
