"""Vietnamese text, numbers and dates: search and sort columns, "4,5", "ngày 05 tháng 02 năm 2026"."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

NOT_A_NUMBER = "Hãy nhập một số, ví dụ 4,5 hoặc 6."
NO_THOUSANDS = "Hãy viết số không có dấu phân cách hàng nghìn, ví dụ 1250 hoặc 4,5."
TOO_LONG = "Số này quá dài."

# Eth looks like Đ and stands in many texts converted from old fonts.
_STROKED_D = str.maketrans("đð", "dd")
_SHAPES = {("a", "\u0306"): 1, ("a", "\u0302"): 2, ("e", "\u0302"): 1, ("o", "\u0302"): 1}
_SHAPES |= {("o", "\u031b"): 2, ("u", "\u031b"): 1}
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
_LEVEL_TONE = 1
_MEANT = frozenset(_TONES) | {mark for _, mark in _SHAPES}
_UNSEEN = {"Mn", "Me", "Cf"}

_WORD_OR_NUMBER = re.compile(r"[0-9]+|[a-zđð][a-zđð\u0300-\u036f]*")
_NUMBER = re.compile(r"[-+]?([0-9]+)(?:[.,]([0-9]+))?")
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]*)?")
_WHOLE_DIGITS = 12
_DECIMAL_DIGITS = 6


def nfc(text: str) -> str:
    """The text with every letter and its diacritics composed into one character, as papers demand."""
    return unicodedata.normalize("NFC", text)


def capitalise_first(text: str) -> str:
    """The text with its first letter in upper case and everything else as it was."""
    text = nfc(text)
    return text[:1].upper() + text[1:]


def search_key(text: str) -> str:
    """What a search compares: words of [0-9a-z] without diacritics, one space between them."""
    plain = "".join(mark for mark in _decomposed(text) if not unicodedata.combining(mark))
    return " ".join(re.findall(r"[0-9a-z]+", plain.translate(_STROKED_D)))


def sort_key(text: str) -> str:
    """What a list is ordered by: [0-9a-z] whose order, in bytes or a collation's, is the dictionary's.

    Syllables are compared one after the other: first their letters (a ă â b c d đ e ê … o ô ơ … u ư …),
    then their tone (ngang, huyền, hỏi, ngã, sắc, nặng), as Vietnamese dictionaries do. Numbers go before
    letters and by value. Case and punctuation count for nothing. The key has at most four characters
    for each character of the decomposed text.
    """
    tokens = _WORD_OR_NUMBER.findall(_decomposed(text))
    return "".join(_number_key(token) if token[0] in "0123456789" else _syllable_key(token) for token in tokens)


def _decomposed(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(mark for mark in folded if mark in _MEANT or unicodedata.category(mark) not in _UNSEEN)


def _syllable_key(syllable: str) -> str:
    # A digit after each letter keeps letters apart, so that no collation sees "ch" or "aa" as one letter;
    # "0" ends the syllable and stands before every letter, so that "ba" in any tone goes before "ban".
    return "".join(_letters(syllable)) + f"0{_tone(syllable)}"


def _letters(syllable: str) -> Iterator[str]:
    for base, marks in re.findall(r"([a-zđð])([\u0300-\u036f]*)", syllable):
        if base in "đð":
            yield "d1"
        else:
            yield f"{base}{max((_SHAPES.get((base, mark), 0) for mark in marks), default=0)}"


def _tone(syllable: str) -> int:
    return max((_TONES[mark] for mark in syllable if mark in _TONES), default=_LEVEL_TONE)


def _number_key(digits: str) -> str:
    # The length goes first, one 9 for each nine digits and then the rest: it needs no separator.
    digits = digits.lstrip("0") or "0"
    nines, rest = divmod(len(digits), 9)
    return f"{'9' * nines}{rest}{digits}"


def format_points(points: Decimal | int | None) -> str:
    """Points as they are written: "4,5", "6", "-0,25"; "" for None. Raises ValueError for NaN, infinity."""
    if points is None:
        return ""
    if not isinstance(points, Decimal | int):
        raise TypeError("points are Decimal")
    points = Decimal(points)
    if not points.is_finite():
        raise ValueError("points are finite")
    text = format(points if points else abs(points), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def parse_decimal(text: str) -> Decimal:
    """The number typed as "4,5" or "4.5", spaces around it allowed.

    Raises ValueError with a Vietnamese sentence for anything else. "1.250" is refused too: it means 1250
    to a Vietnamese reader and 1,25 to a machine.
    """
    typed = text.strip().replace("\u2212", "-")
    if _THOUSANDS.fullmatch(typed):
        raise ValueError(NO_THOUSANDS)
    number = _NUMBER.fullmatch(typed)
    if number is None:
        raise ValueError(NOT_A_NUMBER)
    if len(number[1]) > _WHOLE_DIGITS or len(number[2] or "") > _DECIMAL_DIGITS:
        raise ValueError(TOO_LONG)
    return Decimal(typed.replace(",", "."))


def format_date(day: date) -> str:
    """The day as dd/mm/yyyy. Raises TypeError for a datetime, whose day depends on the time zone."""
    _refuse_datetime(day)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def official_date(day: date) -> str:
    """The day as on a paper: "ngày 05 tháng 02 năm 2026", "ngày 15 tháng 3 năm 2026" (HD 36-HD/VPTW,
    HD 05-HD/VPTW: a zero before days below 10 and before months 1 and 2 only)."""
    _refuse_datetime(day)
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _refuse_datetime(day: date) -> None:
    if isinstance(day, datetime):
        raise TypeError("a date is wanted: take localdate() of the moment first")


def format_size(size: int) -> str:
    """Return a number of bytes in words: "12,4 MB", below a tenth of a megabyte "85 KB"."""
    if size < 100_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".0 ", " ").replace(".", ",")
