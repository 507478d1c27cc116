"""Every text has its Vietnamese words, and no old text lies around."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
METHODS = [("connect/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "N_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
LANGUAGES = ("vi", "en")


def said() -> set[object]:
    """Every text in the source, as its English words."""
    return {
        tuple(message) if isinstance(message, list | tuple) else message
        for folder in ("connect", "templates")
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder,
            method_map=[(pattern.partition("/")[2], method) for pattern, method in METHODS],
            options_map={"**.html": {"encoding": "utf-8", "silent": "false"}},
            keywords=KEYWORDS,
        )
    }


def catalogue(language: str) -> Catalog:
    with (ROOT / f"translations/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def key(message: Message) -> object:
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def words(message: Message) -> list[str]:
    found = message.string
    return list(found) if isinstance(found, list | tuple) else [found or ""]


def test_every_text_is_in_the_vietnamese_catalogue() -> None:
    known = {key(message) for message in messages("vi")}
    assert said() - known == set()
    assert known - said() == set(), "texts that nothing says any more"
    assert not catalogue("vi").obsolete


def test_every_text_has_vietnamese_words() -> None:
    empty = [message.id for message in messages("vi") if not all(words(message))]
    assert empty == []
    assert [message.id for message in messages("vi") if message.fuzzy] == []


def test_what_is_put_into_a_text_is_put_into_its_translation() -> None:
    for message in messages("vi"):
        ids = message.id if isinstance(message.id, list | tuple) else [message.id]
        for text in words(message):
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(ids[-1])), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_compiles(language: str) -> None:
    write_mo(io.BytesIO(), catalogue(language))


# What one reads as one word, in headings of more than a line.
COMPOUNDS = re.compile(
    "giúp đỡ|cửa hàng|bán hàng|mật khẩu|điện thoại|thông báo|thông tin|đăng nhập|địa chỉ|yêu cầu"
    "|mở cửa|khác thường|thiết yếu|trao tặng|hiệu lực|thành phố|chúng tôi",
    re.IGNORECASE,
)
ONE_LINE = 17  # letters, at 360 px


def test_headings_break_between_words_and_not_inside_one() -> None:
    vietnamese = {message.id: words(message)[0] for message in messages("vi")}
    templates = [file.read_text("utf-8") for file in (ROOT / "templates").rglob("*.html")]
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", "".join(templates), re.DOTALL)
    said = {vietnamese[text] for text in re.findall(r'_\("([^"]+)"', "".join(headings))}
    assert len(said) > 50
    broken = [one for one in said if len(one) > ONE_LINE and COMPOUNDS.search(one)]
    assert broken == [], "put no-break spaces into them"
