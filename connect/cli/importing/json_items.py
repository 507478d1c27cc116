"""One item of a JSON file as a row: a feature, an element of OpenStreetMap, an HSDS service."""

from collections.abc import Iterator
from typing import Any

from connect.cli.hsds.reading import fields_of, is_service
from connect.cli.importing.row import UNREAD, Row

NOT_UTF8 = "this item is not UTF-8"
ELEMENTS = ("node", "way", "relation")
Position = tuple[Any, Any]


def row_of(line: int, item: Any, text: str) -> Row:
    """An item that begins on `line`; `text` is how it stands in its file."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return Row(line, {}, NOT_UTF8)
    if not isinstance(item, dict):
        return Row(line, {UNREAD: text[:1000]}, "this item is not an object")
    try:
        return _row(line, item)
    except RecursionError:
        return Row(line, {UNREAD: text[:1000]}, "this item is nested too deep")
    except Exception as error:
        # As for `checking`: what one item brings to light must not cost all the others.
        why = f"this item cannot be read ({type(error).__name__})"
        return Row(line, {UNREAD: text[:1000]}, why)


def _row(line: int, item: dict[str, Any]) -> Row:
    if item.get("type") in ELEMENTS:
        return Row(line, _of_element(item))
    if is_service(item):
        return Row(line, fields_of(item))
    if "geometry" in item or item.get("type") == "Feature":
        return _of_feature(line, item)
    return Row(line, item)


def _of_element(item: dict[str, Any]) -> dict[str, Any]:
    """An Overpass element: its tags and its place."""
    tags = item.get("tags")
    return {
        **(tags if isinstance(tags, dict) else {}),
        "@id": f"{item['type']}/{item.get('id', '')}",
        **_place_of(item),
    }


def _place_of(item: dict[str, Any]) -> dict[str, Any]:
    """Its own point or its centre; else the middle of the box that it lies in (`out geom`)."""
    for place in (item, item.get("center")):
        if isinstance(place, dict) and "lat" in place:
            return {"lat": place["lat"], "lon": place.get("lon")}
    box = item.get("bounds")
    if isinstance(box, dict):
        return _middle([(box.get(f"{end}lon"), box.get(f"{end}lat")) for end in ("min", "max")])
    return _middle(list(_vertices(item)))


def _vertices(item: dict[str, Any]) -> Iterator[Position]:
    """Where an element and its members pass; parts outside of the area asked for are null."""
    if "lat" in item:
        yield item.get("lon"), item["lat"]
    for name in ("geometry", "members"):
        parts = item.get(name)
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict):
                yield from _vertices(part)


def _of_feature(line: int, item: dict[str, Any]) -> Row:
    """A GeoJSON feature: its properties, and the point or the middle of its geometry."""
    properties = item.get("properties")
    fields = dict(properties) if isinstance(properties, dict) else {}
    if "@id" not in fields and "id" in item:
        fields["@id"] = item["id"]
    geometry = item.get("geometry")
    if not isinstance(geometry, dict):
        return Row(line, fields)
    positions = list(_positions(geometry))
    if not positions:
        return Row(line, fields, "this feature has no coordinates")
    if len(positions) == 1:
        fields["lon"], fields["lat"] = positions[0]
    else:
        fields |= _middle(positions)
    return Row(line, fields)


def _positions(geometry: Any) -> Iterator[Position]:
    """All positions of a geometry, of one in a collection, or of nested coordinates."""
    if isinstance(geometry, dict):
        yield from _positions(geometry.get("coordinates", geometry.get("geometries")))
    elif isinstance(geometry, list):
        if len(geometry) >= 2 and not isinstance(geometry[0], dict | list):
            yield geometry[0], geometry[1]
            return
        for inner in geometry:
            yield from _positions(inner)


def _middle(positions: list[Position]) -> dict[str, Any]:
    """The middle of the box around some positions; nothing where one is not of numbers."""
    try:
        lons, lats = zip(*((float(lon), float(lat)) for lon, lat in positions), strict=True)
    except (TypeError, ValueError, OverflowError):
        return {}
    return {"lat": (min(lats) + max(lats)) / 2, "lon": (min(lons) + max(lons)) / 2}
