"""The hub: who hears what, and how many there may be."""

import pytest

from connect.live import hub as hub_module
from connect.live.hub import KEPT_MS, Hub, Viewer
from connect.live.tickets import Ticket

NOW = 1_700_000_000_000


class Page:
    """An open page that counts how often it was woken."""

    def __init__(self, *topics: str, address: str = "10.0.0.1") -> None:
        self.woken = 0
        self.viewer = Viewer(Ticket(topics, NOW), address, self._wake)

    def _wake(self) -> None:
        self.woken += 1


def test_who_listens_to_a_topic_hears_it_once_and_nobody_else() -> None:
    hub, both, other = Hub(NOW), Page("request:1", "account:1"), Page("request:2")
    assert hub.enter(both.viewer, NOW)
    assert hub.enter(other.viewer, NOW)
    hub.tell({"request:1", "account:1"}, NOW + 5)
    assert (both.woken, other.woken) == (1, 0)
    assert both.viewer.take() == NOW + 5
    assert both.viewer.take() is None
    assert hub.told == 1


def test_who_comes_late_hears_what_they_missed_and_no_more() -> None:
    hub = Hub(NOW - 1)
    hub.tell({"request:1"}, NOW + 10)
    missed, seen, other = Page("request:1"), Page("request:1"), Page("request:2")
    hub.enter(missed.viewer, NOW)
    hub.enter(seen.viewer, NOW + 10)
    hub.enter(other.viewer, NOW)
    assert [one.viewer.take() for one in (missed, seen, other)] == [NOW + 10, None, None]


def test_a_process_that_began_later_does_not_know_and_says_so() -> None:
    hub, page = Hub(NOW + 100), Page("request:1")
    hub.enter(page.viewer, NOW)
    assert page.viewer.take() == NOW + 100


def test_who_has_left_hears_nothing_and_leaves_nothing_behind() -> None:
    hub, page = Hub(NOW), Page("request:1")
    hub.enter(page.viewer, NOW)
    hub.leave(page.viewer)
    hub.tell({"request:1"}, NOW + 1)
    assert page.woken == 0
    assert (hub.viewers, hub._listening, dict(hub._of_address)) == (0, {}, {})


def test_it_is_full_at_some_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "MOST_VIEWERS", 3)
    monkeypatch.setattr(hub_module, "MOST_OF_ONE_ADDRESS", 2)
    hub = Hub(NOW)
    pages = [Page("request:1", address=a) for a in ("a", "a", "a", "b", "c")]
    assert [hub.enter(one.viewer, NOW) for one in pages] == [True, True, False, True, False]
    assert (hub.viewers, hub.refused) == (3, 2)
    hub.leave(pages[0].viewer)
    assert hub.enter(pages[4].viewer, NOW)


def test_what_changed_long_ago_is_forgotten() -> None:
    hub = Hub(NOW)
    hub.tell({"request:1"}, NOW)
    hub.tell({"request:2"}, NOW + KEPT_MS + 1)
    assert list(hub._changed_ms) == ["request:2"]
