"""The front page."""

from flask import Blueprint, render_template, session

from connect.accounts import MANAGE_IN_SESSION
from connect.help_requests import count_helped_today, count_waiting

bp = Blueprint("home", __name__)


@bp.get("/")
def home() -> str:
    """Two doors, how many wait, how many were helped today, and the way back to what is mine."""
    return render_template(
        "home/home.html",
        waiting=count_waiting(),
        helped=count_helped_today(),
        has_requests=bool(session.get(MANAGE_IN_SESSION)),
    )
