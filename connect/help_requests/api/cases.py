"""Cases for programs: who of us goes for what, how far along, and going instead of a colleague."""

import uuid

from flask import Response

from connect.accounts import signed_in_account
from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer, page_of
from connect.help_requests import at_the_door, cases, colleagues, presenting, service
from connect.help_requests.access import Action, allowed
from connect.help_requests.api import answers
from connect.help_requests.viewer import view_of

blp = RestBlueprint("cases_api", __name__, url_prefix=PREFIX, description="Who goes for what")
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]


@blp.get("/cases")
@blp.doc(security=SIGNED_IN)
@blp.response(200, answers.CasePage)
def under_way() -> Response:
    """What one goes for, and what one's colleagues go for, oldest first.

    Each with its public card; the address and the number are told to whoever goes, at the request.
    """
    account = signed_in_account()
    around = cases.cases_around(account)
    items = [presenting.case(case, request, account) for case, request in around]
    return json_answer(page_of(items, None))


@blp.post("/requests/<uuid:request_id>/take-over")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(201, answers.ClaimedAnswer)
def take_over(request_id: uuid.UUID) -> Response:
    """Go instead of a colleague; the requester is told."""
    account = signed_in_account()

    def call() -> Response:
        view = view_of(request_id)
        if not allowed(Action.TAKE_OVER, view.standings):
            raise NotAllowed
        taken = colleagues.take_over(request_id, account, view.standings)
        return json_answer(presenting.claimed(taken), 201)

    return once(call)


@blp.post("/requests/<uuid:request_id>/arrival-code")
@blp.doc(security=[{"manage": []}, *SIGNED_IN], parameters=[IDEMPOTENT])
@blp.response(200, answers.SeenAnswer)
def ask_for_code(request_id: uuid.UUID) -> Response:
    """Whoever comes says four digits at the door, which both sides see while they are under way."""

    def call() -> Response:
        view = view_of(request_id)
        if not allowed(Action.ASK_CODE, view.standings):
            raise NotAllowed if view.account else NotSignedIn
        at_the_door.ask_for_code(request_id, view.account, view.standings)
        service.reveal(view.request, view.account, view.standings)
        return json_answer(presenting.private_fields(view.request, view.standings))

    return once(call)
