"""The order of candidates: pure, no database.

Who can come for a local category ranks by distance. Who can only help from afar (a remote
category) follows, by load, then distance. Ties go by id, so that the order is the same everywhere.
"""

import uuid
from collections.abc import Iterable
from typing import NamedTuple


class Candidate(NamedTuple):
    """A responder that can really help. `distance_m` is on the sphere, from the true point."""

    responder_id: uuid.UUID
    distance_m: float
    remote: bool = False
    load: int = 0

    @property
    def rank(self) -> tuple[bool, int, float, str]:
        """The smaller, the better."""
        return (
            self.remote,
            self.load if self.remote else 0,
            self.distance_m,
            self.responder_id.hex,
        )


def best(candidates: Iterable[Candidate], k: int) -> list[Candidate]:
    """The k best, each responder once, at its best rank."""
    chosen: dict[uuid.UUID, Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: c.rank):
        chosen.setdefault(candidate.responder_id, candidate)
    return list(chosen.values())[:k]
