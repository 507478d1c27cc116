"""A second factor: whoever turns it on signs in with an app's code behind the password.

`service.open_session` opens nothing for such an account by its password alone, whichever way that
was proved or set. A page then asks for the code of this half of a sign-in; a program sends it
along. An app's code works once, a recovery code too. What is tried is counted by account.
"""

import secrets
import uuid

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import queries, sessions, totp
from connect.accounts.models import Account, HalfSignIn, RecoveryCode, SecondFactor
from connect.foundation import audit, caps
from connect.foundation.clock import utcnow
from connect.foundation.codes import CODE_LIFE, CODE_TRIES, spend_try
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import ConnectError, Invalid, NotFound, TooOften, WrongState
from connect.foundation.security import CODE_DIGITS, keyed_hash, new_token, seal, unseal

FIELD = "second_code"
RECOVERY_CODES = 10
RECOVERY_DIGITS = 16  # 53 bits; digits alone, as the keys are that a phone shows for the app's
# Of the app's, right or wrong: who knows the password needs some thirty years.
TRIES_A_DAY = caps.Cap("second_factor", 30, caps.DAY)
_SEAL, _HASH, _HALF = "second-factor", "recovery-code", "half-sign-in"


class CodeNeeded(ConnectError):
    """The password is right, and a second factor is on: its code is still to come."""


def of(account_id: uuid.UUID) -> SecondFactor | None:
    """The second factor of this account, or None."""
    return db.session.get(SecondFactor, account_id)


def is_on(account_id: uuid.UUID) -> bool:
    """Whether this account has one."""
    return of(account_id) is not None


def codes_left(account_id: uuid.UUID) -> int:
    """How many recovery codes have not been used."""
    held = sa.select(sa.func.count()).where(RecoveryCode.account_id == account_id)
    return db.session.scalar(held) or 0


def begin(account_id: uuid.UUID, proved: str) -> str:
    """The token of a half sign-in; `proved` is the hash of the password that was right.

    Raises `Invalid` where another one has been set since.
    """
    token = new_token()
    with transaction():
        if not _is_still(account_id, proved):
            raise Invalid({"password": [_("This phone and password do not belong together.")]})
        db.session.add(
            HalfSignIn(
                token_hash=keyed_hash(_HALF, token),
                account_id=account_id,
                tries_left=CODE_TRIES,
                expires_at=utcnow() + CODE_LIFE,
            )
        )
    return token


def waits(token: str) -> bool:
    """Whether a half sign-in can still be finished."""
    half = db.session.get(HalfSignIn, keyed_hash(_HALF, token), populate_existing=True)
    return half is not None and half.can_be_typed


def finish(token: str, typed: str, device: str = "") -> tuple[Account, str]:
    """The account, and the token of its new session. A wrong code costs one of five tries.

    Raises `Invalid`, `TooOften`, and `NotFound` where this half is over.
    """
    token_hash = keyed_hash(_HALF, token)
    opened = ""
    with transaction():
        half = db.session.get(HalfSignIn, token_hash)
        account = queries.lock_account(half.account_id) if half else None
        # Behind the lock: whoever sets the password anew meanwhile ends this half.
        if account is None or not spend_try(HalfSignIn, HalfSignIn.token_hash == token_hash):
            raise NotFound
        if _proves(account.id, typed):
            changed(sa.delete(HalfSignIn).where(HalfSignIn.token_hash == token_hash))
            opened = sessions.open_one(account.id, device)
    if not opened:
        raise _wrong()
    return account, opened


def open_by_code(account_id: uuid.UUID, proved: str, typed: str, device: str) -> str:
    """The token of a program that sends password and code at once.

    Raises `Invalid` for a wrong code or a password that has changed since, and `TooOften`.
    """
    opened = ""
    with transaction():
        if _is_still(account_id, proved) and _proves(account_id, typed):
            opened = sessions.open_one(account_id, device, program=True)
    if not opened:
        raise _wrong(FIELD)
    return opened


def turn_on(account: Account, key: str, typed: str, session_hash: str) -> tuple[list[str], str]:
    """Ten recovery codes, which nobody is shown again, and the token of the new session of here.

    Signs out everywhere else. Raises `Invalid` where the app's first code is wrong, and
    `WrongState` where a second factor is on already.
    """
    step = totp.step_of(key, _tidy(typed), utcnow().timestamp())
    if step is None:
        raise _wrong()
    with transaction():
        queries.lock_account(account.id)
        if is_on(account.id):
            raise WrongState
        sealed = seal(_SEAL, key)
        db.session.add(SecondFactor(account_id=account.id, sealed=sealed, last_step=step))
        codes = _new_codes(account.id)
        return codes, _alone(account.id, session_hash, "second_factor_on")


def turn_off(account: Account, typed: str, session_hash: str) -> str:
    """The token of the new session of here. Signs out everywhere else.

    Raises `Invalid` where the code is wrong, and `TooOften`.
    """
    token = ""
    with transaction():
        queries.lock_account(account.id)
        if _proves(account.id, typed):
            _forget(account.id)
            token = _alone(account.id, session_hash, "second_factor_off")
    if not token:
        raise _wrong()
    return token


def renew_codes(account: Account, typed: str) -> list[str]:
    """Ten recovery codes in place of those that were left. Raises as `turn_off`."""
    codes: list[str] = []
    with transaction():
        queries.lock_account(account.id)
        if _proves(account.id, typed):
            codes = _new_codes(account.id)
            audit.record(str(account.id), "recovery_codes_made", account.id)
    if not codes:
        raise _wrong()
    return codes


def drop(account_id: uuid.UUID) -> bool:
    """An operator takes it off, and signs out everywhere; whether there was one."""
    with transaction():
        queries.lock_account(account_id)
        dropped = _forget(account_id)
        if dropped:
            sessions.end_all(account_id)
            audit.record("system", "second_factor_dropped", account_id)
    return dropped


def _proves(account_id: uuid.UUID, typed: str) -> bool:
    """Whether a code is right, which uses it up: inside a transaction that is kept if it is not."""
    code = _tidy(typed)
    if len(code) > CODE_DIGITS:
        used = RecoveryCode.code_hash == _hash(account_id, code)
        return changed(sa.delete(RecoveryCode).where(used)) == 1
    if caps.take([(TRIES_A_DAY, str(account_id))]):
        raise TooOften(_("Too many codes were tried today. Use one of your recovery codes."))
    factor = db.session.get(SecondFactor, account_id)
    key = unseal(_SEAL, factor.sealed) if factor else None
    step = totp.step_of(key, code, utcnow().timestamp()) if key else None
    if step is None:
        return False
    of_account = SecondFactor.account_id == account_id
    later = sa.update(SecondFactor).where(of_account, SecondFactor.last_step < step)
    return changed(later.values(last_step=step)) == 1


def _alone(account_id: uuid.UUID, session_hash: str, because: str) -> str:
    token = sessions.renew(session_hash)
    sessions.end_others(account_id, keyed_hash("access", token), because)
    return token


def _forget(account_id: uuid.UUID) -> bool:
    changed(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    return changed(sa.delete(SecondFactor).where(SecondFactor.account_id == account_id)) == 1


def _new_codes(account_id: uuid.UUID) -> list[str]:
    changed(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    most = 10**RECOVERY_DIGITS
    codes = [f"{secrets.randbelow(most):0{RECOVERY_DIGITS}}" for _n in range(RECOVERY_CODES)]
    for code in codes:
        db.session.add(RecoveryCode(account_id=account_id, code_hash=_hash(account_id, code)))
    return [totp.grouped(code) for code in codes]


def _is_still(account_id: uuid.UUID, proved: str) -> bool:
    account = queries.lock_account(account_id)
    return account is not None and account.password_hash == proved


def _tidy(typed: str) -> str:
    return "".join(typed.split()).replace("-", "")


def _hash(account_id: uuid.UUID, code: str) -> str:
    return keyed_hash(_HASH, f"{account_id}:{code}")


def _wrong(field: str = "code") -> Invalid:
    return Invalid({field: [_("This code is wrong, or was used already. Wait for the next one.")]})
