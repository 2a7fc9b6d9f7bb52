"""Writing a rubric as an Excel workbook: sheets and headings in Vietnamese, drop-down lists for closed words."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from config.common.xlsx import FONT, TEXT_SIZE
from organizations.imports.package import MOST_ROWS
from scoring.pure.outcome_data import OutcomeSetData
from scoring.pure.problems import Problem, RubricError
from scoring.pure.rubric import RubricData
from scoring.rubrics.workbook import columns as c
from scoring.rubrics.workbook.cells import Written
from scoring.rubrics.workbook.guide import LINES
from scoring.rubrics.workbook.records import records_of, sentences_of
from scoring.rubrics.workbook.table import REST, REST_HELP, SAID, SAID_HELP, Column, Sheet, TooLongError, lay_out

CHOICES, GUIDE = "Danh mục", "Hướng dẫn"
UPRIGHT_HEAD = ("Mục", "Nội dung", "Giải thích")
SPARE_ROWS = 300
_PLAIN, _BOLD = Font(name=FONT, size=TEXT_SIZE), Font(name=FONT, size=TEXT_SIZE, bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_GREY = PatternFill("solid", fgColor="EDEDED")
Lists = dict[tuple[str, ...], str]


def write_workbook(rubric: RubricData, outcomes: OutcomeSetData | None = None) -> bytes:
    """The workbook of a rubric, and of an outcome set where one is given, as bytes; `read_workbook` gives both back.

    Raises RubricError for text that is longer than Excel's cells.
    """
    records = records_of(rubric, outcomes)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    lists: Lists = {}
    choices = _choices(lists)
    for sheet, found in (
        (c.HEAD, [records.head]), (c.CRITERIA, records.criteria), (c.RULES, records.rules),
        (c.FIELDS, records.fields), (c.OUTCOME_HEAD, [records.outcome_head]), (c.OUTCOMES, records.outcomes),
        (c.FORM, [records.form]),
    ):  # fmt: skip
        worksheet = workbook.create_sheet(sheet.title)
        (_write_upright if sheet.upright else _write_table)(worksheet, sheet, found, lists)
    _write_sentences(workbook[c.RULES.title], rubric, outcomes, records.rules)
    _write_list(workbook.create_sheet(GUIDE), [LINES], (110,))
    _write_list(workbook.create_sheet(CHOICES), choices, (30,) * len(choices))
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _choices(lists: Lists) -> list[Sequence[str]]:
    """The columns of the sheet of choices; `lists` says where the entries of each stand."""
    every = dict.fromkeys(column.codec.words for sheet in c.SHEETS for column in sheet.columns if column.codec.words)
    for place, words in enumerate(every, 1):
        letter = get_column_letter(place)
        lists[words] = f"'{CHOICES}'!${letter}$1:${letter}${len(words)}"
    return list(every)


def _laid_out(sheet: Sheet, record: dict[str, Any]) -> tuple[list[Written], str]:
    try:
        return lay_out(record, sheet.columns)
    except TooLongError:
        code = str(record.get("code", ""))
        message = (
            f"Trang “{sheet.title}”, mã {code or '(trống)'}: nội dung dài hơn một ô của Excel nên không xuất được."
        )
        raise RubricError([Problem(code, message)]) from None


def _write_table(worksheet: Worksheet, sheet: Sheet, records: Iterable[dict[str, Any]], lists: Lists) -> None:
    for place, column in enumerate((*sheet.columns, None), 1):
        head = _put(worksheet, 1, place, _heading(column), bold=True)
        head.fill = _GREY
        head.comment = Comment(column.help if column else REST_HELP, "") if column is None or column.help else None
        shape: Any = worksheet.column_dimensions[get_column_letter(place)]
        shape.width = column.width if column else 30
        # Cells below what is written: 1.1 typed there must stay a code, not become a number or a day.
        shape.number_format = "@" if column is None or column.codec.text else "General"
    last = 1
    for last, record in enumerate(records, 2):
        cells, rest = _laid_out(sheet, record)
        for place, (column, value) in enumerate(zip(sheet.columns, cells, strict=True), 1):
            if value is not None:
                _put(worksheet, last, place, value, text=column.codec.text)
        if rest:
            _put(worksheet, last, len(cells) + 1, rest, text=True)
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        _validate(worksheet, column, f"{letter}2:{letter}{min(last + SPARE_ROWS, MOST_ROWS)}", lists)
    worksheet.freeze_panes = "D2" if sheet is c.CRITERIA else "A2"


def _write_sentences(
    worksheet: Worksheet, rubric: RubricData, outcomes: OutcomeSetData | None, rules: Sequence[dict[str, Any]]
) -> None:
    """Beside each condition the sentence that the software makes of it, for comparing with the guideline's."""
    said = sentences_of(rubric, outcomes)
    place = len(c.RULES.columns) + 2
    head = _put(worksheet, 1, place, SAID, bold=True)
    head.fill, head.comment = _GREY, Comment(SAID_HELP, "")
    worksheet.column_dimensions[get_column_letter(place)].width = 70
    for number, rule in enumerate(rules, 2):
        _put(worksheet, number, place, said.get((str(rule.get("row") or rule.get("outcome")), str(rule.get("code")))))


def _write_upright(worksheet: Worksheet, sheet: Sheet, records: Sequence[dict[str, Any]], lists: Lists) -> None:
    for place, title in enumerate(UPRIGHT_HEAD, 1):
        _put(worksheet, 1, place, title, bold=True).fill = _GREY
        worksheet.column_dimensions[get_column_letter(place)].width = (30, 70, 60)[place - 1]
    cells, rest = _laid_out(sheet, records[0])
    lines: list[tuple[Column | None, Written]] = [*zip(sheet.columns, cells, strict=True), (None, rest or None)]
    for number, (column, value) in enumerate(lines, 2):
        _put(worksheet, number, 1, _heading(column), bold=True)
        _put(worksheet, number, 2, value, text=column is None or column.codec.text)
        _put(worksheet, number, 3, column.help if column else REST_HELP)
        if column:
            _validate(worksheet, column, f"B{number}", lists)
    worksheet.freeze_panes = "A2"


def _heading(column: Column | None) -> str:
    if column is None:
        return REST
    return f"{column.label} *" if column.needed else column.label


def _put(worksheet: Worksheet, row: int, place: int, value: Written, *, bold: bool = False, text: bool = False) -> Cell:
    cell: Any = worksheet.cell(row, place)
    cell.value = value
    if isinstance(value, str):
        # Text is never a formula, whatever it begins with.
        cell.data_type, cell.quotePrefix = "s", True
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif text:
        cell.number_format = "@"
    cell.font, cell.alignment = _BOLD if bold else _PLAIN, _WRAPPED
    return cell


def _validate(worksheet: Worksheet, column: Column, where: str, lists: Lists) -> None:
    if not column.codec.words:
        return
    rule = DataValidation("list", formula1=lists[column.codec.words], allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "Không có trong danh sách", "Hãy chọn một mục trong danh sách."
    worksheet.add_data_validation(rule)
    rule.add(where)


def _write_list(worksheet: Worksheet, listed: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    for place, (lines, width) in enumerate(zip(listed, widths, strict=True), 1):
        worksheet.column_dimensions[get_column_letter(place)].width = width
        for number, line in enumerate(lines, 1):
            _put(worksheet, number, place, line)
