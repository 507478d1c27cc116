"""How often the rules are right, on texts of our own: rules by one half, measured on the other.

Every other line was before our eyes when the rules were written; what counts is the rest. Both
halves come from the same few hands, so that real texts will be harder.
"""

import re
from pathlib import Path

import pytest

from connect.foundation.cautions import Caution, caution_of

HERE = Path(__file__).parent
RECALL, FALSE_ALARMS = 0.9, 0.02
OF_MONEY = re.compile(r"tiền|\d+ ?k\b|ngàn|nghìn|hóa đơn|trả|chuyển khoản|paid|receipt", re.I)


def halves(name: str) -> tuple[list[str], list[str]]:
    """The half that the rules were written by, and the one that was held out."""
    lines = (HERE / name).read_text().splitlines()
    assert len(set(lines)) == len(lines)
    return lines[::2], lines[1::2]


def warned(lines: list[str]) -> float:
    return sum(caution_of(line) is not None for line in lines) / len(lines)


def test_on_texts_that_the_rules_have_not_seen() -> None:
    (seen_asks, asks), (seen_honest, honest) = halves("asks.txt"), halves("honest.txt")
    assert len(seen_asks + asks) >= 150
    assert len(seen_honest + honest) >= 300
    money_talk = [line for line in honest if OF_MONEY.search(line)]
    print(  # noqa: T201  the figures are for who reads the log
        f"held out: recall {warned(asks):.3f} of {len(asks)}, false alarms {warned(honest):.3f} "
        f"of {len(honest)}, of {len(money_talk)} that talk of money {warned(money_talk):.3f}; "
        f"seen: {warned(seen_asks):.3f}, {warned(seen_honest):.3f}"
    )
    assert warned(asks) >= RECALL
    assert warned(honest) <= FALSE_ALARMS
    assert warned(money_talk) <= 2 * FALSE_ALARMS


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("Đọc cho con mã OTP vừa gửi", Caution.CODE),
        ("doc cho con ma otp vua gui", Caution.CODE),
        ("Đ ọ c m ã 0TP", Caution.CODE),
        ("Đọc cho con 0 T P nha", Caution.CODE),
        ("ＣＫ trước 200k nha", Caution.MONEY),
        ("Mình chuyển tiền trả bạn tiền chợ", None),
        ("Mã yêu cầu của tôi là K7M2QXH", None),
        ("", None),
        ("🙂 " * 400, None),
    ],
)
def test_as_people_write(text: str, caution: Caution | None) -> None:
    assert caution_of(text) == caution


@pytest.mark.parametrize("piece", ["chuyen ", "ma ", "a ", "otp khong ", "phi ", "1 ", "quet qr "])
def test_no_text_keeps_us_busy(piece: str) -> None:
    caution_of(piece * (4_000 // len(piece)))
