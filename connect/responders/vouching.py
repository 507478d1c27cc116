"""Use cases of whoever coordinates: vouch for a responder, and take that back."""

import uuid

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.responders import offers, queries
from connect.responders.models import Kind, Responder
from connect.responders.vouch_models import LONGEST_NOTE, Vouch


def vouch(responder_id: uuid.UUID, by: Account, note: str = "") -> None:
    """Says that somebody is known and can be trusted with whoever is alone, ill or a child.

    Of a volunteer it is said of the person, whatever else they register. Saying it again renews it.
    Raises `NotFound`, `NotAllowed` for who has no desk or means themselves, `Invalid` for a note
    that is too long, and `WrongState` where nobody goes for this one.
    """
    if len(note) > LONGEST_NOTE:
        raise Invalid({"words": [_("Say it in %(most)s letters at most.", most=LONGEST_NOTE)]})
    with transaction():
        responder = _to_judge(responder_id, by)
        if responder.owner_id is None:
            raise WrongState(_("Nobody goes for this one yet: there is no one to vouch for."))
        word = db.session.scalar(sa.select(Vouch).where(_about(responder)))
        if word is None:
            word = Vouch(**_whom(responder))
            db.session.add(word)
        word.by_id, word.at, word.note = by.id, utcnow(), note
        db.session.flush()
        _keep(responder)
        audit.record(str(by.id), "vouched", _subject(responder))


def take_back(responder_id: uuid.UUID, by: Account) -> None:
    """Vouches no more; where nobody did, nothing changes. Raises `NotFound` and `NotAllowed`.

    What they carry they carry on; a coordinator may hand it to somebody else.
    """
    with transaction():
        responder = _to_judge(responder_id, by)
        if changed(sa.delete(Vouch).where(_about(responder))):
            _keep(responder)
            audit.record(str(by.id), "vouched_no_more", _subject(responder))


def _to_judge(responder_id: uuid.UUID, by: Account) -> Responder:
    found = queries.responder_by_id(responder_id)
    if found is None:
        raise NotFound
    # All that the word is about at once, in one order for all.
    offers.lock(_concerned(found))
    responder = queries.responder_to_change(responder_id)
    if responder is None:
        raise NotFound
    if not by.has_desk or responder.owner_id == by.id:
        raise NotAllowed
    return responder


def _keep(responder: Responder) -> None:
    offers.keep_offers(sorted(_concerned(responder)), utcnow())


def _concerned(responder: Responder) -> set[uuid.UUID]:
    """What the index of offers knows by this word."""
    if responder.kind != Kind.VOLUNTEER or responder.owner_id is None:
        return {responder.id}
    own = sa.select(Responder.id).where(Responder.owner_id == responder.owner_id)
    return set(db.session.scalars(own.where(Responder.kind == Kind.VOLUNTEER)))


def _whom(responder: Responder) -> dict[str, uuid.UUID]:
    if responder.kind == Kind.VOLUNTEER and responder.owner_id is not None:
        return {"account_id": responder.owner_id}
    return {"responder_id": responder.id}


def _about(responder: Responder) -> sa.ColumnElement[bool]:
    return sa.and_(*(getattr(Vouch, name) == id_ for name, id_ in _whom(responder).items()))


def _subject(responder: Responder) -> uuid.UUID:
    return next(iter(_whom(responder).values()))
