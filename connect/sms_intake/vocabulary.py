"""The words that are understood, folded: lower case, no diacritics, several words run together.

A person writes "đi chợ", "di cho" or "dicho": all are `dicho`.
"""

from enum import StrEnum
from typing import NamedTuple

from connect.foundation.text import fold


class Kind(StrEnum):
    """What a message asks of us."""

    HELP = "help"
    YES = "yes"
    NO = "no"
    STATUS = "status"
    CANCEL = "cancel"
    STOP = "stop"
    START = "start"
    QUIET = "quiet"  # thanks, or a machine that answers: nothing to say to that
    UNKNOWN = "unknown"


class Want(NamedTuple):
    """A category, the goods of it that were named (as they stand on the card), and how much."""

    category: str
    goods: str = ""
    quantity: str = ""


class Mark(StrEnum):
    """Words that say something else than what is needed."""

    HELP = "help"
    URGENT = "urgent"
    EMERGENCY = "emergency"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What the whole of a message may be, with the marks that it has.
_COMMANDS = {
    Kind.YES: "1, có, y, yes, yep, đã có, vẫn, còn, vẫn cần, vẫn còn, còn cần, vẫn đang cần, "
    "still needed",
    Kind.NO: "2, không, ko, kh, k, n, no, không cần, không cần nữa, hết cần, đã có rồi",
    Kind.STATUS: "tt, tình trạng, status, trạng thái, kiểm tra",
    Kind.CANCEL: "hủy, huỷ, hủy bỏ, huỷ bỏ, hủy yêu cầu, huỷ yêu cầu, cancel, sai",
    Kind.STOP: "stop, dừng, dừng lại, ngừng, ngưng, từ chối, unsubscribe",
    Kind.START: "start, bắt đầu, mở lại, tiếp tục",
    Kind.QUIET: "cảm ơn, cám ơn, cảm ơn nhiều, cám ơn nhiều, xin cảm ơn, xin cám ơn, thanks, "
    "thank you, tks, ok, oke, vâng, dạ",
}
COMMANDS: dict[str, Kind] = {}
SPELLINGS: dict[str, set[str]] = {}  # of each command, with marks
for _kind, _phrases in _COMMANDS.items():
    for _phrase in _phrases.split(", "):
        _command = fold(_phrase).replace(" ", "")
        COMMANDS[_command] = _kind
        SPELLINGS.setdefault(_command, set()).add(_phrase.replace(" ", ""))
# What takes something from its sender: understood when it stands alone, and not otherwise.
ALONE = frozenset((Kind.STOP, Kind.CANCEL))
# Around the other commands.
POLITE = _words("a ah da oi nhe nha em con anh chi bac")
# Said by the phones of people who cannot answer; anywhere in a message.
ANSWERING_MACHINES = _words(
    "danglaixe dangban danghop segoilai selienlac sephanhoi tinnhantudong traloitudong "
    "autoreply automaticreply automatedmessage outofoffice iamdriving imdriving canttalk "
    "cantanswer callyoulater donotreply"
)

_WANTS = {
    Want("food", "Gạo"): "gao rice",
    Want("food", "Sữa"): "sua milk",
    Want("food", "Sữa em bé"): "suaembe suabot babymilk",
    Want("food", "Mì gói"): "migoi mitom mianlien noodles",
    Want("food", "Rau củ"): "rau raucu rauxanh vegetables",
    Want("food", "Trứng"): "trungga trungvit eggs",
    Want("food", "Thịt cá"): "thitca thitheo",
    Want("food", "Dầu ăn"): "dauan cookingoil",
    Want("food", "Nước uống"): "nuocuong nuocsach water",
    Want("food", "Tã"): "bimta taem diapers",
    Want("food"): "thucpham luongthuc nhuyeupham thucan food groceries",
    Want("medicine"): "thuoc thuocmen thuoctay thuocuong medicine",
    Want("medicine", "Khẩu trang"): "khautrang masks",
    Want("medicine", "Oxy"): "oxy oxi binhoxy binhoxi oxygen",
    Want("medical_advice"): "bacsi tuvanykhoa khambenh dieuduong doctor",
    Want("school_supplies"): "sachvo sachgiaokhoa dungcuhoctap dodunghoctap schoolbooks",
    Want("shopping"): "dicho dichoho muaho muagium muadum shopping",
    Want("transport"): "xe duadon xecuuthuong dibenhvien taxi transport",
    Want("shelter"): "choo nhatro noio chongu shelter",
}
_MARKS = {
    Mark.HELP: "giup giupdo giupvoi cuu cuuvoi cuutro hotro trogiup help sos need needhelp",
    Mark.URGENT: "gap khan khancap urgent asap",
    Mark.EMERGENCY: "capcuu nguykich nguycap khotho emergency ambulance",
}
MEANINGS: dict[str, Want | Mark] = {
    word: meaning
    for table in (_WANTS, _MARKS)
    for meaning, words in table.items()
    for word in words.split()
}
ENGLISH = _words(
    "help need needhelp rice milk babymilk noodles vegetables eggs cookingoil water diapers food "
    "groceries medicine masks oxygen doctor schoolbooks shopping transport shelter urgent asap "
    "emergency ambulance status cancel yes no"
)

# Half of the wards have words that are one slip from these: they are understood as they stand.
NEVER_GUESSED = _words(
    "khan taxi taem thucan choo asap noio dauan raucu luongthuc thuocuong dieuduong chongu duadon "
    "thitca khotho trungga"
)
# And these, though one slip away from a word of ours, stand in the names of many places.
NO_SLIPS = _words("phuoc phuoctay thuot thuc giap giuc hiep dich tahoc bacai mil")
# Words of ours that are words in names of places too: "An Cựu", "Chợ Gạo", "Bá Thước".
IN_NAMES = _words("gao cuu thuoc xe khan taxi thucan")
# These alone ask for nothing: a driver's "đang trên xe" is no call for help.
WEAK = frozenset((Want("transport"), Want("food", "Rau củ")))

PLACE_WORDS = _words(
    "p phuong x xa q quan h huyen tx tp tinh thixa thitran thanhpho dackhu ward district city "
    "duong pho hem ngo ap khupho"
)
AT = frozenset(("o", "tai", "in", "at"))
# Little words before what is needed.
FILLERS = _words(
    "a ah da oi nhe nha voi em con chi anh chu bac ban toi tui minh so chon la lam on cho can "
    "xin het thieu muon dang va i we please pls me for some and my"
)
UNITS = {
    "kg": "kg",
    "ky": "kg",
    "kilo": "kg",
    "lit": "lít",
    "l": "lít",
    "hop": "hộp",
    "goi": "gói",
    "thung": "thùng",
    "bich": "bịch",
    "chai": "chai",
    "lon": "lon",
    "vi": "vỉ",
    "vien": "viên",
    "bao": "bao",
}
PERSONS = _words("nguoi ng khau people persons person")
