"""Amounts as people type them, and as much of a budget as strangers may know."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connect.foundation.money import MOST, read_amount
from connect.shopping.money import band
from connect.shopping.states import must_ask


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("250000", 250_000),
        ("250.000", 250_000),
        ("250,000", 250_000),
        ("250 000", 250_000),
        ("250.000đ", 250_000),
        ("250.000 đồng", 250_000),
        ("250k", 250_000),
        ("250K", 250_000),
        ("250 nghìn", 250_000),
        ("250 ngàn đồng", 250_000),
        ("1,5 triệu", 1_500_000),
        ("1.5tr", 1_500_000),
        ("2 triệu", 2_000_000),
        ("1.250k", 1_250_000),
        ("100 triệu", MOST),
    ],
)
def test_what_is_meant(typed: str, meant: int) -> None:
    assert read_amount(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "", "nhiều", "0", "-5", "1.5", "25.00", "1.2.3", "100.000.001", "1e6", "²50k", "k",
        "5 kg", "1,5 tỷ", "9" * 30, "٣٠٠", "300k 200k",
    ],
)  # fmt: skip
def test_what_is_no_amount(typed: str) -> None:
    assert read_amount(typed) is None


@settings(deadline=None)
@given(st.text(max_size=30))
def test_nothing_typed_breaks_it(typed: str) -> None:
    amount = read_amount(typed)
    assert amount is None or 0 < amount <= MOST


@settings(deadline=None)
@given(st.integers(1, MOST))
def test_a_budget_lies_in_its_range(amount: int) -> None:
    above, up_to = band(amount)
    assert above < amount
    assert up_to is None or amount <= up_to
    assert read_amount(f"{amount:,}") == amount


def test_two_budgets_of_one_range_look_the_same() -> None:
    assert band(200_001) == band(500_000) == (200_000, 500_000)
    assert band(200_000) == (100_000, 200_000)
    assert band(MOST) == (2_000_000, None)


@pytest.mark.parametrize(
    ("cost", "budget", "agreed", "asks"),
    [
        (300, 300, None, False),
        (301, 300, None, True),
        (301, None, None, False),
        (350, 300, 350, False),
        (351, 300, 350, True),
        (301, 300, 200, True),  # the budget was raised since
    ],
)
def test_when_it_is_asked(cost: int, budget: int | None, agreed: int | None, asks: bool) -> None:
    assert must_ask(cost, budget, agreed) is asks
