"""A coordinator decides and says why; who asked may disagree once, and somebody else answers."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.foundation.errors import NotFound
from connect.help_requests import Status
from connect.moderation import forget_old
from connect.moderation.models import Flag, Judgement
from connect.moderation.service import KEPT, answer
from connect.notifications.models import Notice
from tests.people import People
from tests.situations import Situation, request_now, situation
from tests.web import words

WHY = "Người này đòi tiền của ba tình nguyện viên"


@pytest.fixture
def here(app: Flask, people: People) -> Situation:
    """Bà Tư's open request, which somebody has reported."""
    made = situation(app, people, Status.OPEN)
    told = {"reason": "fraud", "note": "Đòi tiền."}
    people.nobody.client.post(f"/api/v1/requests/{made.request_id}/report", json=told)
    return made


def decided(people: People, here: Situation, **told: str) -> int:
    told = {"verdict": "closed", "words": WHY} | told
    return people.chi_lan.browser.send(f"/desk/reports/{here.request_id}", **told).status_code


def told(app: Flask, account_id: object) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(
                sa.select(Notice.text)
                .where(Notice.account_id == account_id)
                .where(Notice.kind.in_(["judged", "report_answered", "appeal_answered"]))
                .order_by(Notice.created_at)
            )
        )


def judgement(app: Flask) -> Judgement:
    with app.app_context():
        [only] = db.session.scalars(sa.select(Judgement))
        return only


def test_what_is_closed_is_closed_with_a_reason_that_who_asked_reads(
    app: Flask, people: People, here: Situation
) -> None:
    assert "1 báo cáo" in words(people.chi_lan.browser.page("/desk"))
    assert decided(people, here, words="") == 422
    assert decided(people, here) == 303
    with app.app_context():
        now = request_now(here.request_id)
        assert (now.status, now.close_reason) == (Status.CLOSED, "rejected")
    [asker], [reporter] = told(app, people.ba_tu.id), told(app, people.nobody.id)
    assert WHY in asker
    assert WHY not in reporter
    assert WHY in words(people.ba_tu.browser.page(f"/requests/{here.request_id}"))
    assert WHY not in words(people.nobody.browser.page(f"/requests/{here.request_id}"))
    desk = people.chi_lan.browser.get(f"/desk/reports/{here.request_id}")
    assert desk.status_code == 404  # it waits no more


def test_nothing_wrong_leaves_it_as_it_is_and_tells_who_reported_only(
    app: Flask, people: People, here: Situation
) -> None:
    assert decided(people, here, verdict="stays", words="") == 303
    with app.app_context():
        assert request_now(here.request_id).status == Status.OPEN
    assert told(app, people.ba_tu.id) == []
    assert len(told(app, people.nobody.id)) == 1
    assert (
        people.nobody.client.post(
            f"/api/v1/requests/{here.request_id}/report", json={"reason": "other"}
        ).status_code
        == 200
    )  # and may say it again
    assert decided(people, here, verdict="stays") == 303


def test_what_has_ended_cannot_be_closed_again(app: Flask, people: People, here: Situation) -> None:
    closing = {"reason": "withdrawn"}
    people.ba_tu.client.post(f"/api/v1/requests/{here.request_id}/close", json=closing)
    desk = f"/desk/reports/{here.request_id}"
    refused = people.chi_lan.browser.send(desk, verdict="closed", words=WHY)
    assert refused.status_code == 409
    assert WHY in refused.get_data(as_text=True)  # nothing typed is lost
    assert decided(people, here, verdict="stays") == 303


def test_who_disagrees_is_answered_by_somebody_else(
    app: Flask, people: People, here: Situation
) -> None:
    decided(people, here)
    url = f"/requests/{here.request_id}/appeal"
    assert "Tôi không đồng ý" in words(people.ba_tu.browser.page(f"/requests/{here.request_id}"))
    assert people.ba_tu.browser.send(url, words="").status_code == 422
    assert people.huong.browser.get(url).status_code == 403
    assert people.ba_tu.browser.send(url, words="Tôi không đòi tiền ai").status_code == 303
    assert people.ba_tu.browser.get(url).status_code == 303  # once
    answering = f"/desk/reports/appeals/{judgement(app).id}"
    yes = {"outcome": "reopen", "words": "Chúng tôi đã nhầm"}
    assert people.chi_lan.browser.get(answering).status_code == 403  # who decided
    assert people.anh_ha.browser.get(answering).status_code == 404  # from elsewhere
    assert "Tôi không đòi tiền ai" in words(people.root.browser.page(answering))
    assert people.root.browser.send(answering, **yes | {"words": ""}).status_code == 422
    assert people.root.browser.send(answering, **yes).status_code == 303
    with app.app_context():
        assert request_now(here.request_id).status == Status.OPEN
    assert "Chúng tôi đã nhầm" in told(app, people.ba_tu.id)[-1]
    assert people.root.browser.get(answering).status_code == 404


def test_what_was_opened_again_and_ended_otherwise_was_not_closed_by_the_decision(
    app: Flask, people: People, here: Situation
) -> None:
    decided(people, here)
    people.ba_tu.browser.send(f"/requests/{here.request_id}/appeal", words="Tôi không đòi tiền ai")
    yes = {"outcome": "reopen", "words": "Chúng tôi đã nhầm"}
    people.root.browser.send(f"/desk/reports/appeals/{judgement(app).id}", **yes)
    url = f"/api/v1/requests/{here.request_id}/close"
    assert people.ba_tu.client.post(url, json={"reason": "withdrawn"}).status_code == 200
    assert WHY not in words(people.ba_tu.browser.page(f"/requests/{here.request_id}"))


def test_an_appeal_waits_no_more_once_it_is_open_again_and_undoes_nothing_after_that(
    app: Flask, people: People, here: Situation
) -> None:
    decided(people, here)
    people.ba_tu.browser.send(f"/requests/{here.request_id}/appeal", words="Tôi không đòi tiền ai")
    opened = people.chi_lan.client.post(
        f"/api/v1/desk/requests/{here.request_id}/acts", json={"act": "reopen"}
    )
    assert opened.status_code == 200
    url = f"/api/v1/requests/{here.request_id}/close"
    assert people.ba_tu.client.post(url, json={"reason": "withdrawn"}).status_code == 200
    assert "1 báo cáo" not in words(people.root.browser.page("/desk"))
    assert people.root.browser.get(f"/desk/reports/appeals/{judgement(app).id}").status_code == 404
    with app.app_context():
        root, id_ = people.root.account(), judgement(app).id
        with pytest.raises(NotFound):
            answer(root, id_, reopens=True, words="Chúng tôi đã nhầm")
        assert request_now(here.request_id).status == Status.CLOSED
    assert WHY in told(app, people.ba_tu.id)[-1]  # nobody says that it is open


def test_what_stays_closed_is_not_disputed_twice(
    app: Flask, people: People, here: Situation
) -> None:
    decided(people, here)
    url = f"/requests/{here.request_id}/appeal"
    people.ba_tu.browser.send(url, words="Tôi không đòi tiền ai")
    no = {"outcome": "uphold", "words": "Ba người đều nói vậy"}
    answering = f"/desk/reports/appeals/{judgement(app).id}"
    assert people.root.browser.send(answering, **no).status_code == 303
    with app.app_context():
        assert request_now(here.request_id).status == Status.CLOSED
    assert people.ba_tu.browser.get(url).status_code == 303
    assert "Ba người đều nói vậy" in told(app, people.ba_tu.id)[-1]


def test_half_a_year_later_it_is_gone(app: Flask, people: People, here: Situation) -> None:
    decided(people, here)
    with app.app_context():
        assert forget_old(utcnow() + KEPT - timedelta(hours=1)) == 0
        assert forget_old(utcnow() + KEPT + timedelta(hours=1)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Flag)) == 0
