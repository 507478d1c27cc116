"""A child, somebody alone, somebody ill: only who is known to the ward is asked, or may know."""

import random
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import responders
from connect.accounts import Account
from connect.foundation.config import Settings
from connect.foundation.database import db, reading, transaction
from connect.help_requests import RequestNews, assignments, queries
from connect.help_requests.figures import count_waiting
from connect.help_requests.models import HelpRequest
from connect.responders import Responder
from tests.people import People, a_request
from tests.situations import (
    HERE,
    a_group,
    ask,
    assignments_of,
    help_from,
    known_to_the_ward,
    request_now,
)
from tests.vantage_points import reading_all, urls
from tests.web import Browser

API = "/api/v1/requests"


def known(people: People, account: Account, **details: object) -> Responder:
    """A volunteer whom the coordinator vouches for."""
    profile = help_from(account, **details)
    responders.vouch(profile.id, people.chi_lan.account())
    return profile


def asked_for(request_id: uuid.UUID) -> set[uuid.UUID]:
    return {one.responder_id for one in assignments_of(request_id) if one.state == "offered"}


def test_only_who_is_known_to_the_ward_is_asked(app: Flask, people: People) -> None:
    with app.test_request_context():
        near = help_from(people.huong.account(), point=HERE)
        far = known(people, people.minh.account())
        assert asked_for(ask(app, concerns=("alone",)).id) == {far.id}
        assert asked_for(ask(app).id) == {near.id, far.id}


@pytest.mark.usefixtures("still")
def test_that_it_is_there_changes_nothing_that_others_can_read(
    app: Flask, client: Browser, people: People, settings: Settings
) -> None:
    """Every list, sort, radius, box, count and page, read before it was opened and after."""
    with app.test_request_context():
        other = ask(app).id
    asked = list(urls(other, HERE, HERE, random.Random(6), settings))
    neighbour = people.nobody
    signed_in = neighbour.browser

    def everything() -> Iterator[dict[str, bytes]]:
        yield reading_all(client, asked, None)
        yield reading_all(signed_in, asked, neighbour.token)

    before = list(everything())
    with app.test_request_context():
        waiting, newest = count_waiting(), queries.newest(limit=100)
        ask(app, concerns=("minor", "ill"), urgency="urgent")
        assert (count_waiting(), queries.newest(limit=100)) == (waiting, newest)
    assert list(everything()) == before


def test_to_others_it_is_as_if_it_had_never_been(
    app: Flask, client: Browser, people: People
) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        shielded = ask(app, concerns=("ill",))
        id_, link = shielded.id, queries.manage_token(shielded)
        group = a_group(people.huong.account(), people.minh.account(), available=False).id
        known_to_the_ward(people.minh.account())
    never = uuid.uuid4()
    for person in (None, people.huong, people.anh_ha):
        if person is people.anh_ha:  # a coordinator of another area is trusted, and has no part
            answer = person.client.get(f"{API}/{id_}")
            assert answer.status_code == 200
            assert "concerns" not in (answer.json or {})
            continue
        speaks = person.client if person else app.test_client()
        for method, path in (
            ("GET", f"{API}/%s"),
            ("POST", f"{API}/%s/claim"),
            ("GET", "/requests/%s"),
            ("GET", f"{API}/%s/candidates"),
            ("POST", f"{API}/%s/report"),
        ):
            body = {"reason": "fraud"} if path.endswith("report") else {}
            told = [
                speaks.open(path % one, method=method, json=body if method == "POST" else None)
                for one in (id_, never)
            ]
            assert told[0].status_code == told[1].status_code, path
            if person or method == "GET":
                assert told[0].status_code in (401, 404), path
    # The one who asked, the desk, and who is known read it; the mark: those involved alone.
    for headers, shown in (
        ({"X-Manage-Token": link}, True),
        ({"Authorization": f"Bearer {people.chi_lan.token}"}, True),
        ({"Authorization": f"Bearer {people.minh.token}"}, False),
    ):
        answer = client.get(f"{API}/{id_}", headers=headers)
        assert answer.status_code == 200
        assert ("concerns" in (answer.json or {})) == shown
    # All who act for a group read of its cases: it has to be known itself.
    minh = people.minh.client
    refused = minh.post(f"{API}/{id_}/claim", json={"responder_id": str(group)})
    assert refused.status_code == 409
    taken = minh.post(f"{API}/{id_}/claim")
    assert taken.status_code == 201
    assert taken.json is not None
    assert taken.json["concerns"] == ["ill"]


def test_nothing_is_heard_of_it_in_any_square(app: Flask) -> None:
    with app.test_request_context():
        id_ = ask(app, concerns=("alone",)).id
        open_to_all = ask(app).id
        with reading() as connection:
            heard = RequestNews().topics(connection, [("opened", id_)])
            assert not [topic for topic in heard if topic.startswith("list:")]
            assert "list:" in RequestNews().topics(connection, [("opened", open_to_all)])


def test_it_is_marked_later_and_unmarked_again(app: Flask, client: Browser, people: People) -> None:
    with app.test_request_context():
        far = known(people, people.minh.account()).id
        near = help_from(people.huong.account()).id
    answer = client.post(API, json=a_request(concerns=["minor"])).json
    assert answer is not None
    id_, manage = uuid.UUID(answer["id"]), {"X-Manage-Token": answer["manage_token"]}

    def listed() -> list[str]:
        found = client.get(f"{API}?near={HERE.lat},{HERE.lon}").json
        assert found is not None
        return [one["id"] for one in found["items"]]

    def mark(*concerns: str) -> int:
        url = f"{API}/{id_}"
        return client.patch(url, json={"concerns": concerns}, headers=manage).status_code

    assert listed() == []
    for concerns, who, shown in (
        ((), {near, far}, [str(id_)]),
        (("ill", "alone"), {far}, []),
    ):
        assert mark(*concerns) == 200
        with app.test_request_context():
            assert asked_for(id_) == who
        assert listed() == shown
    assert mark("poor") == 422
    with app.test_request_context():
        assert request_now(id_).concerns == "alone ill"


def test_who_is_known_no_more_answers_no_more(app: Flask, people: People) -> None:
    minh = people.minh
    with app.test_request_context():
        profile = known(people, minh.account()).id
        id_ = ask(app, concerns=("alone",)).id
        [offer] = [str(one.id) for one in assignments_of(id_)]
    assert [one["id"] for one in (minh.client.get("/api/v1/offers").json or {})["items"]] == [offer]
    with app.test_request_context():
        responders.take_back(profile, people.chi_lan.account())
    assert (minh.client.get("/api/v1/offers").json or {})["items"] == []
    assert minh.client.post(f"/api/v1/offers/{offer}/accept").status_code == 404


def test_no_colleague_whom_nobody_knows_goes_instead(app: Flask, people: People) -> None:
    minh, huong = people.minh, people.huong
    with app.test_request_context():
        group = a_group(minh.account(), huong.account()).id
        responders.vouch(group, people.chi_lan.account())
        id_ = ask(app, concerns=("alone",)).id
        assignments.claim(id_, minh.account(), frozenset(), group)
        responders.take_back(group, people.chi_lan.account())
    assert huong.client.post(f"{API}/{id_}/take-over").status_code == 404
    with app.test_request_context():
        responders.vouch(group, people.chi_lan.account())
    assert huong.client.post(f"{API}/{id_}/take-over").status_code == 201


def test_the_mark_goes_with_who_asked(app: Flask, people: People) -> None:
    with app.test_request_context():
        id_ = ask(app, people.ba_tu.account(), phone=people.ba_tu.phone, concerns=("ill",)).id
        assert request_now(id_).shielded
    assert people.ba_tu.client.delete("/api/v1/me").status_code in (200, 204)
    with app.test_request_context():
        assert request_now(id_).concerns == ""


def test_the_database_takes_no_other_mark(app: Flask) -> None:
    with app.test_request_context():
        id_ = ask(app).id
        with pytest.raises(sa.exc.IntegrityError), transaction():
            db.session.execute(
                sa.update(HelpRequest).where(HelpRequest.id == id_).values(concerns="ill alone")
            )
        assert not db.session.get_one(HelpRequest, id_).shielded


def test_it_is_in_no_public_file_and_comes_back_from_a_private_one(
    app: Flask, tmp_path: Path
) -> None:
    with app.test_request_context():
        code = ask(app, concerns=("minor", "ill")).code
    flask = app.test_cli_runner()
    told = flask.invoke(args=["export", "requests", "--format", "csv"]).output
    assert len(told.splitlines()) == 1
    kept = flask.invoke(args=["export", "requests", "--format", "csv", "--private"]).output
    assert "minor;ill" in kept
    for other, line in (("marked", "minor;ill"), ("wrong", "minor;poor")):
        file = tmp_path / f"{other}.csv"
        row = f"{other},food,10.73,106.72,{line}"
        file.write_text(f"source_id,categories,lat,lon,concerns\n{row}\n", encoding="utf-8")
        flask.invoke(args=["import", "requests", str(file)])
    with app.test_request_context():
        rows = db.session.execute(sa.select(HelpRequest.code, HelpRequest.concerns)).all()
        assert len(rows) == 2
        assert {row.concerns for row in rows} == {"minor ill"}
        assert code in {row.code for row in rows}
        assert count_waiting() == 0
