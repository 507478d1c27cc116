"""Whose an entry becomes that came by an import, or that another account holds wrongly; its end."""

import uuid

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotFound, WrongState
from connect.responders import branches, edits, members, membership, offers, queries, service
from connect.responders.models import Kind, Member, Responder
from connect.responders.stock import ask_from
from connect.responders.vouch_models import Vouch


def give(entry_id: uuid.UUID, account: Account, *, by: str, how: str) -> Responder:
    """Makes an account the owner of a shop that has none; its source stays, for what it adds.

    `by` and `how` stand in the audit log. Doing it again changes nothing. Raises `NotFound`, and
    `WrongState` where somebody else was faster.
    """
    with transaction():
        entry = _shop_to_change(entry_id)
        if entry.owner_id not in (None, account.id):
            raise WrongState(_("Somebody looks after this shop already."))
        if entry.owner_id is None:
            entry.owner_id = account.id
            ask_from(entry, utcnow())
            audit.record(by, "entry_given", entry.id, to=str(account.id), how=how)
    return entry


def take_out(entry_id: uuid.UUID, *, by: str) -> None:
    """Takes a shop out that nobody looks after, inside a transaction; no import brings it back.

    Raises `NotFound`, and `WrongState` where it has somebody to say so themselves.
    """
    branches.lock_with_shops(entry_id)
    entry = _shop_to_change(entry_id)
    if entry.owner_id is not None or entry.load:
        raise WrongState(_("Somebody looks after this shop already."))
    service.forget([entry])
    audit.record(by, "entry_taken_out", entry.id)


def take_over(entry_id: uuid.UUID, account: Account, *, by: str) -> uuid.UUID | None:
    """Makes an account the owner, whoever was before; the id of that one.

    Whoever acted for it leaves with nothing in their hands, the number of who owned it is not left
    behind, and it stands under no organisation any more. Raises `NotFound`, and `WrongState` where
    somebody joins at this moment.
    """
    with transaction():
        crew = membership.crews([entry_id]).get(entry_id, [])
        members.hand_back_all(entry_id, crew)
        entry = _shop_to_change(entry_id)
        if membership.crews([entry_id]).get(entry_id, []) != crew:
            raise WrongState
        before = db.session.get(Account, entry.owner_id) if entry.owner_id else None
        if before is not None and before.id != account.id:
            edits.leave_no_number(entry, before.phone)
        changed(sa.delete(Member).where(Member.responder_id == entry_id))
        entry.owner_id, entry.organisation_id = account.id, None
        # A word for whoever acted for it was none for whoever comes now.
        if changed(sa.delete(Vouch).where(Vouch.responder_id == entry_id)):
            offers.keep_offers([entry_id], utcnow())
        audit.record(by, "entry_taken_over", entry.id, to=str(account.id))
    return before.id if before is not None and before.id != account.id else None


def _shop_to_change(entry_id: uuid.UUID) -> Responder:
    entry = queries.responder_to_change(entry_id)
    if entry is None or entry.kind != Kind.SUPPLIER:
        raise NotFound
    return entry
