"""Loads the demo into an empty database, in one transaction: all of it, or nothing."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random

import sqlalchemy as sa
from flask import current_app

from connect import help_requests, maps, responders
from connect.accounts import Account
from connect.cli.demo import cast
from connect.cli.demo.baskets import write_lists
from connect.cli.demo.cast import CAST, RESIDENT, DemoAccount
from connect.cli.demo.cities import some_city
from connect.cli.demo.crowd import Crowd, Member
from connect.cli.demo.fates import FATES, Diary, delivered_in_part
from connect.cli.demo.gifts import give_gifts
from connect.cli.demo.helpers import responders_of_the_demo
from connect.cli.demo.names import phone
from connect.cli.demo.needs import some_need
from connect.cli.demo.owners import give_owners, give_requester, make_accounts
from connect.cli.demo.thanks import give_thanks
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotAllowed, WrongState
from connect.help_requests import HelpRequest, ImportedRequest
from connect.responders import Kind, Responder, ResponderDetails

SEED = 2021
_FIRST_PHONE = 500_000
_VERIFIED = 0.3


def load_demo() -> list[DemoAccount]:
    """Fills an empty database with two cities; the accounts to sign in with.

    The same people, places and words every time; the times are relative to now. Raises
    `NotAllowed` in production, where fixed passwords must never be, and `WrongState` for a
    database that holds anything.
    """
    settings = current_app.config["CONNECT"]
    if settings.production:
        raise NotAllowed("The demo has passwords that everybody knows: not in production.")
    dice = Random(SEED)
    now = utcnow()
    with transaction():
        if not _is_empty():
            raise WrongState("The demo goes into an empty database only; this one is in use.")
        helpers = _helpers(dice)
        responders.save_imported(list(helpers.items()))
        ids = _ids_of(helpers)
        accounts = make_accounts(CAST, helpers.values(), now)
        give_owners(dice, ids, helpers, accounts, now)
        crowd = _crowd(ids, helpers)
        requests = dict(_requests(dice, now, crowd))
        help_requests.save_imported(list(requests.items()), settings)
        give_requester(RESIDENT.phone, accounts)
        give_thanks(now, SEED)
        write_lists(SEED)
        give_gifts(accounts, helpers.values(), now, SEED)
    responders.settle()
    help_requests.settle()
    maps.settle()
    return list(CAST)


def _is_empty() -> bool:
    return not any(
        db.session.scalar(sa.select(sa.exists().select_from(model)))
        for model in (Account, Responder, HelpRequest)
    )


def _helpers(dice: Random) -> dict[str, ResponderDetails]:
    """All responders by the source id that tells the demo's rows from others."""
    everyone = [
        *(details for _account, details in cast.profiles(dice)),
        *responders_of_the_demo(dice),
    ]
    return {f"demo-responder-{number}": details for number, details in enumerate(everyone)}


def _ids_of(helpers: Mapping[str, ResponderDetails]) -> dict[str, uuid.UUID]:
    found = db.session.execute(sa.select(Responder.source_id, Responder.id))
    return {row.source_id: row.id for row in found if row.source_id in helpers}


def _crowd(ids: Mapping[str, uuid.UUID], helpers: Mapping[str, ResponderDetails]) -> Crowd:
    """Who can be asked at any hour."""
    return Crowd(
        [
            Member(
                ids[source_id],
                details.point,
                frozenset(details.categories),
                details.radius_m,
                details.capacity,
            )
            for source_id, details in helpers.items()
            if details.available and not details.opening_hours and details.kind != Kind.SUPPLIER
        ]
    )


def _requests(dice: Random, now: datetime, crowd: Crowd) -> Iterator[tuple[str, ImportedRequest]]:
    """All requests, in the order in which they were opened."""
    # The first profile is the volunteer one can be: nobody else's stories give them more to do.
    volunteer, *others = crowd.members
    crowd = Crowd(others)
    told = [
        *cast.own_requests(dice, now, crowd),
        *cast.cases(dice, now, volunteer, crowd),
        *_strangers(dice, now, crowd),
    ]
    told.sort(key=lambda one: one.created_at or now)
    for number, one in enumerate(told):
        yield f"demo-request-{number}", one


def _strangers(dice: Random, now: datetime, crowd: Crowd) -> Iterator[ImportedRequest]:
    number = _FIRST_PHONE
    # How often the fates throw depends on the hour; who asks for what must not.
    fate_dice = Random(SEED)
    for count, fate in FATES:
        for _ in range(count):
            number += 1
            details = some_need(dice, some_city(dice).spot(dice), phone(number))
            while fate is delivered_in_part and len(details.items) == 1:
                details = some_need(dice, some_city(dice).spot(dice), phone(number))
            around = crowd.near(details.where.point, {item.category for item in details.items})
            diary = Diary(fate_dice, now, around, len(details.items))
            created = fate(diary)
            yield ImportedRequest(
                details=details,
                created_at=created,
                verified=dice.random() < _VERIFIED,
                steps=diary.steps,
            )
