"""Use cases of the diary: thank, take it back, show or refuse it, agree or object."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import consents, geo
from connect.accounts import Account, account_by_id
from connect.consents import Channel, Purpose
from connect.diary import notices, queries
from connect.diary.models import LONGEST_NAME, Entry, Photo
from connect.diary.names import given_name
from connect.diary.states import (
    KEPT_UNSHOWN,
    MAY_REFUSE,
    MAY_REPLACE,
    MAY_SHOW,
    SHOWN_FOR,
    Refusal,
    State,
)
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotFound, WrongState
from connect.foundation.pictures import Picture
from connect.help_requests import (
    Assignment,
    HelpRequest,
    Status,
    View,
    is_apart,
    last_delivery,
    request_to_change,
    without_phones,
)
from connect.responders import Kind


def thank(view: View, text: str, picture: Picture | None, *, public: bool, signed: bool) -> Entry:
    """Keeps the thanks of a household for what it was given; once for each request.

    Raises `WrongState` before it has arrived, and where there are thanks already.
    """
    with transaction():
        request = request_to_change(view.request.id)
        if request is None:
            raise NotFound
        if request.status != Status.FULFILLED or request.erased_at is not None:
            raise WrongState(_("You can say thank you once it has arrived."))
        _make_room(request.id)
        delivery = last_delivery(request.id)
        area = request.card["area"] or {}
        place = geo.place_by_code(area.get("code", ""))
        entry = Entry(
            request_id=request.id,
            author_id=view.account.id if view.account else None,
            helper_id=delivery.account_id if delivery and not _apart(request, delivery) else None,
            state=State.WAITING if public else State.PRIVATE,
            text=text,
            author_name=given_name(request.name) if signed else "",
            given=request.card["items"],
            ward_code=place.code if place else None,
            province_code=place.province_code if place else None,
            has_photo=picture is not None,
        )
        db.session.add(entry)
        db.session.flush()
        if picture is not None:
            db.session.add(Photo(entry_id=entry.id, **picture._asdict()))
        if public:
            _agree(view, Purpose.DIARY)
        if public and entry.author_name:
            _agree(view, Purpose.DIARY_NAME)
        if not _thanked_before(request.id):
            notices.thanked(entry)
        audit.record(audit.actor_of(view.account), "thanked", request.id, public=public)
    return entry


def _apart(request: HelpRequest, delivery: Assignment) -> bool:
    helper = account_by_id(delivery.account_id) if delivery.account_id else None
    return helper is not None and is_apart(request, helper)


def _make_room(request_id: uuid.UUID) -> None:
    before = queries.entry_of(request_id)
    if before is None:
        return
    if before.state not in MAY_REPLACE:
        raise WrongState(_("You have said thank you already. Take it back to write it anew."))
    _remove(Entry.id == before.id)


def _thanked_before(request_id: uuid.UUID) -> bool:
    # Who writes anew, or takes it back, need not wake their helper each time.
    return any(act.action == "thanked" for act in audit.history(request_id))


def take_back(view: View) -> None:
    """Removes the thanks of a household, with their picture, at once and for good."""
    with transaction():
        entry = _entry_of(view)
        _remove(Entry.id == entry.id)
        for purpose in (Purpose.DIARY, Purpose.DIARY_NAME):
            _agree(view, purpose, given=False)
        audit.record(audit.actor_of(view.account), "thanks_taken_back", view.request.id)


def keep_private(view: View) -> None:
    """The household does not want everybody to read it any more: whoever came still may."""
    with transaction():
        entry = _entry_of(view)
        if entry.public:
            entry.state, entry.shown_at, entry.refusal = State.PRIVATE, None, None
        _agree(view, Purpose.DIARY, given=False)
        audit.record(audit.actor_of(view.account), "thanks_hidden", view.request.id)


def unsign(view: View) -> None:
    """The household takes its name from under its thanks."""
    with transaction():
        _entry_of(view).author_name = ""
        _agree(view, Purpose.DIARY_NAME, given=False)
        audit.record(audit.actor_of(view.account), "thanks_unsigned", view.request.id)


def show(entry_id: uuid.UUID, account: Account) -> None:
    """A coordinator lets everybody read it. Raises `NotFound`, and `WrongState`."""
    with transaction():
        entry = _waiting_for_a_word(entry_id, MAY_SHOW)
        entry.state, entry.shown_at = State.SHOWN, utcnow()
        entry.refusal, entry.objected = None, False
        notices.shown(entry, _its_request(entry))
        audit.record(str(account.id), "diary_shown", entry.request_id)


def refuse(entry_id: uuid.UUID, refusal: Refusal, account: Account) -> None:
    """A coordinator does not show it, or not any more. Raises `NotFound`, and `WrongState`."""
    with transaction():
        entry = _waiting_for_a_word(entry_id, MAY_REFUSE)
        entry.state, entry.shown_at, entry.refusal = State.REFUSED, None, refusal
        entry.written_at = utcnow()
        notices.refused(entry, _its_request(entry))
        audit.record(str(account.id), "diary_refused", entry.request_id, reason=refusal)


def agree(view: View, *, named: bool) -> None:
    """Who is thanked lets their name stand there, or takes it away."""
    with transaction():
        entry = _entry_of(view)
        entry.helper_name = _public_name(view.request.id, entry) if named else ""
        _agree(view, Purpose.THANKED_NAME, given=named)
        audit.record(audit.actor_of(view.account), "diary_named", view.request.id, named=named)


def object_to(view: View) -> None:
    """Who is thanked does not want it to be public: it is hidden, and a coordinator looks again.

    Raises `WrongState` where it is not public.
    """
    with transaction():
        entry = _entry_of(view)
        if entry.state not in (State.WAITING, State.SHOWN):
            raise WrongState
        _hide(entry)
        audit.record(audit.actor_of(view.account), "diary_objected", view.request.id)


def _agree(view: View, purpose: Purpose, *, given: bool = True) -> None:
    consents.note(
        purpose,
        given=given,
        channel=Channel.WEB,
        account_id=view.account.id if view.account else None,
        request_id=view.request.id,
    )


def part_from(account_id: uuid.UUID) -> None:
    """Who is thanked is being forgotten: their name goes, and what is shown is looked at anew."""
    with transaction():
        thanks = db.session.scalars(
            sa.select(Entry).where(Entry.helper_id == account_id).with_for_update()
        )
        for entry in thanks:
            if entry.state == State.SHOWN:
                _hide(entry)
            entry.helper_id, entry.helper_name = None, ""


def forget_thanks_of(account_id: uuid.UUID) -> None:
    """Removes what an account has written on requests of others, whose links it held."""
    with transaction():
        _remove(Entry.author_id == account_id)


def forget_thanks_on(request_id: uuid.UUID) -> None:
    """Removes the thanks on one request, whose requester has it or themselves erased."""
    with transaction():
        _remove(Entry.request_id == request_id)


def forget_old_thanks(now: datetime) -> int:
    """Removes what was shown for a year, and what was not public for ninety days; how many."""
    with transaction():
        old = _remove(Entry.written_at <= now - KEPT_UNSHOWN, Entry.state != State.SHOWN)
        return old + _remove(Entry.state == State.SHOWN, Entry.shown_at <= now - SHOWN_FOR)


def _hide(entry: Entry) -> None:
    entry.state, entry.shown_at = State.WAITING, None
    entry.objected, entry.helper_name = True, ""
    entry.written_at = utcnow()


def _public_name(request_id: uuid.UUID, entry: Entry) -> str:
    """The name of a shop or a group, which is public; of a person what they are called."""
    delivery = last_delivery(request_id)
    if delivery is not None and delivery.responder.kind != Kind.VOLUNTEER:
        known = "" if delivery.responder.forgotten else delivery.responder.name
        return without_phones(known)[:LONGEST_NAME]
    account = account_by_id(entry.helper_id) if entry.helper_id else None
    return given_name(account.name) if account else ""


def _remove(*which: sa.ColumnElement[bool]) -> int:
    # Their pictures go with them.
    return changed(sa.delete(Entry).where(*which))


def _its_request(entry: Entry) -> HelpRequest:
    # Not locked: who thanks locks the request first, and then the note.
    return db.session.get_one(HelpRequest, entry.request_id)


def _entry_of(view: View) -> Entry:
    entry = queries.entry_of(view.request.id)
    entry = queries.entry_to_change(entry.id) if entry else None
    if entry is None:
        raise NotFound
    return entry


def _waiting_for_a_word(entry_id: uuid.UUID, states: frozenset[State]) -> Entry:
    entry = queries.entry_to_change(entry_id)
    if entry is None:
        raise NotFound
    if entry.state not in states:
        raise WrongState
    return entry
