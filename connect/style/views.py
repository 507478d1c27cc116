"""The page."""

from datetime import timedelta

from flask import Blueprint, render_template

from connect.foundation.clock import utcnow

bp = Blueprint("style", __name__)


@bp.get("/style")
def style() -> str:
    """Every component, with the classes and macros that make it."""
    return render_template("style/style.html", moment=utcnow() - timedelta(minutes=12))
