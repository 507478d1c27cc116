"""A form that was filled in becomes a request, once however often it is sent."""

import uuid

from flask import current_app, request
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation.errors import Invalid
from connect.foundation.idempotency import once_by_word
from connect.foundation.networks import network_of
from connect.geo import Whereabouts
from connect.help_requests import RequestDetails
from connect.intake import service
from connect.intake.forms import TakingForm
from connect.intake.models import Way
from connect.intake.service import Taking


def open_once(
    form: TakingForm,
    place: Whereabouts,
    way: Way,
    sheet: int | None,
    taker: Account | None,
    *,
    ask_first: bool = False,
) -> uuid.UUID | None:
    """The id of the request that a valid form has become; None leaves in the form why none has.

    `ask_first`: whether there is one that may be the same, and that nobody has looked at.
    """
    details = RequestDetails(**form.details, where=place)
    taking = Taking(
        way=way,
        speaks=form.phone.e164 or "",
        reporter_name=form.reporter_name.data or "",
        shares_phone=bool(form.share_phone.data),
        sheet=sheet,
    )

    def make() -> str:
        if ask_first:
            raise Invalid({"": [_("Is it one of these? If it is not, keep it once more.")]})
        settings, network = current_app.config["CONNECT"], network_of(request.remote_addr)
        return service.take_down(details, taking, taker, settings, network).id.hex

    try:
        # Other answers under the same word are another call: who went back typed somebody else.
        return uuid.UUID(once_by_word(form.once.data or "", repr((details, taking)), make))
    except Invalid as invalid:
        form.add_errors(invalid.errors)
        return None
