"""Vietnamese wording compared: without case, diacritics and marks, so that "Uỷ" and "ủy" are one word."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

_WORD = re.compile(r"[a-z0-9]+")
_STROKED = str.maketrans("đð", "dd")


def folded(text: str) -> tuple[str, ...]:
    """The words of a text in their order, each of [a-z0-9] only."""
    marks = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(mark for mark in marks if not unicodedata.combining(mark))
    return tuple(_WORD.findall(bare.translate(_STROKED)))


def pieces(text: str) -> Counter[tuple[str, ...]]:
    """What two texts are compared by: their words, and each two that stand side by side."""
    words = folded(text)
    return Counter((word,) for word in words) + Counter(pairwise(words))


def likeness(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> int:
    """How much of both texts is common to both, in whole percent; 0 where one is empty."""
    both = one.total() + other.total()
    return 200 * (one & other).total() // both if both else 0


def share_within(part: Counter[tuple[str, ...]], whole: Counter[tuple[str, ...]]) -> int:
    """How much of `part` stands in `whole`, in whole percent; 0 where `part` is empty."""
    return 100 * (part & whole).total() // part.total() if part else 0
