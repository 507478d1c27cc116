"""The wires out of the house: each sends one message, or says why it could not."""

from connect.channels.contract import GoneFailure, Message, PermanentFailure, TemporaryFailure
from connect.channels.sending import (
    can_push_to,
    in_force,
    init_channels,
    push_public_key,
    send,
    sent,
)

__all__ = [
    "GoneFailure",
    "Message",
    "PermanentFailure",
    "TemporaryFailure",
    "can_push_to",
    "in_force",
    "init_channels",
    "push_public_key",
    "send",
    "sent",
]
