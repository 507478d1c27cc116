"""A place by two taps, for who cannot or will not type: the province, then the ward."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, render_template, request

from connect.foundation.errors import NotFound
from connect.foundation.pages import own_path
from connect.geo.gazetteer import place_by_code, provinces, wards_of

LIST = "/requests"
# What else says where, and where a list went on around the place before.
_REPLACED = {"near", "place", "ward", "cursor"}
bp = Blueprint("places", __name__)


class Link(NamedTuple):
    """A place to choose, and the address that it leads to."""

    name: str
    address: str


@bp.get("/places")
def choose_province() -> str:
    """The provinces; `to` is the list that the ward is for, with its filters."""
    asked = urlencode({"to": _to()})
    links = [Link(one.name, f"/places/{one.code}?{asked}") for one in provinces()]
    return render_template("geo/places.html", province=None, links=links, to=_to())


@bp.get("/places/<code>")
def choose_ward(code: str) -> str:
    """The wards of a province; each leads to the list around it."""
    province, wards = place_by_code(code), wards_of(code)
    if province is None or not wards:
        raise NotFound
    links = [Link(one.name, _around(one.code)) for one in wards]
    return render_template("geo/places.html", province=province, links=links, to=_to())


def _to() -> str:
    return own_path(request.args.get("to")) or LIST


def _around(ward: str) -> str:
    path, query = urlsplit(_to())[2:4]
    kept = [pair for pair in parse_qsl(query) if pair[0] not in _REPLACED]
    return f"{path}?{urlencode([*kept, ('ward', ward)])}"
