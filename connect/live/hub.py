"""Who listens to what, and since when: bounded, and with no input or output of its own."""

from collections import Counter
from collections.abc import Callable, Iterable

from connect.live.tickets import Ticket

MOST_VIEWERS = 10_000
# A mobile network shows thousands of phones behind a few addresses.
MOST_OF_ONE_ADDRESS = 1_000
# Longer than any ticket lives: what changed before is no news to anyone.
KEPT_MS = 3_600_000


class Viewer:
    """An open page. However much changes, it holds one number: when something last did."""

    def __init__(self, ticket: Ticket, address: str, wake: Callable[[], None]) -> None:
        self.topics = ticket.topics
        self.address = address
        self.changed_ms: int | None = None
        self.wake = wake

    def tell(self, moment_ms: int) -> None:
        """Something it may hear of has changed."""
        self.changed_ms = moment_ms
        self.wake()

    def take(self) -> int | None:
        """When something last changed since this was asked before, if it did."""
        changed_ms, self.changed_ms = self.changed_ms, None
        return changed_ms


class Hub:
    """All viewers of this process by topic, and when each topic last changed."""

    def __init__(self, started_ms: int) -> None:
        self.started_ms = started_ms
        self.viewers = 0
        self.refused = 0
        self.told = 0
        self._listening: dict[str, set[Viewer]] = {}
        self._of_address: Counter[str] = Counter()
        self._changed_ms: dict[str, int] = {}

    def enter(self, viewer: Viewer, since_ms: int) -> bool:
        """Lets a viewer in who has seen everything up to a moment; False where it is full.

        What has changed since is told at once. So is everything when we have begun only then.
        """
        if self.viewers >= MOST_VIEWERS or self._of_address[viewer.address] >= MOST_OF_ONE_ADDRESS:
            self.refused += 1
            return False
        self.viewers += 1
        self._of_address[viewer.address] += 1
        for topic in viewer.topics:
            self._listening.setdefault(topic, set()).add(viewer)
        last_ms = max((self._changed_ms.get(topic, 0) for topic in viewer.topics), default=0)
        if last_ms > since_ms or self.started_ms > since_ms:
            viewer.tell(max(last_ms, self.started_ms))
        return True

    def leave(self, viewer: Viewer) -> None:
        """Forgets a viewer who had been let in."""
        self.viewers -= 1
        self._of_address[viewer.address] -= 1
        if not self._of_address[viewer.address]:
            del self._of_address[viewer.address]
        for topic in viewer.topics:
            self._listening[topic].discard(viewer)
            if not self._listening[topic]:
                del self._listening[topic]

    def tell(self, topics: Iterable[str], moment_ms: int) -> None:
        """These topics have changed: whoever listens to any of them hears it once."""
        hearing: set[Viewer] = set()
        for topic in topics:
            self._changed_ms.pop(topic, None)  # the dictionary stays in the order of the changes
            self._changed_ms[topic] = moment_ms
            hearing |= self._listening.get(topic, set())
        for viewer in hearing:
            viewer.tell(moment_ms)
        self.told += len(hearing)
        self._forget(moment_ms - KEPT_MS)

    def wake_all(self) -> None:
        """Nothing has changed, but everybody is to look up."""
        for viewers in self._listening.values():
            for viewer in viewers:
                viewer.wake()

    def _forget(self, before_ms: int) -> None:
        for topic, changed_ms in list(self._changed_ms.items()):
            if changed_ms >= before_ms:
                return
            del self._changed_ms[topic]
