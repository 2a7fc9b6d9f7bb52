"""Conditions, effects and applicability read back in Vietnamese."""

import re

import pytest

from scoring.pure.conditions import APPLICABILITY, CONDITION, EFFECT
from scoring.pure.sentences import (
    applicability_sentence,
    effect_sentence,
    fields_of,
    labels_of,
    rule_sentences,
    sentence,
)  # fmt: skip

from .builders import FIXTURES, rubric
from .observing import SHEET
from .sources import place

RUBRICS = sorted(path.stem for path in (FIXTURES / "rubrics").iterdir())
FIELDS = fields_of(SHEET)


def read_back(condition, labels=None):
    return sentence(CONDITION.read(condition), FIELDS, labels)


def meetings(aggregate, **keys):
    return {"source": "meetings", "aggregate": aggregate} | keys


REGULAR = [{"field": "kind", "equals": "thuong_ky"}]
SNAPSHOT = [
    ("s0-chi-bo", "ket-nap-dang-vien",
     ("Tỷ lệ “Số đảng viên kết nạp trong năm” trên “Chỉ tiêu kết nạp được giao” trong kỳ đánh giá: từ 100% trở lên "
     "(không có gì để tính thì coi là đạt)")),
    ("s0-chi-bo", "khong-ton-dong",
     ("Đồng thời [(1) “Số vụ việc còn tồn đọng” trong kỳ đánh giá: bằng 0; (2) “Số vụ khiếu nại phức tạp đông người và "
     "vượt cấp” trong kỳ đánh giá: bằng 0]")),
    ("s0-chi-bo", "thuong-ky-kha",
     ("Mọi buổi sinh hoạt (“Loại buổi sinh hoạt” là “Thường kỳ”) trong kỳ đánh giá đều có “Xếp loại buổi sinh hoạt” từ "
     "“Khá” trở lên")),
    ("s0-chi-bo", "thuong-ky-tot",
     ("Số buổi sinh hoạt (“Loại buổi sinh hoạt” là “Thường kỳ”; “Xếp loại buổi sinh hoạt” là “Tốt”) trong kỳ đánh giá: "
     "từ 9 trở lên")),
    ("s0-chi-bo", "chuyen-de-quy",
     ("Mỗi quý trong kỳ đánh giá: số buổi sinh hoạt (“Loại buổi sinh hoạt” là “Chuyên đề”): từ 1 trở lên "
     "(không có gì để "
     "tính thì coi là không đạt)")),
    ("s0-chi-bo", "chuyen-de-giai-phap",
     ("Tỷ lệ buổi sinh hoạt (“Loại buổi sinh hoạt” là “Chuyên đề”) trong kỳ đánh giá mà “Nội dung chuyên đề” là một "
     "trong: “Giải pháp thực hiện nhiệm vụ chính trị”, “Giải pháp giải quyết vấn đề thực tiễn”: từ 50% trở lên")),
    ("s0-chi-bo", "tham-du-90",
     ("Tỷ lệ “Số đảng viên có mặt” trên “Số đảng viên phải dự” (“Loại buổi sinh hoạt” là “Chuyên đề”) trong "
     "kỳ đánh giá: "
     "từ 90% trở lên")),
    ("s0-chi-bo", "khong-mat-doan-ket", "“Có biểu hiện mất đoàn kết nội bộ” trong kỳ đánh giá: không"),
    ("s0-dang-bo-co-so", "bien-ban-day-du",
     "Mọi buổi sinh hoạt trong kỳ đánh giá đều có “Đủ nội dung” là có và “Biên bản ghi đầy đủ” là có"),
    ("s1-chi-bo", "khong-kem",
     ("Đồng thời [(1) Không buổi sinh hoạt nào (“Loại kỳ sinh hoạt” là “Thường kỳ”; “Xếp loại kỳ sinh hoạt” là “Kém”) "
     "trong kỳ đánh giá; (2) Mỗi tháng trong kỳ đánh giá: số buổi sinh hoạt (“Loại kỳ sinh hoạt” là “Thường kỳ”): từ 1 "
     "trở lên (không có gì để tính thì coi là không đạt)]")),
    ("s1-dang-bo-co-so", "truc-thuoc-tot",
     ("Tỷ lệ tổ chức đảng trực thuộc trong kỳ đánh giá mà “Xếp loại chất lượng hằng năm (chính thức, hoặc đề xuất khi "
     "chưa có)” từ “Hoàn thành tốt nhiệm vụ” trở lên: từ 50% trở lên")),
    ("s4-chi-bo-co-so", "nam-lien-tot",
     ("Số năm liên tiếp từ năm 2020 đến năm 2024 mà “Xếp loại chất lượng hằng năm” từ “Hoàn thành tốt nhiệm "
     "vụ” trở lên: "
     "từ 5 trở lên")),
    ("s4-chi-bo-co-so", "phat-bieu-5",
     ("Mọi buổi sinh hoạt (“Số đảng viên của chi bộ lúc sinh hoạt” từ 10 trở lên; “Số đảng viên của chi bộ "
     "lúc sinh hoạt” "
     "không quá 30) từ năm 2020 đến năm 2024 đều có “Số đảng viên tham gia ý kiến thảo luận” từ 5 trở lên (không "
     "có gì để tính "
     "thì coi là đạt)")),
    ("s4-chi-bo-co-so", "doan-the-xuat-sac",
     ("Mỗi năm từ năm 2020 đến năm 2024: tỷ lệ “Số đoàn thể ‘Hoàn thành xuất sắc nhiệm vụ’” trên “Số đoàn thể "
     "chính trị - xã hội "
     "thuộc phạm vi chi bộ”: từ 50% trở lên (không có gì để tính thì coi là đạt)")),
    ("s4-chi-bo-co-so", "sang-kien-co-quan",
     "Mỗi năm từ năm 2020 đến năm 2024: “Số sáng kiến, cải tiến, cách làm hay được công nhận”: từ 1 trở lên"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "words"), SNAPSHOT)
def test_a_condition_is_read_back_in_these_words(name, code, words):
    found = place(name, code)
    assert sentence(found.rule.when, fields_of(found.sheet), labels_of(found.sheet)) == words


WORDS = [
    (meetings("sum", field="present"), {"at_least": "9"}, "Tổng “Có mặt” trong kỳ đánh giá: từ 9 trở lên"),
    (meetings("average", field="present"), {"more_than": "9.5"}, "Trung bình của “Có mặt” trong kỳ đánh giá: trên 9,5"),
    (meetings("least", field="grade"), {"more_than": "kha"}, "“Xếp loại” thấp nhất trong kỳ đánh giá: trên “Khá”"),
    (meetings("greatest", field="grade"), {"at_most": "kha"},
     "“Xếp loại” cao nhất trong kỳ đánh giá: từ “Khá” trở xuống"),
    (meetings("count", window={"last": 3, "unit": "quarter"}), {"less_than": "4"},
     "Số buổi sinh hoạt trong 3 quý gần nhất tính đến hết kỳ đánh giá: dưới 4"),
    (meetings("count", window={"from_year": 2024, "to_year": 2024}, of="children"), {"equals": "4"},
     "Số buổi sinh hoạt của tổ chức đảng trực thuộc trong năm 2024: bằng 4"),
    (meetings("none", where=REGULAR, holds=[{"field": "minutes", "equals": False}]), {},
     "Không buổi sinh hoạt nào (“Loại buổi” là “Thường kỳ”) trong kỳ đánh giá mà “Có biên bản” là không"),
    (meetings("count", each="month", when_new="whole"), {"at_least": "1"},
     "Mỗi tháng trong kỳ đánh giá: số buổi sinh hoạt: từ 1 trở lên (đơn vị mới thành lập vẫn xét cả thời gian trên)"),
    ({"source": "facts", "aggregate": "value", "field": "sent"}, {"at_most": "2026-01-20"},
     "“Ngày gửi” trong kỳ đánh giá: từ “2026-01-20” trở xuống"),
    ({"source": "sheets", "aggregate": "share", "of": "subtree", "programme": "p",
      "holds": [{"field": "outcome", "equals": "x"}]}, {"at_least": "4"},
     ("Tỷ lệ phiếu của tổ chức đảng cấp dưới của mô hình “Mô hình P” trong kỳ đánh giá mà “kết quả” là "
     "“Kiểu mẫu”: từ 4% "
     "trở lên")),
    ({"source": "marks", "aggregate": "sum", "field": "points", "rows": ["A"]}, {"at_least": "5"},
     "Tổng “điểm” (mục dòng 1): từ 5 trở lên"),
    ({"source": "years", "aggregate": "count", "of": "children", "window": {"last": 2},
      "where": [{"field": "titles", "any_of": ["p"]}]}, {"at_least": "1"},
     ("Số lượt năm của tổ chức đảng trực thuộc (“danh hiệu” là một trong: “Mô hình P”) trong 2 năm gần nhất "
     "tính đến hết "
     "kỳ đánh giá: từ 1 trở lên")),
]  # fmt: skip
LABELS = labels_of(SHEET) | {("programme", "p"): "Mô hình P", ("outcome", "x"): "Kiểu mẫu"}


@pytest.mark.parametrize(("metric", "compared", "words"), WORDS)
def test_every_metric_has_its_words(metric, compared, words):
    assert read_back({"metric": metric} | compared, LABELS) == words


def test_nested_parts_stand_in_brackets():
    one, two = ({"metric": {"source": "facts", "aggregate": "value", "field": "good"}, name: "1"} for name in
                ("at_least", "at_most"))  # fmt: skip
    assert read_back({"any": [one, {"all": [one, two]}]}) == (
        "Ít nhất một trong các điều kiện [(1) “Số tốt” trong kỳ đánh giá: từ 1 trở lên; (2) Đồng thời [(1) "
        "“Số tốt” trong "
        "kỳ đánh giá: từ 1 trở lên; (2) “Số tốt” trong kỳ đánh giá: không quá 1]]"
    )
    assert read_back({"all": [one]}) == read_back(one)


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ({"type": "force", "choice": "fail"}, "Nếu không đáp ứng thì mục 1.2 nhận mức “Không đạt”"),
        ({"type": "zero"}, "Nếu không đáp ứng thì mục 1.2 không được tính điểm"),
        ({"type": "full", "on": "holds"}, "Nếu điều kiện này xảy ra thì mục 1.2 được tính điểm tối đa"),
        ({"type": "cap", "cap": "2.5"}, "Nếu không đáp ứng thì mục 1.2 không quá 2,5 điểm"),
        ({"type": "cap", "cap": "5", "rows": ["1.1", "1.2"]},
         "Nếu không đáp ứng thì các mục 1.1, 1.2 cộng lại không quá 5 điểm"),
        ({"type": "block"}, "Nếu không đáp ứng thì không đề xuất công nhận"),
        ({"type": "block", "outcomes": ["dat"]}, "Nếu không đáp ứng thì không đề xuất mức “Đạt”"),
        ({"type": "advise"}, "Chỉ nhắc để người chấm xem xét, không tự thay đổi điểm hay kết quả"),
    ],
)  # fmt: skip
def test_effects_are_read_back(effect, words):
    labels = labels_of(rubric("s1-chi-bo")) | {("outcome", "dat"): "Đạt"}
    assert effect_sentence(EFFECT.read(effect), "1.2", labels) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sector": ["x", "y"]}, "Áp dụng cho: loại hình “Cơ quan”, “y”"),
        ({"period": ["month"]}, "Áp dụng cho: kỳ “tháng”"),
        ({"size": {"at_least": 10, "at_most": 30}}, "Áp dụng cho: có từ 10 đến 30 đảng viên"),
        ({"size": {"at_least": 31}}, "Áp dụng cho: có từ 31 đảng viên trở lên"),
        ({"size": {"at_most": 9}, "declared": "calm"},
         "Áp dụng cho: có không quá 9 đảng viên; đơn vị khai “Ổn định” là có"),
        ({"not_declared": "calm"}, "Áp dụng cho: đơn vị khai “Ổn định” là không"),
        ({}, "Áp dụng cho mọi đơn vị"),
    ],
)  # fmt: skip
def test_applicability_is_read_back(given, words):
    labels = LABELS | {("sector", "x"): "Cơ quan"}
    assert applicability_sentence(APPLICABILITY.read(given), labels) == words


@pytest.mark.parametrize("name", RUBRICS)
def test_every_condition_has_a_sentence_without_a_foreign_word(name):
    sheet = rubric(name)
    base = {("sector", code): "Loại hình" for code in (
        "co_quan_hanh_chinh", "don_vi_su_nghiep", "doanh_nghiep", "luc_luong_vu_trang", "thon_to_dan_pho")}  # fmt: skip
    codes = {field.code for field in sheet.fields} | {level for field in sheet.fields for level in field.levels}
    english = {"count", "share", "every", "none", "value", "force", "block", "each", "year", "month", "true", "false"}
    for row in sheet.rows:
        for rule in row.spec.conditions:
            text = " ".join(rule_sentences(rule, row.code, fields_of(sheet), labels_of(sheet) | base))
            assert "_" not in text
            assert not set(re.findall(r"\w+", text)) & (
                {code for code in codes if "_" in code or len(code) > 4} | english
            )


def test_different_conditions_have_different_sentences():
    for name in RUBRICS:
        sheet = rubric(name)
        found = {}
        for row in sheet.rows:
            for rule in row.spec.conditions:
                found.setdefault(sentence(rule.when, fields_of(sheet), labels_of(sheet)), set()).add(rule.when)
        assert all(len(conditions) == 1 for conditions in found.values())
