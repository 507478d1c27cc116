"""Settings: read once from the environment, checked before anything starts."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from connect.foundation.kept_keys import WEAK_SECRET_LENGTH, is_strong, kept
from connect.foundation.setting_checks import (
    SettingsError,
    on_or_off,
    one_of,
    positive,
    redis_url,
    whole,
)
from connect.foundation.wires import (
    is_live_url,
    is_mail_from,
    is_plain,
    is_push_host,
    is_tile_url,
    is_vapid_key,
    is_vapid_subject,
    is_wire_url,
    new_vapid_key,
    origin_of,
    own_address,
)

ROOT = Path(__file__).resolve().parent.parent.parent
# The wires out of the house that there are; `connect.channels` opens those that were chosen.
CHANNELS = ("console", "sms", "email", "push", "zalo")
NEEDED_BY_CHANNEL = {
    "sms": ("SMS_URL", "SMS_TOKEN"),
    "email": ("SMTP_URL", "MAIL_FROM"),
    "push": ("VAPID_SUBJECT",),
    "zalo": ("ZALO_APP_ID", "ZALO_APP_SECRET", "ZALO_REFRESH_TOKEN", "ZALO_TEMPLATE"),
}
# Those of Chrome and its kin, Firefox, Edge, Safari; a dot in front stands for all names below.
PUSH_HOSTS = (
    "fcm.googleapis.com,jmt17.google.com,.push.services.mozilla.com,.notify.windows.com,"
    ".push.apple.com"
)
ZALO_URL = "https://business.openapi.zalo.me/message/template"
ZALO_OAUTH_URL = "https://oauth.zaloapp.com/v4/oa/access_token"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that an operator can choose. The README lists each with its default.

    What is or may hold a secret is left out of its `repr`, which ends up in logs.
    """

    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    production: bool
    base_url: str
    trusted_hosts: tuple[str, ...]
    proxy_hops: int
    redis_url: str | None = field(repr=False)
    channels: tuple[str, ...]
    sms_url: str = field(repr=False)
    sms_token: str = field(repr=False)
    sms_secret: str = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    vapid_private_key: str = field(repr=False)
    vapid_subject: str
    push_hosts: tuple[str, ...]
    zalo_app_id: str
    zalo_app_secret: str = field(repr=False)
    zalo_refresh_token: str = field(repr=False)
    zalo_template: str
    zalo_url: str = field(repr=False)
    zalo_oauth_url: str = field(repr=False)
    cell_metres: float
    cell_households: float
    limits: bool
    staff_second_factor: bool
    geocoder: str
    geocoder_url: str | None
    anywhere: bool
    tile_url: str
    tile_credit: str
    shopping_limit: int
    codes_a_day: int
    code_countries: tuple[str, ...]
    live_url: str
    live_port: int
    var: Path

    @property
    def embedded(self) -> bool:
        """True on the embedded database (SQLite), False on PostgreSQL."""
        return self.database_url.startswith("sqlite")

    @property
    def https(self) -> bool:
        """Whether browsers reach us over https alone, as in production always."""
        return self.production or self.base_url.startswith("https://")

    @property
    def live_origin(self) -> str:
        """The origin that pages may listen to beside their own; empty where it is their own."""
        return origin_of(self.live_url)

    @property
    def tile_origin(self) -> str:
        """The origin of the street tiles; empty where the map has none."""
        return origin_of(self.tile_url)


def read_settings(environ: Mapping[str, str] = os.environ, *, root: Path = ROOT) -> Settings:
    """The settings in force.

    Raises `SettingsError` for a value that cannot be meant, and in production for a secret key
    that is missing, shorter than 32 characters or easily guessed.
    """

    def get(name: str, default: str = "") -> str:
        return environ.get(f"CONNECT_{name}", "").strip() or default

    var = Path(get("VAR", str(root / "var")))
    environment = one_of("ENV", get("ENV", "development"), ("development", "production"))
    production = environment == "production"
    limits = on_or_off("LIMITS", get("LIMITS", "on"))
    if production and not limits:
        raise SettingsError("CONNECT_LIMITS=off is refused in production.")
    hosts = tuple(h.strip() for h in get("TRUSTED_HOSTS").split(",") if h.strip())
    if production and not hosts:
        raise SettingsError("CONNECT_TRUSTED_HOSTS is needed in production.")
    channels = _channels(get)
    port = whole("PORT", environ.get("PORT") or "8000")
    live_port = whole("CONNECT_LIVE_PORT", get("LIVE_PORT", str(port + 1)))
    return Settings(
        database_url=_database_url(get("DATABASE_URL", f"sqlite:///{var / 'connect.db'}"), root),
        secret_key=_secret_key(get("SECRET_KEY"), production, var),
        production=production,
        base_url=get("BASE_URL", own_address(production, hosts, port)).rstrip("/"),
        trusted_hosts=hosts,
        proxy_hops=whole("CONNECT_PROXY_HOPS", get("PROXY_HOPS", "0")),
        redis_url=redis_url(get("REDIS_URL")),
        channels=channels,
        sms_url=_wire_url("SMS_URL", get("SMS_URL"), ("https", "http")),
        sms_token=_token("SMS_TOKEN", get("SMS_TOKEN")),
        sms_secret=_sms_secret(get("SMS_SECRET"), production),
        smtp_url=_wire_url("SMTP_URL", get("SMTP_URL"), ("smtp", "smtps", "smtp+starttls")),
        mail_from=_checked(
            "MAIL_FROM",
            get("MAIL_FROM"),
            is_mail_from,
            "be an address, as in Connect <help@example.org>",
        ),
        vapid_private_key=_vapid_key(get("VAPID_PRIVATE_KEY"), production, channels, var),
        vapid_subject=_checked(
            "VAPID_SUBJECT", get("VAPID_SUBJECT"), is_vapid_subject, "start with mailto: or https:"
        ),
        push_hosts=_push_hosts(get("PUSH_HOSTS", PUSH_HOSTS)),
        zalo_app_id=_token("ZALO_APP_ID", get("ZALO_APP_ID")),
        zalo_app_secret=_token("ZALO_APP_SECRET", get("ZALO_APP_SECRET")),
        zalo_refresh_token=_token("ZALO_REFRESH_TOKEN", get("ZALO_REFRESH_TOKEN")),
        zalo_template=_token("ZALO_TEMPLATE", get("ZALO_TEMPLATE")),
        zalo_url=_wire_url("ZALO_URL", get("ZALO_URL", ZALO_URL), ("https", "http")),
        zalo_oauth_url=_wire_url(
            "ZALO_OAUTH_URL", get("ZALO_OAUTH_URL", ZALO_OAUTH_URL), ("https", "http")
        ),
        cell_metres=positive("CELL_METRES", get("CELL_METRES", "500")),
        cell_households=positive("CELL_HOUSEHOLDS", get("CELL_HOUSEHOLDS", "50")),
        limits=limits,
        staff_second_factor=on_or_off("STAFF_SECOND_FACTOR", get("STAFF_SECOND_FACTOR", "off")),
        geocoder=one_of(
            "GEOCODER", get("GEOCODER", "gazetteer"), ("gazetteer", "nominatim", "photon")
        ),
        geocoder_url=_wire_url("GEOCODER_URL", get("GEOCODER_URL"), ("https", "http")) or None,
        anywhere=one_of("COUNTRY", get("COUNTRY", "vn"), ("vn", "any")) == "any",
        tile_url=_checked(
            "TILE_URL", get("TILE_URL"), is_tile_url, "be a URL with {z}, {x} and {y} in its path"
        ),
        tile_credit=get("TILE_CREDIT", "© OpenStreetMap"),
        shopping_limit=whole("CONNECT_SHOPPING_LIMIT", get("SHOPPING_LIMIT", "2000000")),
        codes_a_day=whole("CONNECT_CODES_A_DAY", get("CODES_A_DAY", "20000")),
        code_countries=tuple(c.strip().upper() for c in get("CODE_COUNTRIES", "VN").split(",")),
        live_url=_live_url(get("LIVE_URL"), production, live_port),
        live_port=live_port,
        var=var,
    )


def _live_url(value: str, production: bool, port: int) -> str:
    """Where pages hear of changes; nowhere (`off`) is told as nothing."""
    # In production a proxy in front hands this path on.
    value = value or ("/live/events" if production else f"http://127.0.0.1:{port}/live/events")
    _checked("LIVE_URL", value, is_live_url, "be off, a path, or a URL that starts with http")
    return "" if value == "off" else value


def _database_url(value: str, root: Path) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise SettingsError("CONNECT_DATABASE_URL cannot be read as a URL.") from None
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return f"sqlite:///{root / url.database}"
    if url.drivername != "postgresql+psycopg":
        raise SettingsError("CONNECT_DATABASE_URL starts with sqlite:/// or postgresql+psycopg://.")
    return value


def _channels(get: Callable[[str, str], str]) -> tuple[str, ...]:
    names = [name.strip() for name in get("CHANNELS", "console").split(",")]
    for name in names:
        for needed in NEEDED_BY_CHANNEL.get(one_of("CHANNELS", name, CHANNELS), ()):
            if not get(needed, ""):
                raise SettingsError(f"CONNECT_CHANNELS names {name}, which needs CONNECT_{needed}.")
    return tuple(names)


def _wire_url(name: str, value: str, schemes: tuple[str, ...]) -> str:
    starts = ", ".join(f"{scheme}://" for scheme in schemes)
    _checked(
        name, value, lambda url: is_wire_url(url, schemes), f"be a URL that starts with {starts}"
    )
    if value.startswith("http") and urlsplit(value).username is not None:
        raise SettingsError(f"CONNECT_{name} must hold no user name.")
    return value


def _checked(name: str, value: str, can_be: Callable[[str], bool], must_be: str) -> str:
    """`value`, or nothing. It may be a secret, so no error repeats it."""
    if value and not can_be(value):
        raise SettingsError(f"CONNECT_{name} must {must_be}.")
    return value


def _token(name: str, value: str) -> str:
    return _checked(name, value, is_plain, "be ASCII characters without spaces")


def _sms_secret(value: str, production: bool) -> str:
    enough = f"have {WEAK_SECRET_LENGTH} characters at least, made by chance"
    return _checked("SMS_SECRET", value, lambda text: is_strong(text, production), enough)


def _vapid_key(value: str, production: bool, channels: tuple[str, ...], var: Path) -> str:
    if not value and not production:
        return kept(var / "vapid_key", new_vapid_key)
    if not value and "push" in channels:
        raise SettingsError("CONNECT_CHANNELS names push, which needs CONNECT_VAPID_PRIVATE_KEY.")
    return _checked("VAPID_PRIVATE_KEY", value, is_vapid_key, "be a P-256 key in base64url")


def _push_hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in value.split(","))
    for host in hosts:
        if not is_push_host(host):
            raise SettingsError(f"CONNECT_PUSH_HOSTS names {host!r}, which is no host.")
    return hosts


def _secret_key(value: str, production: bool, var: Path) -> str:
    if value:
        if production and not is_strong(value, production):
            raise SettingsError(
                f"CONNECT_SECRET_KEY is too weak: {WEAK_SECRET_LENGTH} characters at least, made "
                "by chance: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return value
    if production:
        raise SettingsError("CONNECT_SECRET_KEY is needed in production.")
    return kept(var / "secret_key", lambda: secrets.token_urlsafe(48))
