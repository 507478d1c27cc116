"""Use cases of those who act together: invite, join, part, hand over.

A responder has one owner, who answers for it, and members, who go for it as the owner does. Who
parts, in whichever way, leaves with nothing in their hands: what they carry goes back first.
"""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account, account_by_id, account_by_phone, phones_at_odds_with
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.notifications import notify
from connect.responders import branches, edits, membership, queries, service
from connect.responders.models import Kind, Member, Responder

MOST_MEMBERS = 50
UNANSWERED = timedelta(days=30)
_on_parting: list[Callable[[uuid.UUID, uuid.UUID], None]] = []


def on_parting(take_back: Callable[[uuid.UUID, uuid.UUID], None]) -> None:
    """Registers how a room above takes back what somebody carries: by responder and account."""
    if take_back not in _on_parting:
        _on_parting.append(take_back)


def invite(account: Account, responder_id: uuid.UUID, phone: str) -> Member:
    """Invites whoever has this phone. Inviting them again changes nothing.

    The answer is the same whether or not the phone has an account, and whether or not they have
    said no within the thirty days. Raises `NotFound`, `NotAllowed`,
    `Invalid`, and `WrongState` for a volunteer, who is one person, and beyond fifty members.
    """
    with transaction():
        responder = service.own_responder(account, responder_id)
        if responder.kind == Kind.VOLUNTEER:
            raise WrongState(_("A volunteer is one person. Register a group to help together."))
        if phone == account.phone:
            raise Invalid({"phone": [_("This is your own number.")]})
        known = {one.phone: one for one in membership.members_of(responder.id)}
        if phone in known:
            return known[phone]
        if len(known) >= MOST_MEMBERS:
            raise WrongState(_("A group has at most fifty members."))
        member = membership.no_of(responder.id, phone)
        if member is None:
            member = Member(responder_id=responder.id, phone=phone, invited_by_id=account.id)
            db.session.add(member)
            _tell_invited(responder, account, phone)
        else:
            # One no is enough. To the owner it looks like any other that is new.
            member.id, member.invited_by_id = uuid.uuid4(), account.id
            member.invited_at = utcnow()
        db.session.flush()
        audit.record(str(account.id), "member_invited", responder.id)
    return member


def accept(account: Account, invitation_id: uuid.UUID) -> Responder:
    """Joins; doing it again changes nothing. Raises `NotFound` for who is not invited."""
    with transaction():
        member, responder = _invitation(account, invitation_id)
        if member.joined_at is None:
            member.account_id, member.joined_at = account.id, utcnow()
            member.declined_at = None
            audit.record(str(account.id), "member_joined", responder.id)
            _tell_owner(responder, account, _has_joined)
    return responder


def decline(account: Account, invitation_id: uuid.UUID) -> None:
    """Says no, which the owner is not told. Raises `NotFound`, and `WrongState` for a member."""
    with transaction():
        member, _responder = _invitation(account, invitation_id)
        if member.joined_at is not None:
            raise WrongState(_("You are a member already. You can leave."))
        member.declined_at = utcnow()


def remove(account: Account, responder_id: uuid.UUID, member_id: uuid.UUID) -> str:
    """The owner takes a member or an invitation out, or a member leaves.

    Returns what came of it: `left`, `removed` or `uninvited`. Raises `NotFound`, and `NotAllowed`
    for everybody else.
    """
    with transaction():
        member = db.session.get(Member, member_id)
        here = member is not None and member.responder_id == responder_id
        leaves = here and member is not None and member.account_id == account.id
        if not leaves:
            responder = queries.responder_by_id(responder_id)
            if responder is None:
                raise NotFound
            if responder.owner_id != account.id:
                raise NotAllowed
        if member is None or not here or member.only_a_no:
            raise NotFound
        joined = member.account_id is not None
        _part(member)
        if leaves:
            _tell_owner(member.responder, account, _has_left)
        elif member.account_id is not None:
            _tell(member.account_id, _you_are_out, member.responder)
        done = "member_left" if leaves else "member_removed"
        audit.record(str(account.id), done, responder_id)
    return "left" if leaves else "removed" if joined else "uninvited"


def hand_over(account: Account, responder_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Makes a member the owner, and the owner a member; the number of who goes is not left behind.

    Raises `NotFound`, `NotAllowed`, and `WrongState` for who has not joined.
    """
    with transaction():
        branches.lock_with_shops(responder_id)
        responder = service.own_responder(account, responder_id)
        member = db.session.get(Member, member_id, populate_existing=True)
        if member is None or member.responder_id != responder.id or member.only_a_no:
            raise NotFound
        if member.account_id is None:
            raise WrongState(_("They have not joined yet."))
        _make_owner(responder, member, account)
        before = Member(responder_id=responder.id, phone=account.phone, account_id=account.id)
        before.joined_at = utcnow()
        db.session.add(before)
        audit.record(str(account.id), "handed_over", responder.id)


def part_from_all(account: Account) -> None:
    """Ends every membership and every invitation of an account, inside a transaction."""
    for member in membership.memberships_of(account):
        _part(member, forget=True)


def hand_back_all(responder_id: uuid.UUID, crew: Collection[uuid.UUID]) -> None:
    """Gives back what these accounts carry for a responder, inside a transaction.

    Before the responder is locked, and in one order for all.
    """
    for account_id in sorted(crew):
        membership.end_membership(account_id)
    for account_id in crew:
        for take_back in _on_parting:
            take_back(responder_id, account_id)


def hand_to_oldest(responder: Responder, account: Account) -> bool:
    """Gives what `account` owns to its oldest member, inside a transaction; False without members.

    What the account carries has been given back before: the responder is locked by now.
    """
    heir = next((m for m in membership.members_of(responder.id) if m.account_id), None)
    if heir is None:
        return False
    _make_owner(responder, heir, account)
    audit.record("system", "handed_over", responder.id)
    return True


def forget_unanswered(now: datetime) -> int:
    """Removes invitations that nobody has answered for thirty days; how many.

    The phone may be of somebody who never chose to be here.
    """
    with transaction():
        return changed(
            sa.delete(Member).where(
                Member.joined_at.is_(None), Member.invited_at <= now - UNANSWERED
            )
        )


def take_out(member: Member, *, tells: bool) -> None:
    """Ends a membership or an invitation for good, inside a transaction."""
    account_id, responder = member.account_id, member.responder
    _part(member, forget=True)
    if account_id is not None and tells:
        _tell(account_id, _you_are_out, responder)
    audit.record("system", "member_removed", responder.id)


def _part(member: Member, *, forget: bool = False) -> None:
    """Takes a member or an invitation out; a no is kept, unless it is to be forgotten."""
    acted = member.account_id is not None
    if member.account_id is not None:
        membership.end_membership(member.account_id)
        for take_back in _on_parting:
            take_back(member.responder_id, member.account_id)
    branches.lock_with_shops(member.responder_id)
    now = db.session.get(Member, member.id, populate_existing=True)
    if now is None:
        raise NotFound
    if now.account_id is not None and not acted:
        raise WrongState  # they have joined meanwhile
    if now.account_id is not None:
        branches.leave_with_owner(now.responder_id, now.account_id)
    if now.declined_at is None or forget:
        _delete(now)
    else:
        now.invited_by_id = None


def _delete(member: Member) -> None:
    """Raises `NotFound` where somebody else was faster."""
    if not changed(sa.delete(Member).where(Member.id == member.id)):
        raise NotFound


def _make_owner(responder: Responder, member: Member, before: Account) -> None:
    if member.account_id is None:
        raise WrongState
    _delete(member)
    # The shops that an organisation has of its owner go along.
    for one in (responder, *branches.branches_to_change(responder.id, before.id)):
        edits.leave_no_number(one, before.phone)
        one.owner_id = member.account_id
        branches.settle_owner(one)
    _tell(member.account_id, _you_are_owner, responder)


def _invitation(account: Account, invitation_id: uuid.UUID) -> tuple[Member, Responder]:
    """The invitation, and its responder locked. Raises `NotFound`."""
    found = db.session.get(Member, invitation_id)
    if found is None or found.phone != account.phone:
        raise NotFound
    responder = queries.responder_to_change(found.responder_id)
    member = db.session.get(Member, invitation_id, populate_existing=True)
    if member is None or responder is None or member.only_a_no:
        raise NotFound
    inviter = account_by_id(member.invited_by_id) if member.invited_by_id else None
    if inviter is not None and inviter.phone in phones_at_odds_with(account.phone):
        raise NotFound
    return member, responder


def _tell_invited(responder: Responder, owner: Account, phone: str) -> None:
    invited = account_by_phone(phone)
    if invited is not None and owner.phone not in phones_at_odds_with(phone):
        _tell(invited.id, _you_are_invited, responder)


def _tell_owner(
    responder: Responder, account: Account, words: Callable[[Account, Responder], Any]
) -> None:
    """Tells the owner what this account has done, unless the two are not to meet."""
    owner = account_by_id(responder.owner_id) if responder.owner_id else None
    if owner is not None and owner.phone not in phones_at_odds_with(account.phone):
        _tell(owner.id, partial(words, account), responder)


def _tell(account_id: uuid.UUID, words: Callable[[Responder], Any], responder: Responder) -> None:
    # Without the phone: in the inbox, and where it costs nothing, but never as an SMS.
    with speaking(FIRST_LANGUAGE):
        notify(kind="member", text=str(words(responder)), phone=None, account_id=account_id)


def _you_are_invited(responder: Responder) -> Any:
    return _("%(name)s invites you to help together. Answer under Mine.", name=responder.name)


def _has_joined(account: Account, responder: Responder) -> Any:
    return _("%(who)s has joined %(name)s.", who=account.name, name=responder.name)


def _has_left(account: Account, responder: Responder) -> Any:
    return _("%(who)s has left %(name)s.", who=account.name, name=responder.name)


def _you_are_out(responder: Responder) -> Any:
    return _("You do not go for %(name)s any more.", name=responder.name)


def _you_are_owner(responder: Responder) -> Any:
    return _("You now look after %(name)s.", name=responder.name)
