"""Consents: what people have agreed to, in which words, by which way, and what they took back.

To ask: show `wording(purpose)` as it stands, with a box that nobody has ticked before them. To keep
what they said: `record(...)`, inside the transaction that acts on it.
"""

from connect.consents.erasure import agreed_on, forget_old_consents, keep_as_proof, take_away
from connect.consents.looks import Thing, looks_in, on_looks
from connect.consents.looks import as_json as look_as_json
from connect.consents.models import Channel, Consent, Purpose
from connect.consents.presenting import agreed_for
from connect.consents.queries import holds, said_for
from connect.consents.service import note, record
from connect.consents.taking_back import on_taking_back
from connect.consents.words import asked, wording

__all__ = [
    "Channel",
    "Consent",
    "Purpose",
    "Thing",
    "agreed_for",
    "agreed_on",
    "asked",
    "forget_old_consents",
    "holds",
    "keep_as_proof",
    "look_as_json",
    "looks_in",
    "note",
    "on_looks",
    "on_taking_back",
    "record",
    "said_for",
    "take_away",
    "wording",
]
