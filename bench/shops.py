"""Made-up shops where people live: their names, streets, goods and hours."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from bench import world
from bench.stages import Stage
from connect.foundation.bulk import insert_many
from connect.foundation.database import db, table_of, transaction
from connect.foundation.ids import ids_in_order
from connect.foundation.text import fold
from connect.geo import Point
from connect.responders.hours import HoursState, hours_at
from connect.responders.models import Good, Responder, ResponderCategory
from connect.responders.points import rebuild_points

FOOD, MEDICINE, SCHOOL = 1, 3, 4
# First words of the name, share, category, goods that half of them have.
SORTS = (
    ("Tạp hoá", 0.35, FOOD, ("rice", "noodles", "milk", "eggs")),
    ("Cửa hàng rau sạch", 0.15, FOOD, ("vegetables", "fruit", "eggs")),
    ("Siêu thị", 0.10, FOOD, ("rice", "meat", "milk", "nappies")),
    ("Nhà thuốc", 0.25, MEDICINE, ("masks", "fever_medicine", "vitamins")),
    ("Nhà sách", 0.15, SCHOOL, ("textbooks", "notebooks")),
)
RARE_GOOD, RARE_SHARE = "oxygen", 0.0001
RARE_WORD = "Zơnâng"
# A word of every third name in Hà Nội, and of none elsewhere.
FAR_WORD, FAR_NORTH = "Tràng", 18.0
# It is Sunday: whoever sells books is shut.
HOURS_OF_BOOKS = "Mo-Sa 08:00-19:00"
GIVEN_NAMES = (
    "An", "Anh", "Ba", "Bảy", "Bình", "Châu", "Chi", "Cúc", "Cường", "Dung",
    "Dũng", "Duy", "Đào", "Đạt", "Điệp", "Đức", "Giang", "Hà", "Hải", "Hạnh",
    "Hiền", "Hoa", "Hoàng", "Hồng", "Hùng", "Hương", "Khánh", "Lan", "Lâm", "Liên",
    "Linh", "Loan", "Long", "Mai", "Minh", "Nam", "Nga", "Ngân", "Ngọc", "Nhung",
    "Oanh", "Phúc", "Phương", "Quân", "Quang", "Quỳnh", "Sáu", "Sơn", "Tâm", "Thảo",
    "Thắng", "Thanh", "Thuý", "Tư", "Tuấn", "Tuyết", "Vân", "Việt", "Vinh", "Xuân",
)  # fmt: skip
STREETS = tuple(
    f"{one} {other}"
    for one in ("Lê", "Nguyễn", "Trần", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô")
    for other in ("Lợi", "Trãi", "Hưng Đạo", "Văn Đồng", "Thị Minh", "Quyền", "Huệ", "Du", "Công")
)
CHUNK = 20_000


def fill(stage: Stage, count: int) -> None:
    """Puts `count` shops in, with all that finds them."""
    dice = random.Random(count)
    with stage.app.app_context(), transaction():
        numbers = iter(range(count))
        while chunk := list(islice(numbers, CHUNK)):
            shops = [_shop(dice, number) for number in chunk]
            for table, part in ((Responder, "row"), (ResponderCategory, "category")):
                insert_many(table_of(table), [shop[part] for shop in shops])
            insert_many(table_of(Good), [good for shop in shops for good in shop["goods"]])
            db.session.flush()
        rebuild_points()
    stage.vacuum()


def places(count: int) -> list[Point]:
    """Where `count` people ask: in the south, so that Hà Nội is far."""
    dice = random.Random(5)
    found: list[Point] = []
    while len(found) < count:
        point = world.place(dice)
        if point.lat < FAR_NORTH - 5:
            found.append(point)
    return found


def _shop(dice: random.Random, number: int) -> dict[str, Any]:
    kind, _share, category, goods = dice.choices(SORTS, [sort[1] for sort in SORTS])[0]
    point = world.place(dice)
    words = [kind, dice.choice(GIVEN_NAMES), str(dice.randrange(1, 200))]
    if point.lat > FAR_NORTH and dice.random() < 0.33:
        words.append(FAR_WORD)
    if dice.random() < RARE_SHARE:
        words.append(RARE_WORD)
    name = " ".join(words)
    hours = HOURS_OF_BOOKS if category == SCHOOL else dice.choice(world.HOURS)
    state = _state(hours)
    [id_] = ids_in_order(1)
    has = [code for code in goods if dice.random() < 0.5]
    if dice.random() < RARE_SHARE:
        has.append(RARE_GOOD)
    row = {
        "id": id_, "source_id": f"bench-{number}", "kind": "supplier", "name": name,
        "name_folded": fold(name), "lat": point.lat, "lon": point.lon,
        "address": f"{dice.randrange(1, 400)} {dice.choice(STREETS)}",
        "radius_m": float(dice.choice((1_000, 2_000, 5_000))), "capacity": 3, "load": 0,
        "available": dice.random() < 0.95, "opening_hours": hours, "hours_open": state.is_open,
        "hours_change_at": state.until, "delivers": dice.random() < 0.1, "note": "",
        "created_at": world.NOW,
    }  # fmt: skip
    return {
        "row": row,
        "category": {"responder_id": id_, "category_id": category},
        "goods": list(_goods(dice, id_, has)),
    }


@cache
def _state(hours: str) -> HoursState:
    return hours_at(hours, world.NOW)


def _goods(dice: random.Random, responder_id: Any, codes: list[str]) -> Iterator[dict[str, Any]]:
    for position, code in enumerate(codes):
        name = f"{code.replace('_', ' ')} {dice.choice('ABC')}"
        yield {
            "responder_id": responder_id, "position": position, "name": name,
            "name_folded": fold(name), "code": code, "told_at": world.NOW, "price": None,
            "stock": "out" if dice.random() < 0.1 else "in",
        }  # fmt: skip
