"""Codes of an app: those of RFC 6238, in their half minute and the two beside it."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from connect.accounts import totp

# Appendix B of the RFC has eight digits; ours are its last six.
KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("now_s", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
     (2000000000, "279037"), (20000000000, "353130")],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(now_s: int, digits: str) -> None:
    assert totp.code_at(KEY, now_s // 30) == digits
    assert totp.step_of(KEY, digits, now_s) == now_s // 30


def test_a_code_is_taken_in_its_half_minute_and_the_two_beside_it() -> None:
    found = [totp.step_of(KEY, totp.code_at(KEY, step), 3000) for step in range(96, 105)]
    assert found == [None, None, None, 99, 100, 101, None, None, None]
    assert totp.step_of(KEY, "", 3000) is None
    assert totp.step_of(KEY, "một hai", 3000) is None


def test_a_key_is_160_bits_and_each_is_another() -> None:
    assert len(base64.b32decode(totp.new_key())) == 20
    assert totp.new_key() != totp.new_key()


def test_the_address_tells_an_app_all_it_needs() -> None:
    told = urlsplit(totp.address(KEY, "+84912345603"))
    assert (told.scheme, told.netloc) == ("otpauth", "totp")
    asked = parse_qs(told.query)
    assert asked == {
        "secret": [KEY], "issuer": ["Connect"], "digits": ["6"], "period": ["30"],
        "algorithm": ["SHA1"],
    }  # fmt: skip
