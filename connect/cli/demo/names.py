"""Names and phone numbers of people who do not exist.

The numbers are +84 990 ......: `phonenumbers` holds them for valid mobile numbers, so that every
check of the product takes them, and knows no operator for them, as it does for the rest of 099.
Numbers of a closed network (095) looked safer until its prefix was put up for auction. There is no
range in Viet Nam's plan that is kept for fiction; the demo is refused in production, so that
nothing can ever be sent to one of these.
"""

from random import Random

FAMILIES = (
    "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Phan", "Đặng",
    "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Mai", "Đinh", "Trương", "Lâm", "Đoàn", "Tạ", "Cao",
)  # fmt: skip
_SOUTHERN_FAMILIES = (*FAMILIES, "Huỳnh", "Huỳnh", "Võ", "Võ", "Châu", "Thái")
_NORTHERN_FAMILIES = (*FAMILIES, "Hoàng", "Hoàng", "Vũ", "Vũ", "Nghiêm", "Kiều")
_WOMEN = (
    "Thị Lan", "Thị Hoa", "Thị Cúc", "Thu Hà", "Thanh Thảo", "Ngọc Ánh", "Bích Ngọc", "Mỹ Linh",
    "Thùy Dung", "Kim Chi", "Hồng Nhung", "Phương Anh", "Khánh Vy", "Minh Thư", "Như Quỳnh",
    "Diễm My", "Thúy Hằng", "Cẩm Tú", "Tường Vi", "Bảo Trân", "Hoài Thương", "Yến Nhi", "Gia Hân",
    "Tuyết Mai", "Hải Yến", "Thanh Tâm", "Ái Liên", "Quế Anh", "Lệ Thu", "Xuân Mai",
)  # fmt: skip
_MEN = (
    "Văn Hùng", "Văn Tâm", "Minh Khang", "Quốc Bảo", "Anh Tuấn", "Đức Huy", "Hữu Phước",
    "Thanh Tùng", "Gia Bảo", "Hoàng Long", "Trọng Nghĩa", "Tấn Phát", "Công Minh", "Nhật Nam",
    "Quang Vinh", "Đình Khôi", "Xuân Trường", "Bá Lộc", "Thành Đạt", "Chí Thiện", "Hải Đăng",
    "Việt Dũng", "Duy Khánh", "Phú Quý", "Tiến Lâm", "Mạnh Cường", "Thế Sơn", "Hồng Phúc",
)  # fmt: skip
_SOUTHERN_RANKS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Út")


def phone(number: int) -> str:
    """The fictitious number with this tail, in E.164."""
    return f"+84990{number:06}"


def person(dice: Random, *, northern: bool, woman: bool | None = None) -> str:
    """A full name."""
    woman = dice.random() < 0.55 if woman is None else woman
    family = dice.choice(_NORTHERN_FAMILIES if northern else _SOUTHERN_FAMILIES)
    return f"{family} {dice.choice(_WOMEN if woman else _MEN)}"


def called(dice: Random, address: str, *, northern: bool) -> str:
    """What somebody is called by neighbours: `bà Sáu`, `chị Thu Hà`, `gia đình anh Quốc Bảo`."""
    last = address.rpartition(" ")[2]
    woman = last in ("bà", "chị", "cô", "dì")
    old_southerner = not northern and last in ("bà", "ông", "cô", "chú", "dì")
    if old_southerner and dice.random() < 0.6:
        rank = dice.choice(_SOUTHERN_RANKS)
        given = dice.choice(_WOMEN if woman else _MEN).rpartition(" ")[2]
        name = f"{address} {rank}" if dice.random() < 0.5 else f"{address} {rank} {given}"
    else:
        # Neighbours leave out the middle name that half of a generation shares.
        given = dice.choice(_WOMEN if woman else _MEN)
        name = f"{address} {given.removeprefix('Thị ').removeprefix('Văn ')}"
    return name[:1].upper() + name[1:]
