"""What goods people mean: by the catalogue's names, as people write them."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from connect.goods import goods_in

HERE = Path(__file__).parent


class Line(NamedTuple):
    """A text, and the codes of the goods that a reader finds in it."""

    text: str
    codes: frozenset[str]


def lines_of(name: str) -> Iterator[Line]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, _arrow, codes = line.partition("=>")
            yield Line(text.strip(), frozenset(codes.split()))


class Figures(NamedTuple):
    """Shares, 0 to 1: of what is meant that is found, of what is found that is meant."""

    recall: float
    precision: float
    wrong: list[tuple[str, set[str], set[str]]]


def measured(name: str) -> Figures:
    meant = found = right = 0
    wrong = []
    for line in lines_of(name):
        read = {entry.code for entry in goods_in(line.text)}
        meant, found = meant + len(line.codes), found + len(read)
        right += len(line.codes & read)
        if read != line.codes:
            wrong.append((line.text, set(line.codes - read), set(read - line.codes)))
    return Figures(right / meant, right / found, wrong)


@pytest.fixture(autouse=True)
def _in_the_app(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("name", "recall", "precision"), [("corpus.txt", 0.97, 0.99), ("unseen.txt", 0.95, 0.93)]
)
def test_what_people_need_is_read_as_they_write_it(
    name: str, recall: float, precision: float
) -> None:
    read = measured(name)
    assert read.recall >= recall, read.wrong
    assert read.precision >= precision, read.wrong


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Sữa cho con", ["baby_formula"]),
        ("sữa, con", ["milk"]),
        ("sua, con", ["milk", "hand_sanitiser"]),
        ("SỮA; TÃ", ["milk", "nappies"]),
        ("sữa chua", ["milk"]),
        ("sửa chữa", []),
        ("sua chua", []),
        ("men tiêu hoá", ["stomach_medicine"]),
        ("men tiêu hóa", ["stomach_medicine"]),
        ("1 kg đường", ["salt_sugar"]),
        ("số 1 đường Lê Lợi", []),
        ("gạo, gạo, gạo", ["rice"]),
        ("trứng rồi gạo rồi trứng", ["eggs", "rice"]),
        ("", []),
        ("。。。 北京 🙂", []),
    ],
)
def test_words_with_marks_are_read_with_them(text: str, codes: list[str]) -> None:
    assert [entry.code for entry in goods_in(text)] == codes


def test_a_long_text_is_read_in_no_time() -> None:
    long = "khong biet noi gi hom nay troi dep " * 3_000
    begun = time.process_time()
    assert goods_in(long + "gao") == []  # no more than its beginning is read
    assert time.process_time() - begun < 0.5
