"""Observations for the tests: records written in one line, and contexts to evaluate conditions in."""

from datetime import date
from decimal import Decimal
from typing import Any

from scoring.pure.applicability import Unit
from scoring.pure.arithmetic import totals
from scoring.pure.conditions import CONDITION
from scoring.pure.evaluate import Context, Finding, evaluate
from scoring.pure.records import Observations, Period, Record, Value
from scoring.pure.rubric import RubricData

from .builders import build, row

GRADES = ["kem", "trung_binh", "kha", "tot"]
GRADE_WORDS = ["Kém", "Trung bình", "Khá", "Tốt"]
FIELDS = [
    {"code": "kind", "label": "Loại buổi", "source": "meetings", "type": "level", "levels": ["thuong_ky", "chuyen_de"],
     "labels": ["Thường kỳ", "Chuyên đề"], "entered_by": "unit"},
    {"code": "grade", "label": "Xếp loại", "source": "meetings", "type": "level", "levels": GRADES,
     "labels": GRADE_WORDS, "entered_by": "unit"},
    {"code": "present", "label": "Có mặt", "source": "meetings", "type": "number", "entered_by": "unit"},
    {"code": "members", "label": "Phải dự", "source": "meetings", "type": "number", "entered_by": "unit"},
    {"code": "minutes", "label": "Có biên bản", "source": "meetings", "type": "yes_no", "entered_by": "unit"},
    {"code": "good", "label": "Số tốt", "source": "facts", "type": "number", "entered_by": "unit"},
    {"code": "total", "label": "Tổng số", "source": "facts", "type": "number", "entered_by": "unit"},
    {"code": "level", "label": "Cấp độ", "source": "facts", "type": "level", "levels": GRADES, "labels": GRADE_WORDS,
     "entered_by": "unit"},
    {"code": "calm", "label": "Ổn định", "source": "facts", "type": "yes_no", "entered_by": "unit"},
    {"code": "sent", "label": "Ngày gửi", "source": "facts", "type": "date", "entered_by": "unit"},
    {"code": "checked", "label": "Số đã xác nhận", "source": "facts", "type": "number", "entered_by": "unit",
     "confirmed_by": "superior"},
    {"code": "meanwhile", "label": "Số tính ngay", "source": "facts", "type": "number", "entered_by": "unit",
     "confirmed_by": "superior", "until_confirmed": "counts"},
    {"code": "grade", "label": "Xếp loại năm", "source": "years", "type": "level",
     "levels": ["khong", "hoan_thanh", "tot", "xuat_sac"], "labels": ["Không", "Hoàn thành", "Tốt", "Xuất sắc"]},
]  # fmt: skip
SHEET = build(row("A", maximum=10), fields=FIELDS)
YEAR = Period("year", date(2026, 1, 1), date(2026, 12, 31))


def plain(value: Any) -> Value | None:
    """Whole numbers of a test as the Decimals of records."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return tuple(value) if isinstance(value, list) else value


def record(on: date | None = None, label: str = "", *, waiting: tuple[str, ...] = (), **values: Any) -> Record:
    return Record(
        {code: plain(value) for code, value in values.items()}, on, label, unconfirmed=frozenset(waiting)
    )  # fmt: skip


def meeting(month: int, day: int = 5, *, year: int = 2026, **values: Any) -> Record:
    on = date(year, month, day)
    return record(on, f"Cuộc họp ngày {on:%d/%m/%Y}", **values)


def year(number: int, **values: Any) -> Record:
    return record(date(number, 12, 31), f"Năm {number}", **values)


def declared(number: int = 2026, *, waiting: tuple[str, ...] = (), **values: Any) -> Record:
    return record(date(number, 12, 31), f"Số liệu khai năm {number}", waiting=waiting, **values)


def seen(
    *, period: Period = YEAR, unit: Unit | None = None, founded: date | None = None, as_of: date | None = None,
    **sources: Any,
) -> Observations:  # fmt: skip
    """Observations by source; `years_children=[…]` is (years, children)."""
    records = {}
    for name, found in sources.items():
        source, _, of = name.partition("_")
        records[source, of or "self"] = tuple(found)
    return Observations(period, records, unit or Unit(), founded, as_of, frozenset(records))


def context(sheet: RubricData = SHEET, marks: Any = None, **given: Any) -> Context:
    marks = marks or {}
    return Context(sheet, marks, totals(sheet, marks), seen(**given))


def found(condition: dict[str, Any], **given: Any) -> Finding:
    """What a condition comes to over the given records."""
    return evaluate(CONDITION.read(condition), context(**given))
