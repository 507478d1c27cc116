"""What a phone has said so far, message after message: pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from connect.sms_intake.parsing import Command
from connect.sms_intake.vocabulary import Want

MOST_WANTS = 20
LONGEST_SAID = 4_000  # characters, as many as a description may have


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A request on its way: `ward` and `choices` are codes of wards, `said` what was written."""

    wants: tuple[Want, ...] = ()
    people: int | None = None
    urgent: bool = False
    ward: str = ""
    choices: tuple[str, ...] = ()
    said: str = ""

    def told(self, command: Command, text: str) -> "Draft":
        """This, and what a message adds to it."""
        return replace(
            self,
            wants=more_wants(self.wants, command.wants),
            people=command.people or self.people,
            urgent=self.urgent or command.urgent,
            said=more_said(self.said, text),
        )

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self) | {"wants": [list(want) for want in self.wants]}


def from_json(stored: dict[str, Any]) -> Draft:
    """What `as_json` gave."""
    return Draft(
        **stored
        | {
            "wants": tuple(Want(*want) for want in stored["wants"]),
            "choices": tuple(stored["choices"]),
        }
    )


def more_wants(known: Sequence[Want], new: Sequence[Want]) -> tuple[Want, ...]:
    """Both, each thing once; how much of it is what was said last."""
    wants = {(want.category, want.goods): want for want in known}
    for want in new:
        before = wants.get((want.category, want.goods))
        if before is None or want.quantity:
            wants[want.category, want.goods] = want
    return tuple(wants.values())[:MOST_WANTS]


def more_said(known: str, text: str) -> str:
    """Both, on lines of their own; at most `LONGEST_SAID` characters."""
    if text in known:
        return known
    return f"{known}\n{text}".strip()[:LONGEST_SAID]
