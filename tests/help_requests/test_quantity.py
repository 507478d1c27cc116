"""How much is needed: as people write it, or as a plain number."""

from typing import Any

import pytest
from marshmallow import ValidationError

from connect.help_requests.api.schemas import Quantity


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("5 kg", "5 kg"),
        (3, "3"),
        (0, "0"),
        (1_500_000, "1500000"),
        (12_345_678_901, "12345678901"),
        (2.5, "2.5"),
        (1_500_000.0, "1500000"),
        (1_234_567.25, "1234567.25"),
        (0.00001, "0.00001"),
        (1e20, "100000000000000000000"),
        (-0.5, "-0.5"),
    ],
)
def test_a_number_is_kept_as_it_was_written(given: Any, kept: str) -> None:
    assert Quantity(most=40).deserialize(given) == kept


@pytest.mark.parametrize("wrong", [True, [], {}, 1e300, "x" * 41])
def test_what_is_no_quantity_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        Quantity(most=40).deserialize(wrong)
