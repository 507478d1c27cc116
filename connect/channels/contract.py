"""What every wire agrees to: the message, the one call, and the two ways to fail."""

from dataclasses import dataclass
from typing import Literal, Protocol, get_args

Wire = Literal["sms", "email", "push", "zalo"]
WIRES: frozenset[str] = frozenset(get_args(Wire))


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one person. `kind` names its reason.

    `to`: a phone in E.164 (sms, zalo), a mail address, or a browser's subscription as JSON text
    (push). `id`: the same however often this message is tried, so that the other side can drop a
    repetition; empty when there is none. Only push knows of `url`, where a tap leads, and of what
    is `urgent` and wakes a phone that sleeps; only mail of `unsubscribe_url`, which mail programs
    post to in one tap (RFC 8058).
    """

    channel: Wire
    to: str
    kind: str
    body: str
    subject: str = ""
    id: str = ""
    url: str = ""
    unsubscribe_url: str = ""
    urgent: bool = False


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


class GoneFailure(PermanentFailure):
    """Nobody is there any more: what the message went to can be forgotten."""


class Channel(Protocol):
    """A wire out of the house, and the messages that it `carries`."""

    carries: frozenset[str]

    def send(self, message: Message) -> None:
        """Hands the message over. Raises `TemporaryFailure` or `PermanentFailure`."""
