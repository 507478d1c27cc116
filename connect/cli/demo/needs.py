"""One household's request, told from the stories: what, how much, in whose words."""

import re
from collections.abc import Callable
from random import Random

from connect.cli.demo.cities import Spot
from connect.cli.demo.names import called
from connect.cli.demo.sayings import CLOSINGS, NORTHERN, THANKS
from connect.cli.demo.stories import STORIES
from connect.cli.demo.wants import Want
from connect.geo import Whereabouts
from connect.help_requests import ItemDetails, RequestDetails

MOST_ITEMS = 4

# How many they are, where the words say so.
_SAID = (
    ("ở một mình", 1),
    ("sống một mình", 1),
    ("trọ một mình", 1),
    ("hai ông bà", 2),
    ("Hai chị em từ", 2),
)
_WEIGHTS = [story.weight for story in STORIES]
_SOUTHERN = re.compile(rf"\b(?:{'|'.join(sorted(NORTHERN, key=len, reverse=True))})\b", re.I)


def some_need(dice: Random, spot: Spot, phone: str | None) -> RequestDetails:
    """What a household at this place asks for: one to four items."""
    story = dice.choices(STORIES, _WEIGHTS)[0]
    telling = dice.choice(story.telling)
    people = next((n for words, n in _SAID if words in telling), dice.randint(*story.people))
    facts = _facts(dice, people)
    extra = dice.randint(0, max(0, min(len(story.maybe), MOST_ITEMS - len(story.always))))
    wants = [*story.always, *dice.sample(story.maybe, extra)]

    def say(words: str) -> str:
        words = words.format(**facts)
        return _northern(words) if spot.northern else words

    described = " ".join(filter(None, (telling, dice.choice(CLOSINGS), dice.choice(THANKS))))
    return RequestDetails(
        items=[_item(dice, want, say) for want in wants],
        phone=phone,
        where=Whereabouts(point=spot.point, address=spot.address),
        people=people,
        urgency="urgent" if dice.random() < story.urgent else "normal",
        description=say(described),
        name=called(dice, dice.choice(story.who), northern=spot.northern),
    )


def _item(dice: Random, want: Want, say: Callable[[str], str]) -> ItemDetails:
    return ItemDetails(
        category=want.category,
        goods=say(want.goods),
        quantity=say(dice.choice(want.quantities)),
        note=say(dice.choice(want.notes)),
    )


def _facts(dice: Random, people: int) -> dict[str, int]:
    return {
        "people": people,
        "n": 2 * people + 1,
        "age": dice.randint(66, 91),
        "months": dice.randint(2, 17),
        "weeks": dice.randint(2, 6),
        "child": dice.randint(2, 9),
        "grade": dice.randint(1, 12),
        "pregnant": dice.randint(6, 9),
        "day": dice.randint(3, 9),
        "year": dice.randint(1, 4),
    }


def _northern(words: str) -> str:
    def put(found: re.Match[str]) -> str:
        said = NORTHERN[found[0].lower()]
        return said[:1].upper() + said[1:] if found[0][0].isupper() else said

    return _SOUTHERN.sub(put, words)
