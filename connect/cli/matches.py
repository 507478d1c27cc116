"""`flask match`: who could help, for every open request."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import click
import orjson
from flask.cli import AppGroup

from connect import help_requests, matching, responders

REQUESTS_AT_ONCE = 200

match = AppGroup("match", help="Candidates for open requests.")


@match.command("all")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Candidates each."
)
def match_all(limit: int) -> None:
    """Print the candidates of every open request, best first: one JSON line each."""
    for line in _lines(limit):
        click.echo(orjson.dumps(line).decode())


def _lines(limit: int) -> Iterator[dict[str, Any]]:
    needs = help_requests.open_needs()
    while page := list(islice(needs, REQUESTS_AT_ONCE)):
        found = [matching.nearest_responders(need, limit) for _request, need in page]
        sources = responders.source_ids({c.responder_id for best in found for c in best})
        for (request, _need), best in zip(page, found, strict=True):
            yield {
                "request": request.id,
                "source_id": request.source_id,
                "candidates": [
                    {
                        "responder": candidate.responder_id,
                        "source_id": sources.get(candidate.responder_id),
                        "distance_m": candidate.distance_m,
                    }
                    for candidate in best
                ],
            }
