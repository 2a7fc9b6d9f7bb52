"""From printed numbers to a tree: where a row stands, read from its marker and those before it."""

import re
import unicodedata
from dataclasses import dataclass, field

from .markers import readings

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DOTTED = re.compile(r"(\d+(?:\.\d+)+)[.)]?")
_CORE = re.compile(r"[^0-9A-Za-zĐđ.]+")
OUT_OF_ORDER = "số thứ tự “{}” không nối tiếp dòng trước."


@dataclass(frozen=True)
class Place:
    """Code, code of the row above ("" at the top), place in reading order from 1, what is wrong ("" for nothing)."""

    code: str
    parent: str
    position: int
    fault: str = ""


@dataclass
class _Level:
    """A family of siblings that is still open: how they are numbered, how far, and the code above them."""

    styles: set[str]
    ordinal: int
    parent: str
    count: int = 1
    code: str = ""
    # "1.2" of the last sibling, for numbers that repeat those above.
    number: str = ""


@dataclass
class Numbering:
    """Takes markers in reading order and says where each row stands."""

    _levels: list[_Level] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    def place(self, marker: str) -> Place:
        """The place of the next row. Rows without a number, and bullets, stand below the last numbered row."""
        found = readings(marker)
        fault = ""
        if not found:
            if marker and any(letter.isalnum() for letter in marker):
                fault = f"không hiểu số thứ tự “{marker[:20]}”."
            self._join({f"dấu {marker}"}, None)
        elif dotted := _DOTTED.fullmatch(marker):
            fault = self._dotted(dotted[1], {style for style, _ in found})
        else:
            fault = self._numbered(marker, found)
        return self._settle(marker, fault)

    def _join(self, styles: set[str], ordinal: int | None) -> None:
        """Go on in the deepest open family of this style, or open one below the last row."""
        for depth in range(len(self._levels) - 1, -1, -1):
            level = self._levels[depth]
            if level.styles & styles:
                del self._levels[depth + 1 :]
                level.styles &= styles
                level.count += 1
                level.ordinal = level.count if ordinal is None else ordinal
                return
        self._open(styles, 1 if ordinal is None else ordinal)

    def _open(self, styles: set[str], ordinal: int) -> None:
        parent = self._levels[-1].code if self._levels else ""
        self._levels.append(_Level(styles, ordinal, parent))

    def _numbered(self, marker: str, found: set[tuple[str, int]]) -> str:
        for level in reversed(self._levels):
            going_on = {style for style, ordinal in found if ordinal == level.ordinal + 1} & level.styles
            if going_on:
                self._join(going_on, level.ordinal + 1)
                return ""
        beginning = {style for style, ordinal in found if ordinal == 1}
        if beginning:
            while self._levels and all(style.startswith("dấu ") for style in self._levels[-1].styles):
                self._levels.pop()
            self._open(beginning, 1)
            return ""
        first = not self._levels
        self._join({style for style, _ in found}, max(ordinal for _, ordinal in found))
        # A part of a longer paper may begin with any number.
        return "" if first else OUT_OF_ORDER.format(marker)

    def _dotted(self, number: str, styles: set[str]) -> str:
        """1.2 stands below 1 where there is a row 1, else beside 1.1."""
        above, _, last = number.rpartition(".")
        depth, expected = self._depth_of(number, above), 1
        if not self._levels:
            expected = int(last)
        if depth is None:
            self._open(styles, int(last))
        else:
            level = self._levels[depth]
            del self._levels[depth + 1 :]
            expected = level.ordinal + 1 if level.number.rpartition(".")[0] == above else 1
            level.count, level.ordinal = level.count + 1, int(last)
        self._levels[-1].number = number
        return "" if int(last) == expected else OUT_OF_ORDER.format(number)

    def _depth_of(self, number: str, above: str) -> int | None:
        """The open family that this number belongs to; None where it opens one."""
        dots = number.count(".")
        for depth in range(len(self._levels) - 1, -1, -1):
            level = self._levels[depth]
            if level.number.count(".") == dots:
                return depth
            if _bare(level) == above:
                del self._levels[depth + 1 :]
                return None
        return None

    def _settle(self, marker: str, fault: str) -> Place:
        level = self._levels[-1]
        code = wanted = self._code(marker, level)
        again = 1
        while code in self._taken:
            again += 1
            code = f"{wanted}-{again}"
        self._taken.add(code)
        level.code = code
        return Place(code, level.parent, len(self._taken), fault)

    def _code(self, marker: str, level: _Level) -> str:
        core = unicodedata.normalize("NFC", _CORE.sub("", marker)).strip(".").replace("đ", "dd").replace("Đ", "DD")
        if not core:
            core = _LETTERS[level.count - 1] if level.count <= len(_LETTERS) else f"a{level.count}"
        above, _, last = core.rpartition(".")
        if above and f".{level.parent}".endswith(f".{above}"):
            core = last
        return f"{level.parent}.{core}" if level.parent else core


def _bare(level: _Level) -> str:
    return level.number or level.code.rpartition(".")[2]
