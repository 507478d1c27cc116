"""Members and invitations for programs."""

import uuid
from typing import Any

from flask import Response

from connect.accounts import signed_in_account
from connect.foundation.errors import NotAllowed, NotFound
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer, page_of
from connect.responders import answers, limits, members, membership, queries
from connect.responders.presenting import acted_for_fields, invitation_fields, member_fields
from connect.responders.schemas import NewMember

blp = RestBlueprint(
    "members_api", __name__, url_prefix=PREFIX, description="Who acts for an organisation"
)
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]


@blp.get("/responders/<uuid:responder_id>/members")
@blp.doc(security=SIGNED_IN)
@blp.response(200, answers.MemberPage)
def seen(responder_id: uuid.UUID) -> Response:
    """Who acts for it beside its owner. Only the owner reads who is invited.

    A phone is read by the owner who wrote it, and by no owner after them.
    """
    account, responder = signed_in_account(), queries.responder_by_id(responder_id)
    if responder is None:
        raise NotFound
    if not membership.acts_for(responder_id, account.id):
        raise NotAllowed
    owns = responder.owner_id == account.id
    known = membership.known_to(responder_id, owns=owns)
    return json_answer(page_of([member_fields(one, account) for one in known], None))


@blp.post("/responders/<uuid:responder_id>/members")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(NewMember, example={"phone": "0912 345 678"})
@blp.response(201, answers.MemberAnswer)
def invite(data: dict[str, Any], responder_id: uuid.UUID) -> Response:
    """Invite whoever has this phone, at most twenty a day.

    The answer is the same for every phone, whether or not it has an account.
    """
    account = signed_in_account()

    def call() -> Response:
        member = limits.invite(account, responder_id, data["phone"])
        return json_answer(member_fields(member, account), 201)

    return once(call)


@blp.delete("/responders/<uuid:responder_id>/members/<uuid:member_id>")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(204)
def remove(responder_id: uuid.UUID, member_id: uuid.UUID) -> Response:
    """Take a member or an invitation out, or leave. What they carry is open again at once."""
    account = signed_in_account()

    def call() -> Response:
        members.remove(account, responder_id, member_id)
        return Response(status=204)

    return once(call)


@blp.post("/responders/<uuid:responder_id>/members/<uuid:member_id>/hand-over")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(204)
def hand_over(responder_id: uuid.UUID, member_id: uuid.UUID) -> Response:
    """Make a member the owner; the owner becomes a member."""
    account = signed_in_account()

    def call() -> Response:
        members.hand_over(account, responder_id, member_id)
        return Response(status=204)

    return once(call)


@blp.get("/invitations")
@blp.doc(security=SIGNED_IN)
@blp.response(200, answers.InvitationPage)
def invitations() -> Response:
    """What one is invited to and has not answered."""
    waiting = membership.invitations_to(signed_in_account())
    return json_answer(page_of([invitation_fields(one) for one in waiting], None))


@blp.post("/invitations/<uuid:invitation_id>/accept")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(200, answers.ActedForAnswer)
def accept(invitation_id: uuid.UUID) -> Response:
    """Join."""
    account = signed_in_account()
    return once(
        lambda: json_answer(acted_for_fields(members.accept(account, invitation_id), account))
    )


@blp.post("/invitations/<uuid:invitation_id>/decline")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(204)
def decline(invitation_id: uuid.UUID) -> Response:
    """Say no. The inviter is not told."""
    account = signed_in_account()

    def call() -> Response:
        members.decline(account, invitation_id)
        return Response(status=204)

    return once(call)
