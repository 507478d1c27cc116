"""The heaps of the map are what stands there, at every zoom and at any moment."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import maps, responders
from connect.foundation.clock import utcnow
from connect.foundation.database import db, reading, transaction
from connect.geo import Point, Tile, Whereabouts
from connect.help_requests import CloseReason, service
from connect.help_requests.models import HelpRequest
from connect.maps import counting
from connect.maps.models import MapChange, MapCount
from connect.maps.queries import HEAPS, Layer, counted
from connect.responders.models import Responder, SupplierPoint
from tests.maps.reading import Seen, points, tile_at, world
from tests.people import People
from tests.situations import HERE, REQUESTER, ask, help_from

# Two on one spot, neighbours, far away, on the edges of the world and beyond those of the map.
PLACES = (
    Point(10.7341, 106.7215),
    Point(10.7341, 106.7215),
    Point(10.7342, 106.7216),
    Point(10.76, 106.70),
    Point(21.03, 105.85),
    Point(0.0, 0.0),
    Point(-33.9, 18.4),
    Point(64.1, -21.9),
    Point(12.0, 180.0),
    Point(12.0, -179.9999999),
    Point(90.0, 0.0),
    Point(-90.0, 0.0),
    Point(89.9, 100.0),
    Point(-85.06, -100.0),
)
CHANGE = {
    "layer": 0, "cell_x": 0, "cell_y": 0, "n": 1, "urgent": 0, "sum_x": 0, "sum_y": 0
}  # fmt: skip
ZOOMS = (0, 1, 3, 5, 9, 12, 13, 14)


class Heap(NamedTuple):
    """What one cell of a tile should show."""

    x: int
    y: int
    many: int
    urgent: int


def heaps_by_hand(places: Iterable[tuple[Point, bool]], tile: Tile) -> list[Heap]:
    """The heaps of a tile, from the places themselves (and whether each is urgent)."""
    cells: dict[tuple[int, int], list[tuple[int, int, bool]]] = {}
    for place, urgent in places:
        x, y = world(*place)
        cells.setdefault((y >> 31 - tile.z, x >> 31 - tile.z), []).append((x, y, urgent))
    heaps = []
    for (row, column), members in sorted(cells.items()):
        if (column >> 3, row >> 3) != (tile.x, tile.y):
            continue
        n = len(members)
        middle = [sum(one[axis] for one in members) // n for axis in (0, 1)]
        corner = (tile.x << 34 - tile.z, tile.y << 34 - tile.z)
        x, y = (at - edge >> 22 - tile.z for at, edge in zip(middle, corner, strict=True))
        heaps.append(Heap(x, y, n, sum(one[2] for one in members)))
    return heaps


def heaps(layer: Layer, tile: Tile) -> list[Seen]:
    with reading() as connection:
        body = HEAPS[layer].tile(connection, counted(layer, tile))
    return points(body, layer.name.lower())


def check(layer: Layer, places: list[tuple[Point, bool]]) -> None:
    """Fails unless each tile at each of these zooms, also an empty one, holds what it should."""
    for zoom in ZOOMS:
        asked = {Tile(*tile_at(*place, zoom)) for place, _urgent in places} | {Tile(zoom, 0, 0)}
        for tile in asked:
            shown = [
                Heap(one.x, one.y, one.properties["count"], one.properties.get("urgent", 0))
                for one in heaps(layer, tile)
            ]
            assert shown == heaps_by_hand(places, tile), (layer, tile)


def suppliers() -> list[tuple[Point, bool]]:
    there = sa.select(SupplierPoint.lat, SupplierPoint.lon).where(SupplierPoint.slot.in_((0, 1)))
    return [(Point(*row), False) for row in db.session.execute(there)]


def open_requests() -> list[tuple[Point, bool]]:
    rows = db.session.execute(
        sa.select(HelpRequest.cell_lat, HelpRequest.cell_lon, HelpRequest.urgency).where(
            HelpRequest.status == "open", HelpRequest.silence != "hidden"
        )
    )
    return [(Point(lat, lon), urgency == "urgent") for lat, lon, urgency in rows]


@pytest.mark.usefixtures("anywhere")
def test_suppliers_are_counted_from_their_first_moment_to_their_last(
    app: Flask, people: People
) -> None:
    dice = random.Random(5)
    owner = people.shop
    with app.test_request_context():
        made = [
            help_from(owner.account(), kind="supplier", point=place, phone=f"+849120001{n:02}").id
            for n, place in enumerate(PLACES)
        ]
        help_from(owner.account(), kind="volunteer", point=HERE, phone="+84912000200")
        assert len(suppliers()) == len(PLACES)
        check(Layer.SUPPLIERS, suppliers())
        maps.count_changes()
        check(Layer.SUPPLIERS, suppliers())
        for step, id_ in enumerate(dice.sample(made, 9)):
            if step % 3 == 0:
                moved = dice.choice(PLACES)
                responders.service.change(owner.account(), id_, {"point": moved})
            elif step % 3 == 1:
                responders.service.change(owner.account(), id_, {"opening_hours": "off"})
            else:
                responders.service.remove(owner.account(), id_)
            check(Layer.SUPPLIERS, suppliers())
            if step % 2:
                maps.count_changes()
        assert len(suppliers()) == len(PLACES) - 3
        responders.rebuild_indexes()
        check(Layer.SUPPLIERS, suppliers())
        responders.erase(owner.id)
        maps.count_changes()
        check(Layer.SUPPLIERS, suppliers())


def test_requests_are_counted_while_they_are_open_and_shown(app: Flask, people: People) -> None:
    settings = app.config["CONNECT"]
    with app.test_request_context():
        made = [
            ask(
                app,
                people.ba_tu.account(),
                where=Whereabouts(point=place),
                urgency="urgent" if n % 2 else "normal",
            ).id
            for n, place in enumerate(PLACES)
        ]
        check(Layer.REQUESTS, open_requests())
        maps.count_changes()
        service.edit(made[0], {"urgency": "urgent"}, None, REQUESTER, settings)
        service.edit(made[2], {"where": Whereabouts(point=PLACES[4])}, None, REQUESTER, settings)
        check(Layer.REQUESTS, open_requests())
        service.close(made[3], CloseReason.WITHDRAWN, None, REQUESTER)
        assert len(open_requests()) == len(PLACES) - 1
        check(Layer.REQUESTS, open_requests())
        maps.count_changes()
        check(Layer.REQUESTS, open_requests())


def test_counting_takes_the_changes_and_leaves_no_empty_cells(app: Flask, people: People) -> None:
    def rows(model: type) -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", point=HERE)
        assert maps.count_changes() == 1
        assert (rows(MapChange), rows(MapCount)) == (0, 15)
        assert maps.count_changes() == 0
        responders.service.remove(people.shop.account(), shop.id)
        maps.count_changes()
        assert (rows(MapChange), rows(MapCount)) == (0, 0)


def test_what_is_taken_back_was_never_counted(app: Flask, people: People) -> None:
    class Stop(Exception):
        pass

    with app.test_request_context():
        owner = people.shop.account()
        with suppress(Stop), transaction():
            help_from(owner, kind="supplier", point=HERE)
            raise Stop
        check(Layer.SUPPLIERS, [])


def a_supplier(place: Point) -> None:
    """Straight into the tables, as no use case that locks would."""
    id_ = uuid.uuid4()
    db.session.execute(
        sa.insert(Responder).values(
            id=id_, source_id=str(id_), kind="supplier", name="Tạp hoá", name_folded="tap hoa",
            lat=place.lat, lon=place.lon, radius_m=1000.0, capacity=1, created_at=utcnow(),
        )
    )  # fmt: skip
    row = {"responder_id": id_, "slot": 0, "lat": place.lat, "lon": place.lon}
    db.session.execute(sa.insert(SupplierPoint).values(**row))


def test_many_who_write_and_several_who_count_at_once(app: Flask) -> None:
    """Nothing is lost and nothing twice: shops come and go while three workers count."""
    failed: list[BaseException] = []
    writing = threading.Semaphore(0)

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for _turn in range(25):
            with transaction():
                a_supplier(dice.choice(PLACES))
            if dice.random() < 0.4:
                with transaction():
                    one = sa.select(SupplierPoint.id).limit(1).with_for_update(skip_locked=True)
                    found = db.session.scalar(one)
                    db.session.execute(sa.delete(SupplierPoint).where(SupplierPoint.id == found))
        writing.release()

    def count(_seed: int) -> None:
        while not writing.acquire(timeout=0.01):
            maps.count_changes()

    def run(what: object, seed: int) -> None:
        try:
            with app.app_context():
                what(seed)  # type: ignore[operator]  # one of the two above
                db.session.remove()
        except BaseException as error:
            failed.append(error)
            writing.release()

    threads = [
        threading.Thread(target=run, args=(what, seed))
        for seed in range(3)
        for what in (write, count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with app.test_request_context():
        assert Counter(suppliers())
        check(Layer.SUPPLIERS, suppliers())
        maps.count_changes()
        check(Layer.SUPPLIERS, suppliers())


def test_very_many_changes_are_counted_in_parts(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    rests: list[float] = []
    monkeypatch.setattr(time, "sleep", rests.append)
    with app.test_request_context():
        for n in range(7):
            help_from(people.shop.account(), kind="supplier", phone=f"+849120001{n:02}")
        assert maps.count_changes() == 7
        assert rests == [counting.REST_S] * 3  # in which others write
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MapChange)) == 0
        check(Layer.SUPPLIERS, suppliers())


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_a_request_and_its_urgency_may_be_counted_in_two_parts(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", at_once)
    monkeypatch.setattr(counting, "REST_S", 0.0)
    dice = random.Random(at_once)
    places = [Whereabouts(point=place) for place in PLACES[2:5]]
    with app.test_request_context():
        asker = people.ba_tu.account()
        for _turn in range(12):
            urgency = dice.choice(("urgent", "urgent", "normal"))
            made = ask(app, asker, where=dice.choice(places), urgency=urgency)
            if dice.random() < 0.8:
                service.close(made.id, CloseReason.WITHDRAWN, None, REQUESTER)
        ask(app, asker, where=places[0], urgency="urgent")
        there = open_requests()
        maps.count_changes()
        check(Layer.REQUESTS, there)
        for id_ in db.session.scalars(
            sa.select(HelpRequest.id).where(HelpRequest.status == "open")
        ).all():
            service.close(id_, CloseReason.WITHDRAWN, None, REQUESTER)
        maps.count_changes()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MapCount)) == 0


def test_counting_comes_to_its_end_while_others_write(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.shop.account(), kind="supplier", point=HERE)

    def write(_session: object) -> None:
        """Somebody else, after each of our commits; at some time they stop in any case."""
        written.append(1)
        if len(written) > 20:
            return
        with db.engine.begin() as other:
            other.execute(sa.insert(MapChange).values(CHANGE))

    written: list[int] = []
    with app.app_context():
        sa.event.listen(db.session, "after_commit", write)
        try:
            done = maps.count_changes()
        finally:
            sa.event.remove(db.session, "after_commit", write)
        assert len(written) < 5
        assert done + maps.count_changes() == 1 + len(written)


def test_those_who_count_wait_for_each_other(app: Flask, on_postgis: bool) -> None:
    if not on_postgis:
        pytest.skip("SQLite has one writer at any time")
    with app.app_context():
        with transaction():
            a_supplier(HERE)
        counted_by_them: list[int] = []

        def count_there() -> None:
            with app.app_context():
                counted_by_them.append(maps.count_changes())
                db.session.remove()

        with transaction():
            assert counting._count_some() == 1  # and not committed yet
            there = threading.Thread(target=count_there)
            there.start()
            there.join(0.3)
            assert there.is_alive()
        there.join()
        assert counted_by_them == [0]
