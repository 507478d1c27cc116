"""The migrations: up and down with rows in the tables, and the same schema as the models'."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from connect import help_requests, responders
from connect.foundation.config import ROOT, Settings
from connect.foundation.database import db, transaction
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import Assignment
from connect.responders import SIGNS
from tests.every_table import fill_every_table
from tests.people import People

MIGRATIONS = ROOT / "migrations"
LAYERS = ("responder_offer", "supplier_point", "delivery_point", "listed_request", "listed_gift")
NOT_OURS = {"alembic_version", "spatial_ref_sys"}


@pytest.fixture
def empty_app(
    another_app: Callable[..., Flask],
    settings: Settings,
    on_postgis: bool,
    shared_app: Flask,
    tmp_path: Path,
) -> Iterator[Flask]:
    """An app on a database of its own that holds nothing yet."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if on_postgis:
        url = settings.database_url.replace("/connect_test?", "/connect_empty?")
        _on_the_server(shared_app, "CREATE DATABASE connect_empty")
    app = another_app(database_url=url, var=tmp_path)
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if on_postgis:
        _on_the_server(shared_app, "DROP DATABASE connect_empty")


def _on_the_server(app: Flask, statement: str) -> None:
    with app.app_context():
        server = db.engine.execution_options(isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(sa.text(statement))


@pytest.fixture(scope="module")
def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def tables_there() -> set[str]:
    names = sa.inspect(db.engine).get_table_names()
    return {name for name in names if "_rtree" not in name} - NOT_OURS


def words_of_shops() -> list[tuple[Any, ...]]:
    word, text = (db.metadata.tables[name] for name in ("supplier_word", "supplier_text"))
    asked = sa.select(*word.c, text.c.text, *(text.c[name] for name in SIGNS))
    return [
        tuple(row)
        for row in db.session.execute(
            asked.join(text, text.c.id == word.c.text_id).order_by(*word.c)
        )
    ]


def rows_in(table: sa.Table) -> int:
    with db.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_up_down_and_up_again_with_rows_in_every_table(
    empty_app: Flask, scripts: ScriptDirectory
) -> None:
    revisions = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    for _time in range(2):
        with empty_app.app_context():
            for revision in revisions:
                flask_migrate.upgrade(revision=revision)
            assert tables_there() == set(db.metadata.tables)
        fill_every_table(empty_app, People(empty_app))
        with empty_app.app_context():
            empty = [name for name, table in db.metadata.tables.items() if not rows_in(table)]
            assert empty == []
            db.session.remove()
            for revision in [*reversed(revisions[:-1]), "base"]:
                flask_migrate.downgrade(revision=revision)
            assert tables_there() == set()
            assert [n for n in sa.inspect(db.engine).get_table_names() if "_rtree" in n] == []


def test_what_was_taken_before_there_were_members_the_owner_goes_for(empty_app: Flask) -> None:
    with empty_app.app_context():
        flask_migrate.upgrade()
    people = People(empty_app)
    fill_every_table(empty_app, people)
    with empty_app.app_context():
        flask_migrate.downgrade(revision="0010")
        flask_migrate.upgrade()
        rows = db.session.execute(sa.select(Assignment.claimed_at, Assignment.account_id)).all()
        assert {row.account_id for row in rows if row.claimed_at} == {people.huong.id}
        assert {row.account_id for row in rows if not row.claimed_at} == {None}
        db.session.remove()
        flask_migrate.downgrade(revision="base")


def test_texts_of_before_there_were_marks_have_them_as_new_ones_have(
    app: Flask, people: People
) -> None:
    fill_every_table(app, people)
    with app.app_context():
        kept = words_of_shops()
        assert any(word.startswith("#") for word, *_rest in kept)
        db.session.remove()
        flask_migrate.downgrade(revision="0040")
        assert len(words_of_shops()) < len(kept)
        db.session.remove()
        flask_migrate.upgrade()
        assert words_of_shops() == kept


def test_the_models_equal_the_head_schema(app: Flask) -> None:
    """Alembic compares what `migrations/env.py` lets it see, and exits if it would change it."""
    with app.app_context():
        flask_migrate.check()
        assert tables_there() == set(db.metadata.tables)


def test_the_checks_of_the_models_are_those_of_the_head_schema(app: Flask) -> None:
    with app.app_context():
        inspector = sa.inspect(db.engine)
        for name, table in db.metadata.tables.items():
            there = {
                str(check["name"]): _bare(check["sqltext"])
                for check in inspector.get_check_constraints(name)
            }
            ours = {
                str(check.name): _bare(str(check.sqltext))
                for check in table.constraints
                if isinstance(check, sa.CheckConstraint)
            }
            assert there.keys() == ours.keys()
            if db.engine.dialect.name == "sqlite":  # PostgreSQL writes them in its own words
                assert there == ours


def _bare(condition: str) -> str:
    return re.sub(r"\s+", "", condition)


def test_the_committed_head_is_the_head(scripts: ScriptDirectory) -> None:
    """Two branches that both add a migration meet in this file, before they meet in a database."""
    assert scripts.get_heads() == [(MIGRATIONS / "head.txt").read_text().strip()]


def test_migrations_are_numbered_in_their_order(scripts: ScriptDirectory) -> None:
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    revisions = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    assert revisions == [f"{n:04}" for n in range(1, len(files) + 1)]
    assert [file.name[:5] for file in files] == [f"{revision}_" for revision in revisions]


BESIDE_SQLITE = """
    SELECT l.id, r.id FROM {layer} l FULL JOIN {layer}_rtree r ON r.id = l.id
    WHERE l.id IS NULL OR r.id IS NULL
        OR l.lon + 360 * (l.slot % 32) NOT BETWEEN r.x0 AND r.x1
        OR l.lat + 180 * (l.slot / 32) NOT BETWEEN r.y0 AND r.y1
        OR r.x1 - r.x0 > 0.01 OR r.y1 - r.y0 > 0.01
"""
BESIDE_POSTGIS = """
    SELECT id FROM {layer} WHERE ST_X(location::geometry) IS DISTINCT FROM lon
        OR ST_Y(location::geometry) IS DISTINCT FROM lat
"""


def out_of_step(layer: str) -> list[tuple[object, ...]]:
    """Rows that the spatial index misses, has too many of, or has in another place."""
    beside = BESIDE_SQLITE if db.engine.dialect.name == "sqlite" else BESIDE_POSTGIS
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(beside.format(layer=layer)))]


def layer_table(layer: str) -> sa.Table:
    return db.metadata.tables[layer]


@pytest.mark.parametrize("layer", LAYERS)
def test_the_spatial_index_follows_its_table(layer: str, app: Flask, people: People) -> None:
    fill_every_table(app, people)
    table = layer_table(layer)
    with app.app_context():
        assert rows_in(table) > 0
        assert out_of_step(layer) == []
        for change in (
            sa.update(table).values(lat=table.c.lat + 1, lon=-179.99),
            sa.update(table).values(slot=table.c.slot + 7),
            sa.update(table).values(id=table.c.id + 1_000),
            sa.update(table).values(lat=90.0, lon=180.0),
        ):
            with db.engine.begin() as connection:
                assert connection.execute(change).rowcount > 0
            assert out_of_step(layer) == [], str(change)
        with db.engine.begin() as connection:
            connection.execute(sa.delete(table))
        assert out_of_step(layer) == []


def test_the_spatial_indexes_hold_after_everything_that_happens_to_a_responder(
    app: Flask, people: People
) -> None:
    fill_every_table(app, people)
    with app.test_request_context():
        responders.rebuild_indexes()
        rebuilt = {layer: rows_in(layer_table(layer)) for layer in LAYERS}
        assert all(rebuilt.values())
        assert not any(out_of_step(layer) for layer in LAYERS)
        responders.rebuild_indexes()
        assert {layer: rows_in(layer_table(layer)) for layer in LAYERS} == rebuilt
    shop = people.shop.client
    found = shop.get("/api/v1/responders/mine").json
    assert found is not None
    url = f"/api/v1/responders/{found['items'][0]['id']}"
    moved = {"location": {"lat": 21.03, "lon": 105.85}, "categories": ["food", "medicine"]}
    for change in (moved, {"available": False}, {"available": True, "radius_m": 2_000}, None):
        answer = shop.patch(url, json=change) if change else shop.delete(url)
        assert answer.status_code in (200, 204)
        with app.app_context():
            assert not any(out_of_step(layer) for layer in LAYERS)


def test_the_list_can_be_made_anew_from_the_requests(app: Flask, people: People) -> None:
    fill_every_table(app, people)
    table = layer_table("listed_request")
    columns = [column for column in table.c if column.name != "id"]
    with app.test_request_context():
        kept = sorted(map(str, db.session.execute(sa.select(*columns))))
        with transaction():
            db.session.execute(sa.delete(table))
            keep_listed(*db.session.scalars(sa.select(help_requests.HelpRequest)))
        again = sorted(map(str, db.session.execute(sa.select(*columns))))
        assert kept == again
