"""From an embedded database to another one, as the README tells it: no request is lost."""

import csv
import shutil
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.foundation.database import db, transaction
from connect.geo import Point, Whereabouts, cell_of_ward
from connect.help_requests import (
    CloseReason,
    HelpRequest,
    ItemDetails,
    assignments,
    keep_time,
    queries,
    service,
)
from connect.help_requests.models import Assignment
from connect.responders import Responder
from tests.cli.files import Outcome, rejected, run, write_csv
from tests.cli.test_export import export
from tests.people import People, count
from tests.situations import CLAIMANT, COORDINATOR, REQUESTER, age, ask, help_from, long_silent
from tests.web import browser_of

TWO = [ItemDetails(category="food", goods="Gạo"), ItemDetails(category="food", goods="Sữa")]
WARD = "27475"
Seen = dict[str, Any]


@pytest.fixture
def old(another_app: Callable[..., Flask], migrated_file: Path, tmp_path: Path) -> Flask:
    """The database that is left: an embedded one, with a request in every state."""
    file = tmp_path / "old.db"
    shutil.copy(migrated_file, file)
    return another_app(database_url=f"sqlite:///{file}", var=tmp_path)


@pytest.fixture
def ids(old: Flask) -> dict[str, uuid.UUID]:
    """A request for every state, by its name."""
    people = People(old)
    with old.test_request_context():
        huong, shopkeeper = people.huong.account(), people.shop.account()
        help_from(huong, capacity=50)
        shop = help_from(shopkeeper, kind="supplier", name="Tạp hoá", available=False)

        def asked(**changes: Any) -> uuid.UUID:
            return ask(old, None, items=TWO, **changes).id

        def taken(**changes: Any) -> uuid.UUID:
            id_ = asked(**changes)
            assignments.claim(id_, huong)
            return id_

        def brought(*, items: int = 2) -> uuid.UUID:
            id_ = taken()
            wanted = queries.request_by_id(id_)
            assert wanted is not None
            chosen = [item.id for item in wanted.items][:items] if items < 2 else None
            assignments.deliver(id_, huong, CLAIMANT, chosen)
            return id_

        made = {
            "open": asked(supplier_id=shop.id, urgency="urgent", share_phone=False),
            "by ward": asked(where=whole_ward()),
            "claimed": taken(),
            "delivered": brought(),
            "in part": brought(items=1),
            "fulfilled": brought(),
            "withdrawn": asked(),
            "duplicate": asked(),
            "expired": asked(),
        }
        service.confirm(made["fulfilled"], None, REQUESTER)
        service.close(made["withdrawn"], CloseReason.WITHDRAWN, None, REQUESTER)
        service.close(made["duplicate"], CloseReason.DUPLICATE, None, COORDINATOR)
        long_silent(made["expired"])
        assert keep_time()["expired"] == 1
        with transaction():
            db.session.get_one(HelpRequest, made["open"]).source_id = "hotline-7"
        return made


def whole_ward() -> Whereabouts:
    cell = cell_of_ward(WARD)
    assert cell is not None
    return Whereabouts(point=Point(cell.lat, cell.lon), code=WARD)


def seen(app: Flask) -> dict[uuid.UUID, Seen]:
    """Every request as its row says, without what belongs to one database alone."""
    with app.app_context():
        sources = {row.id: row.source_id or str(row.id) for row in db.session.query(Responder)}
        return {
            row.id: {
                name: getattr(row, name)
                for name in (
                    *("code", "source_id", "status", "status_at", "close_reason", "urgency"),
                    *("people", "verified", "created_at", "name", "phone", "share_phone"),
                    "description",
                    *("address", "lat", "lon", "ward_code", "province_code", "cell_id", "card"),
                )
            }
            | {
                "items": [
                    (item.category.code, item.goods, item.note, item.delivered_by_id is not None)
                    for item in row.items
                ],
                "supplier": sources.get(row.supplier_id) if row.supplier_id else None,
            }
            for row in db.session.query(HelpRequest)
        }


def move(old: Flask, cli: FlaskCliRunner, folder: Path, form: str = "csv") -> Outcome:
    """The commands of the README; what the last of them said."""
    for what in ("responders", "requests"):
        file = str(folder / f"{what}.{form}")
        export(old.test_cli_runner(), what, "--format", form, "--private", "--out", file)
    assert run(cli, "responders", folder / f"responders.{form}").counts == (2, 2, 0, 0, 0)
    return run(cli, "requests", folder / f"requests.{form}")


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_every_request_arrives_as_it_was(
    form: str,
    old: Flask,
    ids: dict[str, uuid.UUID],
    app: Flask,
    cli: FlaskCliRunner,
    tmp_path: Path,
) -> None:
    before = seen(old)
    outcome = move(old, cli, tmp_path, form)
    assert outcome.counts == (len(ids), len(ids), 0, 0, 0)
    assert "1 that somebody had taken are open again" in outcome.stderr
    after = seen(app)
    claimed_before, claimed = before.pop(ids["claimed"]), after.pop(ids["claimed"])
    assert after == before
    assert (claimed["status"], claimed["code"]) == ("open", claimed_before["code"])
    assert claimed["card"]["status"] == "open"
    assert after[ids["open"]]["source_id"] == "hotline-7"
    assert after[ids["open"]]["supplier"] is not None
    assert [item[-1] for item in after[ids["in part"]]["items"]] == [True, False]
    assert after[ids["by ward"]]["card"]["cell"]["precision"] == "ward"
    listed = app.test_client().get("/api/v1/requests?limit=100").get_json()["items"]
    assert {one["id"] for one in listed} == {
        str(ids[name]) for name in ("open", "by ward", "claimed", "in part")
    }


def test_links_and_codes_in_peoples_hands_go_on_working(
    old: Flask, ids: dict[str, uuid.UUID], app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    with old.test_request_context():
        token = queries.manage_token(db.session.get_one(HelpRequest, ids["delivered"]))
        code = db.session.get_one(HelpRequest, ids["fulfilled"]).code
        phone = db.session.get_one(HelpRequest, ids["fulfilled"]).phone
    move(old, cli, tmp_path)
    with app.test_request_context():
        found = queries.request_by_code(code, phone or "")
        assert found is not None
        assert found.id == ids["fulfilled"]
    assert browser_of(app).get(f"/m/{token}", follow_redirects=True).status_code == 200
    client, url = app.test_client(), f"/api/v1/requests/{ids['delivered']}"
    mine = {"X-Manage-Token": token}
    assert client.get(url, headers=mine).get_json()["phone"] == phone
    for event, status in (("reopen", "open"), ("close", "closed")):
        answer = client.post(f"{url}/{event}", json={"reason": "withdrawn"}, headers=mine)
        assert (answer.status_code, answer.get_json()["status"]) == (200, status)


def test_time_goes_on_where_it_stood(
    old: Flask, ids: dict[str, uuid.UUID], app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    with old.app_context():
        age(ids["delivered"], timedelta(hours=49))
        age(ids["open"], timedelta(hours=49))
    move(old, cli, tmp_path)
    with app.test_request_context():
        done = keep_time()
        # Whatever was asked before, nothing ends here unasked.
        assert (done["checked_in"], done["confirmed"], done["lapsed"]) == (2, 0, 0)


def test_who_helped_before_has_no_name_and_is_asked_for_nothing(
    old: Flask, ids: dict[str, uuid.UUID], app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    move(old, cli, tmp_path)
    with app.app_context():
        helpers = set(db.session.scalars(sa.select(Assignment.responder_id)))
        assert len(helpers) == 1, "one stands for all of them"
        [helper] = helpers
    assert app.test_client().get(f"/api/v1/responders/{helper}").status_code == 404
    export(cli, "responders", "--format", "csv", "--private", "--out", str(tmp_path / "now.csv"))
    with (tmp_path / "now.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2


def test_the_same_file_again_changes_nothing(
    old: Flask, ids: dict[str, uuid.UUID], app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    move(old, cli, tmp_path)
    before, rows = seen(app), [count(app, model) for model in (Assignment, Responder)]
    again = run(cli, "requests", tmp_path / "requests.csv")
    assert again.counts == (len(ids), 0, len(ids), 0, 0)
    assert again.stderr == ""
    assert seen(app) == before
    assert [count(app, model) for model in (Assignment, Responder)] == rows


def test_a_shop_that_is_not_here_is_told(
    old: Flask, ids: dict[str, uuid.UUID], app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "requests.csv"
    export(old.test_cli_runner(), "requests", "--format", "csv", "--private", "--out", str(file))
    outcome = run(cli, "requests", file)
    assert outcome.counts == (len(ids), len(ids), 0, 0, 0)
    assert "1 named a shop that is not here" in outcome.stderr
    assert seen(app)[ids["open"]]["supplier"] is None


def test_a_public_file_opens_new_requests_and_tells_what_it_skips(
    old: Flask, ids: dict[str, uuid.UUID], app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "public.csv"
    export(old.test_cli_runner(), "requests", "--format", "csv", "--out", str(file))
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert not {"code", "status_at", "close_reason", "supplier", "ward", "share_phone"} & set(
        rows[0]
    )
    assert all("delivered" not in row["items"] for row in rows)
    outcome = run(cli, "requests", file)
    waiting = sum(row["status"] == "open" for row in rows)
    assert outcome.counts == (len(ids), waiting, 0, len(ids) - waiting, 0)
    assert f"{len(ids) - waiting} skipped: over where they come from" in outcome.stderr
    assert not set(seen(app)) & set(ids.values()), "strangers' files name nobody's request"


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "7"},
        {"code": "a code"},
        {"status": "lost"},
        {"status_at": "yesterday"},
        {"close_reason": "boredom"},
        {"items": '[{"category": "food", "delivered": "perhaps"}]'},
    ],
)
def test_a_row_that_cannot_be_moved_is_put_aside(
    wrong: dict[str, str],
    old: Flask,
    ids: dict[str, uuid.UUID],
    app: Flask,
    cli: FlaskCliRunner,
    tmp_path: Path,
) -> None:
    file = tmp_path / "requests.csv"
    export(old.test_cli_runner(), "requests", "--format", "csv", "--private", "--out", str(file))
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    outcome = run(cli, "requests", write_csv(file, [rows[0] | wrong, *rows[1:]]))
    assert outcome.counts == (len(ids), len(ids) - 1, 0, 0, 1)
    name = "delivered" if "items" in wrong else next(iter(wrong))
    assert name in rejected(file)[0]["reason"]
