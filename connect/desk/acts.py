"""What can be done about a case, by one name each: for the page, the API and many at once."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import marshmallow as ma
from flask import current_app
from flask_babel import lazy_gettext as _l
from marshmallow import validate

from connect import help_requests, responders
from connect.accounts import signed_in_account
from connect.desk import service
from connect.desk.models import LONGEST_NOTE
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.errors import NotAllowed
from connect.foundation.rest import Lines
from connect.help_requests import CloseReason, Concern, Standing, View, view_of

MOST_MINUTES = 6 * 24 * 60
# Running out of time is nobody's choice, and what is asked twice is joined to its other.
REASONS = [one for one in CloseReason if one != CloseReason.EXPIRED]


class Act(StrEnum):
    """What can be done."""

    NOTE = "note"
    CLOSE = "close"
    REOPEN = "reopen"
    ASSIGN = "assign"
    PROMISED = "promised"
    HAND_OVER = "hand_over"
    NOT_REACHED = "not_reached"
    CALL_AGAIN = "call_again"
    VERIFY = "verify"
    MERGE = "merge"
    SHIELD = "shield"
    VOUCH = "vouch"
    VOUCH_NO_MORE = "vouch_no_more"


# What makes sense for many cases at once.
FOR_MANY = (Act.NOTE, Act.CLOSE, Act.HAND_OVER)
_NEEDS = {
    Act.NOTE: ("words",),
    Act.CLOSE: ("reason",),
    Act.ASSIGN: ("responder_id",),
    Act.PROMISED: ("responder_id",),
    Act.MERGE: ("twin_id",),
    Act.VOUCH: ("responder_id",),
    Act.VOUCH_NO_MORE: ("responder_id",),
}


class ActSchema(ma.Schema):
    """What is to be done, and what that needs: a note its words, an end its reason, and so on."""

    act = ma.fields.String(required=True, validate=validate.OneOf(list(Act)))
    words = Lines(most=LONGEST_NOTE, metadata={"description": "of a note"})
    reason = ma.fields.String(validate=validate.OneOf(REASONS))
    responder_id = ma.fields.UUID(
        metadata={"description": "whom to ask by hand, or to vouch for (with words, or without)"}
    )
    concerns = ma.fields.List(
        ma.fields.String(validate=validate.OneOf(list(Concern))),
        validate=validate.Length(max=len(Concern)),
        metadata={"description": "who is at the door that is shielded; nobody: it is for all"},
    )
    account_id = ma.fields.UUID(
        metadata={"description": "who has the case from now on; without it nobody"}
    )
    twin_id = ma.fields.UUID(metadata={"description": "the request that is joined to this one"})
    call_at = ma.fields.AwareDateTime(
        default_timezone=HOME_ZONE,
        metadata={"description": "when to call again, within six days"},
    )
    in_minutes = ma.fields.Integer(
        validate=validate.Range(min=5, max=MOST_MINUTES),
        metadata={"description": "the same, from now"},
    )

    @ma.validates_schema
    def check_needs(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Raises `ValidationError` for what is missing."""
        for name in _NEEDS.get(Act(data["act"]), ()):
            if not data.get(name):
                raise ma.ValidationError(_l("This is needed."), name)


class ManySchema(ActSchema):
    """The same for many cases: a note, an end, or another coordinator."""

    act = ma.fields.String(required=True, validate=validate.OneOf(list(FOR_MANY)))
    ids = ma.fields.List(ma.fields.UUID(), required=True, validate=validate.Length(min=1, max=50))


Told = Mapping[str, Any]


def coordinated(request_id: uuid.UUID) -> View:
    """A request of an area that whoever is signed in coordinates.

    Raises `NotSignedIn`, `NotFound`, and `NotAllowed` for everybody else.
    """
    signed_in_account()
    view = view_of(request_id)
    if Standing.COORDINATOR not in view.standings:
        raise NotAllowed
    return view


def do(view: View, told: Told) -> None:
    """Does what is told (`ActSchema`) about a case. Raises what its use case raises."""
    _DO[Act(told["act"])](view, told)


def _call_at(told: Told) -> datetime | None:
    if "in_minutes" in told:
        return utcnow() + timedelta(minutes=told["in_minutes"])
    return told.get("call_at")


def _close(view: View, told: Told) -> None:
    reason = CloseReason(told["reason"])
    help_requests.close_request(view.request.id, reason, view.account, view.standings)


def _reopen(view: View, _told: Told) -> None:
    help_requests.reopen_request(view.request.id, view.account, view.standings)


def _shield(view: View, told: Told) -> None:
    changes = {"concerns": told.get("concerns", ())}
    settings = current_app.config["CONNECT"]
    help_requests.edit_request(view.request.id, changes, view.account, view.standings, settings)


def _vouch(_view: View, told: Told) -> None:
    responders.vouch(told["responder_id"], signed_in_account(), told.get("words", ""))


def _vouch_no_more(_view: View, told: Told) -> None:
    responders.take_back(told["responder_id"], signed_in_account())


_DO: dict[Act, Callable[[View, Told], None]] = {
    Act.NOTE: lambda view, told: service.note(view, told["words"]),
    Act.CLOSE: _close,
    Act.REOPEN: _reopen,
    Act.ASSIGN: lambda view, told: service.assign(view, told["responder_id"]),
    Act.PROMISED: lambda view, told: service.promised(view, told["responder_id"]),
    Act.HAND_OVER: lambda view, told: service.hand_over(view, told.get("account_id")),
    Act.NOT_REACHED: lambda view, told: service.not_reached(view, _call_at(told)),
    Act.CALL_AGAIN: lambda view, told: service.call_again(view, _call_at(told)),
    Act.VERIFY: lambda view, _told: service.verify(view),
    Act.MERGE: lambda view, told: service.merge(view, coordinated(told["twin_id"])),
    Act.SHIELD: _shield,
    Act.VOUCH: _vouch,
    Act.VOUCH_NO_MORE: _vouch_no_more,
}
