"""Bands of a measured value: which one a value falls in, and what the bands leave open or claim twice.

An end is a cut beside a number: (80, 0) stands just before 80, (80, 1) just after it. A band holds what lies
between its two cuts, so that "đến 80" and "trên 80" meet, "đến 80" and "từ 81" do not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .spec import Band
from .text import spoken

Cut = tuple[Decimal, int]
_ZERO = Decimal(0)
_ENDLESS: Cut = (Decimal("Infinity"), 0)


@dataclass(frozen=True)
class _Span:
    lower: Cut
    upper: Cut
    band: Band


def _lower(band: Band) -> Cut:
    return (band.least, 0) if band.least is not None else (band.above or _ZERO, 1)


def _upper(band: Band, following: Cut) -> Cut:
    if band.most is not None:
        return band.most, 1
    return (band.below, 0) if band.below is not None else following


def _spans(bands: Iterable[Band]) -> list[_Span]:
    ordered = sorted(bands, key=_lower)
    if not ordered:
        return []
    following = [*(_lower(band) for band in ordered[1:]), _ENDLESS]
    return [_Span(_lower(band), _upper(band, end), band) for band, end in zip(ordered, following, strict=True)]


def band_of(bands: Iterable[Band], reading: str | None, value: Decimal) -> Band | None:
    """The band whose points a value earns; None below all bands, above all of them, and where a value that
    stands between two bands has no reading. Of two bands that both claim a value `reading` takes one.
    """
    at = (value, 0)
    spans = _spans(bands)
    reached = [span for span in spans if span.lower <= at]
    holding = [span for span in reached if at < span.upper]
    if holding:
        return holding[0 if reading == "lower" else -1].band
    if not reached or len(reached) == len(spans):
        return None
    if reading == "lower":
        return max(reached, key=lambda span: span.upper).band
    return spans[len(reached)].band if reading == "upper" else None


def _first(cut: Cut, unit: Decimal | None) -> Decimal | None:
    """The least value that can be entered from a cut upwards; None where there is no least one."""
    if unit is None:
        return None if cut[1] else cut[0]
    steps = cut[0] / unit
    if cut[1]:
        return (steps.to_integral_value(ROUND_FLOOR) + 1) * unit
    return steps.to_integral_value(ROUND_CEILING) * unit


def _holds_values(start: Cut, end: Cut, unit: Decimal | None) -> bool:
    first = _first(start, unit)
    return start < end if first is None else (first, 0) < end


def _words(start: Cut, end: Cut) -> str:
    if start == (end[0], 0) and end[1]:
        return f"giá trị {spoken(end[0])}"
    return f"giá trị {'trên' if start[1] else 'từ'} {spoken(start[0])} đến {'' if end[1] else 'dưới '}{spoken(end[0])}"


def _ends(spans: list[_Span], greatest: Decimal | None) -> Iterator[str]:
    for span in spans:
        if not span.lower < span.upper:
            yield f"khoảng điểm bắt đầu ở {spoken(span.lower[0])} không chứa giá trị nào"
    last = max(span.upper for span in spans)
    if last != _ENDLESS and (greatest is None or (greatest, 0) >= last):
        yield (
            f"giá trị {'trên' if last[1] else 'từ'} {spoken(last[0])} không thuộc khoảng điểm nào; "
            "hãy đặt giá trị lớn nhất được nhập, hoặc để khoảng cao nhất không có đầu trên"
        )


def unclear(bands: Iterable[Band], unit: Decimal | None) -> list[str]:
    """What only a reading can settle, in words: values between two bands, and values that two bands claim.

    `unit` is the smallest difference between two values that can be entered, None where there is none.
    """
    found = []
    spans = _spans(bands)
    for n, span in enumerate(spans[1:], 1):
        ended = max(each.upper for each in spans[:n])
        if _holds_values(ended, span.lower, unit):
            found.append(f"{_words(ended, span.lower)} không thuộc khoảng điểm nào")
        twice = min(ended, span.upper)
        if _holds_values(span.lower, twice, unit):
            found.append(f"{_words(span.lower, twice)} thuộc hai khoảng điểm")
    return found


def band_faults(
    bands: tuple[Band, ...], reading: str | None, note: str, unit: Decimal | None, greatest: Decimal | None
) -> Iterator[str]:
    """What keeps bands from being published, in words that follow the name of their row.

    Gaps and overlaps do until a reading is chosen and a note says whose decision that is.
    """
    spans = _spans(bands)
    if len({span.lower for span in spans}) != len(spans):
        yield "các khoảng điểm trùng nhau"
        return
    yield from _ends(spans, greatest)
    open_questions = unclear(bands, unit)
    if reading is None:
        yield from (f"{each}; hãy chọn cách đọc (tính theo khoảng dưới hoặc khoảng trên)" for each in open_questions)
    elif open_questions and not note.strip():
        yield "đã chọn cách đọc các khoảng điểm nhưng chưa ghi chú căn cứ"
