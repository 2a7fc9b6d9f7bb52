"""What a paper says, as frozen plain data: kept as JSON with the decision, turned into print by `render`.

Every text is printed as it stands, save for the punctuation that `layout` puts in. A line break inside an
article or paragraph starts a new paragraph.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

Align = Literal["left", "center", "right"]
RowStyle = Literal["section", "group", "subgroup", "leaf", "detail", "total"]


class PaperError(ValueError):
    """A stored context that is not one of the papers below."""


@dataclass(frozen=True)
class Head:
    """Head block. Without `number_text` and `place` the second line (number, place and date) is left out.

    `day` is None on the signing copy, which is dated by hand; `year` is then the year printed.
    """

    superior: str
    issuer: str
    number_text: str = ""
    place: str = ""
    day: date | None = None
    year: int | None = None


@dataclass(frozen=True)
class Signature:
    """`authority` bold (T/M ĐẢNG ỦY), `office` regular (BÍ THƯ), `note` italic ((Ký ghi rõ họ tên))."""

    authority: str
    office: str = ""
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Recipients:
    """Lines of "Nơi nhận", without dash or punctuation at the end."""

    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a table; widths are shares: a table always fills the width between the margins."""

    label: str
    width_mm: int
    align: Align = "left"


@dataclass(frozen=True)
class Annex:
    """A list on pages of its own after the paper; `wide` turns them to landscape."""

    title: tuple[str, ...]
    reference: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: str = ""
    wide: bool = False

    def __post_init__(self) -> None:
        _check_cells(self.columns, self.rows)


@dataclass(frozen=True)
class Article:
    """`label` bold ("Điều 1."), then the text."""

    label: str
    text: str


@dataclass(frozen=True)
class Verification:
    """How anyone may check the paper: words in 10 pt, with an `address` also as a QR code."""

    text: str
    address: str = ""
    place: Literal["annex", "recipients"] = "annex"


@dataclass(frozen=True)
class Certification:
    """What the copying office writes below an extract: its head, the sentence and the place of its signature."""

    mark: str
    head: Head
    sentence: str
    signature: Signature
    recipients: Recipients


@dataclass(frozen=True)
class DecisionPaper:
    """Quyết định. `bases` without dash and end mark; `bases_end` closes the last before the issuing lines.

    `derived` tells that the form is derived from that for cells (no source prints it); it is not printed. With a
    `certification` the paper is an extract (trích sao).
    """

    layout: str
    head: Head
    subject: str
    bases: tuple[str, ...]
    issuing_lines: tuple[str, ...]
    articles: tuple[Article, ...]
    recipients: Recipients
    signature: Signature
    kind: str = "QUYẾT ĐỊNH"
    form_note: str = ""
    bases_end: Literal[",", "."] = ","
    annex: Annex | None = None
    derived: bool = False
    draft: bool = False
    verification: Verification | None = None
    certification: Certification | None = None


@dataclass(frozen=True)
class RequestPaper:
    """Tờ trình. `addressees` follow "Kính trình:" (2026) or "Kính gửi:" (2018)."""

    layout: str
    head: Head
    subject: str
    addressees: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: Recipients
    signature: Signature
    kind: str = "TỜ TRÌNH"
    annex: Annex | None = None
    draft: bool = False


@dataclass(frozen=True)
class NoticePaper:
    """Thông báo of a result. Without a day in its head number and date are written by hand."""

    layout: str
    head: Head
    subject: str
    paragraphs: tuple[str, ...]
    recipients: Recipients
    signature: Signature
    kind: str = "THÔNG BÁO"
    annex: Annex | None = None
    draft: bool = False


@dataclass(frozen=True)
class SheetRow:
    """A row of the printed sheet: marker and text, then one cell for every further column."""

    marker: str
    text: str
    cells: tuple[str, ...]
    style: RowStyle = "leaf"


@dataclass(frozen=True)
class SheetPaper:
    """Phiếu chấm điểm. `results`: (words as printed, value); a missing value is dotted, `notes` say why.

    The annex holds the reasons of the outcome that was proposed.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    signature: Signature
    head: Head | None = None
    reference: str = ""
    unit: str = ""
    period: str = ""
    result_heading: str = ""
    results: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    annex: Annex | None = None
    draft: bool = False

    def __post_init__(self) -> None:
        _check_cells(self.columns, tuple((row.marker, row.text, *row.cells) for row in self.rows))


Paper = DecisionPaper | RequestPaper | NoticePaper | SheetPaper
PAPERS: dict[str, type[Paper]] = {
    "decision": DecisionPaper,
    "request": RequestPaper,
    "notice": NoticePaper,
    "sheet": SheetPaper,
}


def _check_cells(columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    for position, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise PaperError(f"Dòng {position} có {len(row)} ô, bảng có {len(columns)} cột.")


def to_json(paper: Paper) -> dict[str, Any]:
    """Return the paper as JSON-able data (dates as ISO text); `from_json` turns it back into an equal one."""
    name = next(name for name, kind in PAPERS.items() if type(paper) is kind)
    return {"paper": name} | _plain(paper)


def from_json(data: Mapping[str, Any]) -> Paper:
    """Return the paper that `to_json` wrote; PaperError names what does not fit."""
    kind = PAPERS.get(data.get("paper", ""))
    if kind is None:
        raise PaperError(f"Loại giấy tờ không có: {data.get('paper')!r}.")
    return _build(kind, {key: value for key, value in data.items() if key != "paper"}, "paper")


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _build(kind: Any, value: Any, where: str) -> Any:
    if get_origin(kind) is UnionType:
        kind = next(arm for arm in get_args(kind) if arm is not type(None))
        return None if value is None else _build(kind, value, where)
    if get_origin(kind) is tuple:
        return _build_tuple(get_args(kind), value, where)
    if is_dataclass(kind):
        return _build_object(kind, value, where)
    if kind is date:
        return _build_date(value, where)
    fits = value in get_args(kind) if get_origin(kind) is Literal else type(value) is kind
    if not fits:
        raise PaperError(f"{where}: giá trị không hợp lệ {value!r}.")
    return value


def _build_tuple(kinds: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise PaperError(f"{where}: phải là một danh sách.")
    wanted = kinds[:1] * len(value) if kinds[-1] is Ellipsis else kinds
    if len(wanted) != len(value):
        raise PaperError(f"{where}: phải có {len(wanted)} giá trị.")
    return tuple(_build(kind, item, where) for kind, item in zip(wanted, value, strict=True))


def _build_object(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise PaperError(f"{where}: phải là một nhóm giá trị.")
    hints = _hints(kind)
    required = {field.name for field in fields(kind) if field.default is MISSING}
    if wrong := (value.keys() - hints.keys()) | (required - value.keys()):
        raise PaperError(f"{where}: thừa hoặc thiếu {', '.join(sorted(wrong))}.")
    return kind(**{name: _build(hints[name], item, f"{where}.{name}") for name, item in value.items()})


def _build_date(value: Any, where: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise PaperError(f"{where}: ngày không hợp lệ {value!r}.") from error


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
