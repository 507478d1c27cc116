"""A small town in which every page has something to show, and one in which nothing has happened."""

import uuid

from flask import Flask

from connect.accounts import Role, create_account
from connect.help_requests import queries
from connect.notifications import mail
from connect.notifications.marks import link_of
from connect.notifications.models import Wire
from connect.suppliers import reports
from connect.suppliers.models import Trouble
from tests.accounts.second_steps import turned_on
from tests.browser import events, places
from tests.browser.ground import NAMES, Ground
from tests.people import People
from tests.situations import ask, help_from, known_to_the_ward, long_silent

# Who looks: the name of one of the people, or nobody signed in; `link` holds a manage link,
# `asking` has answered every step of asking and not sent it, `paper` has scanned sheets.
# `member` has a second factor, `half` has typed their password alone; `newcomer` sets one up.
ROLES = {
    "stranger": None,
    "link": None,
    "asking": None,
    "paper": None,
    "newcomer": "nobody",
    "requester": "ba_tu",
    "helper": "huong",
    "member": "minh",
    "shop": "shop",
    "desk": "chi_lan",
    "half": None,
}


class Town(Ground):
    """Names of what can be looked at, for the places in `{braces}` of the list of pages."""

    def __init__(self, app: Flask, people: People, *, pictures: bool = False) -> None:
        super().__init__(app, people, pictures=pictures)
        self.names: dict[str, str] = {}
        self.manage_token = ""

    def fill(self) -> None:
        """Requests in every state, and people who know each other."""
        app, people = self.app, self.people
        with self.as_someone():
            huong, ba_tu = people.huong.account(), people.ba_tu.account()
            mine = help_from(huong, name=NAMES["huong"], capacity=20, categories=["food"])
            group = places.group(self)
            shop, long_shop = places.two_shops(self)
            hotline = places.numbers_to_call(self)
            names = {"mine": mine.id, "group": group.id, "hotline": hotline.id}
            names |= {"shop": shop.id, "long_shop": long_shop.id} | places.chain(self)
            names["ordered"] = places.shut_by_order(self).id
            names |= events.gifts(self)  # while their giver is not known yet: a picture waits
            known_to_the_ward(huong)
            for state in ("open", "claimed", "way", "delivered", "fulfilled", "closed"):
                names[state] = self.request(state, ba_tu).id
            names["long"] = events.long_words(self).id
            names["thanked"], names["entry"] = events.thanked(self, shown=True)
            events.thanked(self, shown=False)
            names |= events.reported_requests(self)
            names |= events.reported_people(self, names["claimed"])
            names["waiting"] = events.asked_about(ask(app, ba_tu)).id
            names["hidden"] = ask(app, ba_tu).id
            long_silent(names["hidden"])
            by_link = ask(app, None, phone="+84912345612", name="Chú Bảy")
            self.manage_token = queries.manage_token(by_link)
            names["by_link"] = by_link.id
            reply = queries.reply_token(by_link)
            for turn in range(24):  # more than one page of a list holds
                events.one_of_many(self, turn)
            events.called_in_vain(self, names["open"])
            names |= places.shops_from_file(self)
            seen = reports.Seen("rice", "Gạo", 45_000)
            reports.report(shop.id, Trouble.PRICE, "Một ký, sáng nay.", "0" * 64, seen)
            names |= events.shopping_lists(self)
            paper = events.on_paper(self, names["way"])
            turned_on(people.minh)
            mail.send_code(huong.id, "huong@connect.example")
            password = create_account(phone="+84912345655", name="Lan", role=Role.RESIDENT)
            stop = link_of(Wire.SMS, "+84912345671").rpartition("/")[2]
        self.names = {name: str(id_) for name, id_ in names.items()} | {
            **paper,
            "manage": self.manage_token,
            "reply": reply,
            "password": password,
            "stop": stop,
        }


def path_of(template: str, town: Town) -> str:
    """A path with the names of the town put in; an unknown one is an id of nothing."""
    names = {"nothing": str(uuid.UUID(int=4))} | town.names
    return template.format_map(names)
