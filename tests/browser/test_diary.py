"""The way of a thank-you note: invited, written with a picture, read by a coordinator, public."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from tests.browser.conftest import Phone
from tests.diary.pictures import with_secrets
from tests.diary.thanking import WORDS, id_now, in_the_diary, photos
from tests.people import People
from tests.situations import Situation, situation
from tests.web import browser_of

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A large one, as a phone writes it."""
    out = io.BytesIO()
    grain = Image.effect_noise((2400, 1800), 60).convert("RGB")
    grain.save(out, "JPEG", quality=92, exif=Image.open(io.BytesIO(with_secrets())).getexif())
    file = tmp_path / "IMG_2021.jpg"
    file.write_bytes(out.getvalue())
    assert len(out.getvalue()) > 1_000_000
    return file


def write_thanks(tu: Phone, here: Situation, photo: Path, *, scripts: bool) -> None:
    """From the manage link to the note that waits."""
    tu.go(f"/m/{here.manage_token}")
    tu.tap("Gửi lời cảm ơn", role="link")
    tu.fill("Lời cảm ơn của bạn", WORDS)
    tu.page.locator("input[type=file]").set_input_files(photo)
    tu.page.get_by_label("Mọi người được đọc").check()
    tu.page.get_by_label("Tên gọi của tôi").check()
    tu.taps += 3
    if scripts:  # made smaller before it is sent
        tu.page.wait_for_function(
            "document.querySelector('input[type=file]').files[0].size < 700000"
        )
    tu.tap("Gửi lời cảm ơn")
    tu.reads("Đang chờ điều phối viên đọc trước")
    tu.reads(WORDS)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_thanks_with_a_picture_are_read_first_and_then_by_all(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone], photo: Path
) -> None:
    here = situation(app, people, "fulfilled")
    tu, stranger = phone_of(scripts=scripts), phone_of(scripts=scripts)
    write_thanks(tu, here, photo, scripts=scripts)
    assert tu.taps == 5
    stranger.go("/diary")
    stranger.does_not_read(WORDS)
    lan = phone_of(scripts=scripts).sign_in(people.chi_lan)
    lan.go("/desk")
    lan.tap("1 lời cảm ơn chờ đọc", role="link")
    lan.reads(WORDS)
    lan.tap("Đăng")
    lan.reads("Đã đăng lên Nhật ký.")

    stranger.go("/")
    stranger.tap("Nhật ký cảm ơn", role="link")
    stranger.reads(WORDS)
    stranger.tap("Gạo (5 kg)", role="link")
    stranger.reads("– Canary")
    picture = stranger.page.locator("main img")
    # It lay on its side in the file, and stands upright here.
    assert picture.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [720, 960]
    [kept] = photos(app)
    assert len(kept) <= 200_000
    assert b"Canary" not in kept

    tu.again()
    before = tu.taps
    tu.unfold("Rút lại")
    tu.tap("Vâng, xóa đi")
    assert tu.taps - before == 2
    tu.reads("Lời cảm ơn và ảnh đã được xóa.")
    assert photos(app) == []
    stranger.go("/diary")
    stranger.does_not_read(WORDS)


def test_who_is_thanked_reads_it_and_hides_it(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    here = in_the_diary(app, people, browser_of(app))
    huong = phone_of().sign_in(people.huong)
    huong.go("/inbox")
    huong.tap("Có người cảm ơn bạn", role="link")
    huong.reads(WORDS)
    huong.tap("Cho hiện tên tôi")
    huong.reads("Huong mang đến")
    huong.unfold("Tôi không muốn đăng công khai")
    huong.tap("Vâng, ẩn đi")
    huong.reads("Đã ẩn.")
    stranger = phone_of()
    stranger.go("/diary")
    stranger.does_not_read(WORDS)
    assert id_now(app, here)


def test_a_link_is_shared_by_the_phone_or_copied_by_hand(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    here = in_the_diary(app, people, browser_of(app))
    path = f"/diary/{id_now(app, here)}"
    shared = f"http://localhost{path}"
    plain = phone_of(scripts=False)
    plain.go(path)
    plain.unfold("Chia sẻ")
    plain.reads(shared)

    copies = phone_of()
    copies.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copies.page.add_init_script("delete Navigator.prototype.share")
    copies.go(path)
    copies.unfold("Chia sẻ")
    copies.page.get_by_role("button", name="Chép đường dẫn").click()
    copies.reads("Đã chép.")
    assert copies.page.evaluate("navigator.clipboard.readText()") == shared

    shares = phone_of()
    shares.page.add_init_script("navigator.share = async told => { window.told = told; }")
    shares.go(path)
    shares.unfold("Chia sẻ")
    told = shares.page.evaluate("window.told")
    assert told == {"url": shared, "title": "Cảm ơn vì: Gạo (5 kg)"}
    assert not shares.page.locator("details.share").evaluate("box => box.open")


def test_a_number_in_public_words_is_left_out_kindly_and_nothing_is_lost(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    here = situation(app, people, "fulfilled")
    tu = phone_of()
    tu.go(f"/m/{here.manage_token}")
    tu.tap("Gửi lời cảm ơn", role="link")
    said = f"{WORDS} Gọi bác 0912 345 678 nhé."
    tu.fill("Lời cảm ơn của bạn", said)
    tu.page.get_by_label("Mọi người được đọc").check()
    tu.page.get_by_role("button", name="Gửi lời cảm ơn").click()
    tu.reads("Xin bạn bỏ số điện thoại ra")
    assert tu.page.get_by_label("Lời cảm ơn của bạn").input_value() == said
    assert tu.page.get_by_label("Mọi người được đọc").is_checked()
    tu.complaints.clear()  # the 422 itself
    tu.fill("Lời cảm ơn của bạn", WORDS)
    tu.tap("Gửi lời cảm ơn")
    tu.reads("Đang chờ điều phối viên đọc trước")
