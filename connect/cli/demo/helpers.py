"""The responders of the demo: volunteers, organisations and shops."""

from collections.abc import Iterator
from random import Random

from connect.cli.demo.cities import City, some_city
from connect.cli.demo.names import person, phone
from connect.cli.demo.shop_words import OWNERS, SHOPS, ShopKind
from connect.responders import GoodDetails, Kind, ResponderDetails, Stock

VOLUNTEERS, ORGANISATIONS, SUPPLIERS = 1_450, 300, 750
_FIRST_PHONE = 100_000

# What a volunteer gives, how often that is, and what they add in their own words.
_WAYS: tuple[tuple[float, tuple[str, ...], tuple[str, ...]], ...] = (
    (22, ("food", "shopping"), ("Có xe máy, chở được 20 kg.", "Ngày nào cũng đi chợ sớm.",
        "Nhà có tủ đông, giữ hộ đồ tươi được.", "Đi chợ giúp, tiền hàng tính sau.")),
    (16, ("shopping",), ("Đi chợ giúp quanh phường.", "Mỗi chiều đi siêu thị một lần.",
        "Ở chung cư, giao tận cửa cho hàng xóm.")),
    (14, ("food",), ("Nấu được 10 phần cơm mỗi trưa.", "Vườn nhà có rau, ai cần cứ nói.",
        "Gom gạo và trứng của bạn bè gửi.", "")),
    (10, ("medicine", "shopping"), ("Lấy thuốc giúp theo toa, chụp lại hóa đơn.",
        "Đi bệnh viện lấy thuốc định kỳ giúp.")),
    (9, ("transport",), ("Có xe bốn chỗ, đã tiêm đủ mũi.", "Chạy xe ban đêm được, cứ gọi.",
        "Xe có chỗ cho xe lăn gấp.")),
    (8, ("food", "medicine", "shopping"), ("Đã là F0 khỏi bệnh, vào khu phong tỏa được.", "")),
    (7, ("school_supplies",), ("Có sách lớp 1 đến lớp 5 của con.", "Sửa và cài máy tính cũ.",
        "Gom sách cũ, bọc lại sạch sẽ.")),
    (5, ("other",), ("Sửa điện, nước trong nhà.", "Thợ khóa, làm giúp không lấy công.",
        "Nhắn tin, gọi điện hỏi thăm người ở một mình.")),
    (4, ("medical_advice",), ("Bác sĩ nội, gọi được buổi tối.", "Điều dưỡng, tư vấn chăm F0 ở nhà.",
        "Bác sĩ nhi, trả lời qua điện thoại.", "Dược sĩ, tư vấn thuốc đang có.")),
    (3, ("shelter",), ("Còn một phòng trống có bếp.", "Nhà trọ bớt tiền, ở tạm được một tháng.")),
    (2, ("transport", "other"), ("Xe ba gác, chở bình oxy được.", "Xe tải nhỏ 500 kg.")),
)  # fmt: skip
_GROUPS: tuple[tuple[float, str, tuple[str, ...], str], ...] = (
    (9, "Hội Phụ nữ {ward}", ("food", "shopping"), "Tổ đi chợ giúp dân của phường."),
    (8, "Đoàn Thanh niên {ward}", ("food", "shopping", "transport"), "Đội hình áo xanh."),
    (6, "Bếp {name}", ("food",), "Mỗi ngày 150 phần cơm, báo trước 9 giờ sáng."),
    (6, "Chùa {pagoda}", ("food",), "Gạo, rau và cơm chay mỗi ngày."),
    (6, "Giáo xứ {parish}", ("food", "medicine"), "Ban bác ái giao quà hai buổi mỗi ngày."),
    (5, "Nhóm sinh viên {name}", ("school_supplies", "shopping"), "Giao sách vở, đi chợ hộ."),
    (5, "Tổ y tế lưu động {ward}", ("medicine", "medical_advice"), "Trực điện thoại cả ngày."),
    (4, "Cây gạo {name}", ("food",), "Mỗi nhà 5 kg, người yếu được giao tận nơi."),
    (4, "Hội Chữ thập đỏ {ward}", ("food", "medicine", "transport"), "Có bình oxy cho mượn."),
    (3, "Tủ sách {name}", ("school_supplies",), "Sách giáo khoa, máy cũ đã sửa."),
    (3, "Nhóm xe {name}", ("transport",), "Đưa đón đi chạy thận, khám thai, xuất viện."),
    (2, "Nhà nghỉ chân {name}", ("shelter",), "Chỗ ở tạm cho người kẹt lại."),
    (2, "Nhóm bác sĩ {name}", ("medical_advice",), "Hai mươi bác sĩ thay nhau nghe máy."),
)
_NAMES = (
    "Nắng Ấm", "Thương Nhau", "Một Bát Cơm", "Chung Tay", "Lá Lành", "Hạt Gạo", "Bếp Hồng",
    "Xóm Nhỏ", "Bình Yên", "Sẻ Chia", "Mầm Xanh", "Gió Lành", "Tiếp Sức", "Vòng Tay", "Hừng Đông",
)  # fmt: skip
_PAGODAS = (
    "Liên Tâm",
    "Hương Thảo",
    "Bửu Lâm An",
    "Phước Duyên",
    "Phước Hòa Viên",
    "Từ Vân Thảo",
    "An Hòa Tự",
    "Diệu Lâm",
    "Quang Thảo",
)
_PARISHES = ("Nắng Sớm", "Hy Vọng", "Bình An Mới", "Sao Biển Nhỏ", "Mân Côi Xanh", "Đồng Tâm Hòa")
_FREE_HOURS = ("Mo-Fr 17:30-21:30; Sa-Su 08:00-20:00", "Mo-Su 07:00-20:00", "Sa-Su 07:00-19:00")


def responders_of_the_demo(dice: Random) -> Iterator[ResponderDetails]:
    """All of them but those of the demo accounts."""
    makers = [_volunteer] * VOLUNTEERS + [_organisation] * ORGANISATIONS + [_supplier] * SUPPLIERS
    for number, make in enumerate(makers):
        yield make(dice, some_city(dice), phone(_FIRST_PHONE + number))


def _volunteer(dice: Random, city: City, number: str) -> ResponderDetails:
    spot = city.spot(dice)
    _often, gives, notes = dice.choices(_WAYS, [way[0] for way in _WAYS])[0]
    drives = "transport" in gives
    return ResponderDetails(
        kind=Kind.VOLUNTEER,
        name=person(dice, northern=city.northern),
        phone=number,
        point=spot.point,
        address=spot.address,
        categories=gives,
        radius_m=float(dice.choice((6, 8, 12, 15) if drives else (2, 3, 3, 4, 5, 7)) * 1_000),
        capacity=dice.choice((1, 1, 2, 2, 3, 3, 4)),
        available=dice.random() < 0.92,
        opening_hours=dice.choice(_FREE_HOURS) if dice.random() < 0.2 else "",
        note=dice.choice(notes),
    )


def _organisation(dice: Random, city: City, number: str) -> ResponderDetails:
    spot = city.spot(dice, flats=False)
    _often, called, gives, note = dice.choices(_GROUPS, [group[0] for group in _GROUPS])[0]
    return ResponderDetails(
        kind=Kind.ORGANISATION,
        name=called.format(
            ward=spot.ward,
            name=dice.choice(_NAMES),
            pagoda=dice.choice(_PAGODAS),
            parish=dice.choice(_PARISHES),
        ),
        phone=number,
        point=spot.point,
        address=spot.address,
        categories=gives,
        radius_m=float(dice.choice((3, 4, 5, 8, 10)) * 1_000),
        capacity=dice.choice((5, 8, 10, 15, 20, 30)),
        available=dice.random() < 0.95,
        opening_hours="Mo-Su 07:00-18:00" if dice.random() < 0.4 else "",
        delivers=dice.random() < 0.7,
        note=note,
    )


def _supplier(dice: Random, city: City, number: str) -> ResponderDetails:
    spot = city.spot(dice, flats=False)
    shop = dice.choices(SHOPS, [kind.weight for kind in SHOPS])[0]
    delivers = dice.random() < shop.delivers
    return ResponderDetails(
        kind=Kind.SUPPLIER,
        name=f"{dice.choice(shop.called)} {dice.choice(OWNERS)}",
        phone=number,
        point=spot.point,
        address=spot.address,
        categories=shop.categories,
        radius_m=float(dice.choice((2, 3, 5)) * 1_000) if delivers else 1_000.0,
        capacity=dice.choice((5, 10, 20)),
        available=dice.random() < 0.94,
        opening_hours=dice.choice(shop.hours),
        delivers=delivers,
        note="Giao trong ngày, gọi trước giúp." if delivers else "",
        goods=goods_of(dice, shop),
    )


def goods_of(dice: Random, shop: ShopKind) -> list[GoodDetails]:
    """Some of what such a shop sells; every third shop tells no prices."""
    priced = dice.random() < 0.65
    most = len(shop.goods)
    return [
        GoodDetails(
            name=name,
            stock=dice.choices((Stock.IN, Stock.LOW, Stock.OUT), (7, 2, 1))[0],
            price=dice.randint(2 * low, 2 * high) * 500 if priced else None,
        )
        for name, low, high in dice.sample(shop.goods, dice.randint(min(3, most), min(9, most)))
    ]
