"""The shops under one organisation: reads, and what becomes of them inside a larger change.

A shop under an organisation has an owner like any other, who acts for that organisation: whoever
parts from it takes their shops along.
"""

import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation.database import AnyRow, changed, db
from connect.foundation.errors import NotAllowed, NotFound, WrongState
from connect.responders import membership, offers, queries
from connect.responders.models import Kind, Member, Responder

MOST_BRANCHES = 200


class _OneMore(Exception):
    """A shop has come under the organisation since it was asked which there are."""


def branches_of(organisation_id: uuid.UUID) -> Sequence[AnyRow]:
    """The shops under an organisation by name: what tells where each is, and whether it is open."""
    columns = (
        Responder.id, Responder.name, Responder.name_folded, Responder.lat, Responder.lon,
        Responder.opening_hours, Responder.order_hours, Responder.available, Responder.address,
        Responder.source_id,
    )  # fmt: skip
    return db.session.execute(
        sa.select(*columns)
        .where(Responder.organisation_id == organisation_id)
        .order_by(Responder.name_folded, Responder.address, Responder.id)
    ).all()


def branch_ids(organisation_id: uuid.UUID) -> list[uuid.UUID]:
    """The ids of the shops under an organisation."""
    return list(
        db.session.scalars(
            sa.select(Responder.id).where(Responder.organisation_id == organisation_id)
        )
    )


def count_branches(organisation_id: uuid.UUID) -> int:
    """How many shops stand under an organisation."""
    counted = sa.select(sa.func.count()).where(Responder.organisation_id == organisation_id)
    return db.session.scalar(counted) or 0


def latest_branch(organisation_id: uuid.UUID) -> Responder | None:
    """The shop that was listed last of those under an organisation."""
    return db.session.scalar(
        sa.select(Responder)
        .where(Responder.organisation_id == organisation_id)
        .order_by(Responder.created_at.desc(), Responder.id)
        .limit(1)
    )


def organisation_by_id(organisation_id: uuid.UUID) -> Responder:
    """An organisation. Raises `NotFound`."""
    return _organisation(queries.responder_by_id(organisation_id))


def organisation_acted_for(account: Account, organisation_id: uuid.UUID) -> Responder:
    """One that an account acts for. Raises `NotFound`, and `NotAllowed` for everybody else."""
    return _acted_for(account, organisation_by_id(organisation_id))


def organisation_with_room(account: Account, organisation_id: uuid.UUID) -> Responder:
    """One that an account acts for, locked, for one more shop.

    Raises `NotFound`, `NotAllowed`, and `WrongState` where it has as many as it can.
    """
    organisation = _organisation(queries.responder_to_change(organisation_id))
    _acted_for(account, organisation)
    if count_branches(organisation_id) >= MOST_BRANCHES:
        raise WrongState(_("An organisation has at most %(most)d shops here.", most=MOST_BRANCHES))
    return organisation


def lock_with_shops(organisation_id: uuid.UUID) -> None:
    """Keeps an organisation and its shops from others, in the order of all locks (`offers.lock`).

    For who goes on to change shops along with their organisation. Once that is locked none comes
    any more; where one came just before, all are let go again, and locked anew with that one.
    """
    while True:
        ids = {organisation_id, *branch_ids(organisation_id)}
        with suppress(_OneMore), db.session.begin_nested():
            offers.lock(ids)
            if not ids.issuperset(branch_ids(organisation_id)):
                raise _OneMore
            return


def leave_with_owner(organisation_id: uuid.UUID, owner_id: uuid.UUID) -> None:
    """The shops of who parts from an organisation stand alone, inside a transaction."""
    theirs = (Responder.organisation_id == organisation_id, Responder.owner_id == owner_id)
    changed(sa.update(Responder).where(*theirs).values(organisation_id=None))


def stand_alone(organisation_ids: Collection[uuid.UUID]) -> None:
    """The shops of organisations that are no more stand alone, inside a transaction."""
    theirs = Responder.organisation_id.in_(organisation_ids)
    changed(sa.update(Responder).where(theirs).values(organisation_id=None))


def branches_to_change(
    organisation_id: uuid.UUID, owner_id: uuid.UUID | None = None
) -> list[Responder]:
    """The shops of an organisation, or those of one owner, locked in the order of their ids."""
    theirs = (Responder.owner_id == owner_id,) if owner_id else ()
    return list(
        db.session.scalars(
            sa.select(Responder)
            .where(Responder.organisation_id == organisation_id, *theirs)
            .order_by(Responder.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def settle_owner(shop: Responder) -> None:
    """After a shop's owner has changed, inside a transaction: an owner is no member beside that,

    and a shop stays under its organisation only where the new owner acts for that one.
    """
    members = (Member.responder_id == shop.id, Member.account_id == shop.owner_id)
    changed(sa.delete(Member).where(*members))
    if shop.organisation_id and not (
        shop.owner_id and membership.acts_for(shop.organisation_id, shop.owner_id)
    ):
        shop.organisation_id = None


def _organisation(found: Responder | None) -> Responder:
    if found is None or found.kind != Kind.ORGANISATION:
        raise NotFound
    return found


def _acted_for(account: Account, organisation: Responder) -> Responder:
    if not membership.acts_for(organisation.id, account.id):
        raise NotAllowed
    return organisation
