"""Map tiles for the pages and for programs."""

from typing import Literal

from flask import Response, request

from connect.foundation.errors import NotFound
from connect.foundation.rest import RestBlueprint
from connect.foundation.web import limiter
from connect.geo import TILE_MIMETYPE, WrongTile, parse_tile
from connect.maps.drawing import drawn
from connect.maps.queries import Layer

FRESH_S = 60
blp = RestBlueprint("tiles", __name__, url_prefix="/tiles", description="Map tiles")


@blp.get("/<any(suppliers,requests):layer>/<z>/<x>/<y>.mvt")
@limiter.limit("600/minute")
@blp.response(200, {"type": "string", "format": "binary"}, content_type=TILE_MIMETYPE)
def tile(layer: Literal["suppliers", "requests"], z: str, x: str, y: str) -> Response:
    """A Mapbox Vector Tile of points: heaps (`count`) where they are many, else the suppliers.

    A layer of the name in the address, 4096 steps wide. Heaps of requests have `urgent` too, and
    stand where the public cells do; suppliers have `id`, `name`, `open_now` and `categories`
    (joined by `;`). The heaps of all tiles of one zoom together are all that there are.
    """
    try:
        asked = parse_tile(z, x, y)
    except WrongTile:
        raise NotFound from None
    found = drawn(Layer[layer.upper()], asked)
    answer = Response(found.plain, mimetype=TILE_MIMETYPE)
    answer.vary.add("Accept-Encoding")
    if found.packed is not None and request.accept_encodings.quality("gzip"):
        answer.set_data(found.packed)
        answer.content_encoding = "gzip"
    answer.headers["Access-Control-Allow-Origin"] = "*"  # whoever asks: caches keep it for others
    answer.set_etag(found.tag, weak=True)
    if layer == "suppliers":
        answer.cache_control.public, answer.cache_control.max_age = True, FRESH_S
    else:  # whoever has been helped is on nobody's map for longer
        answer.cache_control.no_cache = True
    answer.make_conditional(request)
    return answer
