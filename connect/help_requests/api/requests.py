"""Help requests for programs."""

import uuid
from typing import Any

from flask import Response, current_app
from flask import request as http

from connect.accounts import current_account, signed_in_account
from connect.consents import Channel
from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.foundation.idempotency import once, once_after
from connect.foundation.networks import network_of
from connect.foundation.rest import (
    IDEMPOTENT,
    PREFIX,
    RestBlueprint,
    json_answer,
    moment_of,
    page_of,
)
from connect.foundation.web import limiter, was_made
from connect.geo import locate
from connect.geo.paging import position_of
from connect.help_requests import (
    assignments,
    check_ins,
    presenting,
    queries,
    service,
)
from connect.help_requests.access import Action, Standing, allowed
from connect.help_requests.apart import without_apart
from connect.help_requests.api import answers, schemas
from connect.help_requests.details import ItemDetails, RequestDetails
from connect.help_requests.lifecycle import CloseReason
from connect.help_requests.viewer import View, view_of
from connect.responders import category_id

blp = RestBlueprint(
    "help_requests_api", __name__, url_prefix=PREFIX, description="Help requests, offers, claims"
)
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]
IN_CHARGE: list[dict[str, list[str]]] = [{"manage": []}, {"bearer": []}]


@blp.post("/requests")
@limiter.limit("600/hour", deduct_when=was_made)
@blp.doc(parameters=[IDEMPOTENT])
@blp.arguments(schemas.NewRequest, example=answers.EXAMPLE_REQUEST)
@blp.response(201, answers.OpenedAnswer)
def open_request(data: dict[str, Any]) -> Response:
    """Ask for help. No account is needed; the manage token acts for the requester.

    Where very many come from one phone, door or network, the next ones are `held`: kept, and shown
    to nobody until the phone is proved by a code, or by a coordinator's call.
    """
    settings = current_app.config["CONNECT"]
    account = current_account()

    def call(details: dict[str, Any]) -> Response:
        request = service.open_request(
            RequestDetails(**details), account, settings, channel=Channel.API, network=_network()
        )
        return json_answer(presenting.opened(request, settings), 201)

    return once_after(lambda: _details(data), call)


@blp.get("/requests")
@blp.arguments(schemas.RequestQuery, location="query")
@blp.response(200, answers.ListedPage)
def nearby(query: dict[str, Any]) -> Response:
    """Open requests: the nearest public cells first, or the newest without a place."""
    if query["near"] is None:
        return _newest(query)
    category = 0
    if query["category"]:
        category = category_id(query["category"]) or -1
    if category < 0:
        return json_answer(page_of([], None))
    limit = query["limit"]
    found = queries.nearby(
        query["near"],
        limit=limit,
        within_m=query["radius_m"],
        category_id=category,
        urgency=query["urgency"],
        after=position_of(query["cursor"]),
    )
    more = [found[-1].distance_m, found[-1].card["id"]] if len(found) == limit else None
    shown = without_apart(found, lambda one: one.card["id"])
    return json_answer(page_of(presenting.listed(shown), more))


@blp.get("/requests/<uuid:request_id>")
@blp.response(200, answers.SeenAnswer)
def see(request_id: uuid.UUID) -> Response:
    """The public fields; everything for the requester, the claimant and coordinators."""
    view = view_of(request_id)
    return json_answer(_shown(view))


@blp.patch("/requests/<uuid:request_id>")
@blp.doc(security=IN_CHARGE, parameters=[IDEMPOTENT])
@blp.arguments(schemas.RequestChanges, example={"people": 5, "urgency": "urgent"})
@blp.response(200, answers.SeenAnswer)
def edit(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Change some fields while the request is not over."""
    settings = current_app.config["CONNECT"]
    _may(Action.EDIT, request_id)  # before the place is looked up, perhaps far away

    def call(changes: dict[str, Any]) -> Response:
        view = _may(Action.EDIT, request_id)
        request = service.edit(
            request_id,
            changes,
            view.account,
            view.standings,
            settings,
            channel=Channel.API,
            network=_network(),
        )
        return json_answer(_shown(view._replace(request=request)))

    return once_after(lambda: _details(data), call)


@blp.get("/requests/<uuid:request_id>/candidates")
@blp.doc(security=IN_CHARGE)
@blp.arguments(schemas.CandidateQuery, location="query")
@blp.response(200, answers.CandidatePage)
def candidates(query: dict[str, Any], request_id: uuid.UUID) -> Response:
    """The nearest responders who can really help."""
    view = _may(Action.SEE_CANDIDATES, request_id)
    found = presenting.candidates(
        view.request,
        query["limit"],
        current_app.config["CONNECT"],
        exact=Standing.COORDINATOR in view.standings,
    )
    return json_answer(page_of(found, None))


@blp.post("/requests/<uuid:request_id>/claim")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(schemas.ClaimSchema, required=False, example={})
@blp.response(201, answers.ClaimedAnswer)
def claim(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Take the request: exactly one of all who try gets it."""
    account, goes_for = signed_in_account(), data.get("responder_id")

    def call() -> Response:
        standings = view_of(request_id).standings
        taken = assignments.claim(request_id, account, standings, goes_for)
        return json_answer(presenting.claimed(taken), 201)

    return once(call)


@blp.post("/requests/<uuid:request_id>/on-the-way")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(200, answers.CardAnswer)
def set_out(request_id: uuid.UUID) -> Response:
    """Say that one is on the way: the claim then holds for four hours from now."""
    account = signed_in_account()

    def call() -> Response:
        view = _may(Action.SET_OUT, request_id)
        return json_answer(assignments.set_out(request_id, account, view.standings).card)

    return once(call)


@blp.post("/requests/<uuid:request_id>/release")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(schemas.ReasonSchema, required=False, example={"reason": "xe hỏng"})
@blp.response(200, answers.CardAnswer)
def release(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Hand the request back: it is open again at once."""
    account = signed_in_account()

    def call() -> Response:
        view = _may(Action.RELEASE, request_id)
        reason = data.get("reason", "")
        return json_answer(assignments.release(request_id, account, view.standings, reason).card)

    return once(call)


@blp.post("/requests/<uuid:request_id>/deliver")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(schemas.DeliverySchema, required=False, example={})
@blp.response(200, answers.CardAnswer)
def deliver(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Say what has arrived; what is missing reopens."""
    account = signed_in_account()

    def call() -> Response:
        view = _may(Action.DELIVER, request_id)
        items = data.get("items")
        return json_answer(assignments.deliver(request_id, account, view.standings, items).card)

    return once(call)


@blp.post("/requests/<uuid:request_id>/still-needed")
@blp.doc(security=IN_CHARGE, parameters=[IDEMPOTENT])
@blp.response(200, answers.CardAnswer)
def still_needed(request_id: uuid.UUID) -> Response:
    """Say that help is still needed: the request stays on the list, or is on it again."""

    def call() -> Response:
        view = _may(Action.KEEP, request_id)
        return json_answer(check_ins.still_needed(request_id, view.account, view.standings).card)

    return once(call)


@blp.post("/requests/<uuid:request_id>/confirm")
@blp.doc(security=IN_CHARGE, parameters=[IDEMPOTENT])
@blp.response(200, answers.CardAnswer)
def confirm(request_id: uuid.UUID) -> Response:
    """Say that it has arrived."""

    def call() -> Response:
        view = _may(Action.CONFIRM, request_id)
        return json_answer(service.confirm(request_id, view.account, view.standings).card)

    return once(call)


@blp.post("/requests/<uuid:request_id>/reopen")
@blp.doc(security=IN_CHARGE, parameters=[IDEMPOTENT])
@blp.response(200, answers.CardAnswer)
def reopen(request_id: uuid.UUID) -> Response:
    """Back to open: nothing came, or it was closed too early."""

    def call() -> Response:
        view = _may(Action.REOPEN, request_id)
        return json_answer(service.reopen(request_id, view.account, view.standings).card)

    return once(call)


@blp.post("/requests/<uuid:request_id>/close")
@blp.doc(security=IN_CHARGE, parameters=[IDEMPOTENT])
@blp.arguments(schemas.CloseSchema, example={"reason": "withdrawn"})
@blp.response(200, answers.CardAnswer)
def close(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """End the request without fulfilment."""

    def call() -> Response:
        view, reason = _may(Action.CLOSE, request_id), CloseReason(data["reason"])
        return json_answer(service.close(request_id, reason, view.account, view.standings).card)

    return once(call)


def _network() -> str:
    return network_of(http.remote_addr)


def _newest(query: dict[str, Any]) -> Response:
    before, before_id = moment_of(query["cursor"]) or (None, None)
    limit = query["limit"]
    cards = queries.newest(
        limit=limit, urgency=query["urgency"], before=before, before_id=before_id
    )
    more = [cards[-1]["created_at"], cards[-1]["id"]] if len(cards) == limit else None
    return json_answer(page_of(without_apart(cards, lambda card: card["id"]), more))


def _may(action: Action, request_id: uuid.UUID) -> View:
    view = view_of(request_id)
    if not allowed(action, view.standings):
        raise NotAllowed if view.account else NotSignedIn
    return view


def _shown(view: View) -> dict[str, Any]:
    if service.reveal(view.request, view.account, view.standings):
        return presenting.private_fields(view.request, view.standings)
    return view.request.card


def _details(data: dict[str, Any]) -> dict[str, Any]:
    details = dict(data)
    if "location" in details:
        details["where"] = locate(current_app.config["CONNECT"], **details.pop("location"))
    if "items" in details:
        details["items"] = [ItemDetails(**item) for item in details["items"]]
    return details
