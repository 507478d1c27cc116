"""Asking one thing a page: the steps, the draft in the browser, and how it is sent once."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.clock import utcnow
from connect.foundation.config import ROOT
from connect.foundation.database import db
from connect.help_requests import HelpRequest
from connect.help_requests.pages.draft import COOKIE, LIFE_S, PATH
from connect.responders import category_labels
from tests.people import DISTRICT_7, People, count
from tests.situations import help_from
from tests.web import Browser, Page, browser_of, values_of

WHAT: dict[str, Any] = {
    "categories": ["food", "medicine"],
    "goods_food": "Gạo",
    "quantity_food": "5 kg",
    "people": "4",
    "urgency": "urgent",
}
WHERE = {"place": "Phường Tân Hưng, TP.HCM"}
GPS = {"lat": str(DISTRICT_7["lat"]), "lon": str(DISTRICT_7["lon"])}
PHONE = {
    "phone": "0912 345 603",
    "name": "Bà Tư",
    "description": "Nhà cuối hẻm",
    "share_phone": "no",
}
STEPS = {"": WHAT, "/where": WHERE, "/phone": PHONE}


def answer(browser: Browser, step: str, **changes: Any) -> TestResponse:
    """Answers one step; `step` is how its address ends."""
    return browser.send(f"{PATH}{step}", **STEPS[step] | changes)


def answer_all(browser: Browser) -> Page:
    """Answers all steps; the page that asks whether everything is right."""
    for step in STEPS:
        assert answer(browser, step).status_code == 303
    return browser.page(f"{PATH}/check")


def only_request(app: Flask) -> HelpRequest:
    with app.test_request_context():
        return db.session.scalars(sa.select(HelpRequest)).one()


def test_each_step_leads_to_the_next_and_the_last_to_the_request(
    app: Flask, client: Browser
) -> None:
    led = [answer(client, step).location for step in STEPS]
    assert led == [f"{PATH}/where", f"{PATH}/phone", f"{PATH}/check"]
    assert count(app, HelpRequest) == 0
    page = client.page(f"{PATH}/check")
    shown = page.root.text()
    for said in ("Gạo (5 kg)", "Tân Hưng", "091 234 56 03", "Bà Tư", "Nhà cuối hẻm"):
        assert said in shown or said.replace(" ", "") in shown.replace(" ", ""), said
    sent = client.post(f"{PATH}/check", data=values_of(page.form()))
    assert sent.status_code == 303
    assert "Gạo" in client.get(str(sent.location)).get_data(as_text=True)
    made = only_request(app)
    assert (made.people, made.urgency, made.phone) == (4, "urgent", "+84912345603")
    assert (made.name, made.description, made.share_phone) == ("Bà Tư", "Nhà cuối hẻm", False)
    assert [item.goods for item in made.items] == ["Gạo", ""]
    assert made.address == WHERE["place"]


def test_the_position_of_the_phone_is_enough(app: Flask, client: Browser) -> None:
    answer(client, "")
    assert answer(client, "/where", place="", **GPS).status_code == 303
    answer(client, "/phone", name="", description="")
    page = client.page(f"{PATH}/check")
    assert "Tân" in page.root.text()  # the ward, so that a wrong position is noticed
    client.post(f"{PATH}/check", data=values_of(page.form()))
    made = only_request(app)
    assert (made.lat, made.lon) == (DISTRICT_7["lat"], DISTRICT_7["lon"])


@pytest.mark.parametrize(
    ("answered", "opened", "led"),
    [
        ([], "/where", ""),
        ([], "/phone", ""),
        ([], "/check", ""),
        ([""], "/phone", "/where"),
        ([""], "/check", "/where"),
        (["", "/where"], "/check", "/phone"),
    ],
)
def test_a_step_without_those_before_it_leads_to_the_first_that_is_missing(
    answered: list[str], opened: str, led: str, client: Browser
) -> None:
    for step in answered:
        answer(client, step)
    assert client.get(PATH + opened).location == PATH + led


def test_what_is_changed_at_the_end_comes_back_to_the_end(app: Flask, client: Browser) -> None:
    page = answer_all(client)
    links = {
        one.attributes["href"].partition("#")[0]
        for one in page.all("a")
        if one.attributes.get("href", "").startswith(f"{PATH}") and "#" in one.attributes["href"]
    }
    assert links == {PATH, f"{PATH}/where", f"{PATH}/phone"}
    kept = values_of(client.page(PATH).form())
    assert kept["goods_food"] == ["Gạo"]
    assert kept["categories"] == ["food", "medicine"]
    changed = answer(client, "", goods_food="Gạo nếp", categories=["food"])
    assert changed.location == f"{PATH}/check"
    page = client.page(f"{PATH}/check")
    assert "Gạo nếp (5 kg)" in page.root.text()
    client.post(f"{PATH}/check", data=values_of(page.form()))
    assert [item.goods for item in only_request(app).items] == ["Gạo nếp"]


@pytest.mark.parametrize(
    ("step", "field", "value", "said"),
    [
        ("", "categories", [], "chọn ít nhất một loại hỗ trợ"),
        ("", "people", "0", None),
        ("", "urgency", "very", None),
        ("", "goods_food", "x" * 121, None),
        ("/where", "place", "", None),
        ("/where", "place", "cạnh nhà tôi", None),
        ("/where", "place", "Phường Tân Phong", None),
        ("/phone", "phone", "12", "Số này chưa đúng"),
        ("/phone", "phone", "", None),
        ("/phone", "description", "x" * 4_001, None),
    ],
)
def test_a_refused_step_says_why_and_keeps_what_was_typed(
    step: str, field: str, value: object, said: str | None, client: Browser
) -> None:
    client.set_cookie("language", "vi")
    for before in list(STEPS)[: list(STEPS).index(step)]:
        answer(client, before)
    refused = answer(client, step, **{field: value})
    assert refused.status_code == 422
    page = Page(refused.get_data(as_text=True))
    assert page.all("title")[0].text().startswith("Lỗi:")
    assert said is None or said in page.root.text()
    [first] = [a for a in page.all("a") if a.inside("ul") and "#" in a.attributes["href"]][:1]
    assert first.attributes["href"] == f"#{field}"
    kept = values_of(page.form())
    for name, typed in STEPS[step].items():
        if name not in (field, "share_phone"):  # that is which button was pressed
            assert kept[name] == (typed if isinstance(typed, list) else [typed]), name
    # And it is no answer yet.
    assert client.get(f"{PATH}/check").location == PATH + step


def test_a_place_of_several_is_chosen_once(app: Flask, client: Browser) -> None:
    answer(client, "")
    page = Page(answer(client, "/where", place="Phường Tân Phong").get_data(as_text=True))
    choices = [
        one.attributes["value"]
        for one in page.all("input")
        if one.attributes.get("name") == "place_choice"
    ]
    assert len(choices) >= 2
    chosen = values_of(page.form()) | {"place_choice": choices[1]}
    assert client.post(f"{PATH}/where", data=chosen).location == f"{PATH}/phone"
    again = values_of(client.page(f"{PATH}/where").form())  # looked at once more, and left so
    assert client.post(f"{PATH}/where", data=again).location == f"{PATH}/phone"
    answer(client, "/phone")
    client.post(f"{PATH}/check", data=values_of(client.page(f"{PATH}/check").form()))
    assert only_request(app).address == "Phường Tân Phong"


def test_a_ward_of_the_list_is_enough(app: Flask, client: Browser) -> None:
    answer(client, "")
    chosen = client.send(f"{PATH}/where", province="79")
    page = Page(chosen.get_data(as_text=True))
    ward = next(
        one.attributes["value"]
        for one in page.all("option")
        if one.text().startswith("Tân Hưng") or one.text().startswith("Phường Tân Hưng")
    )
    sent = client.post(f"{PATH}/where", data=values_of(page.form()) | {"ward": ward})
    assert sent.location == f"{PATH}/phone"
    answer(client, "/phone")
    page = client.page(f"{PATH}/check")
    assert "Tân Hưng" in page.root.text()
    client.post(f"{PATH}/check", data=values_of(page.form()))
    made = only_request(app)
    assert made.ward_code == ward


def test_a_place_is_looked_up_once(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """An outside geocoder that is away a minute later loses nobody their answer."""
    answer(client, "")
    answer(client, "/where")
    monkeypatch.setattr("connect.geo.locating.geocode", lambda *_words, **_settings: [])
    answer(client, "/phone")
    page = client.page(f"{PATH}/check")
    assert client.post(f"{PATH}/check", data=values_of(page.form())).status_code == 303


def test_who_is_signed_in_need_not_type_the_phone(app: Flask, people: People) -> None:
    browser = people.ba_tu.browser
    answer(browser, "")
    answer(browser, "/where")
    assert browser.send(f"{PATH}/phone").location == f"{PATH}/check"
    browser.send(f"{PATH}/check")
    made = only_request(app)
    assert (made.requester_id, made.verified) == (people.ba_tu.id, True)


def test_the_phone_goes_off_half_way(app: Flask, client: Browser) -> None:
    """All that is left is the browser's cookie; the login has run out, too."""
    answer(client, "")
    answer(client, "/where")
    kept = client.get_cookie(COOKIE, path=PATH)
    assert kept is not None
    assert (kept.path, kept.max_age) == (PATH, LIFE_S)
    later = browser_of(app)
    later.set_cookie(COOKIE, kept.value, path=PATH)
    assert later.get(f"{PATH}/check").location == f"{PATH}/phone"
    assert answer(later, "/phone").location == f"{PATH}/check"
    assert later.send(f"{PATH}/check").status_code == 303
    assert [item.goods for item in only_request(app).items] == ["Gạo", ""]


def test_the_cookie_is_ours_alone_and_for_these_pages(app: Flask, client: Browser) -> None:
    told = answer(client, "").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", f"Path={PATH}"} <= set(told.split("; "))
    value = told.partition("=")[2].partition(";")[0]
    other = browser_of(app)
    other.set_cookie(COOKIE, value[:-2] + ("aa" if value[-2:] != "aa" else "bb"), path=PATH)
    assert other.get(f"{PATH}/where").location == PATH


def test_a_draft_of_yesterday_is_forgotten(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(client, "")
    later = utcnow() + timedelta(seconds=LIFE_S + 60)
    monkeypatch.setattr("connect.foundation.security.utcnow", lambda: later)
    assert client.get(f"{PATH}/where").location == PATH


def test_more_than_the_browser_can_keep_is_said_and_stays_typed(client: Browser) -> None:
    answer(client, "")
    answer(client, "/where")
    noise = "".join(chr(0x4E00 + (n * 7919) % 20_000) for n in range(3_900))
    refused = answer(client, "/phone", description=noise)
    assert refused.status_code == 422
    page = Page(refused.get_data(as_text=True))
    assert page.all("title")[0].text().startswith("Lỗi:")
    assert values_of(page.form())["description"] == [noise]
    assert answer(client, "/phone").location == f"{PATH}/check", (
        "what was kept before is still there"
    )


def test_a_long_letter_of_plain_words_is_kept(client: Browser, app: Flask) -> None:
    catalogue = (ROOT / "translations/vi/LC_MESSAGES/messages.po").read_text()
    words = re.findall(r"[\w,.:!?]+", " ".join(re.findall(r'msgstr "(.+)"', catalogue)))
    letter = " ".join(words)[:3_500].strip()
    answer(client, "")
    answer(client, "/where")
    assert answer(client, "/phone", description=letter).status_code == 303
    client.send(f"{PATH}/check")
    assert only_request(app).description == letter


def test_sent_twice_it_is_one_request(app: Flask, client: Browser) -> None:
    form = values_of(answer_all(client).form())
    first = client.post(f"{PATH}/check", data=form)
    again = client.post(f"{PATH}/check", data=form)
    assert (again.status_code, again.location) == (303, first.location)
    assert client.get(f"{PATH}/check").location == first.location, "by the back button"
    assert count(app, HelpRequest) == 1


def test_two_at_the_same_moment_are_one_request(app: Flask, client: Browser) -> None:
    """Neither has heard what came of the other: both carry the cookie from before."""
    form = values_of(answer_all(client).form())
    kept = client.get_cookie(COOKIE, path=PATH)
    assert kept is not None
    first = client.post(f"{PATH}/check", data=form)
    client.set_cookie(COOKIE, kept.value, path=PATH)
    again = client.post(f"{PATH}/check", data=form)
    assert again.location == first.location
    assert count(app, HelpRequest) == 1


def test_sent_unheard_then_changed_it_is_not_sent_twice_and_the_change_is_kept(
    app: Flask, client: Browser
) -> None:
    form = values_of(answer_all(client).form())
    kept = client.get_cookie(COOKIE, path=PATH)
    assert kept is not None
    first = client.post(f"{PATH}/check", data=form)
    client.set_cookie(COOKIE, kept.value, path=PATH)  # the answer got lost on the way
    answer(client, "", goods_food="Gạo nếp")
    again = client.send(f"{PATH}/check")
    assert again.location == first.location
    assert count(app, HelpRequest) == 1
    page = client.page(f"{PATH}/check")
    assert "Gạo nếp (5 kg)" in page.root.text()
    asked_for_more = client.post(f"{PATH}/check", data=values_of(page.form()))
    assert asked_for_more.location != first.location
    assert count(app, HelpRequest) == 2


def test_what_another_window_has_changed_is_shown_before_it_is_sent(
    app: Flask, client: Browser
) -> None:
    form = values_of(answer_all(client).form())
    answer(client, "", goods_food="Gạo nếp")
    refused = client.post(f"{PATH}/check", data=form)
    assert refused.status_code == 422
    page = Page(refused.get_data(as_text=True))
    assert "Gạo nếp (5 kg)" in page.root.text()
    assert count(app, HelpRequest) == 0
    assert client.post(f"{PATH}/check", data=values_of(page.form())).status_code == 303


def test_after_sending_the_next_one_starts_empty(app: Flask, client: Browser) -> None:
    client.post(f"{PATH}/check", data=values_of(answer_all(client).form()))
    page = client.page(PATH)
    fresh = values_of(page.form())
    assert "categories" not in fresh
    assert (fresh["people"], fresh["urgency"]) == (["1"], ["normal"])
    assert any(one.attributes.get("href") == f"{PATH}/check" for one in page.all("a"))
    client.post(f"{PATH}/check", data=values_of(answer_all(client).form()))
    assert count(app, HelpRequest) == 2


def test_what_was_written_can_be_forgotten(client: Browser) -> None:
    answer(client, "")
    assert client.send(PATH, action="/forget").location == PATH
    assert "categories" not in values_of(client.page(PATH).form())
    assert client.get_cookie(COOKIE, path=PATH) is None


def test_forgetting_what_was_written_forgets_what_was_sent(client: Browser) -> None:
    client.post(f"{PATH}/check", data=values_of(answer_all(client).form()))
    answer(client, "")
    client.send(PATH, action="/forget")
    assert client.get_cookie(COOKIE, path=PATH) is None
    assert client.get(f"{PATH}/check").location == PATH


def test_the_draft_lets_nobody_into_what_was_sent(app: Flask, client: Browser) -> None:
    """Whose login and links are gone sees of it what a stranger sees."""
    sent = client.post(f"{PATH}/check", data=values_of(answer_all(client).form()))
    assert "Nhà cuối hẻm" in client.get(str(sent.location)).get_data(as_text=True)
    with client.session_transaction() as session:
        session.clear()
    led = client.get(f"{PATH}/check")
    assert led.location == sent.location
    assert "Nhà cuối hẻm" not in client.get(str(led.location)).get_data(as_text=True)


def test_who_signs_out_leaves_no_way_to_what_was_sent(app: Flask, people: People) -> None:
    browser = people.ba_tu.browser
    browser.post(f"{PATH}/check", data=values_of(answer_all(browser).form()))
    assert browser.post("/sign-out", data=browser.csrf()).status_code == 303
    page = browser.page(PATH)
    assert not [one for one in page.all("a") if one.attributes.get("href") == f"{PATH}/check"]
    assert browser.get(f"{PATH}/check").location == PATH


def test_a_kind_of_help_that_was_switched_off_is_chosen_anew(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(client)
    with app.app_context():
        still = {code: one for code, one in category_labels().items() if code != "food"}
    monkeypatch.setattr("connect.help_requests.pages.asking.category_labels", lambda: still)
    refused = client.get(f"{PATH}/check")
    assert refused.status_code == 422
    page = Page(refused.get_data(as_text=True))
    assert any(one.attributes.get("href") == f"{PATH}#categories" for one in page.all("a"))
    assert client.post(f"{PATH}/check", data=values_of(page.form())).status_code == 422
    assert count(app, HelpRequest) == 0
    assert answer(client, "", categories=["medicine"]).location == f"{PATH}/check"
    sent = client.post(f"{PATH}/check", data=values_of(client.page(f"{PATH}/check").form()))
    assert sent.status_code == 303


ONE_PAGE = f"{PATH}/one-page"
ALL = WHAT | PHONE | GPS


def test_one_page_sent_unheard_and_again_is_one_request(app: Flask, client: Browser) -> None:
    """Loaded anew it has its word and what was typed, and the phone finds itself anew."""
    form = values_of(client.page(ONE_PAGE).form()) | ALL
    first = client.post(ONE_PAGE, data=form)
    moved = {
        "lat": f"{DISTRICT_7['lat'] + 0.00003:.6f}",
        "place_asked": "x",
        "keep": "ask-one-page",
    }
    again = client.post(ONE_PAGE, data=form | moved)
    assert (again.status_code, again.location) == (303, first.location)
    assert count(app, HelpRequest) == 1


@pytest.mark.parametrize("change", [{"phone": "0912 345 699"}, {"lat": "10.99"}])
def test_one_page_used_again_for_another_caller_asks_first(
    change: dict[str, str], app: Flask, client: Browser
) -> None:
    form = values_of(client.page(ONE_PAGE).form()) | ALL
    first = client.post(ONE_PAGE, data=form)
    asked = client.post(ONE_PAGE, data=form | change)
    assert asked.status_code == 422
    assert count(app, HelpRequest) == 1
    page = Page(asked.get_data(as_text=True))
    meant = values_of(page.form())
    assert all(meant[name] == [value] for name, value in change.items())
    sent = client.post(ONE_PAGE, data=meant)
    assert sent.status_code == 303
    assert sent.location != first.location
    assert count(app, HelpRequest) == 2


def test_the_ward_of_another_province_is_asked_for_again(client: Browser) -> None:
    """Without scripts the old ward is still chosen when another province is."""
    answer(client, "")
    wrong = answer(client, "/where", place="", province="01", ward="27475")
    assert wrong.status_code == 422
    page = Page(wrong.get_data(as_text=True))
    [_province, ward] = page.all("select")
    assert not [one for one in ward.all("option") if one.attributes["value"] == "27475"]
    assert len(ward.all("option")) > 100
    assert values_of(page.form())["province"] == ["01"]


def test_a_ward_chosen_after_an_address_counts(app: Flask, client: Browser) -> None:
    """The address that was found before stays in the fields, as it was typed."""
    answer(client, "")
    answer(client, "/where", place="Phường Bến Thành, TP.HCM")
    kept = values_of(client.page(f"{PATH}/where").form())
    assert client.post(f"{PATH}/where", data=kept | {"province": "79", "ward": "27475"}).location
    answer(client, "/phone")
    client.post(f"{PATH}/check", data=values_of(client.page(f"{PATH}/check").form()))
    assert only_request(app).ward_code == "27475"


@pytest.mark.parametrize("steps", [True, False], ids=["steps", "one page"])
def test_a_shop_that_was_chosen_is_asked_first(
    steps: bool, app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", name="Tạp hoá Ba").id
    query = f"?supplier_id={shop}"
    if steps:
        assert "Tạp hoá Ba" in client.page(PATH + query).root.text()
        client.send(PATH + query, **WHAT)
        answer(client, "/where")
        answer(client, "/phone")
        page = client.page(f"{PATH}/check")
        assert "Tạp hoá Ba" in page.root.text()
        client.post(f"{PATH}/check", data=values_of(page.form()))
    else:
        client.send(f"{PATH}/one-page{query}", **WHAT, **WHERE, **PHONE)
    assert only_request(app).supplier_id == shop


def test_who_unticks_the_shop_asks_everyone(app: Flask, people: People, client: Browser) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier").id
    client.send(f"{PATH}?supplier_id={shop}", **WHAT | {"supplier_id": []})
    answer(client, "/where")
    answer(client, "/phone")
    client.send(f"{PATH}/check")
    assert only_request(app).supplier_id is None


@pytest.mark.parametrize("of", ["nobody", "a volunteer", "nonsense"])
def test_a_link_to_no_shop_asks_everyone(
    of: str, app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        volunteer = help_from(people.huong.account()).id
    id_ = {"nobody": people.minh.id, "a volunteer": volunteer, "nonsense": "<script>"}[of]
    client.send(f"{PATH}?supplier_id={id_}", **WHAT | {"supplier_id": str(id_)})
    answer(client, "/where")
    answer(client, "/phone")
    client.send(f"{PATH}/check")
    assert only_request(app).supplier_id is None
