"""Production starts with no secret that somebody could guess."""

import secrets

import pytest

from connect.foundation.config import read_settings
from connect.foundation.kept_keys import is_strong
from connect.foundation.setting_checks import SettingsError

IN_PRODUCTION = {"CONNECT_ENV": "production", "CONNECT_TRUSTED_HOSTS": "connect.example"}
STRONG = "w3QhR8tY" * 4
WEAK = (
    "short",
    "k" * 64,
    "abcabcabc" * 8,
    "changeme-" * 8 + "w3QhR8tY",
    "Password!" + STRONG,
    "0123456789abcdef" * 4,
    "please-Change-Me-in-production-now!",
    STRONG[:31],
)


@pytest.mark.parametrize("weak", WEAK)
def test_a_weak_one_stops_the_start_and_is_not_repeated(weak: str) -> None:
    with pytest.raises(SettingsError, match="CONNECT_SECRET_KEY is too weak") as refused:
        read_settings(IN_PRODUCTION | {"CONNECT_SECRET_KEY": weak})
    assert weak not in str(refused.value)
    with pytest.raises(SettingsError, match="CONNECT_SMS_SECRET must have") as refused:
        read_settings(IN_PRODUCTION | {"CONNECT_SECRET_KEY": STRONG, "CONNECT_SMS_SECRET": weak})
    assert weak not in str(refused.value)


def test_one_made_by_chance_is_never_taken_for_weak() -> None:
    made = [secrets.token_hex(16) for _i in range(500)]
    made += [secrets.token_urlsafe(24) for _i in range(500)]
    assert all(is_strong(one, production=True) for one in made)


def test_what_holds_a_secret_shows_none() -> None:
    hidden = {"CONNECT_SECRET_KEY": STRONG, "CONNECT_SMS_SECRET": STRONG[::-1],
              "CONNECT_REDIS_URL": "redis://:geheim-42@localhost/0",
              "CONNECT_DATABASE_URL": "postgresql+psycopg://c:geheim-42@localhost/c"}  # fmt: skip
    shown = repr(read_settings(IN_PRODUCTION | hidden))
    assert STRONG not in shown
    assert STRONG[::-1] not in shown
    assert "geheim" not in shown
