"""Addresses that nobody can read back, and the links that unsubscribe them: pure but for the key.

A link carries the mark of an address and a proof that we made it, in 37 characters: it fits into
an SMS, tells nobody whose it is, and needs no row.
"""

import re

from flask import current_app

from connect.foundation.security import keyed_hash, same
from connect.notifications.models import MARK_LENGTH, Wire

_PROOF_LENGTH = 16
_LETTERS = {Wire.SMS: "s", Wire.EMAIL: "e"}
_WIRES = {letter: wire for wire, letter in _LETTERS.items()}
_TOKEN = re.compile(rf"[{''.join(_WIRES)}][0-9a-f]{{{MARK_LENGTH + _PROOF_LENGTH}}}")
# Two parts of an SMS with Vietnamese letters: a link must not make a third.
LONGEST_SMS = 134


def mark_of(wire: Wire, to: str) -> str:
    """The mark of a phone or a mail address: always the same, 80 bits, in hex."""
    return keyed_hash("mute", f"{wire}:{to}")[:MARK_LENGTH]


def token_of(wire: Wire, to: str) -> str:
    """What unsubscribes this address, and no other."""
    stem = _LETTERS[wire] + mark_of(wire, to)
    return stem + _proof(stem)


def read_token(token: str) -> tuple[Wire, str] | None:
    """The wire and the mark of a token that we made, else None."""
    if not _TOKEN.fullmatch(token):
        return None
    stem = token[:-_PROOF_LENGTH]
    known = same(_proof(stem), token[-_PROOF_LENGTH:])
    return (_WIRES[stem[0]], stem[1:]) if known else None


def link_of(wire: Wire, to: str) -> str:
    """The link that unsubscribes this address."""
    return f"{current_app.config['CONNECT'].base_url}/u/{token_of(wire, to)}"


def _proof(stem: str) -> str:
    return keyed_hash("unsubscribe", stem)[:_PROOF_LENGTH]
