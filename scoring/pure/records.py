"""What conditions read about a unit: records of its sources, gathered beforehand as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .applicability import Unit
from .conditions import Field, Scalar

Value = Scalar | tuple[str, ...]
Key = tuple[str, str]  # (source, of), as a metric names them


@dataclass(frozen=True)
class Record:
    """One meeting, one year, one set of declared figures, one other sheet, or one row of this sheet.

    `values` by code of field; absent or None means not known. A value may be several words (the titles of a
    year): `equals` then asks whether it is among them, `any_of` whether one of them is. `on` is the day of a
    meeting, the last day of the period for anything else. `label` names the record for people; `unit` is the
    key of the unit it belongs to where several units are read, `founded` its first day. `unconfirmed` names the
    fields that nobody has confirmed yet.
    """

    values: Mapping[str, Value | None]
    on: date | None = None
    label: str = ""
    unit: str = ""
    programme: str = ""
    unconfirmed: frozenset[str] = frozenset()
    founded: date | None = None


@dataclass(frozen=True)
class Period:
    """The period of the round: `kind` is month, quarter, year or term; both days included."""

    kind: str
    start: date
    end: date


@dataclass(frozen=True)
class Observations:
    """Everything that was gathered for one unit before its sheet is judged.

    `records` by (source, of). Marks are never among them: they come from the sheet itself. For children and
    subtree there is a record per unit even where nothing is known of it. `covered` names what was gathered
    at all: what was not is "not enough data", while gathered and empty means that there is no record.
    `founded` is the day from which the unit has records (of its own or inherited); `as_of` is the day on
    which they were gathered: what begins later is not asked for month by month. `lines` has, of a unit that
    follows several others, the records of each line of descent in the place of those of all together.
    """

    period: Period
    records: Mapping[Key, tuple[Record, ...]] = field(default_factory=dict)
    unit: Unit = field(default_factory=Unit)
    founded: date | None = None
    as_of: date | None = None
    covered: frozenset[Key] = frozenset()
    lines: Mapping[Key, tuple[tuple[Record, ...], ...]] = field(default_factory=dict)


# Fields that come from the software, not from a declaration of the programme.
BUILT_IN = (
    Field("points", "điểm", "marks", "number"),
    Field("percent", "tỷ lệ điểm (%)", "marks", "number"),
    Field("choice", "mức đã chọn", "marks", "text"),
    Field("value", "số đã nhập", "marks", "number"),
    Field("not_applicable", "đánh dấu “không áp dụng”", "marks", "yes_no"),
    Field("titles", "danh hiệu", "years", "text"),
    Field("body", "cơ quan họp", "meetings", "text"),
    Field("outcome", "kết quả", "sheets", "text"),
    Field("total", "tổng điểm", "sheets", "number"),
    Field("base", "điểm không tính điểm thưởng", "sheets", "number"),
    Field("recognised", "được công nhận", "sheets", "yes_no"),
    Field("concluded", "đã có kết luận", "sheets", "yes_no"),
)
