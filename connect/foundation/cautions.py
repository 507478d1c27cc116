"""Whether a text asks for money or for a code: pure rules, for a warning in between.

They read as people write: with marks or without, with letters apart, with digits for letters. Talk
about money that is no asking (a bill, change, "I pay when you come") is to pass, and so is advice
against it. How often they are right is measured on texts of our own (`tests/cautions`). A warning
hinders nobody: it is a sentence beside the words.
"""

import re
import unicodedata
from enum import StrEnum

from connect.foundation.text import fold


class Caution(StrEnum):
    """What a text seems to ask for."""

    CODE = "code"
    MONEY = "money"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{pattern})" for pattern in patterns))


_LETTERS = str.maketrans("0134", "oiea")
_APART = re.compile(r"\b(?:\w ){2,}\w\b")
_AMOUNT = re.compile(r"\d+[a-z]{1,4}\d{0,2}")

# All of them are read in text that `fold` has made: lower case, no marks, no punctuation.
_SUM = r"\d+ ?(?:k|tr|trieu|ngan|nghin|tram|d)\b"
_PAY = r"(?:chuyen|ck|bank|banking|gui|dua|nop|nap|dong|tra|ung|coc|thanh toan|ban|gop|boi duong)"
_CODES = _any(
    r"\botp\b",
    r"\bma (?:xac (?:nhan|minh|thuc)|kich hoat|pin|bao mat|(?:6|sau) so|cvv|ve\b|gui ve)",
    r"\bma (?:so )?(?:\w+ )?(?:vua|ngan hang) ",
    r"\bma (?:cua em|do|giup em|gium)\b|\bcai ma\b|\bco ma\b|maxac(?:nhan|minh)",
    r"\bmat khau (?!cong|cua|wifi|nha|mang)",
    r"\b(?:xin|doc|gui) (?:\w+ ){0,3}code\b|\bcai code\b",
    r"\b(?:6|sau) so\b|\bday so\b|\bso the\b|\bthe atm\b|\banh the ngan hang\b",
    r"\b(?:verification|six digit) code|one time password|\byour (?:pin|password|code)\b",
    r"\bbank (?:login|password)|\bcard number|\b(?:code|number) (?:that|from|you|by sms)\b",
)
_NO_CODES = _any(
    r"\b(?:dung|khong|ko|never|not|nobody|hung up|report)\b.{0,40}(?:otp|\bma\b|code|mat khau)",
    r"\b(?:asked for|hoi)\b.{0,20}(?:otp|\bma\b|code|password)",
    r"\bmy (?:request )?code is|if somebody",
)
# Whatever else is said.
_THREATS = _any(
    r"\b(?:khong|ko) (?:coc|chuyen).{0,20}\b(?:khong|ko) giao",
    r"\bchua chuyen khoan|\bchua nhan duoc tien.{0,20}chua giao|sau khi chuyen khoan",
)
_BEFOREHAND = _any(
    r"\b(?:dat|tien|phi|can) coc\b|^coc\b|\bcoc (?:truoc|giu|\d)|\bthe chan\b|datcoc",
    r"(?:chuyentien|chuyenkhoan|ck)truoc",
    r"(?<!mien )\b(?:phi|thue)\b.{0,30}\b(?:chuyen|ck|nop|dong|qua|truoc|de nhan|\d)",
    r"\b(?:nop|dong|chuyen|thanh toan|mat|co) (?:phi|thue)\b",
    r"\b(?:deposit|in advance)\b|\btransfer .{0,20}first\b|\bpay .{0,30}\b(?:before|first)\b",
    r"\bfirst you pay|\b(?:processing|small|service) fee\b",
    # Cards and top-ups, loans and gifts, baits and ways out to where nobody sees.
    r"\bthe (?:nap|dien thoai)\b.{0,30}(?:\d|\bma\b|seri|gui)|\bcard (?:dien thoai|garena)",
    r"\bthe cao\b.{0,40}(?:\bma\b|seri)|nap ?the|\bnap (?:cho so|vao app|tien|\d)",
    r"\btop up my|\bphone card|\bgift card",
    rf"\b(?:vay|muon)\b.{{0,12}}(?:\b{_SUM}|\btien\b)|\bvay nong|\bho tro vay",
    r"\blend (?:me|you) (?:some )?(?:money|\d)|\bborrow me",
    r"\bxin\b.{0,20}\b(?:tien|vai tram)\b|\bquyen gop|\bkeu goi|\bung ho\b|\bdonate\b",
    r"\bhelp me with (?:some )?cash",
    r"\btrung thuong|\btrieu moi ngay|\blai \d|\bviec nhe\b|\bluong cao",
    r"\bbit ly\b|\btinyurl|\bt me \w|\bhttps? .*\b(?:xyz|top|club)\b",
    r"\b(?:the ngan hang|can cuoc|cccd)\b.{0,40}\b(?:gui|chup|dang nhap|sao ke)",
)
_PAYMENTS = _any(
    rf"\b{_PAY}\b.{{0,30}}\b(?:truoc|trc)\b"
    r"(?! (?:cua|hien|nha|cong|khi (?:ngu|den|toi)|\d+ (?:gio|phut)))",
    r"\btien (?:truoc|trc)\b|\b(?:truoc|trc)\b.{0,12}\b(?:tien|phi)\b",
    r"\b(?:momo|zalo ?pay|viettel ?(?:money|pay)|vn ?pay|shopee ?pay)\b",
    r"\b(?:stk|so tai khoan|so tk|tai khoan|tk|account)\b.{0,30}(?:\d{6,}|\bnay\b|nhan sau)",
    r"\b\d{9,16}\b.{0,20}\b(?:vcb|vietcombank|techcombank|mb|bidv|acb|vpbank|sacombank|vietin)",
    r"\b(?:chuyen khoan|chuyen tien|ck|bank)\b.{0,25}\b(?:cho|giup|gium|qua|vao|ngay|gap|minh)\b",
    rf"\bchuyen (?:\w+ ){{0,3}}{_SUM}",
    r"\b(?:send|wire|transfer) (?:me )?(?:the )?(?:money|\d)",
    rf"\b(?:giup|ban|send|gui)\b.{{0,15}}\b{_SUM}.{{0,20}}\b(?:tien|tro|vien|hoc|qua|rent)",
    r"\bquet\b.{0,12}\bqr\b.{0,25}\b(?:chuyen|thanh toan|tien|\d+k)",
)
_NO_MONEY = _any(
    r"\b(?:dung|khong|ko) (?:\w+ ){0,3}(?:tien|phi|coc|chuyen)\b|\bkhong (?:thu|tinh|lay|nhan)\b",
    r"\bai (?:doi|xin|hoi)\b|\bdoi (?:tien|phi|chuyen)\b|\bnever\b|\bnobody\b",
)
# Who speaks so pays, has paid, or counts what was bought.
_SETTLED = _any(
    r"\b(?:da|moi) (?:chuyen|ck|nhan)\b|chuyen khoan roi|chuyen tien tra|kiem tra nhe|\bmien phi",
    r"\b(?:hoa don|tong|het|tien thua|thoi lai|tien cho|receipt)\b|\b(?:khi|luc) (?:nhan|con)\b",
    r"\b(?:con|minh|toi|nhom) (?:ung|mua|tra|bo)\b|hay chuyen khoan|chuyen khoan hay",
    r"\bi (?:have |already )?(?:paid|transferred)|\bfree\b",
)


def caution_of(text: str) -> Caution | None:
    """What a text seems to ask for; None for nearly all."""
    plain = _plain(text)
    if _CODES.search(plain) and not _NO_CODES.search(plain):
        return Caution.CODE
    return Caution.MONEY if _asks_for_money(plain) else None


def _asks_for_money(plain: str) -> bool:
    if _THREATS.search(plain):
        return True
    if _NO_MONEY.search(plain):
        return False
    if _BEFOREHAND.search(plain) or _BEFOREHAND.search(plain.replace(" ", "")):
        return True
    return _PAYMENTS.search(plain) is not None and not _SETTLED.search(plain)


def _plain(text: str) -> str:
    """Without marks and punctuation, letters that stand apart drawn together, digits as letters."""
    folded = fold(unicodedata.normalize("NFKC", text))
    together = _APART.sub(lambda found: found[0].replace(" ", ""), folded)
    return " ".join(_as_letters(word) for word in together.split())


def _as_letters(word: str) -> str:
    if word.isdigit() or word.isalpha() or (_AMOUNT.fullmatch(word) and word != "0tp"):
        return word
    return word.translate(_LETTERS)
