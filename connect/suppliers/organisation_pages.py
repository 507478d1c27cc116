"""The page of an organisation: all its shops, for everybody; what to do, for its people."""

import uuid

from flask import Blueprint, current_app, render_template, request

from connect.accounts import current_account
from connect.foundation.clock import utcnow
from connect.foundation.errors import NotFound
from connect.geo import place_asked
from connect.responders import acts_for, organisation_by_id, without_apart
from connect.suppliers.opening import opening
from connect.suppliers.organisations import shops_of
from connect.suppliers.shelf import shelves
from connect.suppliers.structured import structured_organisation

bp = Blueprint("organisation", __name__)


@bp.get("/organisations/<uuid:organisation_id>")
def see(organisation_id: uuid.UUID) -> tuple[str, int]:
    """The shops of an organisation, open ones first, nearest first; without any, for its people."""
    organisation, now = organisation_by_id(organisation_id), utcnow()
    if not without_apart([organisation], lambda one: one.id):
        raise NotFound
    account, settings = current_account(), current_app.config["CONNECT"]
    acts = account is not None and acts_for(organisation_id, account.id)
    asked = place_asked(request.args, settings)
    after = max(0, request.args.get("after", 0, type=int))
    found = shops_of(organisation_id, asked.point, now, after)
    if not found.every and not acts:
        raise NotFound
    page = render_template(
        "suppliers/organisation.html",
        organisation=organisation,
        asked=asked,
        found=found,
        acts=acts,
        owns=account is not None and organisation.owner_id == account.id,
        me=account.id if account else None,
        opening=lambda shop: opening(shop, now),
        shelves=lambda shop: shelves(shop.goods, "", now),
        structured=structured_organisation(organisation, found.every, settings.base_url),
    )
    return page, 422 if asked.error else 200
