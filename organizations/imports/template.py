"""The workbook that people fill in: two sheets with headings, choices to pick from, and a page that explains."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from config.common.vietnamese import capitalise_first
from config.common.xlsx import FONT, TEXT_SIZE
from organizations.imports.columns import SHEETS, Sheet, read_day
from organizations.imports.package import MOST_ROWS
from organizations.models import BodyKind, Level, Role, Sector

CHOICES = "Danh mục"
HELP = "Hướng dẫn"
# Column of the two sheets: column of the list of choices.
PICKED = {"level": "A", "sector": "B", "role": "C"}
LINES = (
    "Ghi mỗi tổ chức đảng một dòng ở trang “Tổ chức đảng”, mỗi phân công một dòng ở trang “Con người”.",
    "Cột có dấu * phải ghi ở mọi dòng. Ngày có hiệu lực và văn bản phải ghi khi tổ chức đảng là mới hoặc có thay đổi.",
    "Mã: chữ không dấu, chữ số, gạch ngang, gạch dưới. Phần mềm nhận ra tổ chức theo mã: lần sau giữ nguyên mã.",
    "Mã cấp trên: mã của tổ chức đã có trong phần mềm, hoặc mã ở một dòng khác của trang này.",
    "Tên đăng nhập: từ 3 ký tự, chữ thường không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới.",
    "Một người giữ nhiều nhiệm vụ: ghi nhiều dòng với cùng tên đăng nhập, cùng họ và tên.",
    "Cơ quan: chỉ ghi khi vai trò là thẩm định, nhập kết luận, văn thư; ghi tên cơ quan hoặc loại ở trang “Danh mục”.",
    "Ngày: ngày/tháng/năm, ví dụ 05/02/2026. Không dùng công thức, không gộp ô, không ẩn dòng.",
    f"Mỗi trang nhiều nhất {MOST_ROWS} dòng. Nhập lại cùng một tệp không làm thay đổi gì.",
)


def template_workbook() -> bytes:
    """Return the empty workbook as bytes."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    lengths = {key: len(words) for key, words in _choices().items()}
    for sheet in SHEETS:
        _sheet(workbook.create_sheet(sheet.title), sheet, lengths)
    _list(workbook.create_sheet(CHOICES))
    _explain(workbook.create_sheet(HELP))
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _choices() -> dict[str, list[str]]:
    return {
        "level": [level.name for level in Level.objects.all()],
        "sector": [sector.name for sector in Sector.objects.all()],
        "role": [capitalise_first(str(role.label)) for role in Role],
        "body": [capitalise_first(str(kind.label)) for kind in BodyKind],
    }


def _sheet(worksheet: Worksheet, sheet: Sheet, lengths: dict[str, int]) -> None:
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        head = worksheet.cell(1, place, f"{column.label} *" if column.needed else column.label)
        head.font = Font(name=FONT, size=TEXT_SIZE, bold=True)
        head.fill = PatternFill("solid", fgColor="EDEDED")
        head.alignment = Alignment(wrap_text=True, vertical="center")
        shape: Any = worksheet.column_dimensions[letter]
        shape.width = column.width
        # Text, so that 001 stays 001; days as Vietnamese people write them.
        shape.number_format = "dd/mm/yyyy" if column.read is read_day else "@"
        if column.key in PICKED and lengths[column.key]:
            where = f"'{CHOICES}'!${PICKED[column.key]}$2:${PICKED[column.key]}${lengths[column.key] + 1}"
            rule = DataValidation("list", formula1=where, allow_blank=True)
            worksheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    worksheet.freeze_panes = "A2"


def _list(worksheet: Worksheet) -> None:
    heads = {"level": "Loại tổ chức", "sector": "Loại hình", "role": "Vai trò", "body": "Cơ quan"}
    for place, (key, words) in enumerate(_choices().items(), 1):
        for number, word in enumerate([heads[key], *words], 1):
            cell = worksheet.cell(number, place, word)
            cell.font = Font(name=FONT, size=TEXT_SIZE, bold=number == 1)
        worksheet.column_dimensions[get_column_letter(place)].width = 44


def _explain(worksheet: Worksheet) -> None:
    for number, line in enumerate(LINES, 1):
        cell = worksheet.cell(number, 1, line)
        cell.font = Font(name=FONT, size=TEXT_SIZE)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    worksheet.column_dimensions["A"].width = 110
