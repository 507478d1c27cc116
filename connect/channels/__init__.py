"""The wires out of the house: each sends one message, or says why it could not."""

from connect.channels.contract import Message, PermanentFailure, TemporaryFailure
from connect.channels.sending import init_channels, send, sent

__all__ = ["Message", "PermanentFailure", "TemporaryFailure", "init_channels", "send", "sent"]
