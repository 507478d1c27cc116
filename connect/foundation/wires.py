"""What an address, a token or a key of a wire out of the house can look like: pure."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

# Narrower than the standard: no quoted names, and no "?", with which encoded words begin.
_ATOMS = r"[\w!#$%&'*+/=^`{|}~-]+(?:\.[\w!#$%&'*+/=^`{|}~-]+)*"
MAIL_ADDRESS = re.compile(rf"{_ATOMS}@[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.ASCII | re.IGNORECASE)
_PUSH_HOST = re.compile(r"\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[1-9]\d{0,4})?", re.ASCII)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[1-9]\d{0,4})?", re.ASCII)
_LIVE_PATH = re.compile(r"(?:/[\w.-]+)+", re.ASCII)
_VAPID_KEY = re.compile(r"[\w-]{43}", re.ASCII)


def is_plain(value: str) -> bool:
    """Whether it can stand in a header: ASCII, no space, no control."""
    return value.isascii() and value.isprintable() and " " not in value


def is_wire_url(value: str, schemes: tuple[str, ...]) -> bool:
    """Whether a gateway can stand there."""
    try:
        url = urlsplit(value)
        host = (url.hostname or "").encode("idna")
        plain = unquote(f"{url.username}{url.password}").isascii()
        return bool(host) and url.port != 0 and plain and url.scheme in schemes and is_plain(value)
    except ValueError:  # a port that is no number, a host that is no name
        return False


def is_live_url(value: str) -> bool:
    """Whether pages can be told to listen there: a path of ours, a URL, or `off`.

    It stands in the policy of every page, so it holds no mark that would end a word in it.
    """
    path = _LIVE_PATH.fullmatch(value) is not None
    return value == "off" or path or (is_wire_url(value, ("https", "http")) and ";" not in value)


def is_tile_url(value: str) -> bool:
    """Whether street tiles can come from there: a URL with `{z}`, `{x}` and `{y}` in its path.

    Its origin stands in the policy of every page, so it holds no mark that would end a word in it.
    """
    if not is_wire_url(value, ("https", "http")):
        return False
    url = urlsplit(value)
    named = all(part in url.path for part in ("{z}", "{x}", "{y}"))
    return named and _HOST.fullmatch(url.netloc) is not None


def is_mail_from(value: str) -> bool:
    """Whether mail can come from it: an address, or a name with one in `<>`."""
    _name, address = parseaddr(value)
    whole = value == address or value.endswith(f"<{address}>")
    return whole and value.isprintable() and MAIL_ADDRESS.fullmatch(address) is not None


def is_push_host(value: str) -> bool:
    """Whether it can name push services: `host`, `.every.host.below`, `host:port`."""
    return _PUSH_HOST.fullmatch(value) is not None


def is_vapid_subject(value: str) -> bool:
    """Whether a push service could ask there who we are: `mailto:` or `https://`."""
    mail = value.removeprefix("mailto:")
    return bool(mail != value and MAIL_ADDRESS.fullmatch(mail)) or is_wire_url(value, ("https",))


def vapid_key(value: str) -> ec.EllipticCurvePrivateKey:
    """The private key (P-256) that base64url tells. Raises `ValueError` where it tells none."""
    if not _VAPID_KEY.fullmatch(value):
        raise ValueError("43 characters of base64url")
    return ec.derive_private_key(int.from_bytes(urlsafe_b64decode(value + "=")), ec.SECP256R1())


def is_vapid_key(value: str) -> bool:
    """Whether `vapid_key` can read it."""
    try:
        vapid_key(value)
    except ValueError:
        return False
    return True


def new_vapid_key() -> str:
    """A private key as `vapid_key` reads it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return urlsafe_b64encode(number.to_bytes(32)).rstrip(b"=").decode()


def own_address(production: bool, hosts: tuple[str, ...], port: int) -> str:
    """What links begin with where nobody says: in production it must never be this machine."""
    if production:
        return f"https://{hosts[0].lstrip('.')}"  # a dot in front stands for every name below
    return f"http://127.0.0.1:{port}"


def origin_of(address: str) -> str:
    """Scheme, host and port of a URL; empty for a path."""
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}" if url.netloc else ""
