"""Asking one thing a page: the steps, the draft in the browser, and how it is sent once."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.config import ROOT
from connect.help_requests import HelpRequest
from connect.help_requests.pages.draft import COOKIE, LIFE_S, PATH
from connect.responders import category_labels
from tests.help_requests.steps import GPS, STEPS, WHERE, answer, answer_all, only_request
from tests.page import Page, values_of
from tests.people import DISTRICT_7, People, count
from tests.web import Browser, browser_of


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


def test_who_leaves_quickly_leaves_no_draft(app: Flask, client: Browser) -> None:
    answer(client, "")
    assert client.get(f"{PATH}/where").status_code == 200
    assert client.get("/leave").status_code == 204
    assert client.get(f"{PATH}/where").location == PATH


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
