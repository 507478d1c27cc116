"""The heaps of the map are what stands there, at every zoom and at any moment."""

import random
from contextlib import suppress

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import maps, responders
from connect.foundation.database import db, transaction
from connect.geo import Whereabouts
from connect.help_requests import CloseReason, service
from connect.maps.models import MapChange, MapCount
from connect.maps.queries import Layer
from tests.maps.heaps import PLACES, check, open_requests, suppliers
from tests.people import People
from tests.situations import HERE, REQUESTER, ask, help_from


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
