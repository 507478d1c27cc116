"""The access token of Zalo: good for a day, renewed by another one that is good only once."""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple, TypeGuard
from urllib.parse import urlencode, urlsplit

import orjson

from connect.channels.contract import PermanentFailure, TemporaryFailure
from connect.channels.http_post import HttpPost
from connect.foundation.wires import is_plain

# What is refused sooner than this after it was renewed would be refused again.
SHORTEST_LIFE_S = 600.0
log = logging.getLogger(__name__)


class Tokens(NamedTuple):
    """A pair of them, `since` when (seconds), and which setting it goes back to."""

    access: str
    refresh: str
    since: float
    seed: str


class ZaloToken:
    """Kept in `file`, which all processes share; begun anew with each new `seed` in the settings.

    `seed` is the refresh token that an operator gets with the consent of the Official Account.
    """

    def __init__(self, url: str, app_id: str, secret: str, seed: str, file: Path) -> None:
        self._url = urlsplit(url)
        self._app_id = app_id
        self._secret = secret
        self._seed = seed
        self._file = file
        self._http = HttpPost("Zalo's sign-in")

    def access(self, refused: str = "") -> str:
        """An access token; never the one that was `refused`, in whose place there is a new one.

        Raises `TemporaryFailure` while it cannot be had, `PermanentFailure` for good.
        """
        if kept := self._kept(refused):
            return kept.access
        with self._alone():
            # Somebody else may have been here before us.
            kept = self._kept(refused) or self._renewed(self._kept())
        return kept.access

    def _kept(self, refused: str = "") -> Tokens | None:
        try:
            tokens = Tokens(*orjson.loads(self._file.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        ours = tokens.seed == _trace_of(self._seed) and tokens.access != refused
        return tokens if ours else None

    def _renewed(self, old: Tokens | None) -> Tokens:
        if old and 0 <= time.time() - old.since < SHORTEST_LIFE_S:
            raise self._failure("refuses a token that it has just given")
        form = {
            "refresh_token": old.refresh if old else self._seed,
            "app_id": self._app_id,
            "grant_type": "refresh_token",
        }
        headers = {
            "secret_key": self._secret,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        said = self._http.said(self._http.post(self._url, headers, urlencode(form).encode()))
        access, refresh = said.get("access_token"), said.get("refresh_token")
        if not (_is_token(access) and _is_token(refresh)):
            raise self._failure(f"gives no new token (error {_code_in(said)})")
        new = Tokens(access, refresh, time.time(), _trace_of(self._seed))
        self._keep(new)
        return new

    def _keep(self, tokens: Tokens) -> None:
        # The old one is worth nothing any more: this must be on the disk, and whole.
        with NamedTemporaryFile(dir=self._file.parent, delete=False) as draft:
            draft.write(orjson.dumps(tuple(tokens)))
            draft.flush()
            os.fsync(draft.fileno())
        os.replace(draft.name, self._file)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise TemporaryFailure(5.0, "Zalo's token is being renewed") from None
            yield

    def _failure(self, why: str) -> PermanentFailure:
        log.error("Zalo %s: a new CONNECT_ZALO_REFRESH_TOKEN may help", why)
        return PermanentFailure(f"Zalo {why}")


def _is_token(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value) and is_plain(value)


def _code_in(said: dict[str, object]) -> int | None:
    code = said.get("error")
    return code if isinstance(code, int) else None


def _trace_of(seed: str) -> str:
    return sha256(seed.encode()).hexdigest()
