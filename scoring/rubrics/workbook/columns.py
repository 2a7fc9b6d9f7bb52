"""The sheets of the workbook: which key of a rubric stands in which column."""

from collections.abc import Mapping
from dataclasses import replace

from scoring.rubrics.workbook import words as w
from scoring.rubrics.workbook.cells import DAY, FLAG, NUMBER, TEXT, WHOLE, CellCodec, texts, words
from scoring.rubrics.workbook.notation import BAND, COMPARISON, FILTERS, RANGE, SIGNS, records
from scoring.rubrics.workbook.table import Column, Sheet

LIST, LINES = texts("; "), texts("\n")
CAPS = records(("rows", LIST), ("maximum", NUMBER), ("text", TEXT))
CAPS_HELP = "Mỗi dòng một trần: mã các dòng cách nhau bằng dấu ; | điểm nhiều nhất | lời văn."

_PERIODS = ", ".join(f"{code} ({word.lower()})" for code, word in w.PERIODS.items())


def _word(label: str, path: str, labels: Mapping[str, str], width: float = 16, **more: str) -> Column:
    return Column(label, tuple(path.split(".")), words(labels), width, **more)  # type: ignore[arg-type]


def _at(label: str, path: str, codec: CellCodec = TEXT, width: float = 14, help: str = "") -> Column:  # noqa: A002
    return Column(label, tuple(path.split(".")), codec, width, help)


def _applies(prefix: str = "") -> tuple[Column, ...]:
    return (
        _at("Chỉ cho cấp", f"{prefix}applies.level", LIST, 18, "Mã các cấp, cách nhau bằng dấu ;"),
        _at("Chỉ cho loại tổ chức", f"{prefix}applies.kind", LIST, 18, "Mã các loại tổ chức, cách nhau bằng dấu ;"),
        _at("Chỉ cho loại hình", f"{prefix}applies.sector", LIST, 18, "Mã các loại hình, cách nhau bằng dấu ;"),
        _at("Chỉ cho kỳ", f"{prefix}applies.period", LIST, 18, f"Mã các kỳ, cách nhau bằng dấu ;: {_PERIODS}"),
        _at("Chỉ cho đơn vị đã khai", f"{prefix}applies.declared", TEXT, 18, "Mã trường có / không"),
        _at("Chỉ cho đơn vị khai không", f"{prefix}applies.not_declared", TEXT, 18, "Mã trường có / không"),
        _at("Từ số đảng viên", f"{prefix}applies.size.at_least", WHOLE, 10),
        _at("Đến số đảng viên", f"{prefix}applies.size.at_most", WHOLE, 10),
    )


def _metric(at: str) -> tuple[Column, ...]:
    """What is measured: records, figure, filters; then the time, and what happens without records."""
    return (
        _word("Nguồn số liệu", f"{at}.source", w.SOURCES),
        _word("Của ai", f"{at}.of", w.UNITS),
        _at("Mã mô hình", f"{at}.programme"),
        _at("Các dòng đọc", f"{at}.rows", LIST),
        _word("Cách gộp", f"{at}.aggregate", w.AGGREGATES, 20),
        _at("Trường", f"{at}.field", TEXT, 18, "Mã ở trang “Trường dữ liệu”."),
        _at("Trường mẫu số", f"{at}.total_field", TEXT, 18),
        _at("Lấy bản ghi", f"{at}.where", FILTERS, 28, "Mỗi dòng một phép so sánh: kind = thuong_ky."),
        _at("Phải đạt", f"{at}.holds", FILTERS, 28, "Mỗi dòng một phép so sánh: grade ≥ kha."),
        _at("Mấy kỳ gần nhất", f"{at}.window.last", WHOLE, 10),
        _word("Kỳ gần nhất là", f"{at}.window.unit", w.EACH, 10),
        _at("Từ năm", f"{at}.window.from_year", WHOLE, 8),
        _at("Đến năm", f"{at}.window.to_year", WHOLE, 8),
        _word("Đạt trong từng", f"{at}.each", w.EACH, 10),
        _word("Khi không có bản ghi", f"{at}.when_empty", w.EMPTY),
        _word("Đơn vị mới lập", f"{at}.when_new", w.NEWLY),
    )


_METRIC = _metric("when.metric")
# A figure is compared with nothing, and is one for the whole time: these keys have no say where a row fills itself.
_NOT_FILLED = ("rows", "each", "when_empty")
_FILLED = tuple(
    replace(column, label=f"Tự điền: {column.label[:1].lower()}{column.label[1:]}")
    for column in _metric("spec.filled_by") if column.path[-1] not in _NOT_FILLED
)  # fmt: skip
HEAD = Sheet(
    "Thông tin chung",
    (
        Column("Mã bộ tiêu chí", ("code",), TEXT, help="Giữ nguyên qua các phiên bản.", needed=True),
        Column("Tên bộ tiêu chí", ("name",), TEXT, needed=True),
        Column("Mã mô hình", ("programme", "code"), TEXT, needed=True),
        Column("Tên mô hình", ("programme", "name"), TEXT, needed=True),
        Column("Chấm cho", ("programme", "subject"), words(w.SUBJECTS), needed=True),
        Column("Kỳ", ("programme", "period"), words(w.PERIODS), needed=True),
        Column("Số văn bản", ("source", "number"), TEXT, help="Văn bản in bộ tiêu chí.", needed=True),
        _at("Ngày văn bản", "source.date", DAY),
        _at("Cơ quan ban hành", "source.issuer"),
        _at("Trích yếu", "source.title"),
        _at("Ghi chú văn bản", "source.note"),
        _at("Số liệu minh họa", "illustrative", FLAG, help="Có: số liệu tự đặt, giấy tờ in ra ghi rõ."),
        _at("Ghi chú", "note"),
        *_applies(),
        _at("Trường số đảng viên", "size_field", help="Mã trường cho biết đơn vị có bao nhiêu đảng viên."),
        _at("Số lẻ của mỗi dòng", "rounding.row.decimals", WHOLE),
        _word("Làm tròn mỗi dòng", "rounding.row.mode", w.MODES),
        _at("Số lẻ của tổng", "rounding.total.decimals", WHOLE),
        _word("Làm tròn tổng", "rounding.total.mode", w.MODES),
        _at("Trần của nhiều dòng", "caps", CAPS, help=CAPS_HELP),
    ),
    upright=True,
)
CRITERIA = Sheet(
    "Tiêu chí",
    (
        Column("Mã", ("code",), TEXT, 12, "Giữ nguyên qua các phiên bản; chữ không dấu, số, dấu chấm.", needed=True),
        _at("Mã nhóm", "parent", TEXT, 12, "Mã của dòng bên trên; để trống ở dòng trên cùng."),
        _at("Stt", "marker", TEXT, 8, "Số thứ tự như in; để trống nếu không in."),
        Column("Nội dung", ("text",), TEXT, 70, needed=True),
        Column("Loại", ("kind",), words(w.KINDS), 20, needed=True),
        _at("Điểm tối đa", "maximum", NUMBER, 10),
        _at("Điểm in trên phiếu", "spec.printed_maximum", TEXT, 10, "Chỉ ghi khi in khác, ví dụ 05."),
        _word("Phần", "spec.role", w.ROLES, help="Chỉ ở dòng trên cùng."),
        _at("Bước điểm", "spec.step", NUMBER, 8, "Ví dụ 0,5."),
        _at("Điểm mỗi đơn vị", "spec.unit", NUMBER, 10, "Đếm số lượng: mỗi đơn vị được mấy điểm."),
        _at("Đếm cái gì", "spec.counted", TEXT, 24),
        _at(
            "Các mức", "spec.choices",
            records(("code", TEXT), ("label", TEXT), ("rank", WHOLE), ("points", NUMBER)), 34,
            "Mỗi dòng một mức: mã | tên | bậc (1 là cao nhất) | điểm.",
        ),
        _at("Chữ khi đạt", "spec.labels.passed"),
        _at("Chữ khi không đạt", "spec.labels.failed"),
        _at("Đơn vị đo", "spec.unit_label", TEXT, 10),
        _at("Giá trị nhỏ nhất", "spec.least", NUMBER, 10),
        _at("Giá trị lớn nhất", "spec.greatest", NUMBER, 10),
        _at("Số lẻ khi nhập", "spec.decimals", WHOLE, 8),
        _at(
            "Khoảng điểm", "spec.bands", records((tuple(RANGE), BAND), ("points", NUMBER), ("label", TEXT)), 34,
            "Mỗi dòng một khoảng: ≥ 70; < 90 | điểm | tên.",
        ),
        _word("Chỗ hở tính theo", "spec.reading", w.READINGS, help="Giá trị rơi giữa hai khoảng tính theo khoảng nào."),
        _at("Ai quyết định cách tính", "spec.reading_note", TEXT, 24),
        _at("Kế hoạch", "spec.plan", NUMBER, 10),
        _at("Đơn vị nhập kế hoạch", "spec.plan_entered", FLAG, 12),
        _word("Khi kế hoạch bằng 0", "spec.when_plan_zero", w.PLAN_ZERO),
        _at("Chữ cho kế hoạch", "spec.plan_label"),
        _at("Chữ cho thực hiện", "spec.actual_label"),
        _word("Việc kê tính điểm", "spec.earns", w.EARNS, help="Loại “Đơn vị kê từng việc”."),
        _at("Chữ cho việc kê", "spec.line_label"),
        _at("Số việc nhiều nhất", "spec.most_lines", WHOLE, 10),
        _at("Điểm mỗi việc nhiều nhất", "spec.most_each", NUMBER, 10),
        _at("Đơn vị nhập hệ số", "spec.coefficient_entered", FLAG, 10),
        _at("Hệ số lớn nhất", "spec.most_coefficient", NUMBER, 10),
        _at("Trần của nhóm", "spec.cap", NUMBER, 10),
        _at("Trần của vài dòng", "spec.caps", CAPS, 28, CAPS_HELP),
        _at(
            "Hệ số", "spec.weights", records(("row", TEXT), ("percent", NUMBER)), 18,
            "Nhóm có hệ số, mỗi dòng: mã | phần trăm.",
        ),
        _word("Giải trình", "spec.demands.explanation", w.DEMANDED),
        _word("Minh chứng", "spec.demands.evidence", w.DEMANDED),
        _word("Báo cáo kèm theo", "spec.demands.report", w.DEMANDED),
        _word("Không áp dụng", "spec.when_not_applicable", w.ASIDE),
        *_FILLED,
        *_applies("spec."),
        _at("Ghi chú", "note", TEXT, 30),
        _at("Hướng dẫn chấm", "help", TEXT, 40),
    ),
)  # fmt: skip
RULES = Sheet(
    "Điều kiện",
    (
        _at("Mã tiêu chí", "row", TEXT, 12, "Điều kiện của dòng nào."),
        _at("Mã mức xếp loại", "outcome", TEXT, 12, "Hoặc điều kiện của mức xếp loại nào."),
        Column("Mã điều kiện", ("code",), TEXT, 18, needed=True),
        Column("Câu văn", ("text",), TEXT, 50, needed=True),
        *_METRIC[:9],
        Column("So với", ("when",), COMPARISON, 12, "Ví dụ ≥ 90, = có, ∈ tot, kha.", keys=tuple(SIGNS)),
        *_METRIC[9:],
        _word("Tác động", "effect.type", w.EFFECTS, 18),
        _word("Tác động khi", "effect.on", w.ON),
        _at("Trần", "effect.cap", NUMBER, 8),
        _at("Trần cho các dòng", "effect.rows", LIST),
        _at("Mức đặt", "effect.choice"),
        _at("Các mức bị chặn", "effect.outcomes", LIST),
        *_applies(),
        _at("Điều khoản", "clause"),
        _at("Ghi chú", "note", TEXT, 30),
    ),
)
FIELDS = Sheet(
    "Trường dữ liệu",
    (
        Column("Mã", ("code",), TEXT, 24, needed=True),
        Column("Tên", ("label",), TEXT, 50, needed=True),
        Column("Nguồn", ("source",), words(w.SOURCES), 20, needed=True),
        Column("Kiểu", ("type",), words(w.TYPES), 14, needed=True),
        _at("Các mức", "levels", LIST, 40, "Mã các mức từ thấp đến cao, cách nhau bằng dấu ;"),
        _at("Tên các mức", "labels", LIST, 40, "Tên của từng mức, theo cùng thứ tự."),
        _at("Ai nhập", "entered_by", TEXT, 18),
        _at("Ai xác nhận", "confirmed_by", TEXT, 18),
        _word("Khi chưa xác nhận", "until_confirmed", w.UNCONFIRMED, 18),
        _at("Ghi chú", "note", TEXT, 40),
    ),
)
FORM = Sheet(
    "Mẫu phiếu",
    (
        _at("Tiêu đề", "form.title"),
        _at("Tiêu đề phụ", "form.subtitle"),
        _at("Dòng kèm theo", "form.reference"),
        _at("Ghi chú dòng kèm theo", "form.reference_note"),
        _at("Đầu phiếu bên trái", "form.head", LINES, help="Mỗi dòng một hàng (Alt+Enter để xuống dòng)."),
        _at("Đầu phiếu bên phải", "form.head_right", LINES),
        _at(
            "Các cột", "form.columns", records(("role", words(w.COLUMNS)), ("label", TEXT), ("note", TEXT)),
            help=f"Mỗi dòng một cột: việc | chữ in | ghi chú. Việc: {', '.join(w.COLUMNS.values())}.",
        ),
        _at("Chữ dòng cộng", "form.total.label"),
        _at("Điểm dòng cộng", "form.total.maximum", NUMBER),
        _at("Đầu phần kết quả", "form.results.heading"),
        _at("Chữ trước tổng điểm", "form.results.total"),
        _at("Chữ trước xếp loại", "form.results.outcome"),
        _at("Thẩm quyền ký", "form.signature.authority"),
        _at("Chữ dưới thẩm quyền", "form.signature.instruction"),
        _at("Ghi chú cuối phiếu", "form.notes", LINES),
    ),
    upright=True,
)  # fmt: skip
OUTCOME_HEAD = Sheet(
    "Hướng dẫn xếp loại",
    (
        Column("Mã bộ mức xếp loại", ("code",), TEXT, needed=True),
        Column("Tên bộ mức xếp loại", ("name",), TEXT, needed=True),
        _at("Số hướng dẫn", "guideline_number"),
        _at("Ngày hướng dẫn", "guideline_date", DAY),
        _at("Cơ quan hướng dẫn", "guideline_issuer"),
        _at("Ghi chú", "note"),
        _at("Số liệu minh họa", "illustrative", FLAG),
        _word("Đọc điểm", "reads", w.READS),
        _word("So sánh theo điểm", "compares", w.COMPARES),
    ),
    upright=True,
)
OUTCOMES = Sheet(
    "Mức xếp loại",
    (
        Column("Mã", ("code",), TEXT, 16, needed=True),
        Column("Tên mức", ("name",), TEXT, 40, "Mức cao nhất ở trên cùng.", needed=True),
        _at("Được công nhận", "recognises", FLAG, 12),
        _at("Tổng điểm từ", "least_total", NUMBER, 10),
        _at("Tổng không kể thưởng từ", "least_base", NUMBER, 12),
        _at(
            "Mức sàn", "floors", records(("row", TEXT), ("points", NUMBER), ("percent", NUMBER), ("clause", TEXT)), 28,
            "Mỗi dòng: mã | điểm | phần trăm | điều khoản (ghi điểm hoặc phần trăm).",
        ),
        _at("Các dòng phải đạt", "must_pass", LIST, 24),
        _at("Điều khoản", "clause", TEXT, 18),
    ),
)  # fmt: skip
SHEETS = (HEAD, CRITERIA, RULES, FIELDS, OUTCOME_HEAD, OUTCOMES, FORM)
