"""`flask import` with our own columns: what goes in, and what the same file brings again."""

import uuid
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.foundation.database import db, transaction
from connect.help_requests.models import HelpRequest, ListedRequest, RequestItem
from connect.responders.models import Good, Responder, ResponderOffer, SupplierPoint
from tests.cli.files import REQUEST, RESPONDER, run, write_csv
from tests.people import count


def test_a_responder_arrives_as_it_was_written(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    row = RESPONDER | {
        "address": "5 Nguyễn Thị Thập",
        "radius_m": "2500",
        "capacity": "7",
        "opening_hours": "Mon-Sun 00:00–24:00",
        "available": "",
        "delivers": "yes",
        "goods": "Gạo ST25;Trứng|low|32000; Sữa \\; bột|out",
        "note": "Gọi trước",
    }
    outcome = run(cli, "responders", write_csv(tmp_path / "a.csv", [row]))
    assert (outcome.code, outcome.counts) == (0, (1, 1, 0, 0, 0))
    assert outcome.output.splitlines()[-1] == "read 1 created 1 updated 0 skipped 0 rejected 0"
    with app.app_context():
        saved = db.session.scalars(sa.select(Responder)).one()
        assert saved.owner_id is None
        assert (saved.kind, saved.name, saved.phone) == (
            "supplier",
            "Tạp hóa Cô Ba",
            "+84912345678",
        )
        assert (saved.lat, saved.lon, saved.radius_m, saved.capacity) == (10.734, 106.7215, 2500, 7)
        assert (saved.available, saved.delivers, saved.hours_open) == (True, True, True)
        assert saved.opening_hours == "Mo-Su 00:00-24:00"
        assert [c.code for c in saved.categories] == ["food", "medicine"]
        assert [(g.name, g.stock, g.price) for g in saved.goods] == [
            ("Gạo ST25", "in", None),
            ("Trứng", "low", 32000),
            ("Sữa ; bột", "out", None),
        ]
    assert count(app, ResponderOffer) == 2
    # Once among all, once in each category, once for each good of the catalogue that is there.
    assert count(app, SupplierPoint) == 5


def test_a_request_arrives_listed_by_its_cell(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    row = REQUEST | {"categories": "food; medicine"}
    outcome = run(cli, "requests", write_csv(tmp_path / "a.csv", [row]))
    assert outcome.counts == (1, 1, 0, 0, 0)
    with app.app_context():
        saved = db.session.scalars(sa.select(HelpRequest)).one()
        assert (saved.status, saved.people, saved.urgency) == ("open", 4, "urgent")
        assert (saved.phone, saved.name) == ("+84912345603", "Bà Tư")
        assert saved.created_at.isoformat() == "2026-01-31T08:30:00+00:00"
        assert saved.ward_code is not None
        assert (saved.cell_lat, saved.cell_lon) != (saved.lat, saved.lon)
        assert [item["category"] for item in saved.card["items"]] == ["food", "medicine"]
        assert "0912" not in str(saved.card)
        assert "Lê Lợi" not in str(saved.card)
    # Any category, and each of the two; with and without the filter by urgency.
    assert count(app, ListedRequest) == 6
    found = app.test_client().get("/api/v1/requests?near=10.77,106.70").json
    assert found is not None
    assert len(found["items"]) == 1


def test_the_same_file_again_changes_nothing_and_a_new_one_updates(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    requests = write_csv(tmp_path / "r.csv", [REQUEST])
    shops = write_csv(tmp_path / "s.csv", [RESPONDER | {"goods": "Gạo;Trứng"}])
    for file, what in ((requests, "requests"), (shops, "responders")):
        assert run(cli, what, file).counts == (1, 1, 0, 0, 0)
    with app.app_context():
        before = db.session.scalars(sa.select(RequestItem.id)).one()
    for file, what in ((requests, "requests"), (shops, "responders")):
        assert run(cli, what, file).counts == (1, 0, 1, 0, 0)
    for model, expected in ((HelpRequest, 1), (RequestItem, 1), (Responder, 1), (Good, 2)):
        assert count(app, model) == expected
    assert (count(app, ListedRequest), count(app, ResponderOffer)) == (4, 2)
    write_csv(requests, [REQUEST | {"categories": "shelter", "people": "2", "created_at": ""}])
    write_csv(shops, [RESPONDER | {"goods": "Cá", "kind": "volunteer", "categories": "food"}])
    for file, what in ((requests, "requests"), (shops, "responders")):
        assert run(cli, what, file).counts == (1, 0, 1, 0, 0)
    with app.app_context():
        request = db.session.scalars(sa.select(HelpRequest)).one()
        assert [item.category.code for item in request.items] == ["shelter"]
        assert request.items[0].id != before
        assert request.people == 2
        assert request.created_at.year == 2026
    assert (count(app, Good), count(app, ResponderOffer), count(app, SupplierPoint)) == (1, 1, 0)


def test_an_update_leaves_state_load_and_what_has_been_delivered_alone(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    requests = write_csv(tmp_path / "r.csv", [REQUEST])
    shops = write_csv(tmp_path / "s.csv", [RESPONDER | {"capacity": "1"}])
    run(cli, "requests", requests)
    run(cli, "responders", shops)
    with app.app_context(), transaction():
        db.session.execute(sa.update(HelpRequest).values(status="claimed"))
        db.session.execute(sa.update(Responder).values(load=1))
    assert run(cli, "requests", requests).counts == (1, 0, 1, 0, 0)
    assert run(cli, "responders", shops, "--anew").counts == (1, 0, 1, 0, 0)
    with app.app_context():
        assert db.session.scalars(sa.select(HelpRequest.status)).one() == "claimed"
        assert db.session.scalars(sa.select(Responder.load)).one() == 1
    assert count(app, ListedRequest) == 0
    assert count(app, ResponderOffer) == 0


def test_a_dry_run_counts_and_changes_nothing(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [RESPONDER, RESPONDER | {"source_id": "s2"}])
    run(cli, "responders", write_csv(tmp_path / "b.csv", [RESPONDER]))
    outcome = run(cli, "responders", file, "--dry-run")
    assert outcome.counts == (2, 1, 1, 0, 0)
    assert count(app, Responder) == 1


def test_rows_without_an_id_are_the_same_the_next_time(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    rows = [RESPONDER | {"source_id": "", "name": name} for name in ("A", "B")]
    file = write_csv(tmp_path / "a.csv", rows)
    assert run(cli, "responders", file).counts == (2, 2, 0, 0, 0)
    assert run(cli, "responders", file).counts == (2, 0, 2, 0, 0)
    assert count(app, Responder) == 2


def test_an_export_of_our_own_row_comes_home(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    run(cli, "responders", write_csv(tmp_path / "a.csv", [RESPONDER]))
    with app.app_context(), transaction():
        own = db.session.scalars(sa.select(Responder.id)).one()
        db.session.execute(sa.update(Responder).values(source_id=None))
    rows = [RESPONDER | {"source_id": str(own)}, RESPONDER | {"source_id": str(uuid.uuid4())}]
    assert run(cli, "responders", write_csv(tmp_path / "b.csv", rows)).counts == (2, 1, 1, 0, 0)
    assert count(app, Responder) == 2


def test_text_passes_the_one_filter(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    row = RESPONDER | {"name": "Co\u0302\0 Ba\u202e", "note": "một\r\nhai\u200b", "phone": ""}
    assert run(cli, "responders", write_csv(tmp_path / "a.csv", [row])).counts[1] == 1
    with app.app_context():
        saved = db.session.scalars(sa.select(Responder)).one()
        assert (saved.name, saved.note, saved.phone) == ("Cô Ba", "một\nhai", None)


def test_what_is_over_elsewhere_is_not_opened_here(cli: FlaskCliRunner, tmp_path: Path) -> None:
    rows = [REQUEST | {"status": "fulfilled"}, REQUEST | {"source_id": "r2", "status": "open"}]
    file = write_csv(tmp_path / "a.csv", rows)
    assert run(cli, "requests", file).counts == (2, 1, 0, 1, 0)
