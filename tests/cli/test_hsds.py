"""`flask export responders --format hsds`: valid, with no more than anyone may know; and back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner
from jsonschema import Draft202012Validator

from connect.foundation.database import db
from connect.responders import Responder
from tests.cli.files import RESPONDER, rejected, run, write_csv
from tests.cli.hsds_schema import SERVICES

SHOP = RESPONDER | {
    "source_id": "node/77",
    "address": "5 Nguyễn Thị Thập",
    "radius_m": "2500",
    "opening_hours": "Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30; PH off",
    "delivers": "yes",
    "goods": "Gạo|in|18000;Sữa \\; bột|low;Cá|out",
    "note": "Gọi trước khi đến",
}
GROUP = RESPONDER | {
    "source_id": "g",
    "kind": "organisation",
    "name": "Nhóm Bếp Ấm",
    "phone": "0912 345 670",
    "address": "12 Hẻm Kín",
    "note": "ghi chú riêng",
    "opening_hours": "24/7",
}
HELPER = RESPONDER | {"source_id": "v", "kind": "volunteer", "name": "Chị Hương"}


def bring_in(cli: FlaskCliRunner, folder: Path, *rows: dict[str, str]) -> None:
    assert run(cli, "responders", write_csv(folder / "in.csv", list(rows))).code == 0


def exported(cli: FlaskCliRunner, folder: Path) -> list[dict[str, Any]]:
    out = folder / "out.json"
    result = cli.invoke(args=["export", "responders", "--format", "hsds", "--out", str(out)])
    assert result.exit_code == 0, result.output
    services: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    Draft202012Validator(SERVICES, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        services
    )
    assert f"{len(services)} responders" in result.output
    return services


def test_a_supplier_is_a_service_with_its_place_hours_goods_and_prices(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    bring_in(cli, tmp_path, SHOP)
    [service] = exported(cli, tmp_path)
    assert (service["name"], service["status"]) == ("Tạp hóa Cô Ba", "active")
    assert service["organization"]["name"] == "Tạp hóa Cô Ba"
    assert [phone["number"] for phone in service["phones"]] == ["+84912345678"]
    [there] = service["service_at_locations"]
    place = there["location"]
    assert (place["latitude"], place["longitude"]) == (10.734, 106.7215)
    assert (place["external_identifier"], place["external_identifier_type"]) == (
        "node/77",
        "OpenStreetMap",
    )
    [address] = place["addresses"]
    assert (address["address_1"], address["country"]) == ("5 Nguyễn Thị Thập", "VN")
    assert address["state_province"] == "Thành phố Hồ Chí Minh"
    weekly = [s for s in service["schedules"] if "freq" in s]
    assert [(s["byday"], s["opens_at"], s["closes_at"]) for s in weekly] == [
        ("MO,TU,WE,TH,FR,SA", "08:00+07:00", "11:30+07:00"),
        ("MO,TU,WE,TH,FR", "13:30+07:00", "17:00+07:00"),
    ]
    assert [s["description"] for s in service["schedules"] if "freq" not in s] == [
        SHOP["opening_hours"]
    ]
    goods = [a for a in service["attributes"] if a["link_type"] == "connect:good"]
    assert [(a["label"], a["value"]) for a in goods] == [
        ("Gạo", "in"),
        ("Sữa ; bột", "low"),
        ("Cá", "out"),
    ]
    [price] = service["cost_options"]
    assert (price["option"], price["amount"], price["currency"]) == ("Gạo", 18000, "VND")
    again = exported(cli, tmp_path)
    assert again == [service], "ids are the same in every export"


def test_nobody_s_place_phone_or_name_leaks(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    bring_in(cli, tmp_path, GROUP, HELPER)
    [service] = exported(cli, tmp_path)
    assert service["name"] == "Nhóm Bếp Ấm"
    assert not {"phones", "service_at_locations", "description"} & set(service)
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    for private in ("0912", "91234567", "Hẻm Kín", "10.734", "106.72", "riêng", "Hương"):
        assert private not in text


def test_an_organisation_does_not_come_back_and_the_reason_is_its_place(
    app: Flask, cli: FlaskCliRunner, clean: Callable[[], None], tmp_path: Path
) -> None:
    bring_in(cli, tmp_path, GROUP, SHOP)
    exported(cli, tmp_path)
    clean()
    assert run(cli, "responders", tmp_path / "out.json").counts == (2, 1, 0, 0, 1)
    [row] = rejected(tmp_path / "out.json")
    assert row["reason"] == "there is no place: lat and lon are needed"


def test_an_export_comes_back_as_it_was(
    app: Flask, cli: FlaskCliRunner, clean: Callable[[], None], tmp_path: Path
) -> None:
    paused = SHOP | {"source_id": "way/9", "available": "no", "opening_hours": "", "goods": ""}
    bring_in(cli, tmp_path, SHOP, paused)
    before = saved(app)
    exported(cli, tmp_path)
    clean()
    outcome = run(cli, "responders", tmp_path / "out.json")
    assert outcome.counts == (2, 2, 0, 0, 0)
    after = saved(app)
    # How far a shop goes that does not deliver, and how much it can carry, is not HSDS'.
    assert after == before


def saved(app: Flask) -> dict[str, Any]:
    with app.app_context():
        return {
            str(one.source_id): (
                one.kind,
                one.name,
                one.phone,
                one.lat,
                one.lon,
                one.address,
                one.opening_hours,
                one.available,
                one.delivers,
                one.radius_m,
                one.note,
                [category.code for category in one.categories],
                [(good.name, good.stock, good.price) for good in one.goods],
            )
            for one in db.session.scalars(sa.select(Responder))
        }


SERVICE_OF_OTHERS: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Food bank",
    "status": "active",
    "phones": [{"id": "1", "number": "0912 345 678", "type": "fax"}],
    "schedules": [
        {"id": "1", "freq": "WEEKLY", "byday": "TU", "opens_at": "09:00", "closes_at": "12:00:00"}
    ],
    "service_at_locations": [
        {
            "id": "2",
            "location": {
                "id": "3",
                "location_type": "physical",
                "latitude": 10.7,
                "longitude": 106.7,
                "phones": [{"id": "2", "number": "0912 345 679"}],
                "addresses": [{"id": "4", "address_1": "1 Lê Lợi"}],
            },
        }
    ],
}
MAP = """
rows = "responders"
[fields]
source_id = "source_id"
kind = "kind"
name = "name"
phone = "phone"
lat = "lat"
lon = "lon"
address = "address"
opening_hours = "opening_hours"
[otherwise]
categories = ["food"]
"""


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_directory_of_others_comes_in_by_a_map(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, wrapped: bool
) -> None:
    broken = [
        SERVICE_OF_OTHERS | {"id": "b1", "service_at_locations": []},
        SERVICE_OF_OTHERS | {"id": "b2", "service_at_locations": [5, {"location": []}]},
        SERVICE_OF_OTHERS | {"id": "b3", "name": None},
    ]
    items = [SERVICE_OF_OTHERS, *broken]
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"total_items": 4, "contents": items} if wrapped else items))
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    assert run(cli, "responders", file).counts == (4, 0, 0, 0, 4), "nobody said what they give"
    outcome = run(cli, "responders", file, "--map", str(tmp_path / "map.toml"))
    assert outcome.counts == (4, 1, 0, 0, 3)
    with app.app_context():
        one = db.session.scalars(sa.select(Responder)).one()
        assert (one.kind, one.phone, one.address) == ("organisation", "+84912345679", "1 Lê Lợi")
        assert one.opening_hours == "Tu 09:00-12:00"


def test_an_odd_service_costs_itself_only(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    odd: list[dict[str, Any]] = [
        {"cost_options": [{"option": ["x"], "currency": "VND"}]},
        {"schedules": [{"description": "\ud800"}]},
    ]
    items = [SERVICE_OF_OTHERS | one | {"id": f"odd-{n}"} for n, one in enumerate(odd)]
    file = tmp_path / "a.json"
    file.write_text(json.dumps([*items, SERVICE_OF_OTHERS]), encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    outcome = run(cli, "responders", file, "--map", str(tmp_path / "map.toml"))
    assert (outcome.code, outcome.counts) == (0, (3, 1, 0, 0, 2))
    assert [row["reason"] for row in rejected(file)] == [
        "this item cannot be read (TypeError)",
        "this item cannot be read (UnicodeEncodeError)",
    ]


@pytest.mark.parametrize(
    ("extent", "radius_m"),
    [
        ("2500", 2500),
        (2500, 2500),
        ("Thành phố Hồ Chí Minh", 10_000),
        ("nan", 10_000),
        ([2500], 10_000),
    ],
)
def test_an_area_told_in_words_is_no_radius(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, extent: object, radius_m: float
) -> None:
    area = {"id": "9", "extent": extent, "extent_type": "text"}
    file = tmp_path / "a.json"
    file.write_text(json.dumps([SERVICE_OF_OTHERS | {"service_areas": [area]}]), encoding="utf-8")
    map_ = MAP.replace('lat = "lat"', 'lat = "lat"\nradius_m = "radius_m"')
    (tmp_path / "map.toml").write_text(map_, encoding="utf-8")
    outcome = run(cli, "responders", file, "--map", str(tmp_path / "map.toml"))
    assert outcome.counts == (1, 1, 0, 0, 0)
    with app.app_context():
        assert db.session.scalars(sa.select(Responder.radius_m)).one() == radius_m


@pytest.mark.parametrize("options", [("requests",), ("hotlines",), ("responders", "--private")])
def test_what_hsds_is_not_for(app: Flask, cli: FlaskCliRunner, options: tuple[str, ...]) -> None:
    result = cli.invoke(args=["export", *options, "--format", "hsds"])
    assert result.exit_code == 2
    assert "HSDS" in result.output or "csv" in result.output
