"""The console channel: every message that would have left, as one JSON line in a file."""

import os
from pathlib import Path

import orjson

from connect.channels.contract import WIRES, Message
from connect.foundation.clock import utcnow

OUTBOX = "outbox.jsonl"


class ConsoleChannel:
    """Appends to `outbox.jsonl`: {"channel","to","kind","subject","body","at"}.

    A message that has an id adds "id".
    """

    carries = WIRES

    def __init__(self, file: Path) -> None:
        self.file = file

    def send(self, message: Message) -> None:
        """Appends one line in a single write, so that lines of many processes never mix."""
        line = orjson.dumps(
            {
                "channel": message.channel,
                "to": message.to,
                "kind": message.kind,
                "subject": message.subject,
                "body": message.body,
                "at": utcnow().isoformat(),
            }
            | ({"id": message.id} if message.id else {}),
            option=orjson.OPT_APPEND_NEWLINE,
        )
        self.file.parent.mkdir(parents=True, exist_ok=True)
        outbox = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(outbox, line)
        finally:
            os.close(outbox)

    def read(self, *, to: str | None = None, last: int | None = None) -> list[dict[str, str]]:
        """The messages written so far, oldest first; only those to one phone, only the last n."""
        if not self.file.exists():
            return []
        lines = [orjson.loads(line) for line in self.file.read_bytes().splitlines()]
        found = [line for line in lines if to is None or line["to"] == to]
        return found[-last:] if last else found
