"""Use cases of "this is my shop" where no code can prove it: asked, then granted or refused."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotAllowed, NotFound, TooOften, WrongState
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.geo import Point, ward_at
from connect.notifications import notify
from connect.responders import Responder, give, lock, take_over
from connect.suppliers import claims
from connect.suppliers.models import ClaimState, EntryClaim, Refusal
from connect.suppliers.words import refusal_words

MOST_WAITING = 5
KEPT = timedelta(days=180)


def codes_at(entry: Responder) -> tuple[str | None, str | None]:
    """The codes of the ward and the province where a shop is; None far from the country."""
    ward = ward_at(Point(entry.lat, entry.lon))
    return (ward.code, ward.province_code) if ward else (None, None)


def ask(account: Account, shop_id: uuid.UUID, words: str) -> EntryClaim:
    """Tells the coordinators of the place that a shop is theirs. Asking again changes the words.

    Raises `NotFound`, `WrongState` for who looks after it already, and `TooOften` beyond five that
    wait.
    """
    with transaction():
        lock([shop_id])  # the same button twice at one moment: the second one waits
        entry = claims.shop(shop_id)
        if claims.way_for(account, entry) == claims.Way.MINE:
            raise WrongState(_("You look after this shop already."))
        waiting = {one.responder_id: one for one in _waiting_of(account.id)}
        if shop_id in waiting:
            waiting[shop_id].words = words
            return waiting[shop_id]
        if len(waiting) >= MOST_WAITING:
            raise TooOften(_("Five of your shops wait already. Please wait until one is decided."))
        ward, province = codes_at(entry)
        claim = EntryClaim(
            id=uuid.uuid4(),
            responder_id=entry.id,
            account_id=account.id,
            words=words,
            ward_code=ward,
            province_code=province,
        )
        db.session.add(claim)
        audit.record(str(account.id), "entry_asked_for", entry.id)
    return claim


def waiting_claim(account: Account, shop_id: uuid.UUID) -> EntryClaim | None:
    """What this account has asked the coordinators about a shop and not been answered yet."""
    return next((one for one in _waiting_of(account.id) if one.responder_id == shop_id), None)


def take_back(account: Account, shop_id: uuid.UUID) -> None:
    """Does not ask any more. Raises `NotFound` where nothing waits."""
    with transaction():
        claim = waiting_claim(account, shop_id)
        if claim is None:
            raise NotFound
        db.session.delete(claim)


def grant(coordinator: Account, claim_id: uuid.UUID) -> None:
    """The shop is theirs; who owned it before is told.

    Raises `NotFound`, `NotAllowed` outside of one's area and for one's own claim, and `WrongState`
    where it is decided or the shop is gone.
    """
    with transaction():
        claim, entry = _to_decide(coordinator, claim_id)
        by = str(coordinator.id)
        if entry.owner_id in (None, claim.account_id):
            give(entry.id, claim.account, by=by, how="coordinator")
        else:
            before = take_over(entry.id, claim.account, by=by)
            if before is not None:
                tell(before, lambda: _not_yours(entry))
        _decide(claim, coordinator, ClaimState.GRANTED, None)
        tell(claim.account_id, lambda: _yours(entry))


def refuse(coordinator: Account, claim_id: uuid.UUID, reason: Refusal) -> None:
    """The shop stays whose it is, and who asked is told why. Raises as `grant` does."""
    with transaction():
        claim, entry = _to_decide(coordinator, claim_id)
        lock([entry.id])
        _decide(claim, coordinator, ClaimState.REFUSED, reason)
        tell(claim.account_id, lambda: _not_given(entry, reason))


def forget_old_claims(now: datetime) -> int:
    """Removes what was asked half a year ago; how many."""
    with transaction():
        return changed(sa.delete(EntryClaim).where(EntryClaim.created_at <= now - KEPT))


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """What an account has said to be its shop, ready for JSON."""
    asked = sa.select(EntryClaim).where(EntryClaim.account_id == account_id)
    return [
        {
            "shop": claim.responder.name,
            "words": claim.words,
            "state": claim.state,
            "asked_at": claim.created_at.isoformat(),
        }
        for claim in db.session.scalars(asked.order_by(EntryClaim.created_at))
    ]


def erase(account_id: uuid.UUID) -> None:
    """Forgets what an account has asked for."""
    with transaction():
        changed(sa.delete(EntryClaim).where(EntryClaim.account_id == account_id))


def _waiting_of(account_id: uuid.UUID) -> list[EntryClaim]:
    return list(
        db.session.scalars(
            sa.select(EntryClaim).where(
                EntryClaim.account_id == account_id,
                EntryClaim.state == ClaimState.WAITING,
                EntryClaim.responder.has(claims.IS_SHOP),
            )
        )
    )


def _to_decide(coordinator: Account, claim_id: uuid.UUID) -> tuple[EntryClaim, Responder]:
    """The claim and its shop, neither of them locked: the shop comes first, and all it needs."""
    claim = db.session.get(EntryClaim, claim_id)
    if claim is None:
        raise NotFound
    if not coordinator.serves(claim.ward_code, claim.province_code):
        raise NotAllowed
    if claim.account_id == coordinator.id:
        raise NotAllowed(_("This one is yours: another coordinator decides it."))
    if claim.state != ClaimState.WAITING:
        raise WrongState(_("Somebody has decided this already."))
    try:
        return claim, claims.shop(claim.responder_id)
    except NotFound:
        raise WrongState from None


def _decide(
    claim: EntryClaim, coordinator: Account, state: ClaimState, reason: Refusal | None
) -> None:
    """Behind the lock of the shop, as whoever merges it or asks for it."""
    shop_id = claim.responder_id
    now = db.session.get(EntryClaim, claim.id, with_for_update=True, populate_existing=True)
    if now is None or now.state != ClaimState.WAITING or now.responder_id != shop_id:
        raise WrongState(_("Somebody has decided this already."))
    claim.state, claim.reason = state, reason
    claim.decided_at, claim.decided_by_id = utcnow(), coordinator.id
    audit.record(str(coordinator.id), f"entry_{state}", claim.responder_id, claim=str(claim.id))


def tell(account_id: uuid.UUID, words: Callable[[], Any]) -> None:
    """Tells somebody about an entry: in the inbox, and where it costs nothing, never by SMS."""
    with speaking(FIRST_LANGUAGE):
        notify(kind="entry", text=str(words()), phone=None, account_id=account_id)


def _yours(entry: Responder) -> Any:
    return _("You now look after %(name)s.", name=entry.name)


def _not_yours(entry: Responder) -> Any:
    return _(
        "A coordinator has given %(name)s to somebody else. If that is wrong, tell them.",
        name=entry.name,
    )


def _not_given(entry: Responder, reason: Refusal) -> Any:
    why = refusal_words()[reason]
    return _("%(name)s was not given to you: %(why)s", name=entry.name, why=why)
