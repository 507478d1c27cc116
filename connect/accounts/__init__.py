"""People: a proved phone, a password, sessions, roles, and whom they do not want to meet."""

from connect.accounts.blocking import (
    block,
    block_each,
    firsts,
    forget_old_suspensions,
    refuse_suspended,
    suspend,
    unblock,
)
from connect.accounts.code_caps import check as check_code
from connect.accounts.code_caps import figures as figures_of_codes
from connect.accounts.code_caps import take as take_code
from connect.accounts.code_caps import typed as code_typed
from connect.accounts.erasure import Holdings, hold
from connect.accounts.erasure import erase as erase_account
from connect.accounts.login import (
    MANAGE_IN_SESSION,
    confirm,
    coordinator,
    current_account,
    phones_apart,
    reporter,
    session_hash,
    session_holder,
    signed_in_account,
)
from connect.accounts.models import Account, AccountArea, Block, Role
from connect.accounts.parting import Pairs, on_block, on_suspending
from connect.accounts.phone_codes import (
    send_phone_code,
    send_text,
    spend_phone_code,
    waits_for_phone_code,
)
from connect.accounts.queries import (
    account_by_id,
    account_by_phone,
    blocks_by,
    blocks_met_at,
    coordinates,
    names_of,
    phones_at_odds_with,
    session_lasts,
    suspended_phones,
)
from connect.accounts.second_factor import drop as drop_second_factor
from connect.accounts.service import create_account, forget_expired
from connect.accounts.sessions import close_all_sessions, on_renewal

__all__ = [
    "MANAGE_IN_SESSION",
    "Account",
    "AccountArea",
    "Block",
    "Holdings",
    "Pairs",
    "Role",
    "account_by_id",
    "account_by_phone",
    "block",
    "block_each",
    "blocks_by",
    "blocks_met_at",
    "check_code",
    "close_all_sessions",
    "code_typed",
    "confirm",
    "coordinates",
    "coordinator",
    "create_account",
    "current_account",
    "drop_second_factor",
    "erase_account",
    "figures_of_codes",
    "firsts",
    "forget_expired",
    "forget_old_suspensions",
    "hold",
    "names_of",
    "on_block",
    "on_renewal",
    "on_suspending",
    "phones_apart",
    "phones_at_odds_with",
    "refuse_suspended",
    "reporter",
    "send_phone_code",
    "send_text",
    "session_hash",
    "session_holder",
    "session_lasts",
    "signed_in_account",
    "spend_phone_code",
    "suspend",
    "suspended_phones",
    "take_code",
    "unblock",
    "waits_for_phone_code",
]
