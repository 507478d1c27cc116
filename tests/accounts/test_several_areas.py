"""A coordinator serves one area or several: what lies in any of them is theirs, no more."""

from flask import Flask
from flask.testing import FlaskCliRunner

from connect.accounts import Account, Role, account_by_phone, create_account
from connect.geo import Point, Whereabouts, in_areas, outermost
from connect.help_requests import HelpRequest
from tests.people import HOAN_KIEM, People
from tests.situations import ask

IN_HA_NOI = Whereabouts(point=Point(**HOAN_KIEM))
IN_HUE = Whereabouts(point=Point(16.4637, 107.5909))


def serve(app: Flask, people: People, *areas: str) -> None:
    """Nobody coordinates these from now on."""
    with app.test_request_context():
        nobody = people.nobody
        create_account(phone=nobody.phone, name="Lan", role=Role.COORDINATOR, areas=areas)


def test_the_cases_of_each_area_are_theirs(app: Flask, people: People) -> None:
    with app.test_request_context():
        south, north = ask(app), ask(app, phone="+84912345642", where=IN_HA_NOI)
        other = ask(app, phone="+84912345643", where=IN_HUE)
        ids = [str(one.id) for one in (south, north, other)]
        ward = north.ward_code or ""
    serve(app, people, "79", ward)
    client = people.nobody.client
    queue = client.get("/api/v1/desk/requests").get_json()
    assert {one["id"] for one in queue["items"]} == set(ids[:2])
    assert ["phone" in client.get(f"/api/v1/requests/{id_}").get_json() for id_ in ids] == [
        True, True, False
    ]  # fmt: skip
    mine = client.get("/api/v1/me").get_json()
    assert mine["areas"] == sorted(["79", ward])
    assert mine["area_code"] == mine["areas"][0]
    assert client.get("/api/v1/me/export").get_json()["account"]["areas"] == mine["areas"]


def test_other_areas_take_the_place_of_those_before(app: Flask, people: People) -> None:
    with app.test_request_context():
        id_ = ask(app).id
    for areas, seen in ((("79", "01"), True), (("01",), False), ((), False)):
        serve(app, people, *areas)
        answer = people.nobody.client.get(f"/api/v1/requests/{id_}").get_json()
        assert ("phone" in answer) == seen, areas
    assert people.nobody.client.get("/api/v1/desk/requests").status_code == 403


def test_a_ward_beside_its_province_adds_nothing(app: Flask, people: People) -> None:
    assert outermost(["27475", "79", "00070", "79"]) == ["00070", "79"]
    serve(app, people, "27475", "79")
    assert people.nobody.client.get("/api/v1/me").get_json()["areas"] == ["79"]


def test_no_area_is_no_row_and_none_is_all(context: Flask) -> None:
    columns = (HelpRequest.ward_code, HelpRequest.province_code)
    assert str(in_areas(None, *columns)) == "true"
    assert str(in_areas((), *columns)) == "false"
    both = str(in_areas(["79", "27475"], *columns))
    assert "ward_code = " in both
    assert "province_code = " in both


def test_the_command_takes_several(app: Flask, cli: FlaskCliRunner) -> None:
    person = ["people", "create", "--phone", "0912345678", "--name", "Lan"]
    areas = ["--area", "79", "--area", "00070"]
    assert cli.invoke(args=[*person, "--role", "coordinator", *areas]).exit_code == 0
    with app.app_context():
        account = account_by_phone("+84912345678")
        assert account is not None
        assert account.desk_areas == ("00070", "79")
    refused = cli.invoke(args=[*person, "--role", "coordinator", *areas, "--area", "nowhere"])
    assert refused.exit_code == 2
    assert cli.invoke(args=[*person, "--role", "resident"]).exit_code == 0
    with app.app_context():
        account = account_by_phone("+84912345678")
        assert isinstance(account, Account)
        assert account.desk_areas == ()
        assert list(account.area_codes) == []
