"""The wires out of the house: each sends one message, or says why it could not."""

from connect.channels.console import ConsoleChannel, Message
from connect.channels.sending import init_channels, send, sent

__all__ = ["ConsoleChannel", "Message", "init_channels", "send", "sent"]
