"""Use cases of the accounts.

A phone is proved before there is an account. Signing up with a phone that already has one looks
the same from outside, and its code then sets the new password: forgetting a password needs no
other door. A code proves one attempt, and so sets the password of who started that one.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import code_caps, queries, second_factor, sessions
from connect.accounts.blocking import forget_blocks_of
from connect.accounts.models import (
    AccessToken,
    Account,
    HalfSignIn,
    PhoneCode,
    Role,
    SignUp,
)
from connect.accounts.phone_codes import send_text
from connect.foundation import audit, security
from connect.foundation.clock import utcnow
from connect.foundation.codes import CODE_LIFE, CODE_TRIES
from connect.foundation.database import changed, db, table_of, transaction
from connect.foundation.errors import Invalid, NotFound
from connect.geo import outermost

PASSWORD_LINK_LIFE = timedelta(days=3)
UNSET_HASH = "!"  # matches nothing: the account waits for its password link


def sign_up(*, phone: str, name: str, password: str, network: str = "") -> uuid.UUID:
    """Keeps the attempt and sends its six-digit code, whether or not the phone has an account.

    The same password again is the same attempt: its older code is dead. Another password may be
    another person's: an attempt beside it, which takes nothing from it. `network` is where it came
    from, as `network_of` names it. Raises `TooOften`, `Invalid` for a number to which no codes go,
    and `Unavailable`.
    """
    code_caps.check(phone, network)
    code = security.new_code()
    attempt_id = _keep_attempt(phone, name, password, code, network)
    send_text(phone, _("%(code)s is your Connect code. Never give it to anyone.", code=code))
    return attempt_id


def _keep_attempt(phone: str, name: str, password: str, code: str, network: str) -> uuid.UUID:
    # Passwords are compared before the transaction: argon2 is slow, and would hold the write lock.
    same = [
        waiting.id
        for waiting in queries.live_sign_ups(phone)
        if security.password_matches(waiting.password_hash, password)
    ]
    password_hash = "" if same else security.hash_password(password)
    with transaction():
        queries.lock_sign_ups(phone)
        attempt = db.session.get(SignUp, same[0]) if same else None
        if attempt is None:  # or redeemed a moment ago
            attempt = SignUp(
                phone=phone, password_hash=password_hash or security.hash_password(password)
            )
            db.session.add(attempt)
        attempt.name = name
        attempt.code_hash = security.keyed_hash("code", f"{phone}:{code}")
        attempt.tries_left = attempt.blind_tries_left = CODE_TRIES
        attempt.expires_at = utcnow() + CODE_LIFE
        db.session.flush()
        # Who pressed the button twice at the same moment has two.
        db.session.execute(sa.delete(SignUp).where(SignUp.id.in_(same[1:])))
        code_caps.take(phone, network)
    return attempt.id


def verify(*, phone: str, code: str, attempt: uuid.UUID | None = None) -> Account:
    """Proves the phone by its code and makes the account, or sets the password of the one it has.

    Without the attempt the code is that of the only one that waits for this phone: of several, it
    would be anyone's password that the code sets. Raises `Invalid` on a wrong, used up or expired
    code: the same for all, in constant time.
    """
    with transaction():
        queries.lock_sign_ups(phone)
        account = _redeem(phone, code, attempt)
    if account is None:
        raise Invalid({"code": [_refusal(named=attempt is not None)]})
    return account


def _refusal(*, named: bool) -> str:
    if named:
        return str(_("This code is wrong or too old. Ask for a new one."))
    # One text for all: nobody learns here whether others wait for this phone.
    return str(
        _(
            "This code is wrong or too old, or more than one sign-up waits for this phone. "
            "Sign up again, or name the attempt that the code belongs to."
        )
    )


def _redeem(phone: str, code: str, attempt: uuid.UUID | None) -> Account | None:
    tried = db.session.execute(_spend_a_try(phone, attempt)).one_or_none()
    given = security.keyed_hash("code", f"{phone}:{code}")
    if not security.same(tried.code_hash if tried else "", given) or tried is None:
        return None
    code_caps.typed()
    db.session.execute(sa.delete(SignUp).where(SignUp.phone == phone))
    account = queries.account_by_phone(phone)
    if account is None and not tried.name:  # only a new password was wanted
        raise Invalid({"phone": [_("This number has no account yet. Please sign up.")]})
    if account is None:
        account = Account(
            phone=phone, name=tried.name, password_hash=tried.password_hash, role=Role.RESIDENT
        )
        db.session.add(account)
        db.session.flush()
        audit.record(str(account.id), "account_made", account.id)
    else:
        account.password_hash = tried.password_hash
        sessions.end_all(account.id)
        audit.record(str(account.id), "password_set", account.id)
    return account


def _spend_a_try(phone: str, attempt: uuid.UUID | None) -> sa.UpdateBase:
    live = (SignUp.phone == phone, SignUp.expires_at > utcnow())
    if attempt is not None:
        tries, meant = SignUp.tries_left, SignUp.id == attempt
    else:
        # Tries of their own: who knows the phone only cannot use up those of the person it is.
        waiting = sa.select(sa.func.count()).select_from(SignUp).where(*live).correlate(None)
        tries, meant = SignUp.blind_tries_left, waiting.scalar_subquery() == 1
    return (
        sa.update(SignUp)
        .where(*live, meant, tries > 0)
        .values({tries: tries - 1})
        .returning(SignUp.name, SignUp.password_hash, SignUp.code_hash)
        .execution_options(synchronize_session=False)
    )


def sign_in(*, phone: str, password: str) -> Account:
    """The account of this phone and password. Raises `Invalid`, the same for either mistake."""
    account = queries.account_by_phone(phone)
    matches = security.password_matches(account.password_hash if account else None, password)
    if account is None or not matches:
        raise _not_together()
    if security.is_outdated(account.password_hash) and not _hash_anew(account, password):
        return sign_in(phone=phone, password=password)  # is it still theirs?
    return account


def _hash_anew(account: Account, password: str) -> bool:
    """With the parameters of today; False where the password has been set anew meanwhile."""
    account_id, proved = account.id, account.password_hash
    password_hash = security.hash_password(password)
    with transaction():
        still = _is_still(account_id, proved)
        if still:
            account.password_hash = password_hash
    return still


def _not_together() -> Invalid:
    return Invalid({"password": [_("This phone and password do not belong together.")]})


def open_session(
    account_id: uuid.UUID, device: str = "", *, program: bool = False, proved: str | None = None
) -> str:
    """A new token for this account: a browser's session, or the bearer of a program.

    `device` is what its owner will know it by, in at most 60 characters. `proved` is the hash of
    the password that opens it: raises `Invalid` where another one has been set since, and
    `CodeNeeded` where a password is not enough.
    """
    with transaction():
        if proved is not None and not _is_still(account_id, proved):
            raise _not_together()
        if proved is not None and second_factor.is_on(account_id):
            raise second_factor.CodeNeeded
        return sessions.open_one(account_id, device, program=program)


def forget_expired(now: datetime) -> int:
    """Removes attempts to sign up or in, codes and tokens that have expired; how many."""
    with transaction():
        return sum(_forget(one, now) for one in (SignUp, PhoneCode, AccessToken, HalfSignIn))


def _forget(proof: type[SignUp | PhoneCode | AccessToken | HalfSignIn], now: datetime) -> int:
    # Without waiting for anybody: who waits while others wait for him may close a circle.
    [key] = table_of(proof).primary_key.columns
    gone = sa.select(key).where(proof.expires_at <= now).with_for_update(skip_locked=True)
    return changed(sa.delete(proof).where(key.in_(gone)))


def create_account(*, phone: str, name: str, role: Role, areas: Iterable[str] = ()) -> str:
    """Makes an account for a person we know, or gives theirs this role.

    `areas`: codes of the wards and provinces in force that it serves, in place of those it had.
    Returns the token of a one-time password link.
    """
    with transaction():
        account = queries.account_by_phone(phone)
        if account is None:
            account = Account(phone=phone, name=name, password_hash=UNSET_HASH)
            db.session.add(account)
        account.role, account.area_codes = role, outermost(areas)
        db.session.flush()
        audit.record("system", "role_given", account.id, role=role, areas=list(account.area_codes))
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
        queries.lock_account(account_of_password_link(token).id)
        account = account_of_password_link(token)  # as it is now: of two only the first sets one
        account.password_hash = password_hash
        sessions.end_all(account.id)
        audit.record(str(account.id), "password_set", account.id)
    return account


def check_password(account: Account, password: str, field: str = "password") -> None:
    """Raises `Invalid`, told of `field`, where this is not the password of the account."""
    if not security.password_matches(account.password_hash, password):
        raise _not_yours(field)


def _not_yours(field: str) -> Invalid:
    return Invalid({field: [_("This is not your password.")]})


def change_password(account: Account, old: str, new: str, session_hash: str) -> str:
    """Sets another password for who knows the old one, and signs out everywhere but here.

    The token of the new session of here. Raises `Invalid` where the old one is wrong.
    """
    account_id, proved = account.id, account.password_hash
    check_password(account, old, "old_password")
    password_hash = security.hash_password(new)
    with transaction():
        if not _is_still(account_id, proved):
            raise _not_yours("old_password")
        account.password_hash = password_hash
        token = sessions.renew(session_hash)
        sessions.end_others(account_id, security.keyed_hash("access", token), "password_set")
    return token


def delete_account(account_id: uuid.UUID) -> None:
    """Removes the account and all that proves it. The rooms above erase their own first."""
    with transaction():
        account = queries.account_by_id(account_id)
        if account is None:
            raise NotFound
        db.session.execute(sa.delete(SignUp).where(SignUp.phone == account.phone))
        forget_blocks_of(account)
        db.session.delete(account)
        audit.record("system", "account_erased", account_id)


def _is_still(account_id: uuid.UUID, password_hash: str) -> bool:
    """Whether this is its password yet. It stays so until the end of the transaction.

    Passwords are compared before: whoever resets theirs meanwhile shuts out who knew the old one.
    """
    account = queries.lock_account(account_id)
    return account is not None and account.password_hash == password_hash


def _link_value(account: Account) -> str:
    # The hash of today's password makes the link work once: using it changes the hash.
    return f"{account.id}:{security.keyed_hash('password-link', account.password_hash)[:16]}"
