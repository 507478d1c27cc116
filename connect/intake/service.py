"""Use cases of the intake: take a request down for somebody, and print sheets to fill in."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from connect import consents, geo, help_requests
from connect.accounts import Account
from connect.consents import Purpose
from connect.foundation import security
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotFound
from connect.geo import Point
from connect.help_requests import HelpRequest, ItemDetails, RequestDetails
from connect.intake import queries
from connect.intake.models import Intake, PaperForm, Way

# As long as a stack of blank sheets may lie in a drawer.
BLANK_LIFE = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Taking:
    """How a request came to us, beside what it asks for. Phones are E.164.

    `speaks`: the number of who was spoken to; the one of the request is another where they asked
    for somebody else, who has a phone. `reporter_name` is empty where they ask for themselves.
    `sheet` is the number of a `PaperForm`.
    """

    way: Way
    speaks: str
    reporter_name: str = ""
    shares_phone: bool = False
    sheet: int | None = None


def take_down(
    details: RequestDetails,
    taking: Taking,
    taker: Account | None,
    settings: Settings,
    network: str = "",
) -> HelpRequest:
    """Opens the request of somebody who has agreed to it, and keeps that they have.

    `taker` is the coordinator who types; None where somebody opens it by the code of a sheet. It is
    nobody's account's. `network` is where it was sent from, as `open_request` has it. Raises
    `Invalid` for a sheet that is not known or has been used.
    """
    with transaction():
        sheet = _free_sheet(taking.sheet) if taking.sheet is not None else None
        request = help_requests.open_request(
            details,
            None,
            settings,
            taken_by=taker,
            verified=_has_verified(taker, taking, details),
            network=network,
        )
        db.session.add(
            Intake(
                request_id=request.id,
                way=taking.way,
                taken_by_id=taker.id if taker else None,
                reporter_name=taking.reporter_name,
                reporter_phone=taking.speaks if taking.reporter_name else None,
            )
        )
        _keep_consents(request, taking, taker)
        if sheet is not None:
            sheet.request_id, sheet.used_at = request.id, utcnow()
    return request


def add_to(
    request_id: uuid.UUID,
    items: Sequence[ItemDetails],
    taker: Account,
    settings: Settings,
    *,
    concerns: Sequence[str] = (),
    urgent: bool = False,
) -> None:
    """Adds what is needed to a request that was there already, and who is at home; urgent it can
    only become. Raises what `add_items` raises, and `NotFound` for one that the taker does not
    coordinate.
    """
    with transaction():
        request = help_requests.request_to_change(request_id)
        if request is None or not taker.serves(request.ward_code, request.province_code):
            raise NotFound
        more: dict[str, Any] = (
            {"concerns": [*request.concerns.split(), *concerns]} if concerns else {}
        )
        if urgent:
            more["urgency"] = "urgent"
        help_requests.add_items(request_id, items, settings, by=taker, **more)


def print_sheets(copies: int, printer: Account) -> list[tuple[PaperForm, str]]:
    """So many blank sheets, each with the token of its code, which is known now and never again."""
    now = utcnow()
    tokens = [security.new_token() for _one in range(copies)]
    with transaction():
        sheets = [
            PaperForm(
                token_hash=security.keyed_hash(queries.SHEET, token),
                printed_by_id=printer.id,
                printed_at=now,
                expires_at=now + BLANK_LIFE,
            )
            for token in tokens
        ]
        db.session.add_all(sheets)
    return list(zip(sheets, tokens, strict=True))


def _free_sheet(number: int) -> PaperForm:
    sheet = queries.sheet_to_use(number)
    if sheet is None:
        raise Invalid({"serial": [_("No sheet has this number: read it once more.")]})
    if sheet.used_at is not None:
        raise Invalid({"serial": [_("This sheet has been typed in already.")]})
    return sheet


def _has_verified(taker: Account | None, taking: Taking, details: RequestDetails) -> bool:
    """Who has heard on the phone, from the number itself, what is needed has verified it.

    Nobody verifies a sheet by reading it, nor their own request, nor one outside their areas.
    """
    if taker is None or taking.way != Way.PHONE or details.phone in (None, taker.phone):
        return False
    point: Point = details.where.point
    ward = geo.ward_at(point)
    served = taker.serves(*((ward.code, ward.province_code) if ward else ()))
    return served and details.phone == taking.speaks


def _keep_consents(request: HelpRequest, taking: Taking, taker: Account | None) -> None:
    for purpose, given in ((Purpose.HELP, True), (Purpose.PHONE, taking.shares_phone)):
        consents.record(
            purpose,
            given=given,
            channel=consents.Channel(taking.way),
            request_id=request.id,
            recorded_by=taker.id if taker else None,
        )
