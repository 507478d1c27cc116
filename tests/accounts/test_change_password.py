"""Another password for who knows the one of today: the other devices are signed out."""

from flask import Flask

from tests.accounts.codes import sign_in
from tests.people import PASSWORD, People
from tests.web import words

NEW = "cây đa đầu làng"
PAGE = "/account/password"


def test_who_knows_the_old_one_sets_another(app: Flask, people: People) -> None:
    here, elsewhere = people.ba_tu.browser, people.ba_tu.browser
    hers = people.huong.browser
    assert here.send(PAGE, old_password=PASSWORD, password=NEW).location == "/account"
    assert "mật khẩu mới" in words(here.page("/account"))
    assert elsewhere.get("/account").status_code == 302
    assert hers.get("/account").status_code == 200
    program = app.test_client()
    assert sign_in(program, PASSWORD, people.ba_tu.phone).status_code == 422
    assert sign_in(program, NEW, people.ba_tu.phone).status_code == 200


def test_without_the_old_one_nothing_changes(app: Flask, people: People) -> None:
    """Neither for who found the phone unlocked, nor with one that is easy to guess."""
    here, elsewhere = people.ba_tu.browser, people.ba_tu.browser
    for sent, told in (
        ({"old_password": "không phải đâu", "password": NEW}, "không phải mật khẩu của bạn"),
        ({"old_password": "", "password": NEW}, "hãy nhập mật khẩu"),
        ({"old_password": PASSWORD, "password": "Tu@2024"}, "đến 200 ký tự"),
        ({"old_password": PASSWORD, "password": people.ba_tu.phone}, "dễ đoán"),
    ):
        refused = here.send(PAGE, **sent)
        assert refused.status_code == 422
        assert told in words(here.seen(refused))
    assert elsewhere.get("/account").status_code == 200
    assert sign_in(app.test_client(), PASSWORD, people.ba_tu.phone).status_code == 200
