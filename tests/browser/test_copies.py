"""The line goes: what the phone keeps, and what it lets go of."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from connect import hotlines
from tests.browser.away import (
    COPY,
    EVERYTHING_KEPT,
    NOTHING,
    Line,
    OldPhone,
    address,
    line,
    opened,
    phone,
    write,
)
from tests.people import People
from tests.situations import SECRETS, a_hotline, situation

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

__all__ = ["address", "line", "phone"]  # fixtures


def test_what_is_mine_and_the_hotlines_open_without_a_line(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.go(f"/m/{here.manage_token}")
    phone.go("/mine")
    phone.lose(line)
    phone.go(f"/requests/{here.request_id}")
    phone.reads(COPY)
    phone.reads(SECRETS["address"])
    assert phone.page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Be Viet')
    phone.go("/mine")
    phone.reads(COPY)
    phone.reads("Gạo")
    phone.go("/hotlines?topic=emergency")
    phone.reads(COPY)
    phone.reads("Đường dây nóng")
    phone.go("/suppliers")
    phone.reads(NOTHING)
    phone.go("/requests/new")
    phone.reads("Viết yêu cầu")
    phone.regain(line)
    phone.go("/mine")
    phone.does_not_read(COPY)


def test_the_hotlines_of_my_ward_open_without_a_line(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    root = people.root
    with app.test_request_context():
        hotlines.add(root.account(), a_hotline(name_vi="Trạm Tân Hưng", area_code="27475"))
    phone.go("/")
    phone.go("/hotlines?place=tan+hung+q7")
    phone.go("/hotlines?topic=violence")
    phone.go("/hotlines")
    phone.lose(line)
    phone.go("/hotlines")
    phone.reads(COPY)
    phone.reads("Trạm Tân Hưng")


def test_my_cases_open_without_a_line(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go("/mine")
    phone.go(f"/requests/{here.request_id}")
    phone.lose(line)
    phone.go("/mine")
    phone.reads("Tôi đang giúp")
    phone.go(f"/requests/{here.request_id}")
    phone.reads(SECRETS["address"])


def test_who_erases_the_account_leaves_nothing_behind(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    phone.go("/account")
    erasing = phone.page.locator("details:has([action='/account/erase'])")
    erasing.locator("summary").click()
    erasing.locator("button").click()
    phone.page.wait_for_url("**/")
    phone.lose(line)
    phone.go(f"/requests/{here.request_id}")
    phone.reads(NOTHING)
    assert SECRETS["address"] not in phone.page.evaluate(EVERYTHING_KEPT)


def test_who_erases_a_request_leaves_nothing_of_it_behind(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.go("/outbox")
    write(phone)
    phone.page.locator("#sent b").wait_for()
    [request] = opened(app)
    phone.tap("Xem yêu cầu của tôi", role="link")
    phone.go("/mine")
    phone.go(f"/requests/{request.id}")
    phone.page.wait_for_timeout(300)
    kept = phone.page.evaluate(EVERYTHING_KEPT)
    assert request.code in kept
    assert "345 699" in kept.replace("\N{NO-BREAK SPACE}", " ")
    phone.unfold("Xóa thông tin của tôi")
    phone.tap("Xóa hẳn")
    phone.page.wait_for_url("**/mine")
    phone.lose(line)
    phone.go(f"/requests/{request.id}")
    phone.reads(NOTHING)
    kept = phone.page.evaluate(EVERYTHING_KEPT).replace("\N{NO-BREAK SPACE}", " ")
    assert len(kept) > 5000
    for secret in (request.code, "345 699"):
        assert secret not in kept
    phone.go("/outbox")
    expect(phone.page.locator("#kept-here")).to_be_visible()
    expect(phone.page.locator("#sent")).to_be_hidden()


def test_who_starts_again_finds_nothing_in_the_outbox(phone: OldPhone, line: Line) -> None:
    phone.go("/requests/new")
    phone.page.locator("label[for=categories-food]").click()
    phone.fill("Cụ thể là gì?", "Gạo")
    phone.tap("Tiếp tục")
    phone.go("/requests/new")
    phone.tap("Bỏ hết, viết lại từ đầu")
    phone.lose(line)
    phone.go("/requests/new")
    expect(phone.page.locator("#kept-here")).to_be_visible()
    expect(phone.page.locator("[name=goods_food]")).to_have_value("")


@pytest.mark.parametrize("gone", [True, False], ids=["without a line", "with a line"])
def test_who_signs_out_leaves_nothing_behind(
    gone: bool, app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    phone.go("/mine")
    phone.go("/account")
    if gone:
        phone.lose(line)
    phone.tap("Đăng xuất")
    if not gone:
        phone.lose(line)
    for path in ("/mine", f"/requests/{here.request_id}"):
        phone.go(path)
        phone.reads(NOTHING)
    kept = phone.page.evaluate(EVERYTHING_KEPT)
    assert len(kept) > 5000
    for secret in SECRETS.values():
        assert secret not in kept


def test_who_was_signed_out_elsewhere_leaves_nothing_behind(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    other = people.huong.browser
    other.post("/sign-out-everywhere", data=other.csrf())
    phone.go("/mine")
    phone.lose(line)
    phone.go(f"/requests/{here.request_id}")
    phone.reads(NOTHING)


def test_what_a_stranger_reads_is_not_kept(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "open")
    phone.go(f"/requests/{here.request_id}")
    phone.go("/sign-in")
    phone.lose(line)
    for path in (f"/requests/{here.request_id}", "/sign-in"):
        phone.go(path)
        phone.reads(NOTHING)


def test_a_case_that_one_has_handed_back_is_not_kept(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    people.huong.client.post(f"/api/v1/requests/{here.request_id}/release", json={})
    phone.go(f"/requests/{here.request_id}")
    phone.lose(line)
    phone.go(f"/requests/{here.request_id}")
    phone.reads(NOTHING)


def test_a_slow_line_shows_the_copy_meanwhile(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "open")
    phone.go(f"/m/{here.manage_token}")
    phone.page.wait_for_timeout(300)
    line.held.clear()
    phone.go(f"/requests/{here.request_id}")
    phone.reads("Mạng đang chậm. Đây là bản lưu lúc")
    line.held.set()
    phone.go(f"/requests/{here.request_id}")
    phone.does_not_read("Mạng đang chậm")


def test_another_language_is_kept_in_that_language(phone: OldPhone, line: Line) -> None:
    phone.page.get_by_role("button", name="English").click()
    phone.page.wait_for_load_state()
    phone.page.wait_for_function(
        "async () => (await caches.keys()).some(name => name.startsWith('shell-en'))"
        " && !(await caches.keys()).some(name => name.startsWith('shell-vi'))"
    )
    phone.lose(line)
    phone.go("/suppliers")
    phone.reads("There is no connection right now")


def test_a_phone_may_put_it_on_its_home_screen(phone: OldPhone) -> None:
    look = phone.context.new_cdp_session(phone.page)
    manifest = look.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert "Connect" in manifest["data"]
    errors = look.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in errors] in ([], ["in-incognito"])  # as all windows here are
