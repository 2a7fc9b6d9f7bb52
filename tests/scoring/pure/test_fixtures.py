"""The five programmes as they are shipped."""

import re
from decimal import Decimal

import pytest
import yaml

from scoring.pure.arithmetic import totals
from scoring.pure.check import check, require_sound
from scoring.pure.outcome import parse_outcomes
from scoring.pure.outcome import to_mapping as outcomes_mapping
from scoring.pure.rubric import (
    RubricError,
    content_hash,
    flat_rows,
    from_rows,
    meta_mapping,
    parse,
    to_mapping,
)

from .builders import FIXTURES, outcomes, read_yaml, rubric

RUBRICS = [
    "s0-chi-bo", "s0-dang-bo-co-so", "s1-chi-bo", "s1-dang-bo-co-so", "s1-dang-vien", "s2-chi-bo",
    "s3-chi-bo", "s3-minh-hoa", "s4-chi-bo-co-so", "s4-chi-bo-truc-thuoc",
]  # fmt: skip
SETS = ["s0-minh-hoa", "s0-unset", "s1-dang-vien", "s1-to-chuc", "s2", "s3-minh-hoa", "s4-chi-bo-kieu-mau"]
DRAFT = "s3-chi-bo"
CELL = [
    ("I", "I", 90, ""), ("I.1", "1", 30, ""), ("I.1.1", "(1)", 6, ""), ("I.1.2", "(2)", 6, ""),
    ("I.1.3", "(3)", 6, ""), ("I.1.4", "(4)", 6, ""), ("I.1.5", "(5)", 6, ""), ("I.2", "2", 20, ""),
    ("I.2.1", "(1)", 15, ""), ("I.2.2", "(2)", 5, "05"), ("I.2.2.a", "", 2, "02"), ("I.2.2.b", "", 1, "01"),
    ("I.2.2.c", "", 2, "02"), ("I.3", "3", 20, ""), ("I.3.1", "(1)", 4, "04"), ("I.3.2", "(2)", 4, "04"),
    ("I.3.3", "(3)", 4, "04"), ("I.3.4", "(4)", 4, "04"), ("I.3.5", "(5)", 4, "04"), ("I.4", "4", 20, ""),
    ("I.4.1", "(1)", 10, ""), ("I.4.2", "(2)", 10, ""), ("II", "II", 10, ""), ("II.1", "1", 5, "05"),
    ("II.2", "2", 5, "05"),
]  # fmt: skip
BASE = [
    ("I", "I", 90, ""), ("I.1", "1", 30, ""), ("I.1.1", "(1)", 6, ""), ("I.1.2", "(2)", 6, ""),
    ("I.1.3", "(3)", 6, ""), ("I.1.4", "(4)", 6, ""), ("I.1.5", "(5)", 6, ""), ("I.2", "2", 20, ""),
    ("I.2.1", "(1)", 10, ""), ("I.2.2", "(2)", 10, ""), ("I.3", "3", 20, ""), ("I.3.1", "(1)", 4, "04"),
    ("I.3.2", "(2)", 4, "04"), ("I.3.3", "(3)", 4, "04"), ("I.3.4", "(4)", 4, "04"),
    ("I.3.5", "(5)", 4, "04"), ("I.4", "4", 20, ""), ("I.4.1", "(1)", 10, ""), ("I.4.2", "(2)", 10, ""),
    ("II", "II", 10, ""), ("II.1", "1", 5, "05"), ("II.2", "2", 5, "05"),
]  # fmt: skip


def floats(data):
    if isinstance(data, dict):
        return [each for part in data.values() for each in floats(part)]
    if isinstance(data, list):
        return [each for part in data for each in floats(part)]
    return [data] if isinstance(data, float) else []


def test_exactly_these_are_shipped():
    assert sorted(path.stem for path in (FIXTURES / "rubrics").iterdir()) == RUBRICS
    assert sorted(path.stem for path in (FIXTURES / "outcomes").iterdir()) == SETS


@pytest.mark.parametrize("name", RUBRICS)
def test_every_rubric_is_read_and_named_like_its_file(name):
    sheet = rubric(name)
    assert sheet.code == name
    assert all(text.strip() for text in (sheet.name, sheet.source.number, sheet.form.title))


@pytest.mark.parametrize("name", [name for name in RUBRICS if name != DRAFT])
def test_every_rubric_but_the_draft_may_be_published(name):
    assert check(rubric(name)) == []


@pytest.mark.parametrize("name", RUBRICS)
def test_every_rubric_survives_the_way_through_yaml_and_the_database(name):
    sheet = rubric(name)
    written = yaml.safe_load(yaml.safe_dump(to_mapping(sheet), allow_unicode=True))
    assert parse(written) == sheet
    again = from_rows(meta_mapping(sheet), flat_rows(sheet))
    assert again == sheet
    assert content_hash(again) == content_hash(sheet)


def test_no_two_rubrics_have_the_same_hash():
    assert len({content_hash(rubric(name)) for name in RUBRICS}) == len(RUBRICS)


@pytest.mark.parametrize("folder", ["rubrics", "outcomes"])
def test_no_figure_is_a_float(folder):
    for path in (FIXTURES / folder).iterdir():
        assert floats(read_yaml(path)) == []


@pytest.mark.parametrize("name", SETS)
def test_every_outcome_set_is_read_and_written(name):
    found = outcomes(name)
    assert found.code == name
    assert parse_outcomes(outcomes_mapping(found)) == found


@pytest.mark.parametrize(("name", "expected"), [("s0-chi-bo", CELL), ("s0-dang-bo-co-so", BASE)])
def test_codes_markers_and_maxima_are_the_printed_ones(name, expected):
    found = [(row.code, row.marker, row.maximum, row.spec.printed_maximum or "") for row in rubric(name).rows]
    assert found == [(code, marker, Decimal(most), printed) for code, marker, most, printed in expected]


@pytest.mark.parametrize("name", ["s0-chi-bo", "s0-dang-bo-co-so"])
def test_the_sums_are_ninety_ten_and_a_hundred(name):
    sheet = rubric(name)
    empty = totals(sheet, {})
    groups = [empty.maxima[code] for code in ("I", "II", "I.1", "I.2", "I.3", "I.4")]
    assert groups == [90, 10, 30, 20, 20, 20]
    assert (empty.maximum, sheet.form.total.maximum, sheet.form.total.label) == (100, 100, "CỘNG ĐIỂM")
    assert [row.spec.role for row in sheet.children()] == ["base", "bonus"]


@pytest.mark.parametrize("name", ["s0-chi-bo", "s0-dang-bo-co-so"])
def test_the_first_bonus_counts_half_points_and_the_second_asks_for_a_report(name):
    sheet = rubric(name)
    first, second = sheet.row("II.1"), sheet.row("II.2")
    assert (first.kind, first.spec.unit, first.maximum) == ("count", Decimal("0.5"), 5)
    assert (second.kind, second.spec.demands.report) == ("points", "when_positive")


@pytest.mark.parametrize(
    ("name", "code", "text"),
    [
        (
            "s0-chi-bo",
            "I.1.1",
            (
                "Triển khai thực hiện tốt chủ trương, nghị quyết, quy định của Đảng, pháp luật của Nhà "
                "nước; cụ thể hóa phù hợp với thực tiễn của địa phương, cơ quan, đơn vị"
            ),
        ),
        (
            "s0-chi-bo",
            "I.1.4",
            (
                "Lãnh đạo xây dựng chính quyền, MTTQ và các tổ chức CT-XH hoạt động hiệu lực, hiệu quả, "
                "hoàn thành tốt nhiệm vụ; nâng cao chất lượng giám sát, vai trò phản biện xã hội của "
                "MTTQ và các tổ chức CT-XH"
            ),
        ),
        (
            "s0-chi-bo",
            "I.2.1",
            (
                "Đối với sinh hoạt thường kỳ: Chi bộ được xếp loại chất lượng sinh hoạt theo tiêu chí "
                "quy định tại Hướng dẫn số 04 - HD/TU ngày 28/02/2022 của BTV Tỉnh ủy đạt từ khá trở "
                "lên, trong đó 9/12 tháng xếp loại tốt"
            ),
        ),
        ("s0-chi-bo", "I.2.2", "Đối với sinh hoạt chuyên đề:"),
        (
            "s0-chi-bo",
            "I.4.2",
            (
                "100% cấp ủy viên được xếp loại “Hoàn thành tốt nhiệm vụ” trở lên; 90% đảng viên được "
                "xếp loại “Hoàn thành tốt nhiệm vụ trở lên”. Không có đảng viên bị xếp loại “Không hoàn thành nhiệm vụ”"
            ),
        ),
        (
            "s0-chi-bo",
            "II.1",
            (
                "Hoàn thành vượt mức chỉ tiêu nhiệm vụ chính trị theo kế hoạch, đột xuất, phát sinh được "
                "giao (mỗi tiêu chí hoàn thành vượt mức cộng 0,5 điểm)"
            ),
        ),
        (
            "s0-dang-bo-co-so",
            "I.2.1",
            (
                "Việc duy trì nền nếp sinh hoạt đảng ủy (mỗi tháng một lần), đảng bộ (mỗi năm hai lần) "
                "theo quy định Điều lệ Đảng và các quy định, hướng dẫn của Trung ương, Ban Thường vụ "
                "Tỉnh ủy, Ban Tổ chức Tỉnh ủy, cấp ủy cấp trên"
            ),
        ),
        (
            "s0-dang-bo-co-so",
            "II.2",
            (
                "Trong công tác lãnh đạo, chỉ đạo, đảng ủy có kết quả nổi bật, có cách làm mới, sáng "
                "tạo, hiệu quả và có tính lan tỏa cao (có báo cáo giải trình cụ thể từng lĩnh vực kèm theo)"
            ),
        ),
        ("s1-chi-bo", "1.3", "Xây dựng Chi bộ, Đảng bộ đoàn kết, kỷ luật tốt"),
        ("s1-dang-vien", "2.1", "Phát huy ý chí, khát vọng vươn lên"),
        ("s2-chi-bo", "1", "Lãnh đạo hoàn thành tốt nhiệm vụ chính trị"),
        (
            "s4-chi-bo-co-so",
            "1.6",
            (
                "100% hộ gia đình đảng viên tích cực tham gia phong trào toàn dân đoàn kết xây dựng đời "
                "sống văn hóa và hằng năm đạt danh hiệu “Gia đình văn hóa”."
            ),
        ),
        (
            "s4-chi-bo-truc-thuoc",
            "2.3.2",
            "Hằng năm, chi bộ xây dựng kế hoạch và thực hiện hoàn thành chỉ tiêu kết nạp đảng viên mới.",
        ),
    ],
)
def test_the_wording_is_the_printed_one(name, code, text):
    assert rubric(name).row(code).text == text


@pytest.mark.parametrize(
    ("name", "code", "corrected", "printed"),
    [
        ("s0-chi-bo", "I.1.4", "phản biện", "“phân biện”"),
        ("s1-chi-bo", "1.4", "chi bộ phải có", "“phải phải có”"),
        ("s1-dang-vien", "2.1", "góp phần nâng cao chất lượng", "“nâng cao nâng cao”"),
        ("s1-dang-vien", "2.2", "hoàn thành xuất sắc", "“Được đánh giá thành xuất sắc nhiệm vụ”"),
        ("s4-chi-bo-co-so", "1.2", "tham gia ý kiến thảo luận", "“tham gia kiến thảo luận”"),
        ("s4-chi-bo-truc-thuoc", "1.2", "tham gia ý kiến thảo luận", "“tham gia kiến thảo luận”"),
    ],
)
def test_misprints_are_corrected_and_the_printed_words_noted(name, code, corrected, printed):
    row = rubric(name).row(code)
    words = f"{row.text} {row.help}"
    assert corrected in words
    assert printed in row.note
    assert printed.strip("“”") not in words


def test_the_column_of_the_base_committee_is_its_own():
    form = rubric("s0-dang-bo-co-so").form
    (column,) = [column for column in form.columns if column.role == "self"]
    assert column.label == "Điểm đảng ủy tự chấm"
    assert "Điểm chi bộ tự chấm" in column.note
    assert "số -KH/HU ngày .../.../2024" in form.reference_note


@pytest.mark.parametrize(
    ("name", "own", "heading", "authority"),
    [
        ("s0-chi-bo", "Điểm chi bộ tự chấm", "Kết quả tự đánh giá của chi bộ:", "T/M CHI BỘ"),
        ("s0-dang-bo-co-so", "Điểm đảng ủy tự chấm", "Kết quả tự đánh giá của đảng ủy:", "T/M ĐẢNG ỦY"),
    ],
)
def test_the_printed_form_is_whole(name, own, heading, authority):
    form = rubric(name).form
    assert form.title == "PHIẾU CHẤM ĐIỂM"
    assert [(column.role, column.label) for column in form.columns] == [
        ("marker", "Stt"),
        ("text", "Nội dung, tiêu chí đánh giá"),
        ("maximum", "Điểm chuẩn"),
        ("self", own),
        ("appraisal", "Thẩm định của cấp trên"),
    ]
    assert (form.results.heading, form.results.total, form.results.outcome) == (
        heading,
        "- Tổng số điểm:",
        "- Xếp loại:",
    )
    assert (form.signature.authority, form.signature.instruction) == (authority, "(Ký ghi rõ họ tên)")


def test_the_head_of_the_base_committee_form():
    form = rubric("s0-dang-bo-co-so").form
    assert form.head == ("ĐẢNG BỘ", "ĐẢNG ỦY", "*")
    assert form.head_right == ("ĐẢNG CỘNG SẢN VIỆT NAM",)
    assert form.subtitle == "Thực hiện mô hình đảng bộ cơ sở “bốn tốt”"


def test_no_source_prints_the_pass_mark():
    found = outcomes("s0-unset")
    assert found.outcomes == ()
    assert "không in mức điểm đạt" in found.note
    assert found.illustrative is False


@pytest.mark.parametrize("name", ["s0-minh-hoa", "s3-minh-hoa"])
def test_invented_figures_say_so(name):
    found = outcomes(name)
    assert found.illustrative is True
    assert "số liệu minh họa" in found.note
    assert found.guideline == ""


def test_the_invented_rubric_says_so():
    sheet = rubric("s3-minh-hoa")
    assert sheet.illustrative is True
    assert "số liệu minh họa" in sheet.note
    assert sheet.form.notes == ("Số liệu minh họa.",)
    assert totals(sheet, {}).maximum == 100
    assert all(row.spec.demands.explanation == "when_positive" for row in sheet.rows)


def test_the_faithful_draft_cannot_be_published():
    sheet = rubric(DRAFT)
    assert sheet.illustrative is False
    with pytest.raises(RubricError) as caught:
        require_sound(sheet)
    assert [problem.row for problem in caught.value.problems] == ["1", "1", "2", "2", "3", "3", "4", "4"]
    assert caught.value.problems[0].message == "Mục 1 (mã 1): thiếu điểm tối đa."


@pytest.mark.parametrize("name", ["s1-chi-bo", "s1-dang-bo-co-so", "s1-dang-vien", "s2-chi-bo"])
def test_four_contents_are_passed_or_failed(name):
    sheet = rubric(name)
    assert [row.kind for row in sheet.rows] == ["pass_fail"] * 4
    assert totals(sheet, {}).total is None


@pytest.mark.parametrize(
    ("name", "subject", "period"),
    [
        ("s0-chi-bo", "organization", "year"),
        ("s1-dang-vien", "member", "year"),
        ("s2-chi-bo", "organization", "month"),
        ("s3-minh-hoa", "organization", "year"),
        ("s4-chi-bo-co-so", "organization", "term"),
    ],
)
def test_programmes_say_whom_and_when(name, subject, period):
    programme = rubric(name).programme
    assert (programme.subject, programme.period) == (subject, period)


def test_a_month_failed_is_explained():
    assert {row.spec.demands.explanation for row in rubric("s2-chi-bo").rows} == {"when_failed"}


@pytest.mark.parametrize(
    ("name", "first", "last", "run", "best"),
    [("s4-chi-bo-co-so", 2020, 2024, 5, 3), ("s4-chi-bo-truc-thuoc", 2022, 2024, 3, 2)],
)
def test_model_cells_look_back_over_fixed_years(name, first, last, run, best):
    in_a_row, excellent = rubric(name).row("1.1").spec.conditions
    window = in_a_row.when.metric.window
    assert (window.from_year, window.to_year) == (first, last)
    assert (in_a_row.when.metric.aggregate, in_a_row.when.at_least) == ("longest_run", run)
    assert (excellent.when.metric.aggregate, excellent.when.at_least) == ("count", best)


def test_the_two_rubrics_of_model_cells_differ_in_the_years_only():
    one, other = rubric("s4-chi-bo-co-so"), rubric("s4-chi-bo-truc-thuoc")
    years = re.compile(r"from_year=2020|from_year=2022")
    differing = [
        row.code
        for row, twin in zip(one.rows, other.rows, strict=True)
        if years.sub("", repr(row)) != years.sub("", repr(twin))
    ]
    assert differing == ["1.1"]
    assert len(one.leaves()) == 7 + 4 + 4 + 5


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("s0-chi-bo", ("chi_bo_truc_thuoc", "chi_bo_bo_phan", "chi_bo_co_so")),
        ("s0-dang-bo-co-so", ("dang_bo_co_so",)),
        ("s4-chi-bo-co-so", ("chi_bo_co_so",)),
        ("s4-chi-bo-truc-thuoc", ("chi_bo_truc_thuoc", "chi_bo_bo_phan")),
    ],
)
def test_rubrics_say_for_which_kinds_of_unit_they_are(name, levels):
    assert rubric(name).applies.level == levels


@pytest.mark.parametrize("name", RUBRICS)
def test_levels_and_sectors_are_those_that_an_installation_has(name):
    base = read_yaml(FIXTURES / "base.yaml")
    sheet = rubric(name)
    rules = [row.spec.applies for row in sheet.rows] + [
        rule.applies for row in sheet.rows for rule in row.spec.conditions
    ]
    known = [rule for rule in [sheet.applies, *rules] if rule is not None]
    assert {code for rule in known for code in rule.level} <= {each["code"] for each in base["levels"]}
    assert {code for rule in known for code in rule.sector} <= {each["code"] for each in base["sectors"]}
