"""Use cases of the desk: whose case it is, calls, notes. What becomes of a request is its room's.

Each begins with the request, locked, and ends with an entry in its log. Whoever does something
about nobody's case has it from then on.
"""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import help_requests
from connect.accounts import Account, account_by_id
from connect.desk.models import DeskCase, Note
from connect.desk.queries import holders_of
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.help_requests import ENDED, HelpRequest, View

LATEST_CALL = timedelta(days=6)


def note(view: View, body: str) -> None:
    """Writes for one's colleagues. Raises `Invalid` for nothing."""
    if not body:
        raise Invalid({"words": [_("Write something first.")]})
    with transaction():
        request, account = _coordinated(view)
        db.session.add(Note(request_id=request.id, author_id=account.id, body=body))
        audit.record(str(account.id), "noted", request.id)


def hand_over(view: View, to: uuid.UUID | None) -> None:
    """Gives the case to an account that coordinates its area, oneself too; None: to nobody.

    Raises `Invalid` for any other account.
    """
    with transaction():
        request, account = _coordinated(view)
        heir = account_by_id(to) if to else None
        if to and (heir is None or not heir.serves(request.ward_code, request.province_code)):
            raise Invalid({"account_id": [_("They do not coordinate this area.")]})
        case = _case(request)
        if case.coordinator_id != to:
            case.coordinator_id = to
            audit.record(str(account.id), "handed_over", request.id, to=str(to) if to else None)
            if heir is not None and heir.id != account.id:
                _tell(heir, request, account.name)


def not_reached(view: View, call_at: datetime | None) -> None:
    """Nobody answered: counted, and called again at a time, if one is named."""
    with transaction():
        request, account = _under_way(view)
        case = _case(request, account)
        case.tries, case.tried_at = case.tries + 1, utcnow()
        case.call_at = _checked(call_at)
        audit.record(str(account.id), "not_reached", request.id, tries=case.tries)


def call_again(view: View, call_at: datetime | None) -> None:
    """They asked to be called at a time; None takes it back."""
    with transaction():
        request, account = _under_way(view)
        _case(request, account).call_at = _checked(call_at)
        if call_at is not None:
            audit.record(str(account.id), "call_arranged", request.id)


def verify(view: View) -> None:
    """The number was called, and somebody there asks for this."""
    with transaction():
        request, account = _under_way(view)
        help_requests.verify(request.id, account, view.standings)
        case = _case(request, account)
        case.tries, case.call_at = 0, None


def assign(view: View, responder_id: uuid.UUID) -> None:
    """Asks one candidate by hand."""
    account = _account(view)
    help_requests.ask_by_hand(view.request.id, responder_id, account, view.standings)
    with transaction():
        _case(_coordinated(view)[0], account)


def promised(view: View, responder_id: uuid.UUID) -> None:
    """One candidate has said yes on the phone, and goes."""
    account = _account(view)
    help_requests.take_by_word(view.request.id, responder_id, account, view.standings)
    with transaction():
        _case(_coordinated(view)[0], account)


def merge(view: View, twin: View) -> None:
    """This one goes on, and takes over what `twin` needs besides; the notes stay where they are."""
    standings = (view.standings, twin.standings)
    help_requests.merge(view.request.id, twin.request.id, _account(view), standings)


def forget_case(request_id: uuid.UUID) -> None:
    """Whoever asked is forgotten: so is what was written about them. Inside a transaction."""
    changed(sa.delete(Note).where(Note.request_id == request_id))


@speaking(FIRST_LANGUAGE)
def _tell(heir: Account, request: HelpRequest, name: str) -> None:
    text = _("%(name)s has given you a case: code %(code)s.", name=name, code=request.code)
    help_requests.tell_helper("case", text, heir.id, request, rings=False)


def _coordinated(view: View) -> tuple[HelpRequest, Account]:
    """The request, locked, for an account that coordinates it now."""
    request, account = help_requests.request_to_change(view.request.id), _account(view)
    if request is None:
        raise NotFound
    if not account.serves(request.ward_code, request.province_code):
        raise NotAllowed
    return request, account


def _under_way(view: View) -> tuple[HelpRequest, Account]:
    request, account = _coordinated(view)
    if request.status in ENDED:
        raise WrongState
    return request, account


def _account(view: View) -> Account:
    if view.account is None:
        raise NotAllowed
    return view.account


def _case(request: HelpRequest, takes: Account | None = None) -> DeskCase:
    """What the desk has done about a request, to be changed; `takes`: who has it if nobody has."""
    case = db.session.get(DeskCase, request.id, populate_existing=True)
    if case is None:
        case = DeskCase(request_id=request.id, tries=0)
        db.session.add(case)
    if takes is not None and not holders_of([request.id]):
        case.coordinator_id = takes.id
    return case


def _checked(call_at: datetime | None) -> datetime | None:
    now = utcnow()
    if call_at is not None and not now < call_at <= now + LATEST_CALL:
        raise Invalid({"call_at": [_("Choose a time within the next six days.")]})
    return call_at
