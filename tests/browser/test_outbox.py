"""A request written without a line waits on the phone, and is sent once."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from connect.foundation.database import db
from connect.help_requests import HelpRequest
from tests.browser.away import (
    SENDING,
    Gate,
    Line,
    OldPhone,
    address,
    line,
    opened,
    phone,
    soon,
    waits,
    write,
)
from tests.people import People, count

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

__all__ = ["address", "line", "phone"]  # fixtures

SEES_NO_LINE = "() => { Object.defineProperty(navigator, 'onLine', { get: () => false }); }"


def test_a_request_written_without_a_line_can_be_read_changed_and_deleted(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.lose(line)
    phone.go("/requests/new")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    phone.reads("Bạn hãy chọn ít nhất một loại hỗ trợ")
    write(phone)
    waits(phone, "Sữa")
    phone.reads("Phường Tân Hưng")
    phone.reads("0912 345 699")
    phone.page.reload()
    waits(phone, "Sữa")
    phone.page.get_by_role("button", name="Sửa").click()
    expect(phone.page.locator("[name=goods_food]")).to_have_value("Sữa")
    phone.page.locator("[name=goods_food]").fill("Sữa và tã")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    waits(phone, "Sữa và tã")
    write(phone, "Gạo")
    waits(phone, "Sữa và tã", "Gạo")
    first = phone.page.locator("#waiting li").first
    first.locator("summary").click()
    first.get_by_role("button", name="Xóa đi").click()
    waits(phone, "Gạo")
    phone.check()
    assert opened(app) == []


def test_it_is_sent_once_when_the_line_is_back(app: Flask, phone: OldPhone, line: Line) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    phone.regain(line)
    phone.page.locator("#sent b").wait_for()
    [request] = opened(app)
    phone.reads(request.code)
    waits(phone)
    phone.page.get_by_role("link", name="Xem yêu cầu của tôi").click()
    phone.reads("Đang chờ")
    assert phone.page.url.endswith(f"/requests/{request.id}")
    phone.go("/mine")
    phone.reads(request.code)
    phone.go("/outbox")
    phone.page.locator("#sent b").wait_for()
    assert count(app, HelpRequest) == 1


def test_it_is_sent_on_whatever_page_is_opened_next(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    phone.page.goto("about:blank")  # nobody is there when the line comes back
    phone.regain(line)
    phone.go("/suppliers")
    phone.reads("Yêu cầu của bạn đã được gửi")
    assert count(app, HelpRequest) == 1
    phone.go("/")
    assert count(app, HelpRequest) == 1


def test_a_page_says_that_something_waits(phone: OldPhone, line: Line) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    phone.go("/hotlines")
    phone.reads("Một yêu cầu đang chờ trên máy này")


def test_the_browser_sends_it_while_no_page_is_open(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    wake = phone.context.new_cdp_session(phone.page)
    found: list[dict[str, str]] = []
    wake.on("ServiceWorker.workerRegistrationUpdated", lambda e: found.extend(e["registrations"]))
    wake.send("ServiceWorker.enable")
    phone.page.goto("about:blank")
    line.mend()
    phone.context.set_offline(False)
    wake.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": phone.address,
            "registrationId": found[0]["registrationId"],
            "tag": "outbox",
            "lastChance": False,
        },
    )
    for _n in range(100):
        if opened(app):
            break
        phone.page.wait_for_timeout(100)
    [request] = opened(app)
    phone.go("/outbox")
    phone.reads(request.code)
    waits(phone)


def test_an_answer_that_is_lost_does_not_make_it_two(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    line.lost += [SENDING, SENDING]
    phone.go("/outbox")
    write(phone)
    phone.reads("Chưa gửi được")
    assert count(app, HelpRequest) == 1
    phone.reads("Có thể yêu cầu đã đến nơi")
    phone.page.get_by_role("button", name="Gửi ngay").click()
    phone.page.wait_for_timeout(500)
    waits(phone, "Sữa")
    phone.go("/")
    phone.reads("Yêu cầu của bạn đã được gửi")
    [request] = opened(app)
    phone.go("/outbox")
    phone.reads(request.code)


def test_what_is_changed_after_a_lost_answer_reaches_the_one_request(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    line.lost.append(SENDING)
    phone.go("/outbox")
    write(phone)
    phone.reads("Chưa gửi được")
    phone.lose(line)
    phone.page.get_by_role("button", name="Sửa").click()
    phone.fill("Số điện thoại", "0912 345 688")
    phone.page.locator("[name=goods_food]").fill("Sữa và tã")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    waits(phone, "Sữa và tã")
    phone.regain(line)
    phone.page.locator("#sent b").wait_for()
    with app.app_context():
        [request] = db.session.query(HelpRequest)
        assert request.phone == "+84912345688"
        assert [item.goods for item in request.items] == ["Sữa và tã"]


def test_what_is_refused_stays_and_says_what_to_mend(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone, number="0012 345 699")
    waits(phone, "Sữa")
    phone.regain(line)
    phone.page.locator("#waiting .wrong").wait_for()
    phone.reads("Số này chưa đúng")
    assert opened(app) == []
    phone.page.get_by_role("button", name="Sửa").click()
    phone.fill("Số điện thoại", "0912 345 699")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    phone.page.locator("#sent b").wait_for()
    assert count(app, HelpRequest) == 1


def test_the_line_goes_half_way_through_the_form(app: Flask, phone: OldPhone, line: Line) -> None:
    phone.go("/requests/new")
    phone.page.locator("label[for=categories-food]").click()
    phone.page.locator("[name=goods_food]").fill("Sữa")
    phone.tap("Tiếp tục")
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.page.get_by_role("option").first.wait_for()
    phone.page.keyboard.press("Escape")
    phone.lose(line)
    phone.tap("Tiếp tục")
    phone.reads("Vừa mất mạng. Không mất gì cả")
    expect(phone.page.locator("[name=goods_food]")).to_have_value("Sữa")
    expect(phone.page.locator("#place")).to_have_value("Phường Tân Hưng, TP.HCM")
    phone.fill("Số điện thoại", "0912 345 699")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    waits(phone, "Sữa")
    phone.regain(line)
    phone.page.locator("#sent b").wait_for()
    assert count(app, HelpRequest) == 1


def test_a_last_step_whose_answer_is_lost_is_not_sent_again_by_itself(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.go("/requests/new/one-page")
    phone.page.locator("label[for=categories-food]").click()
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.page.get_by_role("option").first.wait_for()
    phone.page.keyboard.press("Escape")
    phone.fill("Số điện thoại", "0912 345 699")
    line.lost += ["/requests/new/one-page"] * 3  # the browser itself tries again
    phone.tap("Gửi yêu cầu")
    phone.reads("Chúng tôi chưa biết yêu cầu này đã đến nơi chưa")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    phone.page.locator("#waiting b").wait_for()
    phone.go("/")
    phone.reads("Một yêu cầu đang chờ trên máy này")
    assert count(app, HelpRequest) == 1


def test_a_form_that_cannot_be_sent_says_so(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    phone.sign_in(people.huong)
    phone.go("/find-request")
    phone.fill("Mã", "ABC2345")
    phone.fill("Số điện thoại", "0912 345 699")
    phone.lose(line)
    phone.page.locator("main form button").first.click()
    phone.reads("Có thể nó chưa đến nơi")
    phone.regain(line)
    phone.page.reload()
    phone.reads("chưa khớp nhau")


def test_a_line_that_goes_under_the_last_step_does_not_make_it_two(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.go("/requests/new/one-page")
    phone.page.locator("label[for=categories-food]").click()
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.page.get_by_role("option").first.wait_for()
    phone.page.keyboard.press("Escape")
    phone.fill("Số điện thoại", "0912 345 699")
    gate = Gate(line, "/requests/new/one-page", "POST")
    # Playwright's own tap waits for the next page.
    button = phone.page.get_by_role("button", name="Gửi yêu cầu")
    button.evaluate("button => { setTimeout(() => button.click()); }")
    soon(phone, lambda: bool(opened(app)))
    # As the worker sees it; Playwright's own switch waits for the next page, too.
    [worker] = phone.context.service_workers
    worker.evaluate(SEES_NO_LINE)
    gate.lost = True
    gate.open.set()  # the browser itself tries again: lost, too
    unknown = phone.page.get_by_text("Chúng tôi chưa biết yêu cầu này đã đến nơi chưa")
    expect(unknown).to_be_visible(timeout=15_000)
    gate.away()
    phone.go("/")
    phone.page.wait_for_timeout(500)
    assert len(opened(app)) == 1
