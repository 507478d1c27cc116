"""What is said of a person is looked at, decided with a reason, disputed, looked at again."""

from collections.abc import Callable

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.database import db
from connect.help_requests import Status
from connect.moderation.people.models import PersonDecision
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import say, situation

pytestmark = pytest.mark.usefixtures("seen_on_postgis")
SAID = "Bà không mở cửa thì đừng trách."
NOTE = "Anh ấy đập cửa lúc nửa đêm."
WHY = "Đập cửa nhà người ta lúc nửa đêm"
SORRY = "Tôi nhầm nhà, và đã xin lỗi bà."
AGAIN = "Bà Tư đã xác nhận là nhầm nhà"


def test_a_report_is_decided_with_a_reason_and_somebody_else_looks_again(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    here = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        say(here.request_id, SAID, people.huong.account())
    page = f"/requests/{here.request_id}"

    tu = phone_of(scripts=False).sign_in(people.ba_tu)
    tu.go(page)
    tu.tap("Báo về Hương", role="link")
    tu.page.get_by_label("Có người bị xúc phạm").check()
    tu.fill("Chúng tôi cần biết gì thêm?", NOTE)
    tu.tap("Gửi")
    tu.reads("Cảm ơn bạn.")

    lan = phone_of(scripts=False).sign_in(people.chi_lan)
    lan.go("/desk")
    lan.tap("1 báo cáo", role="link")
    lan.tap("Hương", role="link")
    lan.reads(NOTE)
    lan.unfold("Như lúc được thấy")
    lan.reads(SAID)  # the words as they were shown to Bà Tư
    lan.does_not_read("0912 345")
    lan.page.get_by_label("Tạm ngừng 7 ngày").check()
    lan.fill("Vì sao?", WHY)
    lan.tap("Quyết định")
    lan.reads("Đã quyết định.")
    lan.reads(WHY)  # who is suspended, and why

    huong = phone_of(scripts=False).sign_in(people.huong)
    huong.go("/inbox")
    huong.reads(WHY)
    huong.go("/account")
    huong.reads(WHY)
    huong.does_not_read(NOTE)  # nobody is told who said it, or what
    huong.tap("Tôi không đồng ý", role="link")
    huong.fill("Vì sao bạn không đồng ý?", SORRY)
    huong.tap("Gửi")
    huong.reads("Một người khác sẽ xem lại")

    root = phone_of(scripts=False).sign_in(people.root)
    root.go("/desk/reports")
    root.tap("Huong", role="link")
    root.reads(WHY)
    root.reads(SORRY)
    root.page.get_by_label("Rút lại").check()
    root.fill("Vì sao?", AGAIN)
    root.tap("Trả lời")
    root.does_not_read(WHY)  # nobody is suspended any more
    huong.go("/inbox")
    huong.reads(AGAIN)

    with app.test_request_context():
        [judged] = db.session.query(PersonDecision)
        told = [(one.actor, one.action) for one in audit.history(judged.id)]
    assert told == [
        (str(people.chi_lan.id), "person_judged"),
        (str(people.huong.id), "appealed"),
        (str(people.root.id), "appeal_answered"),
    ]
