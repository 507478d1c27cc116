"""How many cases a responder carries: never more than its capacity."""

import uuid

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import WrongState
from connect.responders import offers
from connect.responders.models import Responder


def take_load(responder_id: uuid.UUID) -> None:
    """One more case is carried. Raises `WrongState` when the capacity is used up."""
    with transaction():
        taken = db.session.execute(
            sa.update(Responder)
            .where(Responder.id == responder_id, Responder.load < Responder.capacity)
            .values(load=Responder.load + 1)
            .returning(Responder.id)
        ).one_or_none()
        if taken is None:
            raise WrongState(_("You have as many open cases as you said you can carry."))
        offers.keep_offers([responder_id], utcnow())


def give_back_load(responder_id: uuid.UUID) -> None:
    """One case less is carried."""
    with transaction():
        db.session.execute(
            sa.update(Responder)
            .where(Responder.id == responder_id, Responder.load > 0)
            .values(load=Responder.load - 1)
        )
        offers.keep_offers([responder_id], utcnow())
