"""Asking the owners of shops whose stock was not told for some days: is it still so?"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation.database import db, transaction
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.notifications import Told, notify_all
from connect.responders.freshness import (
    ASKED_AGAIN_AFTER,
    OLD_AFTER,
    Freshness,
    ask_after_asking,
    freshness_of,
)
from connect.responders.models import Responder

AT_ONCE = 100


def ask_after_stock(now: datetime) -> int:
    """Asks whose turn it is at `now`, each at most once a week for each shop; how many."""
    asked = 0
    while True:
        with transaction():
            due = _due(now)
            told = [one for responder, owner in due if (one := _ask(responder, owner, now))]
            notify_all(told)
        asked += len(told)
        if len(due) < AT_ONCE:
            return asked


def _due(now: datetime) -> Sequence[tuple[Responder, Account | None]]:
    rows = db.session.execute(
        sa.select(Responder, Account)
        .outerjoin(Account, Account.id == Responder.owner_id)
        .where(Responder.ask_stock_at <= now)
        .order_by(Responder.ask_stock_at, Responder.id)
        .limit(AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True, of=Responder)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]


def _ask(responder: Responder, owner: Account | None, now: datetime) -> Told | None:
    """What to say to the owner; None where there is nothing to ask, or nobody."""
    ages = [good.told_at or responder.created_at for good in responder.goods]
    if owner is None or not ages or responder.merged_into_id is not None:
        responder.ask_stock_at = None
        return None
    if not responder.available:
        responder.ask_stock_at = now + ASKED_AGAIN_AFTER
        return None
    if freshness_of(min(ages), now) == Freshness.FRESH:
        responder.ask_stock_at = min(ages) + OLD_AFTER
        return None
    responder.ask_stock_at = ask_after_asking(max(ages), now)
    return Told(
        kind="stock",
        text=_text(responder),
        phone=owner.phone,
        account_id=owner.id,
        may_wait=True,
    )


@speaking(FIRST_LANGUAGE)
def _text(responder: Responder) -> str:
    link = f"{current_app.config['CONNECT'].base_url}/responders/{responder.id}/goods"
    told = _("%(shop)s: is what you have still so? One tap is enough: %(link)s")
    return str(told % {"shop": responder.name, "link": link})
