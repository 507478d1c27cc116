"""Who is asking: Flask-Login over our own session tokens, for browsers and for API clients."""

import secrets

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user
from itsdangerous import URLSafeTimedSerializer

from connect.accounts import queries, second_factor, service, sessions
from connect.accounts.devices import browser_words
from connect.accounts.models import Account
from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.foundation.security import OurTime, keyed_hash
from connect.foundation.typed import forget_typed

MANAGE_IN_SESSION = "manage"
_REPORTER, _APART, _HALF = "reporter", "phones_apart", "half_sign_in"
_login = LoginManager()


class BrowserSessions(SecureCookieSessionInterface):
    """Flask's sessions, for browsers only: a call by bearer token neither reads nor writes one.

    It needs no CSRF token, so a cookie beside it must not act: neither by its account nor by the
    manage links in it.
    """

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own, by the time that all our machines share."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = OurTime
        return serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds, or an empty session."""
        if _bearer(request) is not None:
            return SecureCookieSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Sets the cookie where there is something new to keep.

        Not for a page that looks by itself whether it has changed: its answer must not write over
        what another window was given meanwhile, nor take away the notes of the next page. Nor on
        what caches of others may keep, even if they are to ask again: nobody else is to get it.
        """
        kept = response.cache_control
        shared = bool(kept) and not (kept.no_store or kept.private)
        unasked = "X-Live" in request.headers or shared
        if _bearer(request) is None and not unasked:
            super().save_session(app, session, response)


def init_login(app: Flask) -> None:
    """Loads the account of a browser session or of a bearer token."""
    app.session_interface = BrowserSessions()
    _login.session_protection = None  # mobile networks change addresses; the token is random
    # Without its context processor, which would ask the database for every page, even for the one
    # that says that the database is down.
    _login.init_app(app, add_context_processor=False)
    app.after_request(sessions.write_use)


@_login.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def _by_session(token: str) -> Account | None:
    account = _account_of(token)
    if account is not None:
        account.session_token = token
    return account


@_login.request_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def _by_bearer(request: Request) -> Account | None:
    token = _bearer(request)
    return None if token is None else _account_of(token)


def _account_of(token: str) -> Account | None:
    used = queries.use_of_token(token)
    if used is None:
        return None
    sessions.note_use(keyed_hash("access", token), used.seen_at)
    return used.account


def _bearer(request: Request) -> str | None:
    """The token that a call names, true or not; None where it names none."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def current_account() -> Account | None:
    """Who is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def signed_in_account() -> Account:
    """Who is signed in. Raises `NotSignedIn`."""
    account = current_account()
    if account is None:
        raise NotSignedIn
    return account


def phones_apart() -> frozenset[str]:
    """The phones of those whom who is asking never meets, whichever of them wanted it so.

    Nothing is asked of the database where nobody is signed in, once an answer where somebody is.
    """
    token = session.get("_user_id") or _bearer(request)
    if not token:
        return frozenset()
    if _APART not in g:
        setattr(g, _APART, frozenset(queries.phones_apart_from(keyed_hash("access", token))))
    found: frozenset[str] = getattr(g, _APART)
    return found


def coordinator() -> Account:
    """Who is signed in and has a desk. Raises `NotSignedIn`, and `NotAllowed` for others."""
    account = signed_in_account()
    if account.lacks_second_factor:
        raise NotAllowed(_("Your work needs a second step at sign-in. Set it up under Account."))
    if not account.has_desk:
        raise NotAllowed
    return account


def reporter() -> str:
    """64 hex digits for whoever says that something is wrong: by account, or by this browser.

    They tell one from the other, and nobody who it is.
    """
    account = current_account()
    who = str(account.id) if account else session.setdefault(_REPORTER, secrets.token_hex())
    return keyed_hash("reporter", who)


def session_hash() -> str:
    """Which session or API token is asking: the key of its row, which is gone when it ends.

    Raises `NotSignedIn`.
    """
    token = signed_in_account().session_token or _bearer(request) or ""
    return keyed_hash("access", token)


def session_holder() -> str:
    """Whose browser this is, in a word that tells nobody who: another one once someone has signed
    in or out. Read from the cookie alone, unless the account of this answer has been looked up.
    """
    token = session.get("_user_id")
    known = g.get("_login_user")  # Flask-Login's own, of the answer under way
    if token and (known is None or known.is_authenticated):
        return keyed_hash("holder", token)[:16]
    return "links" if session.get(MANAGE_IN_SESSION) else "nobody"


def start_session(account: Account) -> None:
    """Signs the browser in with a new session: nothing of the old one but its manage links.

    Raises `Invalid` where its password has been changed since the account was read, and
    `CodeNeeded` where a password is not enough.
    """
    proved = account.password_hash
    _begin(account, service.open_session(account.id, _device(), proved=proved))


def ask_for_code(account: Account) -> None:
    """Keeps that this browser has proved the password of an account with a second factor."""
    session[_HALF] = second_factor.begin(account.id, account.password_hash)


def waits_for_code() -> bool:
    """Whether this browser has to show the second factor of a sign-in, and still can."""
    return second_factor.waits(session.get(_HALF, ""))


def start_session_with_code(typed: str) -> Account:
    """The other half. Raises `Invalid`, `TooOften`, and `NotFound` where the first is over."""
    account, token = second_factor.finish(session.get(_HALF, ""), typed, _device())
    _begin(account, token)
    return account


def _device() -> str:
    return browser_words(request.user_agent.string)


def _begin(account: Account, token: str) -> None:
    account.session_token = token
    links = session.get(MANAGE_IN_SESSION)
    session.clear()
    if links:
        session[MANAGE_IN_SESSION] = links
    session.permanent = True
    login_user(account)


def go_on_with(token: str) -> None:
    """This browser stays signed in, by the token of a session that took the place of its own."""
    account = signed_in_account()
    account.session_token = token
    login_user(account)


def confirm(password: str) -> Account:
    """Who is signed in, and has typed their password once more: before what matters is changed.

    A browser gets a new session for it; a program keeps its token. Raises `NotSignedIn`, and
    `Invalid` where it is not their password.
    """
    account = signed_in_account()
    service.check_password(account, password)
    if account.session_token:
        go_on_with(sessions.renew(session_hash()))
    return account


def end_session() -> None:
    """Signs the browser out, ends its token, and forgets what was typed and not yet sent."""
    account = current_account()
    if account is not None and account.session_token:
        sessions.end(account.session_token)
    logout_user()
    session.clear()
    forget_typed()
