"""A password that anybody would try first is refused, by every way in, in words that help."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from connect.accounts import Role, service
from connect.accounts.passwords import is_common
from connect.accounts.schemas import SHORTEST_PASSWORD
from tests.accounts.codes import TU
from tests.web import Browser, browser_of, words

OWN = ("Nguyễn Thị Ngọc", "+84908172635")
EASY = (
    "12345678", "87654321", "11111111", "abcd1234", "qwertyuiop", "1q2w3e4r", "zaq12wsx",
    "asdfghjk", "11223344", "123456789a", "147258369", "19051990", "31/12/1999", "abcabcabc",
    "password", "P@ssw0rd", "Password123!", "iloveyou", "letmein2020", "dragon1234", "monkeymonkey",
    "matkhau123", "Mật khẩu 1", "maatjkhaaur", "anhyeuem", "anhyeeuem520", "vietnam2021",
    "saigon123", "tuananh1990", "connect123", "Connect2021", "admin@123", "Abc@12345", "!@#$%^&*",
    "1234!@#$",
)  # fmt: skip
HIS_OWN = ("0908172635", "84908172635", "ngocngoc", "Ngoc@2021", "nguyenthingoc", "nguyeenxngocj")
HARD = (
    "correct horse battery", "mười hai con giáp", "cây đa đầu làng", "gạo 5 ký nhà tôi",
    "ngày mai trời lại sáng", "Tr0ub4dor&3", "kx7vqm2p", "🐯🌵🚀🍜🎲⚓🧵🪁",
    "§=)?/&%;:", "anh!§=)?/&%", "тихий океан 123", "58203941", "hvrnpzwq", "một mật khẩu dài",
)  # fmt: skip


@pytest.mark.parametrize("password", EASY)
def test_what_is_tried_first(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", HIS_OWN)
def test_what_is_known_of_its_owner(password: str) -> None:
    assert is_common(password, OWN)


def test_none_of_the_three_thousand_most_used_is_taken() -> None:
    """Of those that are long enough, in the list of zxcvbn: here by its package."""
    most_used = [one for one in FREQUENCY_LISTS["passwords"] if len(one) >= SHORTEST_PASSWORD]
    assert len(most_used) > 3000
    assert [one for one in most_used[:3000] if not is_common(one.title())] == []


def test_that_list_is_not_kept_in_memory() -> None:
    """A web process has 8 MB to spare: it reads the list, and never imports the package."""
    asked = "import sys; from connect.accounts.passwords import is_common; is_common('a b c d e')"
    told = f"{asked}; print('zxcvbn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_somebody_elses_number_is_no_easy_one() -> None:
    assert not is_common("0908172635")


@pytest.mark.parametrize("password", HARD)
def test_what_nobody_would_guess(password: str) -> None:
    assert not is_common(password, OWN)


def test_a_long_one_does_not_take_long() -> None:
    """Whatever can be sent is looked at: at most 200 letters."""
    for letters in ("a", "ab", "12", "anh", "qwe"):
        is_common(letters * 200)


@pytest.fixture
def in_production(another_app: Callable[..., Flask]) -> Flask:
    """As it is served to people."""
    return another_app(production=True)


def test_it_is_refused_where_one_signs_up(client: Browser) -> None:
    sent = client.send("/sign-up", name="Ngọc", phone=TU, password="ngoc@123")
    assert sent.status_code == 422
    assert "dễ đoán" in words(client.seen(sent))


def test_a_program_in_production_is_refused_alike(in_production: Flask) -> None:
    body = {"name": "Ngọc", "phone": TU, "password": "password123"}
    told = browser_of(in_production).post("/api/v1/accounts", json=body)
    assert told.status_code == 422
    assert list(told.get_json()["errors"]) == ["password"]


def test_it_is_refused_by_the_link_that_still_works(app: Flask, client: Browser) -> None:
    with app.test_request_context():
        token = service.create_account(phone="+84912345699", name="Cô Sáu", role=Role.RESIDENT)
    refused = client.send(f"/set-password/{token}", password="0912345699")
    assert refused.status_code == 422
    assert client.send(f"/set-password/{token}", password="cây đa đầu làng").status_code == 303
