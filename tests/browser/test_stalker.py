"""A man takes the request of a woman again and again: she is rid of him in one tap."""

from collections.abc import Callable

import pytest
from flask import Flask

from connect.help_requests import manage_token
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import ask

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")
NEARBY = "/requests?near=10.7340,106.7215"


def test_who_comes_again_and_again_never_meets_her_again(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        request = ask(app)  # without an account
        link, page = f"/m/{manage_token(request)}", f"/requests/{request.id}"
    minh, she = phone_of(scripts=False).sign_in(people.minh), phone_of(scripts=False)
    for _again in range(2):
        minh.go(page)
        minh.claim()
        minh.unfold("Tôi không giúp được nữa")
        minh.tap("Để người khác giúp")
    she.go(link)
    she.tap("Không gặp lại Minh")
    she.reads("Ở đây bạn sẽ không gặp lại người này.")
    minh.go(NEARBY)
    minh.does_not_read("Gạo")
    minh.page.goto(minh.address + page)
    assert "Không tìm thấy" in minh.page.title()
    # He has taken nothing from her: everybody else sees her request, and she can undo it.
    other = phone_of(scripts=False).sign_in(people.nobody)
    other.go(NEARBY)
    other.reads("Gạo")
    she.tap("Hoàn tác")
    she.reads("Bạn có thể gặp lại người này.")
