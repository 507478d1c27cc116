"""The people one can be in the demo: their accounts, their profiles, their own requests."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import NamedTuple

from connect.accounts import Role
from connect.cli.demo.cities import SAIGON
from connect.cli.demo.crowd import Around, Crowd, Member
from connect.cli.demo.fates import HOUR, MINUTE, Diary
from connect.cli.demo.names import phone
from connect.geo import Point, Whereabouts
from connect.help_requests import (
    Event,
    ImportedRequest,
    ItemDetails,
    RequestDetails,
)
from connect.responders import GoodDetails, Kind, ResponderDetails, Stock


class DemoAccount(NamedTuple):
    """Someone to sign in as: in development only."""

    phone: str
    name: str
    role: str
    password: str


PASSWORD = "cung-nhau-2021"  # noqa: S105 - printed at every start, and refused in production
RESIDENT = DemoAccount(phone(1), "Lê Thị Thu Ngân", "resident", PASSWORD)
VOLUNTEER = DemoAccount(phone(2), "Trần Minh Khôi", "volunteer", PASSWORD)
SHOPKEEPER = DemoAccount(phone(3), "Huỳnh Thị Hạnh", "shopkeeper", PASSWORD)
COORDINATOR = DemoAccount(phone(4), "Phạm Quốc Dũng", "coordinator", PASSWORD)
ADMIN = DemoAccount(phone(5), "Nguyễn Hoài An", "admin", PASSWORD)
CAST = (RESIDENT, VOLUNTEER, SHOPKEEPER, COORDINATOR, ADMIN)
ROLES = {COORDINATOR: (Role.COORDINATOR, SAIGON.code), ADMIN: (Role.ADMIN, None)}

_BEN_THANH = Point(10.7722, 106.6953)
_BAN_CO = Point(10.7701, 106.6826)
_SHOP = Point(10.7668, 106.6914)
_NEAR_VOLUNTEER = (Point(10.7746, 106.6921), Point(10.7693, 106.6969), Point(10.7712, 106.7003))


def profiles(dice: Random) -> Iterator[tuple[DemoAccount, ResponderDetails]]:
    """What the volunteer and the shopkeeper have registered."""
    yield (
        VOLUNTEER,
        ResponderDetails(
            kind=Kind.VOLUNTEER,
            name=VOLUNTEER.name,
            phone=VOLUNTEER.phone,
            point=_BEN_THANH,
            address=SAIGON.spot_at(_BEN_THANH, dice).address,
            categories=("food", "medicine", "shopping"),
            radius_m=5_000.0,
            capacity=3,
            note="Có xe máy, đi chợ và lấy thuốc giúp buổi chiều.",
        ),
    )
    yield (
        SHOPKEEPER,
        ResponderDetails(
            kind=Kind.SUPPLIER,
            name="Tạp hóa Cô Hạnh Đầu Hẻm",
            phone=SHOPKEEPER.phone,
            point=_SHOP,
            address=SAIGON.spot_at(_SHOP, dice).address,
            categories=("food",),
            radius_m=3_000.0,
            capacity=10,
            opening_hours="Mo-Su 06:00-22:00",
            delivers=True,
            note="Giao quanh đây, ai khó khăn cứ lấy trước trả sau.",
            goods=(
                GoodDetails(name="Gạo thơm 5 kg", price=95_000),
                GoodDetails(name="Mì gói (thùng 30)", price=110_000),
                GoodDetails(name="Trứng gà (vỉ 10)", stock=Stock.LOW, price=32_000),
                GoodDetails(name="Sữa tươi (lốc 4)", price=31_000),
                GoodDetails(name="Sữa bột cho bé", stock=Stock.OUT, price=365_000),
                GoodDetails(name="Dầu ăn 1 lít", price=48_000),
                GoodDetails(name="Giấy vệ sinh", price=42_000),
            ),
        ),
    )


def own_requests(dice: Random, now: datetime, crowd: Crowd) -> Iterator[ImportedRequest]:
    """What the resident has asked for: one waits, one was brought and waits for their word."""
    for items, text, fate in (
        (
            [
                ItemDetails(category="food", goods="Sữa bột cho bé", quantity="1 hộp"),
                ItemDetails(category="other", goods="Tã em bé", quantity="1 bịch size L"),
            ],
            "Bé nhà em 11 tháng, siêu thị gần nhà hết loại bé uống. Gọi trước năm phút giúp em.",
            "open",
        ),
        (
            [
                ItemDetails(category="food", goods="Gạo", quantity="5 kg"),
                ItemDetails(category="food", goods="Rau xanh", quantity="3 kg"),
            ],
            "Nhà em cách ly tới cuối tuần, cứ để trước cổng rồi nhắn là được.",
            "delivered",
        ),
    ):
        around = crowd.near(_BAN_CO, [item.category for item in items])
        diary = Diary(dice, now, around, len(items))
        if fate == "open":
            created = diary.open(now - 42 * MINUTE, now)
        else:
            created = diary.delivered_at(now - 3 * HOUR)
        yield _request(RESIDENT, diary, created, items=items, text=text, people=3, point=_BAN_CO)


def cases(
    dice: Random, now: datetime, volunteer: Member, crowd: Crowd
) -> Iterator[ImportedRequest]:
    """What the volunteer is busy with: one case under way, two offers to answer."""
    told = (
        (
            "Ông Bảy Lộc",
            [
                ItemDetails(category="medicine", goods="Thuốc huyết áp", quantity="1 tháng"),
                ItemDetails(category="food", goods="Cháo, sữa cho người già", quantity="1 lốc sữa"),
            ],
            "Tôi 79 tuổi, ở một mình, chân yếu không xuống cầu thang được.",
            1,
            31 * MINUTE,
        ),
        (
            "Chị Thanh Tâm",
            [ItemDetails(category="shopping", goods="Đi chợ hộ", quantity="danh sách 9 món")],
            "Cả nhà cách ly, tiền em chuyển khoản trước, hàng để ở bàn trực đầu hẻm.",
            4,
            3 * MINUTE,
        ),
        (
            "Gia đình anh Tấn Phát",
            [
                ItemDetails(category="food", goods="Gạo", quantity="10 kg"),
                ItemDetails(category="food", goods="Trứng", quantity="20 quả"),
            ],
            "Nhà bảy người, gạo còn ăn tới mai. Hẻm nhỏ, xe máy vào được.",
            7,
            2 * MINUTE,
        ),
    )
    for number, (name, items, text, people, age) in enumerate(told):
        point = _NEAR_VOLUNTEER[number]
        near = crowd.near(point, [item.category for item in items])
        diary = Diary(dice, now, Around([volunteer, *near.able], near.others), len(items))
        if number == 0:
            claim = now - age + 6 * MINUTE
            created = diary.open(now - age, claim, volunteer)
            diary.step(claim, Event.CLAIM, volunteer)
            volunteer.load += 1
        else:
            created = diary.open(now - age, now)
        asker = DemoAccount(phone(10 + number), name, "", "")
        yield _request(asker, diary, created, items=items, text=text, people=people, point=point)


def _request(
    asker: DemoAccount,
    diary: Diary,
    created: datetime,
    *,
    items: list[ItemDetails],
    text: str,
    people: int,
    point: Point,
) -> ImportedRequest:
    address = SAIGON.spot_at(point, diary.dice).address
    return ImportedRequest(
        details=RequestDetails(
            items=items,
            phone=asker.phone,
            where=Whereabouts(point=point, address=address),
            people=people,
            description=text,
            name=asker.name,
        ),
        created_at=created,
        verified=asker is RESIDENT,
        steps=diary.steps,
    )
