"""The printed numbering of rows: I, II / 1, 2 / (1), (2) / 1.1, 1.2 / a), b) / A, B."""

import re
from collections.abc import Sequence

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")
_PARTS = re.compile(r"(?P<before>\(|(?:\d+\.)+)?(?P<core>\d+|[IVX]+|[A-Za-zđĐ])(?P<after>[).]?)")


def readings(marker: str) -> set[tuple[str, int]]:
    """Every (style, ordinal) a marker can mean; "I" may be the Roman one or a letter. None for a bullet."""
    parts = _PARTS.fullmatch(marker)
    if not parts:
        return set()
    core = parts["core"]
    frame = f"{parts['before'] or ''}_{parts['after']}"
    found = set()
    if core.isdigit():
        found.add((f"{frame} số", int(core)))
    if core in _ROMAN:
        found.add((f"{frame} La Mã", _ROMAN.index(core) + 1))
    for number, letters in enumerate(_ALPHABETS):
        for case, alphabet in (("thường", letters), ("hoa", letters.upper())):
            if core in alphabet:
                found.add((f"{frame} chữ {case} {number}", alphabet.index(core) + 1))
    return found


def first_out_of_order(markers: Sequence[str]) -> int | None:
    """The index of the first marker that does not continue its siblings' numbering, None if all do.

    Empty markers (unnumbered rows) and bullets such as "-" are passed over.
    """
    styles: set[str] | None = None
    expected = 0
    for index, marker in enumerate(markers):
        found = readings(marker)
        if not found:
            continue
        expected += 1
        fitting = {style for style, ordinal in found if ordinal == expected}
        styles = fitting if styles is None else styles & fitting
        if not styles:
            return index
    return None
