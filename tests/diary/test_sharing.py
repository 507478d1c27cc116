"""What Zalo and Facebook show of a link, and what search machines may keep."""

import pytest
from flask import Flask

from connect.help_requests import ItemDetails, manage_token
from tests.diary.pictures import a_picture
from tests.diary.thanking import WORDS, by_link, id_now, in_the_diary, url_of
from tests.page import Page
from tests.people import People
from tests.secret_words import secrets_in
from tests.situations import SECRETS, ask, situation
from tests.web import Browser, browser_of


def preview(page: Page) -> dict[str, str]:
    """What stands in the head for others to show."""
    return {
        meta.attributes.get("property", meta.attributes.get("name", "")): meta.attributes["content"]
        for meta in page.all("meta")
        if "content" in meta.attributes and not meta.inside("main")
    }


def canonical(page: Page) -> list[str]:
    return [
        link.attributes["href"]
        for link in page.all("link")
        if link.attributes.get("rel") == "canonical"
    ]


def test_every_page_to_share_has_its_preview(app: Flask, client: Browser, people: People) -> None:
    here = in_the_diary(app, people, client)
    with app.test_request_context():
        open_id = ask(app, phone="+84912345711").id
    for path in (
        "/", "/suppliers", "/diary", f"/diary/{id_now(app, here)}", f"/requests/{open_id}",
    ):  # fmt: skip
        page = browser_of(app).page(path)
        told = preview(page)
        assert told["og:url"] == f"http://localhost{path}"
        assert canonical(page) == [f"http://localhost{path}"]
        assert told["og:title"]
        assert told["og:description"] == told["description"]
        assert told["og:locale"] == "vi_VN"
        assert told["twitter:card"] == "summary_large_image"
        assert told["og:image"].startswith("http://localhost/static/vendor/share.png")
    english = browser_of(app)
    english.set_cookie("language", "en")
    assert preview(english.page("/"))["og:locale"] == "en_US"


def test_the_card_of_ours_is_there_in_the_size_that_it_says(app: Flask, client: Browser) -> None:
    told = preview(client.page("/"))
    with client.get(told["og:image"].removeprefix("http://localhost")) as card:
        assert card.status_code == 200
        assert card.mimetype == "image/png"
        drawn = card.data
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert drawn[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
    assert len(drawn) < 100_000
    assert app


def test_a_note_with_a_picture_is_shared_with_it(
    app: Flask, client: Browser, people: People
) -> None:
    here = in_the_diary(app, people, client, photo=a_picture(800, 600))
    told = preview(browser_of(app).page(f"/diary/{id_now(app, here)}"))
    assert told["og:image"] == f"http://localhost/diary/{id_now(app, here)}/photo"
    assert (told["og:image:width"], told["og:image:height"]) == ("800", "600")
    assert told["og:description"] == WORDS
    assert told["og:title"] == "Cảm ơn vì: Gạo (5 kg)"


@pytest.mark.parametrize("who", ["stranger", "link", "ba_tu", "huong", "chi_lan"])
def test_a_request_is_shared_by_its_kind_and_its_area_alone(
    who: str, app: Flask, people: People
) -> None:
    here = situation(app, people, "claimed")
    browser = browser_of(app)
    if who == "link":
        by_link(browser, here)
    elif who != "stranger":
        browser = getattr(people, who).browser
    page = browser.page(f"/requests/{here.request_id}")
    told = preview(page)
    assert told["og:title"] == "Cần giúp: Nhu yếu phẩm"
    assert told["og:description"] == (
        "Phường Tân Hưng, Thành phố Hồ Chí Minh · trong vùng khoảng 500 m"
    )
    [head] = page.all("head")
    said = " ".join(value for one in head.all() for value in one.attributes.values())
    assert secrets_in(said) == []
    assert here.manage_token not in said
    assert "Gạo" not in told["og:title"]  # their words, though they are public, stay on the page


def test_the_manage_link_is_never_what_is_shared(app: Flask, client: Browser) -> None:
    items = [ItemDetails(category="food", goods="Gạo"), ItemDetails(category="medicine")]
    with app.test_request_context():
        request = ask(app, items=items)
        token = manage_token(request)
    answer = client.get(f"/m/{token}")
    assert answer.location == f"/requests/{request.id}"
    page = client.page(answer.location)
    shared = [one.attributes["data-share"] for one in page.all() if "data-share" in one.attributes]
    assert shared == [f"http://localhost/requests/{request.id}"]
    assert preview(page)["og:title"] == "Cần giúp: Nhu yếu phẩm, Thuốc"


def test_what_is_private_is_kept_out_of_search_machines(
    app: Flask, client: Browser, people: People
) -> None:
    here = in_the_diary(app, people, client)
    private = ["/mine", "/account", "/inbox", "/inbox/preferences", f"/requests/{here.request_id}"]
    browser = people.ba_tu.browser
    for path in private:
        assert preview(browser.page(path)).get("robots") == "noindex", path
    for path in ("/desk", "/desk/diary"):
        assert preview(people.chi_lan.browser.page(path)).get("robots") == "noindex", path
    assert preview(client.page(f"/r/{here.reply_token}")).get("robots") == "noindex"
    for path in ("/", "/diary", f"/diary/{id_now(app, here)}", "/suppliers", "/requests"):
        assert "robots" not in preview(client.page(path)), path


def test_words_of_people_cannot_leave_their_place_in_a_preview(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    text = '"><script>alert(1)</script> &quot; <b onload=x>'
    by_link(client, here).send(url_of(here), text=text, public="y")
    people.chi_lan.browser.send("/desk/diary", action="/show")
    answer = browser_of(app).get(f"/diary/{id_now(app, here)}").get_data(as_text=True)
    assert "<script>alert" not in answer
    assert preview(Page(answer))["og:description"] == text
    assert SECRETS["name"] not in answer
