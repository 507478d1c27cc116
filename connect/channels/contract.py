"""What every wire agrees to: the message, the one call, and the two ways to fail."""

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one person. `kind` names its reason.

    `to`: a phone in E.164, or a mail address. `id`: the same however often this message is tried,
    so that the other side can drop a repetition; empty when there is none.
    """

    channel: Literal["sms", "email"]
    to: str
    kind: str
    body: str
    subject: str = ""
    id: str = ""


class TemporaryFailure(Exception):
    """Not now: the same message may go through later. Whether it went out can be unknown.

    `retry_after_s`: how long the other side asks us to wait, None where it does not say.
    """

    def __init__(
        self, retry_after_s: float | None = None, why: str = "the channel is away for now"
    ) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class PermanentFailure(Exception):
    """Never, as it is: the text says why, without a word of the message or its receiver."""


class Channel(Protocol):
    """A wire out of the house."""

    def carries(self, message: Message) -> bool:
        """Whether this is the wire for such a message."""

    def send(self, message: Message) -> None:
        """Hands the message over. Raises `TemporaryFailure` or `PermanentFailure`."""
