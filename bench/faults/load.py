"""People who ask, claim and deliver over HTTP, and write down what they were promised.

Each call carries an Idempotency-Key and is repeated until there is an answer, as the product's own
pages and any well-made client do. What was answered with a 2xx must be true ever after.
"""

import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.stages import Stage
from connect.accounts import Account
from connect.accounts.service import open_session
from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.notifications import notify
from connect.responders import ResponderDetails, register

HERE = Point(10.7340, 106.7215)
HELPERS = 6
TOLD = "+84912345"  # how the phones begin of those who are told something
SLOWEST_S = 30.0
NOBODY_KNOWS_IT = "!"
# Made into a body that the API takes; the key stands in it, so that a row tells whose it is.
_ASKED = {
    "items": [{"category": "food", "goods": "Gạo", "quantity": "5 kg"}],
    "urgency": "urgent",  # people are asked at night, too
    "people": 2,
    "location": {"lat": HERE.lat, "lon": HERE.lon},
}


@dataclass
class Ledger:
    """What was promised to those who called."""

    posted: dict[str, str] = field(default_factory=dict)  # key: id
    tried: set[str] = field(default_factory=set)  # keys, answered or not
    claimed: dict[str, str] = field(default_factory=dict)  # request: account
    delivered: set[str] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    changed_answers: int = 0
    slowest_s: float = 0.0

    @property
    def acknowledged(self) -> int:
        """How many writes were answered with a 2xx."""
        return len(self.posted) + len(self.claimed) + len(self.delivered)


@dataclass(frozen=True)
class Helper:
    """An account that claims."""

    account_id: str
    token: str


def tell(stage: Stage, number: int, phones: int) -> None:
    """Writes one notice to one of so many people, each in turn."""
    with stage.app.test_request_context():
        with transaction():
            notify(kind="news", text=f"tin {number}", phone=f"{TOLD}{number % phones:03}")
        db.session.remove()


def make_helpers(stage: Stage) -> list[Helper]:
    """Accounts with a responder each, around the place where help is asked for."""
    made = []
    with stage.app.test_request_context():
        for number in range(HELPERS):
            with transaction():
                phone, name = f"+8491230{number:04}", f"Người giúp {number}"
                account = Account(phone=phone, name=name, password_hash=NOBODY_KNOWS_IT)
                db.session.add(account)
                db.session.flush()
                details = ResponderDetails(
                    kind="volunteer", name=account.name, point=HERE, categories=["food"],
                    radius_m=10_000.0, capacity=200,
                )  # fmt: skip
                register(account, details)
            made.append(Helper(str(account.id), open_session(account.id)))
    return made


class Caller(threading.Thread):
    """One who asks, and one who helps, by turns; until `stopping`, and then to an answer."""

    def __init__(
        self,
        port: int,
        helper: Helper,
        ledger: Ledger,
        recent: deque[str],
        stopping: threading.Event,
    ) -> None:
        super().__init__(daemon=True)
        self._port, self._helper, self._ledger = port, helper, ledger
        self._recent, self._stopping = recent, stopping
        self._dice = random.Random(helper.account_id)
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Goes on until it is stopped."""
        try:
            while not self._stopping.is_set():
                self._ask()
                self._help()
                self._stopping.wait(self._dice.uniform(0.0, 0.1))
        except BaseException as failure:
            self.failure = failure

    def _ask(self) -> None:
        key = uuid.uuid4().hex
        phone = f"0913{self._dice.randrange(10**6):06}"
        body = _ASKED | {"phone": phone, "description": key}
        self._ledger.tried.add(key)
        status, answer = self._insist("/api/v1/requests", body, key, "")
        if status == 201:
            self._ledger.posted[key] = answer["id"]
            self._recent.append(answer["id"])

    def _help(self) -> None:
        # All reach for the same few, so that several often want one.
        wanted = self._dice.choice(list(self._recent)[-6:] or [""])
        path = f"/api/v1/requests/{wanted}"
        if not wanted or wanted in self._ledger.claimed:
            return
        status, _answer = self._insist(f"{path}/claim", {}, uuid.uuid4().hex, self._helper.token)
        if status != 201:
            return
        if self._ledger.claimed.setdefault(wanted, self._helper.account_id) != (
            self._helper.account_id
        ):
            self._ledger.statuses["claimed by two"] += 1
        if self._dice.random() < 0.7:
            status, _answer = self._insist(
                f"{path}/deliver", {}, uuid.uuid4().hex, self._helper.token
            )
            if status == 200:
                self._ledger.delivered.add(wanted)

    def _insist(
        self, path: str, body: dict[str, Any], key: str, token: str
    ) -> tuple[int, dict[str, Any]]:
        status, text = self._until_answered(path, body, key, token)
        if status < 300 and self._dice.random() < 0.2:
            again = self._until_answered(path, body, key, token)
            self._ledger.changed_answers += again != (status, text)
        return status, json.loads(text)

    def _until_answered(
        self, path: str, body: dict[str, Any], key: str, token: str
    ) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        end = time.monotonic() + 120
        while time.monotonic() < end:
            begun = time.monotonic()
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SLOWEST_S)
            try:
                connection.request("POST", path, json.dumps(body), headers)
                response = connection.getresponse()
                status, text = response.status, response.read()
            except (OSError, http.client.HTTPException) as cut:
                hung = isinstance(cut, TimeoutError)
                self._ledger.statuses["no answer in time" if hung else "cut off"] += 1
                time.sleep(0.05)
                continue
            finally:
                connection.close()
            self._ledger.statuses[str(status)] += 1
            self._ledger.slowest_s = max(self._ledger.slowest_s, time.monotonic() - begun)
            if status < 500:
                return status, text
            time.sleep(0.05)
        raise TimeoutError(f"{path} was never answered")


@contextmanager
def calling(port: int, helpers: list[Helper]) -> Iterator[Ledger]:
    """The helpers and as many who ask are at it; all of them have their answers in the end."""
    ledger, stopping = Ledger(), threading.Event()
    recent: deque[str] = deque(maxlen=50)
    callers = [Caller(port, helper, ledger, recent, stopping) for helper in helpers]
    for one in callers:
        one.start()
    try:
        yield ledger
    finally:
        stopping.set()
        for one in callers:
            one.join(150)
    for one in callers:
        if one.failure is not None:
            raise one.failure
