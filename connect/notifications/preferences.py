"""How people want to be told: which wires, which hours, how many offers."""

import uuid
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, time
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect import consents
from connect.accounts import Account, account_by_id
from connect.consents import Channel, Purpose
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import Invalid
from connect.notifications import muting, queries
from connect.notifications.backoff import NIGHT_BEGINS, NIGHT_ENDS, after_the_night
from connect.notifications.marks import mark_of
from connect.notifications.models import MailProof, Preferences, PushSubscription, Wire

MOST_OFFERS, MOST_OFFERS_EVER = 3, 20
# SMS is how an account is reached at all; of the others one hears by one's own wish alone.
BY_CONSENT = frozenset((Wire.PUSH, Wire.ZALO, Wire.EMAIL))


def default_preferences(account_id: uuid.UUID | None) -> Preferences:
    """What holds for who has said nothing, and for a phone without an account."""
    return Preferences(
        account_id=account_id,
        push=False,
        zalo=False,
        email=None,
        quiet_from=NIGHT_BEGINS,
        quiet_until=NIGHT_ENDS,
        urgent_at_night=True,
        most_offers=MOST_OFFERS,
        offers=True,
        news=True,
    )


def preferences_of(account_id: uuid.UUID | None) -> Preferences:
    """What an account has said, else the defaults: these are no row yet."""
    kept = db.session.get(Preferences, account_id) if account_id else None
    return kept or default_preferences(account_id)


def preferences_of_each(account_ids: Collection[uuid.UUID | None]) -> dict[uuid.UUID | None, Any]:
    """As `preferences_of`, of many in one read, as plain rows; who has said nothing shares one."""
    kept = queries.preferences_of_each([id_ for id_ in account_ids if id_])
    unsaid = default_preferences(None)
    return dict.fromkeys(account_ids, unsaid) | {row.account_id: row for row in kept}


def preferences_to_change(account_id: uuid.UUID) -> Preferences:
    """The row, made if there is none, and kept from others until the transaction ends."""
    if db.session.get(Preferences, account_id) is None:
        with suppress(IntegrityError), db.session.begin_nested():  # or somebody just has
            db.session.add(default_preferences(account_id))
    return db.session.get_one(Preferences, account_id, with_for_update=True, populate_existing=True)


class OfferWish(NamedTuple):
    """How many open offers an account wants at most (0: it is never asked), and if it sleeps.

    `said` is all that it has said, for `notify_all`.
    """

    most: int
    asleep: bool
    said: Any


def offer_wishes(
    account_ids: Collection[uuid.UUID], now: datetime, *, urgent: bool
) -> dict[uuid.UUID, OfferWish]:
    """What each account wants of offers, in one read. For urgent ones few are asleep."""

    def wish(said: Any) -> OfferWish:
        rings = urgent and said.urgent_at_night
        asleep = not rings and is_quiet(now, said.quiet_from, said.quiet_until)
        return OfferWish(said.most_offers, asleep, said)

    kept = queries.preferences_of_each(account_ids)
    unsaid = wish(default_preferences(None))
    return dict.fromkeys(account_ids, unsaid) | {row.account_id: wish(row) for row in kept}


def is_quiet(moment: datetime, begins: time | None, ends: time | None) -> bool:
    """Whether a moment lies in these quiet hours; never in none."""
    return (
        begins is not None and ends is not None and after_the_night(moment, begins, ends) > moment
    )


def change(account: Account, changes: dict[str, Any], channel: Channel = Channel.WEB) -> None:
    """Keeps what is named in `changes`, and nothing else.

    `wires` is {push|zalo|email|sms: wanted}, `quiet_hours` a pair of times or None, the rest as in
    `Preferences`. Raises `Invalid` for mail without a proved address, and for quiet hours that
    begin when they end.
    """
    with transaction():
        kept = preferences_to_change(account.id)
        _choose_wires(account, kept, changes.get("wires", {}))
        for wire in BY_CONSENT & changes.get("wires", {}).keys():
            consents.note(
                Purpose(wire),
                given=changes["wires"][wire],
                channel=channel,
                account_id=account.id,
            )
        if "quiet_hours" in changes:
            kept.quiet_from, kept.quiet_until = _checked_hours(changes["quiet_hours"])
        for name in ("urgent_at_night", "most_offers", "offers", "news"):
            if name in changes:
                setattr(kept, name, changes[name])


def _choose_wires(account: Account, kept: Preferences, wires: dict[str, bool]) -> None:
    if wires.get(Wire.EMAIL) and kept.email is None:
        raise Invalid({"email": [_("First give your mail address, and the code we send there.")]})
    kept.push = wires.get(Wire.PUSH, kept.push)
    kept.zalo = wires.get(Wire.ZALO, kept.zalo)
    addresses = {Wire.EMAIL: kept.email, Wire.SMS: account.phone}
    for wire, address in addresses.items():
        if address is not None and wire in wires:
            muting.set_muted(mark_of(wire, address), muted=not wires[wire])


def _checked_hours(hours: tuple[time, time] | None) -> tuple[time | None, time | None]:
    if hours is None:
        return None, None
    if hours[0] == hours[1]:
        raise Invalid({"quiet_hours": [_("These hours begin and end at the same time.")]})
    return hours


def as_said(account: Account) -> dict[str, Any]:
    """The preferences of an account for JSON."""
    said = preferences_of(account.id)
    sms = mark_of(Wire.SMS, account.phone)
    email = mark_of(Wire.EMAIL, said.email) if said.email else ""
    muted = queries.muted([sms, email])
    quiet = said.quiet_from and said.quiet_until
    return {
        "wires": {
            "push": said.push,
            "zalo": said.zalo,
            "email": said.email is not None and email not in muted,
            "sms": sms not in muted,
        },
        "email": said.email,
        "quiet_hours": {
            "from": f"{said.quiet_from:%H:%M}",
            "until": f"{said.quiet_until:%H:%M}",
        }
        if quiet
        else None,
        "urgent_at_night": said.urgent_at_night,
        "most_offers": said.most_offers,
        "offers": said.offers,
        "news": said.news,
    }


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """What an account has said, and its browsers; their keys are of use to us only."""
    account = account_by_id(account_id)
    if account is None:
        return []
    browsers = [
        {"endpoint": one.endpoint, "created_at": one.created_at.isoformat()}
        for one in queries.subscriptions_of(account_id)
    ]
    return [as_said(account) | {"browsers": browsers}]


def erase(account_id: uuid.UUID) -> None:
    """Forgets it all, and that its phone and mail address wanted no messages."""
    with transaction():
        account = account_by_id(account_id)
        said = preferences_of(account_id)
        if account is not None:
            muting.set_muted(mark_of(Wire.SMS, account.phone), muted=False)
        if said.email:
            muting.set_muted(mark_of(Wire.EMAIL, said.email), muted=False)
        for table in (PushSubscription, MailProof, Preferences):
            changed(sa.delete(table).where(table.account_id == account_id))
