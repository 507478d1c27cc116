"""A responder and its members in JSON: for those who act for it, and for strangers."""

from typing import Any

from connect.accounts import Account
from connect.foundation.clock import utcnow
from connect.responders.models import Good, Kind, Member, Responder


def public_fields(responder: Responder) -> dict[str, Any]:
    """What anyone may read. Only a supplier's place, phone and address are public."""
    shown: dict[str, Any] = {
        "id": str(responder.id),
        "kind": responder.kind,
        "name": responder.name,
        "categories": [category.code for category in responder.categories],
        "opening_hours": responder.opening_hours,
        "open_now": responder.open_at(utcnow()),
        "available": responder.available,
        "delivers": responder.delivers,
    }
    if responder.kind == Kind.SUPPLIER:
        shown |= {
            "location": {"lat": responder.lat, "lon": responder.lon},
            "address": responder.address,
            "order_hours": responder.order_hours.splitlines(),
            "phone": responder.phone,
            "note": responder.note,
            "goods": [good_fields(good) for good in responder.goods],
            "stock_updated_at": responder.stock_updated_at.isoformat()
            if responder.stock_updated_at
            else None,
            "organisation": _organisation_of(responder),
        }
    return shown


def _organisation_of(shop: Responder) -> dict[str, str] | None:
    over = shop.organisation
    return {"id": str(over.id), "name": over.name} if over else None


def good_fields(good: Good) -> dict[str, Any]:
    """Something that a supplier has; `told_at` is when its stock was told."""
    return {
        "id": good.id,
        "code": good.code,
        "name": good.name,
        "stock": good.stock,
        "price": good.price,
        "told_at": good.told_at.isoformat() if good.told_at else None,
    }


def own_fields(responder: Responder) -> dict[str, Any]:
    """What those who act for it read: all of it."""
    return public_fields(responder) | {
        "location": {"lat": responder.lat, "lon": responder.lon},
        "address": responder.address,
        "phone": responder.phone,
        "note": responder.note,
        "radius_m": responder.radius_m,
        "capacity": responder.capacity,
        "load": responder.load,
        "created_at": responder.created_at.isoformat(),
    }


def acted_for_fields(responder: Responder, account: Account) -> dict[str, Any]:
    """What whoever acts for it reads, and as what they do."""
    role = "owner" if responder.owner_id == account.id else "member"
    return own_fields(responder) | {"role": role}


def member_fields(member: Member, reader: Account) -> dict[str, Any]:
    """A member, or who was invited. The phone is read by the owner who wrote it, by none after."""
    since = member.joined_at or member.invited_at
    wrote_it = member.responder.owner_id == member.invited_by_id == reader.id
    return {
        "id": str(member.id),
        "name": member.account.name if member.account else None,
        "state": "joined" if member.joined_at else "invited",
        "since": since.isoformat(),
        "phone": member.phone if wrote_it else None,
    }


def invitation_fields(member: Member) -> dict[str, Any]:
    """An invitation, for who is invited."""
    return {
        "id": str(member.id),
        "responder": {
            "id": str(member.responder_id),
            "kind": member.responder.kind,
            "name": member.responder.name,
        },
        "invited_by": member.invited_by.name if member.invited_by else None,
        "invited_at": member.invited_at.isoformat(),
    }


def membership_fields(member: Member) -> dict[str, Any]:
    """What is held of a member, for themselves."""
    return {
        "responder": member.responder.name,
        "invited_at": member.invited_at.isoformat(),
        "joined_at": member.joined_at.isoformat() if member.joined_at else None,
        "declined_at": member.declined_at.isoformat() if member.declined_at else None,
    }
