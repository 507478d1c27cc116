"""The rooms that an import can fill: how a row is read for each, and who saves it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flask import current_app

from connect import help_requests, hotlines, responders
from connect.cli.importing.checks import source_id
from connect.cli.importing.mapping import MOVED_COLUMNS, ImportMap, Rows
from connect.cli.importing.request_rows import request_of
from connect.cli.importing.responder_rows import responder_of
from connect.cli.importing.row import BadRow
from connect.foundation.clock import utcnow

# What a request that moves here leaves behind: each is counted and told.
UNTAKEN = "that somebody had taken are open again; who had taken them stays behind"
WITHOUT_SUPPLIER = "named a shop that is not here, and name none now"
# What people here have said goes before what a file says: each is counted and told.
KEPT = "of the updated keep what their people have changed here"
STAYED_AWAY = "of the updated were taken out or merged here, and stay as they are"


class Stored(NamedTuple):
    """How many rows were created and updated, and what else is to be told of how many."""

    created: int
    updated: int
    notes: Mapping[str, int] = {}


class Room(NamedTuple):
    """`read` makes a source id and details of a row; `save` takes many of them.

    `known` says which source ids are here already, `settle` is called after very many rows.
    `digests` gives what the sources of these ids said last, where a room keeps it, and `prepare`
    adds to details what can be told before they are saved.
    """

    rows: Rows
    read: Callable[..., tuple[str, Any]]
    save: Callable[[Sequence[tuple[str, Any]], Mapping[str, int | None]], Stored]
    known: Callable[[Sequence[str]], set[str]]
    settle: Callable[[], None]
    digests: Callable[[Sequence[str]], Mapping[str, int]] | None = None
    prepare: Callable[[Sequence[Any]], Sequence[Any]] = lambda details: details


def _read_request(
    fields: Mapping[str, Any], *, given: ImportMap, categories: Collection[str]
) -> tuple[str, help_requests.ImportedRequest]:
    values = given.values_of(fields)
    # What an export adds says where a row stood, not what it says: its fingerprint is without.
    id_ = source_id(values, without=MOVED_COLUMNS["requests"])
    return id_, request_of(values, given, categories, utcnow())


def _read_responder(
    fields: Mapping[str, Any], *, given: ImportMap, categories: Collection[str]
) -> tuple[str, responders.ResponderDetails]:
    values = given.values_of(fields)
    return source_id(values), responder_of(values, given, categories)


def _read_hotline(
    fields: Mapping[str, Any], *, given: ImportMap, categories: Collection[str]
) -> tuple[str, hotlines.HotlineDetails]:
    values = given.values_of(fields)
    try:
        return source_id(values), hotlines.details_of(values)
    except hotlines.WrongHotline as error:
        raise BadRow(str(error)) from None


def _prepare_requests(
    given: Sequence[help_requests.ImportedRequest],
) -> list[help_requests.ImportedRequest]:
    return help_requests.prepare(given, current_app.config["CONNECT"])


def _save_requests(
    rows: Sequence[tuple[str, help_requests.ImportedRequest]], _digests: Mapping[str, int | None]
) -> Stored:
    saved = help_requests.save_imported(rows, current_app.config["CONNECT"])
    notes = {UNTAKEN: saved.untaken, WITHOUT_SUPPLIER: saved.without_supplier}
    return Stored(saved.created, saved.updated, notes)


def _save_responders(
    rows: Sequence[tuple[str, responders.ResponderDetails]], digests: Mapping[str, int | None]
) -> Stored:
    saved = responders.save_imported(rows, digests)
    notes = {KEPT: saved.kept, STAYED_AWAY: saved.stayed_away}
    return Stored(saved.created, saved.updated, notes)


def _save_hotlines(
    rows: Sequence[tuple[str, hotlines.HotlineDetails]], _digests: Mapping[str, int | None]
) -> Stored:
    return Stored(*hotlines.save_imported(rows))


REQUESTS = Room(
    "requests",
    _read_request,
    _save_requests,
    help_requests.known_sources,
    help_requests.settle,
    prepare=_prepare_requests,
)
RESPONDERS = Room(
    "responders",
    _read_responder,
    _save_responders,
    responders.known_sources,
    responders.settle,
    responders.source_digests,
)
HOTLINES = Room(
    "hotlines",
    _read_hotline,
    _save_hotlines,
    hotlines.known_sources,
    lambda: None,
)
