"""What is kept of gifts, for programs: yes, let go, collected, nobody came, thank you."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Response

from connect.accounts import current_account
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer
from connect.giving import presenting, schemas, taking
from connect.giving.access import knows, record_look, side_of
from connect.giving.models import Reservation
from connect.giving.states import Side

blp = RestBlueprint("reservations_api", __name__, url_prefix=PREFIX, description="Giving things")
EITHER: list[dict[str, list[str]]] = [{"bearer": []}, {"manage": []}]


@blp.post("/reservations/<uuid:reservation_id>/agree")
@blp.doc(security=EITHER, parameters=[IDEMPOTENT])
@blp.response(200, schemas.ReservationAnswer)
def agree(reservation_id: uuid.UUID) -> Response:
    """Say yes, as the side that was asked. Both then know of each other, for a day."""
    return _acted(reservation_id, taking.agree)


@blp.post("/reservations/<uuid:reservation_id>/release")
@blp.doc(security=EITHER, parameters=[IDEMPOTENT])
@blp.response(200, schemas.ReservationAnswer)
def release(reservation_id: uuid.UUID) -> Response:
    """Say no, or let go of it: while its days last it is there for others at once."""
    return _acted(reservation_id, taking.release)


@blp.post("/reservations/<uuid:reservation_id>/collected")
@blp.doc(security=EITHER, parameters=[IDEMPOTENT])
@blp.response(200, schemas.ReservationAnswer)
def collected(reservation_id: uuid.UUID) -> Response:
    """Say that it has changed hands."""
    return _acted(reservation_id, taking.collect)


@blp.post("/reservations/<uuid:reservation_id>/no-show")
@blp.doc(security=EITHER, parameters=[IDEMPOTENT])
@blp.response(200, schemas.ReservationAnswer)
def no_show(reservation_id: uuid.UUID) -> Response:
    """Say, as the giver, that nobody came."""
    return _acted(reservation_id, taking.no_show)


@blp.post("/reservations/<uuid:reservation_id>/thanks")
@blp.doc(security=EITHER, parameters=[IDEMPOTENT])
@blp.arguments(schemas.ThanksSchema, example={"text": "Cảm ơn, cháu vui lắm."})
@blp.response(200, schemas.ReservationAnswer)
def thanks(data: dict[str, Any], reservation_id: uuid.UUID) -> Response:
    """Thank the giver, once it is collected; nobody else reads it."""

    def thank(id_: uuid.UUID, side: Side, actor: str) -> Reservation:
        return taking.thank(id_, data["text"], side, actor)

    return _acted(reservation_id, thank)


def _acted(
    reservation_id: uuid.UUID, act: Callable[[uuid.UUID, Side, str], Reservation]
) -> Response:
    def call() -> Response:
        side, actor = side_of(reservation_id)
        done = act(reservation_id, side, actor)
        if knows(done):
            record_look(current_account(), done.gift)
        return json_answer(presenting.reservation(done, to_giver=side == Side.GIVER))

    return once(call)
