"""What nobody decides is brought up to the admins and stays; what is decided is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import Status
from connect.moderation.ageing import OVERDUE, SEEN_KEPT, bring_up, forget_seen
from connect.moderation.models import Flag, Judgement, Verdict
from connect.moderation.people.models import PersonDecision, PersonReport
from connect.moderation.people.models import Verdict as OfPeople
from tests.people import People
from tests.plans import spoken
from tests.situations import situation
from tests.web import words

MINUTE = timedelta(minutes=1)
NOTE = {"reason": "fraud", "note": "Đòi tiền cọc."}


def both_reported(app: Flask, people: People) -> None:
    """A request by Minh, and Hương by Bà Tư, whose request she goes for."""
    here = situation(app, people, Status.CLAIMED)
    for who, path in (
        (people.ba_tu, f"people/helper/{here.request_id}"),
        (people.ba_tu, f"requests/{here.request_id}"),
    ):
        assert who.client.post(f"/api/v1/{path}/report", json=NOTE).status_code == 200


def told(people: People) -> list[str]:
    notices = people.root.client.get("/api/v1/notices").get_json()["items"]
    return [one["text"] for one in notices if one["kind"] == "reports_wait"]


def test_what_waits_for_three_days_is_brought_up_once_and_stays(app: Flask, people: People) -> None:
    both_reported(app, people)
    assert told(people) == []
    with app.test_request_context():
        assert bring_up(utcnow() + OVERDUE - MINUTE) == 0
        with transaction():
            for one in (db.session.query(Flag).one(), db.session.query(PersonReport).one()):
                one.created_at -= OVERDUE
        assert bring_up(utcnow()) == 2
        assert bring_up(utcnow()) == 0
        assert forget_seen(utcnow() + 9 * SEEN_KEPT) == 0
        assert db.session.query(Flag).one().note == NOTE["note"]
    [text] = told(people)
    assert "2" in text
    desk = words(people.chi_lan.browser.page("/desk/reports"))
    assert desk.count("3 ngày chưa ai quyết định") == 2


def test_two_workers_at_one_moment_tell_it_once(app: Flask, people: People) -> None:
    both_reported(app, people)
    assert told(people) == []
    late, gate = utcnow() + OVERDUE + MINUTE, Barrier(4)

    def work(_n: int) -> int:
        with app.test_request_context():
            gate.wait()
            return bring_up(late)

    with ThreadPoolExecutor(4) as crowd:
        assert sorted(crowd.map(work, range(4))) == [0, 0, 0, 2]
    assert len(told(people)) == 1


def test_who_reports_again_after_a_decision_waits_anew(app: Flask, people: People) -> None:
    """It is the same row, of which the admins were told once."""
    both_reported(app, people)
    with app.test_request_context():
        with transaction():
            report = db.session.query(PersonReport).one()
            report.created_at -= 2 * OVERDUE
        assert bring_up(utcnow() - OVERDUE) == 1
        with transaction():
            report.created_at = utcnow()  # as saying it again sets it
        assert bring_up(utcnow() + OVERDUE - MINUTE) == 0
        assert bring_up(utcnow() + OVERDUE + MINUTE) == 2
        assert bring_up(utcnow() + OVERDUE + MINUTE) == 0


def test_what_was_seen_goes_thirty_days_after_the_decision_unless_somebody_waits(
    app: Flask, people: People
) -> None:
    both_reported(app, people)
    with app.test_request_context():
        flag, report = db.session.query(Flag).one(), db.session.query(PersonReport).one()
        judged = Judgement(request_id=flag.request_id, verdict=Verdict.CLOSED, words="Lừa đảo")
        decided = PersonDecision(person=report.person, verdict=OfPeople.STAYS, words="")
        with transaction():
            db.session.add_all((judged, decided))
            db.session.flush()
            flag.judgement_id, report.decision_id = judged.id, decided.id
            judged.appealed_at = utcnow()
        assert forget_seen(utcnow() + SEEN_KEPT - MINUTE) == 0
        assert forget_seen(utcnow() + SEEN_KEPT + MINUTE) == 1
        assert (report.evidence, report.note) == ({}, "")
        assert flag.evidence
        with transaction():
            judged.answered_at = utcnow()
        assert [forget_seen(utcnow() + SEEN_KEPT + MINUTE) for _twice in (1, 2)] == [1, 0]
        assert (flag.evidence, flag.note) == ({}, "")
        assert (flag.reason, report.reason) == ("fraud", "fraud")


def test_the_names_of_all_are_read_at_once(app: Flask, people: People) -> None:
    """The page of the desk asks no more statements for more people."""
    asked: list[int] = []
    for person in (people.root, people.huong, people.minh, people.anh_ha):
        held = PersonDecision(
            person=person.phone,
            account_id=person.id,
            verdict=OfPeople.SUSPENDED,
            words="Quấy rối",
            until=utcnow() + SEEN_KEPT,
        )
        with app.app_context(), transaction():
            db.session.add(held)
        with app.app_context(), spoken() as heard:
            page = words(people.root.browser.page("/desk/reports"))
        asked.append(len(heard))
    assert asked[2] == asked[3]
    assert page.count("Quấy rối") == 3  # nobody decides on themselves
    assert "Huong" in page
