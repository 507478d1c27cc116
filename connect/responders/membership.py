"""Reads of who acts for a responder: its owner, and the members that have joined."""

import uuid
from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from connect.accounts import Account, phones_apart, phones_at_odds_with
from connect.foundation.database import db
from connect.foundation.prepared import Among, Prepared
from connect.responders.models import Member, Responder

_both = sa.union_all(
    sa.select(
        Responder.id.label("responder_id"),
        Responder.owner_id.label("account_id"),
        sa.literal(0).label("place"),
        Responder.created_at.label("since"),
    ).where(Among(Responder.id, "ids"), Responder.owner_id.is_not(None)),
    sa.select(Member.responder_id, Member.account_id, sa.literal(1), Member.joined_at).where(
        Among(Member.responder_id, "ids"), Member.account_id.is_not(None)
    ),
).subquery()
# Made once, as all that is read for each request that is posted: making it takes the longest.
_CREWS = Prepared(
    sa.select(_both.c.responder_id, _both.c.account_id).order_by(_both.c.place, _both.c.since)
)


def acted_for(account_id: uuid.UUID) -> sa.CompoundSelect[uuid.UUID]:
    """The ids of the responders that an account owns or is a member of, for other statements.

    A union, since an OR over two tables would read every responder.
    """
    return sa.union_all(
        sa.select(Responder.id).where(Responder.owner_id == account_id),
        sa.select(Member.responder_id).where(Member.account_id == account_id),
    )


def those_who_act(name: str) -> sa.CompoundSelect[uuid.UUID, uuid.UUID | None]:
    """Pairs `responder_id`, `account_id` of what accounts act for, for prepared statements.

    `name` is the parameter that holds the ids of the accounts.
    """
    return sa.union_all(
        sa.select(Responder.id.label("responder_id"), Responder.owner_id.label("account_id")).where(
            Among(Responder.owner_id, name)
        ),
        sa.select(Member.responder_id, Member.account_id).where(Among(Member.account_id, name)),
    )


def joined(account_id: uuid.UUID) -> list[Responder]:
    """The responders of others that an account is a member of, the oldest first."""
    mine = sa.select(Member.responder_id).where(Member.account_id == account_id)
    return list(
        db.session.scalars(
            sa.select(Responder)
            .where(Responder.id.in_(mine))
            .order_by(Responder.created_at, Responder.id)
        )
    )


def acts_for(responder_id: uuid.UUID, account_id: uuid.UUID) -> bool:
    """Whether an account owns a responder or is a member of it."""
    owns = sa.select(sa.literal(1)).where(
        Responder.id == responder_id, Responder.owner_id == account_id
    )
    belongs = sa.select(sa.literal(1)).where(
        Member.responder_id == responder_id, Member.account_id == account_id
    )
    return db.session.execute(owns.union_all(belongs)).first() is not None


def looks_after(responder: Responder, account_id: uuid.UUID) -> bool:
    """Whether an account may change a responder.

    Its owner, and of a shop under an organisation whoever acts for that one: which is not to go
    for the shop, nor to be asked when it is.
    """
    if responder.owner_id == account_id:
        return True
    organisation_id = responder.organisation_id
    return organisation_id is not None and acts_for(organisation_id, account_id)


def tells_stock(responder: Responder, account_id: uuid.UUID) -> bool:
    """Whether an account may say what a responder has: who looks after it, and its members."""
    return looks_after(responder, account_id) or acts_for(responder.id, account_id)


def hold_membership(account_id: uuid.UUID) -> None:
    """Until the transaction ends, the account parts from nothing: who parts it waits.

    Whoever goes for a request does so first, before the request and the responder are locked. Their
    own next claim waits, too, so that what they carry can be counted.
    """
    _lock_account(account_id)


def end_membership(account_id: uuid.UUID) -> None:
    """The other side of `hold_membership`: until the transaction ends, the account takes nothing.

    So what it carries can be looked up once, and no more comes.
    """
    _lock_account(account_id)


def _lock_account(account_id: uuid.UUID) -> None:
    # To name the account in another row needs no waiting.
    db.session.execute(
        sa.select(Account.id).where(Account.id == account_id).with_for_update(key_share=True)
    )


def crews(responder_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The accounts that act for each of these responders: the owner first, then members by age."""
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    if responder_ids:
        for row in _CREWS.rows(db.session.connection(), {"ids": responder_ids}):
            found[row.responder_id].append(row.account_id)
    return dict(found)


def members_of(responder_id: uuid.UUID) -> list[Member]:
    """The members of a responder, then who is invited; each by age.

    Without the invitations that were declined and then taken back: only the no is still known.
    """
    return list(
        db.session.scalars(
            sa.select(Member)
            .where(Member.responder_id == responder_id, ~Member.only_a_no)
            .options(joinedload(Member.account))
            .order_by(Member.joined_at.is_(None), Member.joined_at, Member.invited_at, Member.id)
        )
    )


def known_to(responder_id: uuid.UUID, *, owns: bool) -> list[Member]:
    """Those of `members_of` whom who is looking knows of: who is invited, its owner alone."""
    apart = phones_apart()
    return [
        one
        for one in members_of(responder_id)
        if (owns or one.joined_at) and not (one.account and one.account.phone in apart)
    ]


def fellow(member_id: uuid.UUID, account: Account) -> Member | None:
    """A member of what an account acts for, too."""
    found = db.session.get(Member, member_id)
    if found is None or found.account_id is None or not acts_for(found.responder_id, account.id):
        return None
    return found


def no_of(responder_id: uuid.UUID, phone: str) -> Member | None:
    """The no of who has declined before an invitation was taken back."""
    return db.session.scalar(
        sa.select(Member).where(
            Member.responder_id == responder_id, Member.phone == phone, Member.only_a_no
        )
    )


def count_members(responder_id: uuid.UUID) -> int:
    """How many have joined."""
    counted = sa.select(sa.func.count()).where(
        Member.responder_id == responder_id, Member.account_id.is_not(None)
    )
    return db.session.scalar(counted) or 0


def memberships_of(account: Account) -> list[Member]:
    """Where an account is a member or invited, by age."""
    return list(
        db.session.scalars(
            sa.select(Member)
            .where(sa.or_(Member.account_id == account.id, Member.phone == account.phone))
            .options(joinedload(Member.responder), joinedload(Member.invited_by))
            .order_by(Member.invited_at, Member.id)
        )
    )


def invitations_to(account: Account) -> list[Member]:
    """What an account is invited to and has not answered; nothing by those it is not to meet."""
    unwanted = set(phones_at_odds_with(account.phone))
    return [
        one
        for one in memberships_of(account)
        if one.joined_at is None
        and one.declined_at is None
        and not (one.invited_by and one.invited_by.phone in unwanted)
    ]
