"""Which two names near each other may be of one shop."""

import pytest

from connect.foundation.text import fold
from connect.responders.likeness import alike


def like(one: str, other: str, apart_m: float = 60) -> bool:
    both = alike(fold(one), fold(other), apart_m)
    assert both == alike(fold(other), fold(one), apart_m)
    return both


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nhà thuốc Long Châu", "NT Long Chau 12"),
        ("Nhà thuốc Long Châu", "Long Châu"),
        ("NHÀ THUỐC LONG CHÂU", "Hiệu thuốc Long Châu - Lê Lợi"),
        ("Bách Hóa Xanh", "BHX"),
        ("Bách hoá XANH 235", "Cửa hàng Bách Hóa Xanh số 235"),
        ("WinMart+ Lê Lợi", "Winmart Lê Lơi"),
        ("Chợ Bến Thành", "Ben Thanh Market"),
        ("Tạp hóa cô Hạnh", "Tạp hoá Cô Hanh"),
        ("Tạp hoá Hạnh", "Cửa hàng tiện lợi Hạnhh"),
    ],
)
def test_may_be_one(one: str, other: str) -> None:
    assert like(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nhà thuốc Long Châu", "Nhà thuốc Pharmacity"),
        ("Nhà thuốc Bến Thành", "Chợ Bến Thành"),
        ("Circle K 1", "Circle K 2"),
        ("Tạp hóa Lan", "Tạp hóa Hùng"),
        ("Tạp hóa", "Tạp hóa Hùng"),
        ("An", "An Nam"),
        ("", ""),
        ("???", "!!!"),
    ],
)
def test_are_two(one: str, other: str) -> None:
    assert not like(one, other)


def test_far_apart_are_two_whatever_they_are_called() -> None:
    assert like("Nhà thuốc Long Châu", "Nhà thuốc Long Châu", 150)
    assert not like("Nhà thuốc Long Châu", "Nhà thuốc Long Châu", 151)


def test_called_by_its_kind_alone_is_one_at_one_door_only() -> None:
    assert like("Tạp hoá", "Tạp hóa", 10)
    assert not like("Tạp hoá", "Tạp hóa", 60)
