"""Shops under one organisation, in files: told as its own, and never read as anybody's."""

import json
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner
from jsonschema import Draft202012Validator

from connect.foundation.database import db
from connect.responders import Responder, organisations
from tests.cli.files import RESPONDER, run, write_csv
from tests.cli.hsds_schema import SERVICES
from tests.people import People
from tests.responders.branches import a_chain


def test_in_hsds_they_are_of_one_organization_and_come_back_as_nobody_s(
    app: Flask, cli: FlaskCliRunner, people: People, tmp_path: Path
) -> None:
    chain = a_chain(app, people)
    out = tmp_path / "out.json"
    result = cli.invoke(args=["export", "responders", "--format", "hsds", "--out", str(out)])
    assert result.exit_code == 0, result.output
    services = json.loads(out.read_text(encoding="utf-8"))
    Draft202012Validator(SERVICES).validate(services)
    told = {one["id"]: one for one in services}
    shops = [told[str(shop)] for shop in (chain.own, chain.brought)]
    over = told[str(chain.id)]["organization"]
    assert {one["organization"]["id"] for one in shops} == {over["id"]}
    assert {one["organization"]["name"] for one in shops} == {"Chuỗi Hạnh Phúc"}
    places = [one["service_at_locations"][0]["location"]["id"] for one in shops]
    assert sorted(one["id"] for one in over["locations"]) == sorted(places)
    with app.test_request_context():
        organisations.take_out(people.shop.account(), chain.own)
    assert run(cli, "responders", out).tally["updated"] >= 2
    with app.app_context():
        rows = db.session.execute(sa.select(Responder.id, Responder.organisation_id))
        stand = {row.id: row.organisation_id for row in rows}
        assert stand[chain.own] is None
        assert stand[chain.brought] == chain.id


def test_a_column_makes_nobody_an_owner(
    app: Flask, cli: FlaskCliRunner, people: People, tmp_path: Path
) -> None:
    chain = a_chain(app, people)
    row = RESPONDER | {
        "brand": "Chuỗi Hạnh Phúc",
        "operator": people.shop.phone,
        "organisation": str(chain.id),
        "organisation_id": str(chain.id),
        "owner_id": str(people.shop.id),
    }
    result = run(cli, "responders", write_csv(tmp_path / "in.csv", [row]))
    assert result.tally["created"] == 1, result.output
    with app.app_context():
        shop = db.session.query(Responder).filter_by(source_id="s1").one()
        assert (shop.owner_id, shop.organisation_id) == (None, None)
