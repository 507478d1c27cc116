"""What happens at the same moment: one note, one decision, and nobody waits for nobody."""

import time
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from connect.diary import queries
from connect.diary.models import Entry
from connect.foundation.database import transaction
from connect.help_requests import request_to_change
from tests.diary.thanking import by_link, id_now, say_thanks, state_now, url_of
from tests.people import People, count
from tests.situations import situation
from tests.web import Browser, browser_of


def test_two_windows_write_one_note(app: Flask, people: People) -> None:
    here = situation(app, people, "fulfilled")

    def write(n: int) -> int:
        browser = by_link(browser_of(app), here)
        form = {"text": f"Cảm ơn {n}", "once": f"word {n}"} | browser.csrf()
        return browser.post(url_of(here), data=form).status_code

    with ThreadPoolExecutor(8) as windows:
        assert sorted(windows.map(write, range(8))) == [303] + [409] * 7
    assert count(app, Entry) == 1


def test_a_note_is_taken_back_shown_refused_and_objected_to_at_once(
    app: Flask, client: Browser, people: People
) -> None:
    """Whoever is first; the others are told, and nothing breaks or hangs."""
    here = situation(app, people, "fulfilled")
    for _round in range(4):
        say_thanks(by_link(client, here), here, public=True)
        desk = f"/desk/diary/{id_now(app, here)}"
        calls = [
            (people.chi_lan.browser, f"{desk}/show", {}),
            (people.root.browser, f"{desk}/refuse", {"refusal": "other"}),
            (people.huong.browser, f"{url_of(here)}/object", {}),
            (by_link(browser_of(app), here), f"{url_of(here)}/take-back", {}),
        ]

        def call(one: tuple[Browser, str, dict[str, str]]) -> int:
            browser, url, form = one
            return browser.post(url, data=form | browser.csrf()).status_code

        with ThreadPoolExecutor(4) as crowd:
            assert set(crowd.map(call, calls)) <= {303, 404}
        assert state_now(app, here) is None


def test_who_is_erased_while_they_write_anew_waits_for_their_request(
    app: Flask, client: Browser, people: People
) -> None:
    """First the request, then its note, for everybody: else each would wait for the other."""
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here)
    entry_id, asker = id_now(app, here), people.ba_tu.client
    with ThreadPoolExecutor(1) as other, app.app_context():
        with transaction():
            assert request_to_change(here.request_id)
            erased = other.submit(asker.delete, "/api/v1/me")
            time.sleep(0.5)
            assert queries.entry_to_change(entry_id)
        assert erased.result().status_code == 204
    assert state_now(app, here) is None
