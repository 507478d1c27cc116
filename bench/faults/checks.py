"""What must be true in the database after a fault run, whatever was killed."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from bench.faults.findings import Finding
from bench.faults.load import Ledger
from bench.faults.processes import House, until
from bench.stages import Stage
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests.lifecycle import ACTIVE, AssignmentState, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.notifications.models import Delivery, DeliveryState
from connect.responders import Responder

_TAKEN = (*ACTIVE, AssignmentState.DELIVERED)


def promises_to_callers(stage: Stage, ledger: Ledger) -> Iterator[Finding]:
    """Of those who called over HTTP."""
    with stage.app.app_context():
        rows = Counter(db.session.scalars(sa.select(HelpRequest.description)))
        ids = {str(one) for one in db.session.scalars(sa.select(HelpRequest.id))}
        taken = db.session.execute(
            sa.select(Assignment.request_id, Assignment.account_id, Assignment.state).where(
                Assignment.state.in_(_TAKEN)
            )
        ).all()
        db.session.remove()
    holders = {(str(row.request_id), str(row.account_id)) for row in taken}
    brought = {str(row.request_id) for row in taken if row.state == AssignmentState.DELIVERED}
    lost = (
        sum(id_ not in ids for id_ in ledger.posted.values())
        + sum(claim not in holders for claim in ledger.claimed.items())
        + len(ledger.delivered - brought)
    )
    yield Finding("calls acknowledged", ledger.acknowledged, at_least=1)
    yield Finding("calls cut off, and repeated", ledger.statuses["cut off"])
    yield Finding("answers 503, and repeated", ledger.statuses["503"])
    yield Finding("answers 500", ledger.statuses["500"], at_most=0)
    yield Finding("calls left hanging", ledger.statuses["no answer in time"], at_most=0)
    yield Finding("slowest answer", round(ledger.slowest_s, 1), unit="s")
    yield Finding("acknowledged writes lost", lost, at_most=0)
    twice = sum(rows[key] > 1 for key in ledger.tried)
    yield Finding("keys with two rows", twice, at_most=0)
    yield Finding("keys answered differently again", ledger.changed_answers, at_most=0)
    yield Finding(
        "requests that two were told to have", ledger.statuses["claimed by two"], at_most=0
    )


def state_fits(stage: Stage) -> Iterator[Finding]:
    """Requests, assignments and loads say the same."""
    with stage.app.app_context():
        active = db.session.execute(
            sa.select(Assignment.request_id, Assignment.responder_id).where(
                Assignment.state.in_(ACTIVE)
            )
        ).all()
        claimed = set(
            db.session.scalars(
                sa.select(HelpRequest.id).where(HelpRequest.status == Status.CLAIMED)
            )
        )
        helpers = db.session.execute(sa.select(Responder.id, Responder.load)).all()
        db.session.remove()
    of_request = Counter(row.request_id for row in active)
    carried = Counter(row.responder_id for row in active)
    yield Finding("double claims", sum(n > 1 for n in of_request.values()), at_most=0)
    yield Finding("states that do not fit", len(claimed ^ set(of_request)), at_most=0)
    wrong = sum(one.load != carried[one.id] for one in helpers)
    yield Finding("loads that do not fit", wrong, at_most=0)


def drain(house: House) -> None:
    """All that was told goes out; for what waits for the morning, it is morning."""
    with house.stage.app.app_context(), transaction():
        morning = sa.update(Delivery).where(
            Delivery.state == DeliveryState.DUE, Delivery.due_at > utcnow(), Delivery.tries == 0
        )
        db.session.execute(morning.values(due_at=utcnow()))
    until(lambda: not count_due(house.stage), "everything is sent", 600)


def count_due(stage: Stage) -> int:
    """How many deliveries are on their way."""
    with stage.app.app_context():
        asked = sa.select(sa.func.count()).where(Delivery.state == DeliveryState.DUE)
        found = db.session.scalar(asked) or 0
        db.session.remove()
    return found


def notices_told(house: House, kills: int, *, ordered: str = "") -> Iterator[Finding]:
    """Of those who were to be told, by what the gateway has taken.

    `ordered`: how the phones begin whose notices must have come in order. What may wait for the
    morning is overtaken, so not all must.
    """
    with house.stage.app.app_context():
        rows = db.session.execute(
            sa.select(Delivery.notice_id, Delivery.to, Delivery.state).order_by(Delivery.id)
        ).all()
        db.session.remove()
    taken = house.gateway.taken()
    times = Counter(uuid.UUID(message["id"]) for message in taken)
    yield Finding("notices written", len(rows), at_least=1)
    lost = sum(not times[row.notice_id] for row in rows)
    yield Finding("notices never delivered", lost, at_most=0)
    given_up = sum(row.state == DeliveryState.FAILED for row in rows)
    yield Finding("notices given up", given_up, at_most=0)
    yield Finding("duplicates", sum(n - 1 for n in times.values()), at_most=kills)
    yield Finding("most copies of one notice", max(times.values(), default=0))
    told = set(times) - {row.notice_id for row in rows}
    yield Finding("notices told and not in the database", len(told), at_most=0)
    if ordered:
        order = {row.notice_id: place for place, row in enumerate(rows)}
        strict = [message for message in taken if message["to"].startswith(ordered)]
        yield Finding("notices out of order", _out_of_order(strict, order), at_most=0)


def _out_of_order(taken: Sequence[dict[str, str]], order: dict[uuid.UUID, int]) -> int:
    """How many came after a younger one of the same person; a second copy counts as its first."""
    youngest: defaultdict[str, int] = defaultdict(lambda: -1)
    seen, late = set(), 0
    for message in taken:
        id_ = uuid.UUID(message["id"])
        if id_ in seen:
            continue
        seen.add(id_)
        late += order[id_] < youngest[message["to"]]
        youngest[message["to"]] = max(youngest[message["to"]], order[id_])
    return late
