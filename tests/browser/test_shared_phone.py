"""One phone, several people: what one wrote, asked for or left open is not the next one's."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.away import (
    COPY,
    NOTHING,
    SENDING,
    Gate,
    Line,
    OldPhone,
    address,
    begin,
    keeps,
    line,
    opened,
    phone,
    soon,
    waits,
    write,
)
from tests.people import People
from tests.situations import SECRETS, situation

pytestmark = pytest.mark.usefixtures("seen_on_postgis")

__all__ = ["address", "line", "phone"]  # fixtures

SENT = "Yêu cầu của bạn đã được gửi"
BEGUN = "Trên máy này có một yêu cầu đang viết dở"
STEPS = """async () => new Promise(done => {
  const asked = indexedDB.open("connect", 1);
  asked.onsuccess = () => {
    const steps = asked.result.transaction("draft").objectStore("draft").getAll();
    steps.onsuccess = () => { asked.result.close(); done(steps.result); };
  };
})"""
A_DAY_LATER = """async () => new Promise(done => {
  const asked = indexedDB.open("connect", 1);
  asked.onsuccess = () => {
    const change = asked.result.transaction("draft", "readwrite");
    const all = change.objectStore("draft");
    const steps = all.getAll();
    steps.onsuccess = () => {
      for (const step of steps.result) all.put({ ...step, at: step.at - 25 * 3600 * 1000 });
    };
    change.oncomplete = () => { asked.result.close(); done(); };
  };
})"""


def test_a_page_that_comes_after_the_sign_out_is_not_kept(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    path = f"/requests/{here.request_id}"
    phone.sign_in(people.huong)
    phone.go("/account")
    phone.go(path)
    soon(phone, lambda: keeps(phone, SECRETS["address"]))
    gate = Gate(line, path)
    phone.go(path)
    phone.reads("Mạng đang chậm")
    phone.go("/account")
    phone.tap("Đăng xuất")
    phone.page.wait_for_timeout(500)
    gate.away()
    phone.page.wait_for_timeout(1500)
    assert not keeps(phone, SECRETS["address"])
    phone.lose(line)
    phone.go(path)
    phone.reads(NOTHING)


def test_a_sign_out_without_a_line_is_made_up_for_before_the_next_page(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go("/account")
    phone.lose(line)
    phone.tap("Đăng xuất")
    phone.reads(NOTHING)
    phone.regain(line)
    phone.go(f"/requests/{here.request_id}")
    phone.does_not_read(SECRETS["address"])
    expect(phone.page.get_by_role("link", name="Đăng nhập").first).to_be_visible()
    phone.go("/mine")
    phone.does_not_read("Tôi đang giúp")
    phone.sign_in(people.huong)  # this time, to stay
    phone.go("/mine")
    phone.reads("Tôi đang giúp")


def test_what_somebody_else_began_fills_no_form_by_itself(phone: OldPhone, line: Line) -> None:
    begin(phone, "Thuốc của tôi")
    phone.lose(line)
    phone.go("/outbox")
    phone.reads(BEGUN)
    goods = phone.page.locator("[name=goods_food]")
    expect(goods).to_have_value("")
    write(phone, "Gạo")
    waits(phone, "Gạo")
    phone.page.reload()
    phone.reads(BEGUN)
    phone.tap("Tiếp tục")
    expect(goods).to_have_value("Thuốc của tôi")
    phone.page.reload()
    phone.page.locator("#begun").get_by_role("button", name="Bỏ đi").click()
    expect(phone.page.locator("#begun")).to_be_hidden()
    expect(goods).to_have_value("")
    phone.page.reload()
    waits(phone, "Gạo")
    expect(phone.page.locator("#begun")).to_be_hidden()
    assert phone.page.evaluate(STEPS) == []


def test_what_was_begun_a_day_ago_is_gone_from_the_phone(phone: OldPhone) -> None:
    begin(phone)
    assert len(phone.page.evaluate(STEPS)) == 1
    phone.page.evaluate(A_DAY_LATER)
    phone.go("/suppliers")
    phone.go("/mine")
    soon(phone, lambda: phone.page.evaluate(STEPS) == [])


def test_what_waited_is_not_held_by_who_has_signed_in_since(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    phone.go("/mine")
    phone.page.wait_for_timeout(300)
    phone.lose(line)
    phone.go("/outbox")
    write(phone, "Thuốc bí mật")
    waits(phone, "Thuốc bí mật")
    phone.page.goto("about:blank")
    gate = Gate(line, SENDING, "POST")
    gate.status = "503 Away"
    phone.regain(line)
    phone.sign_in(people.huong)
    phone.page.wait_for_timeout(300)
    gate.away()
    phone.go("/suppliers")
    soon(phone, lambda: bool(opened(app)))
    phone.reads(SENT)
    phone.go("/mine")
    phone.page.wait_for_timeout(500)
    phone.go("/mine")
    phone.does_not_read("Thuốc bí mật")
    [request] = opened(app)
    phone.go("/outbox")
    phone.reads(request.code)
    phone.page.get_by_role("link", name="Xem yêu cầu của tôi").click()
    phone.reads("0912")  # who wrote it, and taps the link


def test_what_waited_becomes_mine_though_its_first_try_failed(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.go("/mine")
    phone.page.wait_for_timeout(300)
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    gate = Gate(line, "/offline", "HEAD")
    gate.lost = True
    gate.open.set()
    phone.regain(line)
    phone.page.locator("#sent b").wait_for()
    [request] = opened(app)
    phone.go("/mine")
    phone.page.wait_for_timeout(500)
    gate.away()
    phone.go("/mine")
    phone.does_not_read(request.code)
    phone.page.wait_for_timeout(500)
    phone.go("/mine")
    phone.reads(request.code)


def test_a_code_that_nobody_has_seen_outlives_a_sign_out(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    phone.sign_in(people.huong)
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    phone.page.goto("about:blank")
    phone.regain(line)
    phone.go("/account")
    phone.reads(SENT)
    [request] = opened(app)
    phone.tap("Đăng xuất")
    phone.go("/outbox")
    phone.reads(request.code)
    phone.page.wait_for_timeout(300)
    phone.sign_in(people.huong)
    phone.go("/account")
    phone.tap("Đăng xuất")
    phone.go("/outbox")
    expect(phone.page.locator("#sent")).to_be_hidden()


def test_a_server_in_trouble_takes_no_copy_away(
    app: Flask, people: People, phone: OldPhone, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = situation(app, people, "claimed")
    path = f"/requests/{here.request_id}"
    phone.go(f"/m/{here.manage_token}")
    soon(phone, lambda: keeps(phone, SECRETS["address"]))

    def broken(*_args: object) -> None:
        raise RuntimeError

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("connect.help_requests.pages.views.view_of", broken)
    phone.page.goto(phone.address + path)
    phone.reads("Phía chúng tôi đang có trục trặc. Đây là bản lưu lúc")
    phone.reads(SECRETS["address"])
    phone.complaints.clear()
    monkeypatch.undo()
    phone.lose(line)
    phone.go(path)
    phone.reads(COPY)
    phone.reads(SECRETS["address"])


def test_a_look_at_a_request_takes_nothing_away_that_is_being_written(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "open")
    begin(phone)
    phone.go(f"/requests/{here.request_id}")
    phone.go(f"/m/{here.manage_token}")
    phone.page.wait_for_timeout(500)
    assert len(phone.page.evaluate(STEPS)) == 1
    phone.lose(line)
    phone.go("/outbox")
    phone.reads(BEGUN)


def test_what_was_sent_step_by_step_leaves_nothing_begun(app: Flask, phone: OldPhone) -> None:
    phone.go("/requests/new/one-page")
    phone.page.locator("label[for=categories-food]").click()
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.page.get_by_role("option").first.wait_for()
    phone.page.keyboard.press("Escape")
    phone.fill("Số điện thoại", "0912 345 699")
    phone.tap("Gửi yêu cầu")
    phone.page.wait_for_url("**/requests/*-*")
    soon(phone, lambda: phone.page.evaluate(STEPS) == [])
    assert len(opened(app)) == 1


def test_a_copy_whose_time_is_over_is_deleted(app: Flask, people: People, phone: OldPhone) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    soon(phone, lambda: keeps(phone, SECRETS["address"]))
    phone.page.evaluate(
        """async () => {
          const kept = await caches.open("kept");
          for (const name of await kept.keys()) {
            const copy = await kept.match(name);
            const headers = new Headers(copy.headers);
            if (!headers.has("Kept-Until")) continue;
            headers.set("Kept-Until", Date.now() - 1000);
            await kept.put(name, new Response(await copy.text(), { headers }));
          }
        }"""
    )
    phone.go("/mine")
    soon(phone, lambda: not keeps(phone, SECRETS["address"]))


def test_a_copy_that_has_renewed_itself_no_longer_says_that_it_is_one(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "open")
    phone.go(f"/m/{here.manage_token}")
    phone.page.wait_for_timeout(500)
    line.held.clear()
    phone.go(f"/requests/{here.request_id}")
    phone.reads("Mạng đang chậm")
    line.held.set()
    people.huong.client.post(f"/api/v1/requests/{here.request_id}/claim", json={})
    expect(phone.page.locator("#part-head .chips")).not_to_contain_text("Đang chờ", timeout=30_000)
    expect(phone.page.locator("[data-copy]")).to_have_count(0)
