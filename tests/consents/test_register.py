"""Who saw what of mine, for all that is mine, on one page."""

from flask import Flask

from connect.consents import looks
from connect.foundation import audit
from connect.foundation.database import db, transaction
from connect.help_requests import Status
from tests.people import People
from tests.situations import ask, situation
from tests.situations_with import with_gift
from tests.web import browser_of, words

SEEN = "/account/seen"


def test_all_that_was_shown_of_mine(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)  # of Bà Tư, taken by Hương
    gift = with_gift(app, people, situation(app, people, Status.OPEN), "settled")
    people.ba_tu.browser.page(f"/requests/{gift.request_id}")  # the giver's door stands there
    people.chi_lan.client.get(f"/api/v1/requests/{here.request_id}")
    page = words(people.ba_tu.browser.page(SEEN))
    with app.app_context():
        lan, huong, tu = (
            one.account().name for one in (people.chi_lan, people.huong, people.ba_tu)
        )
    assert lan in page
    assert huong in page
    assert "Gạo" in page
    held = people.ba_tu.client.get("/api/v1/me/export").get_json()["requests"]
    [reveals] = [one["reveals"] for one in held if one["id"] == str(here.request_id)]
    assert {one["name"] for one in reveals} == {lan, huong}
    gives = words(people.huong.browser.page(SEEN))
    assert tu in gives
    assert lan not in gives
    assert "Chưa có ai xem" in words(people.nobody.browser.page(SEEN))


def test_who_looked_last_comes_first_and_oneself_is_nobody(app: Flask, people: People) -> None:
    with app.test_request_context():
        tu = people.ba_tu.account()
        first, second, unseen = sorted(ask(app, tu, phone=tu.phone).id for _n in range(3))
        looked = [
            (people.huong, first),
            (people.minh, second),
            (people.huong, first),
            (people.ba_tu, second),
            (people.ba_tu, unseen),
            (people.chi_lan, first),
        ]
        db.session.rollback()
        for who, what in looked:
            with transaction():
                audit.record(str(who.id), audit.REVEALED, what)
        found = looks.register_of(tu.id)
        told = [
            (thing.id, [(one.name, one.staff, one.times) for one in seen]) for thing, seen in found
        ]
        assert told == [
            (first, [("Chi Lan", True, 1), ("Huong", False, 2)]),
            (second, [("Minh", False, 1)]),
        ]
        assert [one.path for one, _seen in found] == [f"/requests/{first}", f"/requests/{second}"]
        [_lan, huong] = found[0][1]
        assert huong.last == audit.looks_at([first])[1].at
        assert looks.as_json(huong) == {
            "name": "Huong",
            "role": "helper",
            "times": 2,
            "last": huong.last.isoformat(),
        }


def test_it_is_for_whoever_is_signed_in(app: Flask) -> None:
    for path in (SEEN, "/account/consents"):
        answer = browser_of(app).get(path)
        assert (answer.status_code, "/sign-in" in str(answer.location)) == (302, True)


def test_what_staff_asked_for_somebody_else_is_not_theirs_to_see(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        lan = people.chi_lan.account()
        others, own = ask(app, lan).id, ask(app, lan, phone=lan.phone).id
        for asked in (others, own):
            audit.record_look(str(people.root.id), asked)
        assert [thing.id for thing, _seen in looks.register_of(lan.id)] == [own]
