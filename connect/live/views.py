"""For pages that cannot hold a connection open: they ask now and then, and it costs little."""

import hashlib

from flask import Blueprint, Response, current_app, request

from connect.foundation.database import reading
from connect.live.places import sources_of
from connect.live.tickets import read_ticket

bp = Blueprint("live", __name__)


@bp.get("/live/since")
def since() -> Response:
    """A tag that stays the same (304) while nothing that the ticket names has changed.

    With a ticket that is too old there is none: the page looks for itself, and has a new one.
    """
    answer = Response(mimetype="text/plain")
    ticket = read_ticket(request.args.get("ticket", ""))
    if ticket is not None:
        with reading() as connection:
            versions = [
                source.version(connection, ticket.topics) for source in sources_of(current_app)
            ]
        answer.set_etag(hashlib.sha256(repr(versions).encode()).hexdigest()[:16])
    answer.make_conditional(request)
    return answer
