"""Use cases of the accounts.

A phone is proved before there is an account. Signing up with a phone that already has one looks
the same from outside, and its code then sets the new password: forgetting a password needs no
other door.
"""

import uuid
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import channels
from connect.accounts import queries
from connect.accounts.models import AccessToken, Account, Block, Role, SignUp
from connect.foundation import audit, security
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotFound

CODE_TRIES = 5
CODE_LIFE = timedelta(minutes=10)
SESSION_LIFE = timedelta(days=60)
PASSWORD_LINK_LIFE = timedelta(days=3)
UNSET_HASH = "!"  # matches nothing: the account waits for its password link


def sign_up(*, phone: str, name: str, password: str) -> None:
    """Keeps the sign-up and sends its six-digit code, whether or not the phone has an account."""
    code = security.new_code()
    waiting = SignUp(
        phone=phone,
        name=name,
        password_hash=security.hash_password(password),
        code_hash=security.keyed_hash("code", f"{phone}:{code}"),
        tries_left=CODE_TRIES,
        expires_at=utcnow() + CODE_LIFE,
    )
    with transaction():
        db.session.merge(waiting)
    channels.send(
        channels.Message(
            channel="sms",
            to=phone,
            kind="code",
            body=_("%(code)s is your Connect code. Never give it to anyone.", code=code),
        )
    )


def verify(*, phone: str, code: str) -> Account:
    """Proves the phone by its code and makes the account, or sets the password of the one it has.

    Raises `Invalid` on a wrong, used up or expired code: the same for all, in constant time.
    """
    with transaction():
        account = _redeem(phone, code)
    if account is None:
        raise Invalid({"code": [_("This code is wrong or too old. Ask for a new one.")]})
    return account


def _redeem(phone: str, code: str) -> Account | None:
    tried = db.session.execute(
        sa.update(SignUp)
        .where(SignUp.phone == phone, SignUp.tries_left > 0, SignUp.expires_at > utcnow())
        .values(tries_left=SignUp.tries_left - 1)
        .returning(SignUp.name, SignUp.password_hash, SignUp.code_hash)
    ).one_or_none()
    given = security.keyed_hash("code", f"{phone}:{code}")
    if not security.same(tried.code_hash if tried else "", given) or tried is None:
        return None
    db.session.execute(sa.delete(SignUp).where(SignUp.phone == phone))
    account = queries.account_by_phone(phone)
    if account is None:
        account = Account(
            phone=phone, name=tried.name, password_hash=tried.password_hash, role=Role.RESIDENT
        )
        db.session.add(account)
        db.session.flush()
        audit.record(str(account.id), "account_made", account.id)
    else:
        account.password_hash = tried.password_hash
        _end_all_sessions(account.id)
        audit.record(str(account.id), "password_set", account.id)
    return account


def sign_in(*, phone: str, password: str) -> Account:
    """The account of this phone and password. Raises `Invalid`, the same for either mistake."""
    account = queries.account_by_phone(phone)
    matches = security.password_matches(account.password_hash if account else None, password)
    if account is None or not matches:
        raise Invalid({"password": [_("This phone and password do not belong together.")]})
    return account


def open_session(account_id: uuid.UUID) -> str:
    """A new token for this account: a browser's session or an API client's bearer."""
    token = security.new_token()
    with transaction():
        db.session.execute(sa.delete(AccessToken).where(AccessToken.expires_at <= utcnow()))
        db.session.add(
            AccessToken(
                token_hash=security.keyed_hash("access", token),
                account_id=account_id,
                expires_at=utcnow() + SESSION_LIFE,
            )
        )
    return token


def close_session(token: str) -> None:
    """Ends one session."""
    with transaction():
        db.session.execute(
            sa.delete(AccessToken).where(
                AccessToken.token_hash == security.keyed_hash("access", token)
            )
        )


def close_all_sessions(account_id: uuid.UUID) -> None:
    """Signs the account out everywhere: all browsers, all API tokens."""
    with transaction():
        _end_all_sessions(account_id)
        audit.record(str(account_id), "signed_out_everywhere", account_id)


def create_account(*, phone: str, name: str, role: Role, area_code: str | None) -> str:
    """Makes an account for a person we know, or gives theirs this role.

    Returns the token of a one-time password link.
    """
    with transaction():
        account = queries.account_by_phone(phone)
        if account is None:
            account = Account(phone=phone, name=name, password_hash=UNSET_HASH)
            db.session.add(account)
        account.role, account.area_code = role, area_code
        db.session.flush()
        audit.record("system", "role_given", account.id, role=role, area=area_code)
    return security.sign_for_a_while("password-link", _link_value(account))


def account_of_password_link(token: str) -> Account:
    """Whose password this link sets. Raises `NotFound` when it is used, too old or not ours."""
    value = security.unsign_recent(
        "password-link", token, max_age_s=int(PASSWORD_LINK_LIFE.total_seconds())
    )
    account = queries.account_by_id(uuid.UUID(value.partition(":")[0])) if value else None
    if account is None or not security.same(_link_value(account), value or ""):
        raise NotFound
    return account


def set_password(token: str, password: str) -> Account:
    """Sets the password through a one-time link, which this uses up."""
    password_hash = security.hash_password(password)
    with transaction():
        account = account_of_password_link(token)
        account.password_hash = password_hash
        _end_all_sessions(account.id)
        audit.record(str(account.id), "password_set", account.id)
    return account


def block(*, blocker_phone: str, blocked_phone: str) -> None:
    """From now on these two never meet in any list. Doing it twice changes nothing."""
    with transaction():
        db.session.merge(Block(blocker_phone=blocker_phone, blocked_phone=blocked_phone))


def delete_account(account_id: uuid.UUID) -> None:
    """Removes the account and all that proves it. The rooms above erase their own first."""
    with transaction():
        account = queries.account_by_id(account_id)
        if account is None:
            raise NotFound
        db.session.execute(sa.delete(SignUp).where(SignUp.phone == account.phone))
        db.session.execute(sa.delete(Block).where(Block.blocker_phone == account.phone))
        db.session.delete(account)
        audit.record("system", "account_erased", account_id)


def _link_value(account: Account) -> str:
    # The hash of today's password makes the link work once: using it changes the hash.
    return f"{account.id}:{security.keyed_hash('password-link', account.password_hash)[:16]}"


def _end_all_sessions(account_id: uuid.UUID) -> None:
    db.session.execute(sa.delete(AccessToken).where(AccessToken.account_id == account_id))
