"""The page of the desk."""

from flask import Blueprint, render_template

from connect import geo, help_requests
from connect.desk.access import own_area

SHOWN = 100
bp = Blueprint("desk", __name__)


@bp.get("/desk")
def desk() -> str:
    """Who waits in one's area, those for whom nobody is left to ask on top."""
    area = own_area()
    place = geo.place_by_code(area) if area else None
    return render_template(
        "desk/desk.html",
        area=place.full_name if place else "",
        topics=[help_requests.desk_topic(area)],
        left_alone=help_requests.count_exhausted(area),
        waiting=[
            (one, help_requests.short(one)) for one in help_requests.waiting_in(area, limit=SHOWN)
        ],
    )
