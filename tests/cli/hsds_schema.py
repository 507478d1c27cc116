"""What HSDS 3 says of the objects that we write, as a JSON Schema: each field's type, what is
required, what it may be. Made from the field tables of the specification
(https://docs.openreferral.org/en/latest/hsds/schema_reference.html), which no package ships.
Stricter than the official schema of 3.2, and nowhere laxer: fields that it leaves open are refused,
and days, times, currencies, countries and kinds of phones have to be some that the tables tell of.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
ID: Schema = {"type": "string", "format": "uuid"}
DATE: Schema = {"type": "string", "format": "date"}
URI: Schema = {"type": "string", "format": "uri"}
TIME: Schema = {"type": "string", "pattern": r"^[0-2]\d:[0-5]\d(Z|[+-][0-2]\d:[0-5]\d)$"}
PLACES: Schema = {"enum": ["physical", "postal", "virtual"]}
WEEK = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def _named(names: str, schema: Schema) -> Schema:
    return dict.fromkeys(names.split(), schema)


def _object(required: str, *properties: Schema) -> Schema:
    known: Schema = {}
    for some in properties:
        known |= some
    return {
        "type": "object",
        "properties": known,
        "required": required.split(),
        "additionalProperties": False,
    }


def _lists(**of: str) -> Schema:
    each = {name: {"$ref": f"#/$defs/{one}"} for name, one in of.items()}
    return {name: {"type": "array", "items": one} for name, one in each.items()}


def _one(name: str) -> Schema:
    return {name: {"$ref": f"#/$defs/{name}"}}


OBJECTS: Schema = {
    "service": _object(
        "id name status",
        _named("id organization_id program_id", ID),
        _named("name alternate_name description interpretation_services", TEXT),
        _named("application_process fees_description accreditations", TEXT),
        _named("eligibility_description alert", TEXT),
        _named("minimum_age maximum_age", NUMBER),
        {"url": URI, "email": {"type": "string", "format": "email"}, "assured_date": DATE},
        {"status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]}},
        {"last_modified": {"type": "string", "format": "date-time"}},
        _lists(phones="phone", schedules="schedule", service_areas="service_area"),
        _lists(service_at_locations="service_at_location", cost_options="cost_option"),
        _lists(attributes="attribute"),
        _one("organization"),
    ),
    "organization": _object(
        "id name description",
        _named("id parent_organization_id", ID),
        _named("name alternate_name description legal_status logo", TEXT),
        {"email": {"type": "string", "format": "email"}, "uri": URI, "website": URI},
        {"year_incorporated": NUMBER},
        _lists(phones="phone", locations="location", attributes="attribute"),
    ),
    "service_at_location": _object(
        "id",
        _named("id service_id location_id", ID),
        {"description": TEXT},
        _lists(service_areas="service_area", phones="phone", schedules="schedule"),
        _lists(attributes="attribute"),
        _one("location"),
    ),
    "location": _object(
        "id location_type",
        _named("id organization_id", ID),
        {"location_type": PLACES, "url": URI},
        _named("name alternate_name description transportation", TEXT),
        _named("external_identifier external_identifier_type", TEXT),
        {"latitude": {"type": "number", "minimum": -90, "maximum": 90}},
        {"longitude": {"type": "number", "minimum": -180, "maximum": 180}},
        _lists(addresses="address", phones="phone", schedules="schedule", attributes="attribute"),
    ),
    "address": _object(
        "id address_1 city state_province postal_code country address_type",
        _named("id location_id", ID),
        _named("attention address_1 address_2 city region state_province postal_code", TEXT),
        {"country": {"type": "string", "pattern": "^[A-Z]{2}$"}, "address_type": PLACES},
        _lists(attributes="attribute"),
    ),
    "phone": _object(
        "id number",
        _named("id location_id service_id organization_id service_at_location_id", ID),
        _named("number description", TEXT),
        {"type": {"enum": ["text", "voice", "fax", "cell", "video", "pager", "textphone"]}},
        {"extension": NUMBER},
    ),
    "schedule": _object(
        "id",
        _named("id service_id location_id service_at_location_id", ID),
        _named("valid_from valid_to dtstart until", DATE),
        _named("timezone count interval", NUMBER),
        {"wkst": {"enum": WEEK}, "freq": {"enum": ["WEEKLY", "MONTHLY"]}},
        {"byday": {"type": "string", "pattern": f"^({'|'.join(WEEK)})(,({'|'.join(WEEK)}))*$"}},
        _named("byweekno bymonthday byyearday description notes attending_type", TEXT),
        _named("opens_at closes_at", TIME),
        {"schedule_link": URI},
    )
    | {"dependentRequired": {"interval": ["dtstart"]}},
    "service_area": _object(
        "id",
        _named("id service_id service_at_location_id", ID),
        _named("name description extent uri", TEXT),
        {"extent_type": {"enum": ["geojson", "topojson", "kml", "text"]}},
    ),
    "cost_option": _object(
        "id",
        _named("id service_id", ID),
        _named("valid_from valid_to", DATE),
        _named("option amount_description", TEXT),
        {"currency": {"type": "string", "pattern": "^[A-Z]{3}$"}, "amount": NUMBER},
    ),
    "attribute": _object(
        "id",
        _named("id link_id taxonomy_term_id", ID),
        _named("link_type link_entity value label", TEXT),
        _one("taxonomy_term"),
    ),
    "taxonomy_term": _object(
        "id name description",
        _named("id parent_id taxonomy_id", ID),
        _named("code name description taxonomy language", TEXT),
        {"term_uri": URI},
    ),
}
SERVICES: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": OBJECTS,
    "type": "array",
    "items": {"$ref": "#/$defs/service"},
}
