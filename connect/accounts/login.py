"""Who is asking: Flask-Login over our own session tokens, for browsers and for API clients."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, Request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from connect.accounts import queries, service
from connect.accounts.models import Account
from connect.foundation.errors import NotSignedIn

P = ParamSpec("P")
R = TypeVar("R")
MANAGE_IN_SESSION = "manage"
_login = LoginManager()


def init_login(app: Flask) -> None:
    """Loads the account of a browser session or of a bearer token."""
    _login.session_protection = None  # mobile networks change addresses; the token is random
    # Without its context processor, which would ask the database for every page, even for the one
    # that says that the database is down.
    _login.init_app(app, add_context_processor=False)


@_login.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def _by_session(token: str) -> Account | None:
    account = queries.account_by_token(token)
    if account is not None:
        account.session_token = token
    return account


@_login.request_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def _by_bearer(request: Request) -> Account | None:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return queries.account_by_token(token.strip()) if scheme.lower() == "bearer" else None


def current_account() -> Account | None:
    """Who is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def signed_in_account() -> Account:
    """Who is signed in. Raises `NotSignedIn`."""
    account = current_account()
    if account is None:
        raise NotSignedIn
    return account


def start_session(account: Account) -> None:
    """Signs the browser in with a new session: nothing of the old one but its manage links."""
    links = session.get(MANAGE_IN_SESSION)
    session.clear()
    if links:
        session[MANAGE_IN_SESSION] = links
    session.permanent = True
    account.session_token = service.open_session(account.id)
    login_user(account)


def end_session() -> None:
    """Signs the browser out and ends its token."""
    account = current_account()
    if account is not None and account.session_token:
        service.close_session(account.session_token)
    logout_user()
    session.clear()


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Lets only signed-in people into a view."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        signed_in_account()
        return view(*args, **kwargs)

    return guarded
