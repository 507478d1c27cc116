"""What is understood of a message: the words, with and without marks, with slips of the thumb."""

import time
import unicodedata
from collections.abc import Mapping
from string import ascii_lowercase

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from connect.foundation.text import fold
from connect.geo import provinces, wards_of
from connect.geo.gazetteer_source import load
from connect.sms_intake.parsing import Command, parse
from connect.sms_intake.places import _own_name as own_name
from connect.sms_intake.places import find_wards, wards_called
from connect.sms_intake.vocabulary import (
    ALONE,
    COMMANDS,
    FILLERS,
    MEANINGS,
    NEVER_GUESSED,
    NO_SLIPS,
    Kind,
    Mark,
    Want,
)

SAID = (
    "giúp cứu gạo sữa thuốc bác sĩ đi chợ gấp 4 người phường xã Bến Nghé Tân Hưng quận 7 ở nhà tôi "
    "cần hết , khẩn cấp sách vở huỷ dừng không có Đồng Đường"
)
RICE, MILK = Want("food", "Gạo"), Want("food", "Sữa")
MESSAGES = {
    "GIUP GAO Phuong Ben Nghe": ((RICE,), "Phuong Ben Nghe"),
    "giúp gạo, sữa phường Tân Hưng quận 7": ((RICE, MILK), "phường Tân Hưng quận 7"),
    "gipu gaoj suwax Ben Nghe": ((RICE, MILK), "Ben Nghe"),
    "giup thuco tan hung": ((Want("medicine"),), "tan hung"),
    "thucc pham phuong Ben Nghe": ((Want("food"),), "phuong Ben Nghe"),
    "5kg gao 2 hop sua P. Ben Nghe": (
        (RICE._replace(quantity="5 kg"), MILK._replace(quantity="2 hộp")),
        "P Ben Nghe",
    ),
    "gạo 5 ký, phường Bến Nghé": ((RICE._replace(quantity="5 kg"),), "phường Bến Nghé"),
    "gao 2 hop sua o Ben Nghe": ((RICE, MILK._replace(quantity="2 hộp")), "Ben Nghe"),
    "Cứu với! nhà hết gạo, ở An Cựu": ((RICE,), "An Cựu"),
    "GIUP SUA xa Cho Gao": ((MILK,), "xa Cho Gao"),
    "bacsi bn nghe": ((Want("medical_advice"),), "bn nghe"),
    "đi chợ hộ phường 12 quận gò vấp": ((Want("shopping"),), "phường 12 quận gò vấp"),
    "HELP RICE Ben Nghe ward": ((RICE,), "Ben Nghe ward"),
    "sach vo cho con p tan hung": ((Want("school_supplies"),), "p tan hung"),
    "giup xe di benh vien p tan phong": ((Want("transport"),), "p tan phong"),
    "GIUP thuc pham: gao; sua": ((RICE, MILK), ""),
    "giup p. tan phong gao": ((RICE,), "p tan phong gao"),
}


@pytest.mark.parametrize("text", MESSAGES)
def test_what_is_needed_and_where(text: str) -> None:
    command = parse(text)
    assert (command.kind, command.wants, command.place) == (Kind.HELP, *MESSAGES[text])


def test_for_how_many_and_how_urgent() -> None:
    told = parse("GIUP GAO GẤP cho 4 người, phường Bến Nghé")
    assert (told.people, told.urgent, told.emergency) == (4, True, False)
    assert parse("giup gao 4ng ben nghe").people == 4
    assert parse("giup gao 999999 nguoi ben nghe").people is None
    told = parse("cấp cứu! ở quận 7")
    assert (told.emergency, told.urgent, told.wants) == (True, True, (Want("medical_advice"),))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", Kind.YES), ("1.", Kind.YES), ("Có", Kind.YES), ("yes", Kind.YES),
        ("2", Kind.NO), ("2 nhé", Kind.NO), ("không", Kind.NO), ("dạ không ạ", Kind.NO),
        ("TT", Kind.STATUS), ("?", Kind.STATUS), (" ?? ", Kind.STATUS), ("tình trạng", Kind.STATUS),
        ("HUY", Kind.CANCEL), ("Huỷ", Kind.CANCEL), ("hủy", Kind.CANCEL), ("START", Kind.START),
        ("STOP", Kind.STOP), ("Dừng", Kind.STOP), ("DUNG", Kind.STOP), ("dung lại", Kind.STOP),
        ("Đúng", Kind.UNKNOWN), ("dạ đúng", Kind.UNKNOWN), ("da dung", Kind.UNKNOWN),
        ("Dũng", Kind.UNKNOWN), ("Hưng", Kind.UNKNOWN), ("Phong", Kind.UNKNOWN),
        ("khổng", Kind.UNKNOWN), ("Cô", Kind.UNKNOWN), ("huy nhé", Kind.UNKNOWN),
        ("cảm ơn", Kind.QUIET), ("Toi dang lai xe, se goi lai sau", Kind.QUIET),
        ("Auto-reply: I am out of office", Kind.QUIET), ("ok", Kind.QUIET),
        ("giup", Kind.HELP), ("SOS", Kind.HELP), ("help", Kind.HELP),
        ("", Kind.UNKNOWN), ("🙏🙏", Kind.UNKNOWN), ("我需要大米", Kind.UNKNOWN),
        ("3", Kind.UNKNOWN), ("xin chào", Kind.UNKNOWN), ("Cảm ơn, đã nhận gạo", Kind.UNKNOWN),
        ("Tôi đang trên xe", Kind.UNKNOWN), ("\u202e\u0000\u200b", Kind.UNKNOWN),
    ],
)  # fmt: skip
def test_what_a_message_is(text: str, kind: Kind) -> None:
    assert parse(text).kind == kind


def test_a_machine_that_answers_and_yet_needs_help_is_heard() -> None:
    assert parse("GIÚP, tôi đang bận trông mẹ, hết gạo").kind == Kind.HELP


def understood(command: Command) -> Command:
    """Without the spelling of the place."""
    return command._replace(place=fold(command.place))


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=3_000))
@example("a" * 16_000)
@example("giup " * 3_000)
@example("\ud800 \u0000 ơ̛ ﷺ")
def test_any_text_is_read_in_bounded_time(text: str) -> None:
    start = time.perf_counter()
    command = parse(text)
    find_wards(command.place)
    assert time.perf_counter() - start < 3  # 0.2 s at most on a machine of its own
    assert len(command.place.split()) <= 20
    assert len(command.wants) <= 20


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(SAID.split()),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.booleans(),
)
def test_marks_and_case_never_change_the_meaning(words: list[str], case: object, nfd: bool) -> None:
    text = " ".join(words)
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        if not unicodedata.combining(letter)
    )
    changed = case(text) if callable(case) else text
    if nfd:
        changed = unicodedata.normalize("NFD", changed)
    assert understood(parse(bare)) == understood(parse(text)) == understood(parse(changed))


def slips_of(word: str) -> set[str]:
    """All that one letter too many, missing, wrong or swapped makes of a word."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(a + b[1:] for a, b in parts),
        *(a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1),
        *(a + letter + b[cut:] for a, b in parts for letter in ascii_lowercase for cut in (0, 1)),
    }


SLIPS = {word: slips_of(word) for word in [*MEANINGS, *COMMANDS] if len(word) >= 4}


@st.composite
def with_one_slip(draw: st.DrawFn, words: list[str]) -> tuple[str, str]:
    """A word of four letters at least, and what a thumb makes of it."""
    word = draw(st.sampled_from(words))
    return word, draw(st.sampled_from(sorted(SLIPS[word])))


def is_clear(word: str, typed: str, table: Mapping[str, object]) -> bool:
    """Whether it is no other word by itself, nor one slip away from one of another meaning."""
    others = {one for one in table if table[one] != table[word]}
    is_word = typed in others | set(NO_SLIPS | FILLERS)
    return not is_word and not any(typed in SLIPS.get(one, ()) for one in others)


GUESSED = sorted(w for w in MEANINGS if len(w) >= 4 and w not in NEVER_GUESSED)
NEEDED = [word for word in GUESSED if isinstance(MEANINGS[word], Want)]


@settings(max_examples=600, deadline=None)
@given(with_one_slip(NEEDED))
def test_a_slip_in_what_is_needed_keeps_the_meaning(slip: tuple[str, str]) -> None:
    word, typed = slip
    assume(is_clear(word, typed, MEANINGS))
    assert parse(f"giup {typed} phuong ben nghe").wants == (MEANINGS[word],)


@settings(max_examples=300, deadline=None)
@given(with_one_slip(sorted(w for w in GUESSED if MEANINGS[w] == Mark.HELP)))
def test_a_slip_in_the_word_for_help_keeps_the_meaning(slip: tuple[str, str]) -> None:
    word, typed = slip
    assume(is_clear(word, typed, MEANINGS))
    command = parse(f"{typed} gao phuong ben nghe")
    assert (command.kind, command.wants) == (Kind.HELP, (RICE,))


@settings(max_examples=600, deadline=None)
@given(with_one_slip(sorted(w for w in COMMANDS if len(w) >= 4)))
def test_a_slip_in_a_command_is_no_command(slip: tuple[str, str]) -> None:
    _word, typed = slip
    assume(typed not in COMMANDS)
    # "vẫn đang bận", a letter from "vẫn đang cần", is what a machine says: nothing comes of it.
    assert parse(typed).kind in (Kind.UNKNOWN, Kind.HELP, Kind.QUIET)


# Bare names of wards, without marks, that stand for something else when a phone is asked where.
NOT_A_PLACE = {"dung": Kind.STOP, "con": Kind.YES, "gao": Kind.HELP}


def test_bare_names_of_wards_are_places_and_no_commands() -> None:
    """All of them, read as who was asked "where are you?" writes them."""
    names = {" ".join(own_name(one)) for one in load().places.values() if one.kind == "ward"}
    names = {name for name in names if not name.isdecimal()}
    assert len(names) > 5_000
    misread = {}
    for name in names:
        kind = parse(name).kind
        if kind in ALONE or (kind != Kind.UNKNOWN and not wards_called(name)):
            misread[name] = kind
    assert misread == NOT_A_PLACE
    # With its marks not even these are commands.
    assert [parse(name).kind for name in ("Dùng", "Cồn", "Cồn Cỏ", "Vân Côn")] == [
        Kind.UNKNOWN, Kind.UNKNOWN, Kind.UNKNOWN, Kind.UNKNOWN,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Anh Sơn", "Bạc Liêu", "Bản Mế", "A Lưới", "Chi Lăng", "Phong Nha", "Bác Ái"]
)
def test_a_bare_name_stays_whole(name: str) -> None:
    assert parse(name).place == name
    assert any(fold(name) in fold(ward.name) for ward in find_wards(name).wards)


# Whose names hold a word of ours: with "xã" in front they are read as they should be.
OF_OUR_WORDS = {"gao", "gao giong", "cho gao", "ta xi lang"}


def test_no_name_of_a_ward_is_taken_for_something_that_is_needed() -> None:
    wards = [ward for province in provinces() for ward in wards_of(province.code)]
    assert len(wards) > 3_000
    for ward in wards[::3]:
        assert parse(f"GIUP SUA {ward.name}").wants == (MILK,), ward
        bare = ward.name.split(" ", 1)[1]
        if fold(bare) not in OF_OUR_WORDS and not bare[0].isdigit():
            told = parse(f"GIUP SUA {bare}")
            assert (told.wants, told.urgent) == ((MILK,), False), ward


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ben Nghe", ["Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh (cũ)"]),
        ("Beens Ngheef", ["Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh (cũ)"]),
        ("phuong beb nghe", ["Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh (cũ)"]),
        ("bn nghe q1", ["Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh (cũ)"]),
        ("phuong tan hug q7", ["Phường Tân Hưng, Thành phố Hồ Chí Minh"]),
        ("quan 7", []),
        ("ha noi", []),
        ("asdf qwer", []),
    ],
)
def test_the_ward_is_found_with_a_slip_too(text: str, found: list[str]) -> None:
    assert [ward.full_name for ward in find_wards(text).wards] == found


def test_a_larger_place_is_told_apart_from_none() -> None:
    larger = find_wards("o quan 7").larger
    assert larger is not None
    assert larger.name == "Quận 7"
    assert find_wards("asdf qwer").larger is None


def test_names_that_stand_several_times_are_all_found() -> None:
    assert len(find_wards("phuong tan phong").wards) >= 3
