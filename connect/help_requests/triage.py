"""Use cases of whoever coordinates: ask somebody by hand, and verify by a call."""

import uuid

from flask_babel import gettext as _

from connect import notifications, responders
from connect.accounts import Account, account_by_id
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import transaction
from connect.foundation.errors import Invalid, NotAllowed, WrongState
from connect.geo import Point
from connect.help_requests import assignments, cases, notices, offering, queries
from connect.help_requests.access import Action, Standing, permitted
from connect.help_requests.holding import release
from connect.help_requests.listing import URGENT, keep_listed
from connect.help_requests.models import HelpRequest
from connect.help_requests.offering import NEXT_WAVE, OFFER_LIFE, Chosen, Free

# Among so many of the nearest a coordinator may choose.
CHOICE = 150


def ask_by_hand(
    request_id: uuid.UUID,
    responder_id: uuid.UUID,
    account: Account,
    standings: frozenset[Standing],
) -> None:
    """Offers an open request to one candidate, as a wave does: they are told, and may say no.

    Their wishes hold: who sleeps, or never wants to be asked, is not. Raises `NotFound`,
    `NotAllowed`, `Invalid` for whoever is no candidate, and `WrongState` where they are being asked
    or cannot be asked here, or the request is not open.
    """
    request = _coordinated(queries.request_by_id(request_id), standings)
    chosen, shielded = responders.responder_by_id(responder_id), request.shielded
    known = {one.responder_id for one in offering.candidates(request, CHOICE)}
    if chosen is None or responder_id not in known:
        raise Invalid({"responder_id": [_("They cannot come to this one. Choose another.")]})
    now = utcnow()
    everyone = responders.crews([responder_id]).get(responder_id, [])
    crew = notices.may_meet(request, everyone)
    wishes = notifications.offer_wishes(crew, now, urgent=request.urgency == URGENT)
    crew = [id_ for id_ in crew if wishes[id_].most and not wishes[id_].asleep]
    if not crew:
        raise WrongState(_("Nobody there can be asked by a message now. Please call them."))
    with transaction():
        # Before the request, in the order of whoever takes one.
        phones = cases.lock_offers(crew)
        request = _coordinated(queries.request_to_ask_for(request_id), standings)
        if not request.seeks_helpers or request.shielded != shielded:
            raise WrongState
        if any(
            one.responder_id == responder_id and one.until and one.until > now
            for one in cases.asked_before(request_id)
        ):
            raise WrongState(_("They are being asked already."))
        asked = {responder_id: Free(Point(chosen.lat, chosen.lon), crew, everyone)}
        request.exhausted = False
        request.ask_at = now + min(OFFER_LIFE, NEXT_WAVE[request.urgency])
        offering.offer(request, Chosen(asked, phones, wishes, now, False), str(account.id))


def take_by_word(
    request_id: uuid.UUID,
    responder_id: uuid.UUID,
    account: Account,
    standings: frozenset[Standing],
) -> None:
    """A candidate has said yes to a coordinator, by phone or at the desk: it is their claim.

    All that holds for a claim holds for it; they are told, so that nobody goes without knowing.
    Raises `NotFound`, `NotAllowed`, `Invalid` for whoever is no candidate or has no account, and
    what `claim` raises.
    """
    request = _coordinated(queries.request_by_id(request_id), standings)
    chosen = responders.responder_by_id(responder_id)
    known = {one.responder_id for one in offering.candidates(request, CHOICE)}
    goes = account_by_id(chosen.owner_id) if chosen and chosen.owner_id else None
    if goes is None or responder_id not in known:
        raise Invalid({"responder_id": [_("They cannot come to this one. Choose another.")]})
    with transaction():
        assignments.claim(request_id, goes, responder_id=responder_id)
        audit.record(str(account.id), "promised", request.id)
        notices.promised(request, goes.id)


def verify(request_id: uuid.UUID, account: Account, standings: frozenset[Standing]) -> HelpRequest:
    """The number was called and somebody there asks for this; everybody sees it as verified.

    What was held is open now, and its nearest are asked by the next round. Verifying again changes
    nothing. Raises `NotFound`, `NotAllowed`, also for one's own.
    """
    with transaction():
        request = _coordinated(queries.request_to_change(request_id), standings)
        if request.is_of(account) or request.phone in (None, account.phone):
            raise NotAllowed(_("Somebody else has to verify this one."))
        if not request.verified:
            request.verified = True
            release(request)
            keep_listed(request)
            audit.record(str(account.id), "verified", request.id)
    return request


def _coordinated(request: HelpRequest | None, standings: frozenset[Standing]) -> HelpRequest:
    return permitted(request, Action.TRIAGE, standings)
