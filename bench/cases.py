"""Very many requests in every state, of each state that time ends the same few."""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from bench import world
from bench.stages import Stage
from connect.foundation.bulk import insert_many
from connect.foundation.database import table_of, transaction
from connect.geo import cell_of
from connect.help_requests.listing import place_on_card
from connect.help_requests.models import Assignment, HelpRequest, ListedRequest, RequestItem
from connect.notifications.models import Notice
from connect.responders.models import Responder

DUE = 100
RESPONDERS = 1_000
SOON, AGO, LATER = timedelta(hours=1), -timedelta(minutes=1), timedelta(hours=20)

_request, _assignment = table_of(HelpRequest), table_of(Assignment)


class Kind(NamedTuple):
    """A request's state, and when what comes of it is due, counted from now."""

    status: str
    share: int = 0  # of 100 that are not due
    silence: str = "heard"
    silent: timedelta | None = None
    ask: timedelta | None = None
    assignment: str | None = None
    lapses: timedelta = LATER
    reminded: bool = False


# One for each thing that time does, and what it is called in the count of a round.
TO_DO = {
    "timed_out": Kind("open", silent=LATER, ask=LATER, assignment="offered", lapses=AGO),
    "reminded": Kind("claimed", assignment="accepted", lapses=SOON),
    "lapsed": Kind("claimed", assignment="on_the_way", lapses=AGO, reminded=True),
    "checked_in": Kind("open", silent=AGO, ask=LATER),
    "hidden": Kind("open", silence="asked", silent=AGO, ask=LATER),
    "expired": Kind("open", silence="hidden", silent=AGO),
    "confirmed": Kind("delivered", silence="asked", silent=AGO, assignment="delivered"),
    "asked": Kind("open", silent=LATER, ask=AGO),
}
# Nothing of these is due, and each could be taken for what is by a sweep that looks at too much.
WAITING = (
    Kind("open", 25, silent=LATER, ask=LATER, assignment="timed_out", lapses=-LATER),
    Kind("open", 10, silence="asked", silent=LATER, ask=LATER),
    Kind("open", 5, silence="hidden", silent=LATER),
    Kind("claimed", 30, assignment="accepted", lapses=SOON, reminded=True),
    Kind("delivered", 20, silent=LATER, assignment="delivered", lapses=-LATER),
    Kind("fulfilled", 10, assignment="delivered", lapses=-LATER),
)
TEMPLATES = 200


def fill(stage: Stage, count: int, now: datetime) -> None:
    """`count` requests, `DUE` of each kind in `TO_DO`, with those who help."""
    world.fill(stage, RESPONDERS)
    dice = random.Random(14)
    due = [kind for kind in TO_DO.values() for _n in range(DUE)]
    shares = [kind.share for kind in WAITING]
    kinds = [*due, *dice.choices(WAITING, shares, k=TEMPLATES)]
    with stage.app.app_context(), transaction():
        responders = _responders(stage)
        rows = [_row(dice, number, kind, now) for number, kind in enumerate(kinds)]
        insert_many(_request, rows)
        insert_many(_assignment, list(_assignments(dice, rows, kinds, responders, now)))
    with stage.engine.begin() as connection:
        _multiply(stage, connection, (count - len(kinds)) // TEMPLATES)
        _add_what_belongs_to_each(stage, connection)
    stage.vacuum()


def _responders(stage: Stage) -> list[tuple[uuid.UUID, uuid.UUID]]:
    responder = table_of(Responder)
    owned = sa.select(responder.c.id, responder.c.owner_id).where(responder.c.owner_id.is_not(None))
    with stage.engine.connect() as connection:
        return [(row.id, row.owner_id) for row in connection.execute(owned.order_by("id"))]


def _row(dice: random.Random, number: int, kind: Kind, now: datetime) -> dict[str, Any]:
    where = world.place(dice)
    cell = cell_of(where, cell_metres=500, households=30)
    id_ = uuid.UUID(int=dice.getrandbits(128), version=4)
    items = [{"category": "food", "goods": "gạo", "quantity": "10 kg"}]
    return {
        "id": id_,
        "code": f"{'W' if number >= DUE * len(TO_DO) else 'D'}{number}",
        "status": kind.status,
        "status_at": now - LATER,
        "ask_at": None if kind.ask is None else now + kind.ask,
        "exhausted": False,
        "silence": kind.silence,
        "silence_due_at": None if kind.silent is None else now + kind.silent,
        "urgency": "normal",
        "people": 4,
        "verified": True,
        "created_at": now - LATER,
        "name": f"Người cần {number}",
        "phone": world.phone(10**7 + number),
        "share_phone": True,
        "description": "Nhà có người già.",
        "address": f"{number} Lê Lợi",
        "lat": where.lat,
        "lon": where.lon,
        "cell_id": cell.id,
        "cell_lat": cell.lat,
        "cell_lon": cell.lon,
        "card": place_on_card(cell) | {"id": str(id_), "items": items},
    }


def _assignments(
    dice: random.Random,
    requests: list[dict[str, Any]],
    kinds: list[Kind],
    responders: list[tuple[uuid.UUID, uuid.UUID]],
    now: datetime,
) -> Iterator[dict[str, Any]]:
    for row, kind in zip(requests, kinds, strict=True):
        if kind.assignment is None:
            continue
        responder_id, account_id = dice.choice(responders)
        offer = kind.assignment in ("offered", "timed_out")
        over = kind.assignment in ("timed_out", "delivered")
        yield {
            "id": uuid.UUID(int=dice.getrandbits(128), version=4),
            "request_id": row["id"],
            "responder_id": responder_id,
            "account_id": None if offer else account_id,
            "state": kind.assignment,
            "created_at": now - LATER,
            "claimed_at": None if offer else now - LATER,
            "lapses_at": now + kind.lapses,
            "reminded_at": now - SOON if kind.reminded else None,
            "ended_at": now - SOON if over else None,
            "reason": "",
        }


def _multiply(stage: Stage, connection: sa.Connection, times: int) -> None:
    """What is not due once more, `times` times, a little farther east each time."""
    if times < 1:
        return
    numbers = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < times))
    east = (numbers.c.n % 50) * 0.001
    anew = {
        "id": _new_id(stage),
        "code": _request.c.code + "-" + sa.cast(numbers.c.n, sa.String),
        "lon": _request.c.lon + east,
        "cell_lon": _request.c.cell_lon + east,
    }
    copies = (
        sa.select(*(anew.get(column.name, column) for column in _request.c))
        .select_from(_request.join(numbers, sa.true()))
        .where(_request.c.code.like("W%"))
    )
    connection.execute(sa.insert(_request).from_select(list(_request.c), copies))
    # The address says of which it is a copy.
    first = (
        sa.select(_request.c.address, *_assignment.c)
        .join(_assignment, _assignment.c.request_id == _request.c.id)
        .where(_request.c.code.like("W%"), ~_request.c.code.contains("-"))
        .subquery()
    )
    copy = {"id": _new_id(stage), "request_id": _request.c.id}
    connection.execute(
        sa.insert(_assignment).from_select(
            list(_assignment.c),
            sa.select(*(copy.get(column.name, first.c[column.name]) for column in _assignment.c))
            .select_from(_request.join(first, first.c.address == _request.c.address))
            .where(_request.c.code.contains("-")),
        )
    )


def _add_what_belongs_to_each(stage: Stage, connection: sa.Connection) -> None:
    """An item, what was told of it, and its place on the list of what is open."""
    item = {"id": _new_id(stage), "request_id": _request.c.id, "category_id": 1, "position": 0}
    item |= {"goods": "gạo", "quantity": "10 kg", "note": ""}
    told = {"id": _new_id(stage), "kind": "claimed", "request_id": _request.c.id}
    told |= {"text": "Chị Hương đã nhận lời.", "created_at": _request.c.created_at}
    listed = {"request_id": _request.c.id, "lat": _request.c.cell_lat, "lon": _request.c.cell_lon}
    is_open = sa.and_(_request.c.status == "open", _request.c.silence != "hidden")
    for table, values, chosen in (
        (table_of(RequestItem), item, sa.true()),
        (table_of(Notice), told, sa.true()),
        (table_of(ListedRequest), listed | {"slot": 0}, is_open),
        (table_of(ListedRequest), listed | {"slot": 2}, is_open),
    ):
        rows = sa.select(*(_value(one) for one in values.values())).select_from(_request)
        connection.execute(sa.insert(table).from_select(list(values), rows.where(chosen)))


def _value(one: Any) -> sa.ColumnElement[Any]:
    return one if isinstance(one, sa.ColumnElement) else sa.literal(one)


def _new_id(stage: Stage) -> sa.ColumnElement[Any]:
    if stage.database == "postgis":
        return sa.func.gen_random_uuid()
    return sa.func.lower(sa.func.hex(sa.func.randomblob(16)))
