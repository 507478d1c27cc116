"""People: a proved phone, a password, sessions, roles, and whom they do not want to meet."""

from connect.accounts.erasure import Holdings, hold
from connect.accounts.erasure import erase as erase_account
from connect.accounts.login import (
    MANAGE_IN_SESSION,
    coordinator,
    current_account,
    reporter,
    session_hash,
    session_holder,
    signed_in_account,
)
from connect.accounts.models import Account, AccountArea, Block, Role
from connect.accounts.parting import on_block
from connect.accounts.queries import (
    account_by_id,
    account_by_phone,
    account_by_token,
    phones_at_odds_with,
    session_lasts,
)
from connect.accounts.service import block, create_account, forget_expired

__all__ = [
    "MANAGE_IN_SESSION",
    "Account",
    "AccountArea",
    "Block",
    "Holdings",
    "Role",
    "account_by_id",
    "account_by_phone",
    "account_by_token",
    "block",
    "coordinator",
    "create_account",
    "current_account",
    "erase_account",
    "forget_expired",
    "hold",
    "on_block",
    "phones_at_odds_with",
    "reporter",
    "session_hash",
    "session_holder",
    "session_lasts",
    "signed_in_account",
]
