"""Rows by themselves: bands, plans, lines and rows that fill themselves. The rest stands in test_check."""

import pytest

from scoring.pure.check import check

from .builders import build, row

METRIC = {"source": "facts", "aggregate": "value", "field": "done"}
FIELD = {"code": "done", "label": "Việc đã làm", "source": "facts", "type": "number", "entered_by": "unit"}


def faults(kind, maximum, **spec):
    sheet = build(row("A", kind, maximum, spec=spec), fields=[FIELD])
    before = "Mục dòng 1 (mã A): "
    return [problem.message.removeprefix(before).rstrip(".") for problem in check(sheet)]


GAP = [{"least": "50", "most": "70", "points": "1"}, {"least": "71", "most": "90", "points": "5"}]
TWICE = [{"least": "50", "most": "70", "points": "1"}, {"least": "70", "points": "5"}]


def test_a_gap_between_bands_keeps_a_rubric_back_until_it_is_read_and_noted():
    missing = (
        "giá trị trên 70 đến dưới 71 không thuộc khoảng điểm nào; "
        "hãy chọn cách đọc (tính theo khoảng dưới hoặc khoảng trên)"
    )
    assert faults("measure", 5, greatest="90", bands=GAP) == [missing]
    assert faults("measure", 5, greatest="90", bands=GAP, reading="upper") == [
        "đã chọn cách đọc các khoảng điểm nhưng chưa ghi chú căn cứ"
    ]
    assert faults("measure", 5, greatest="90", bands=GAP, reading="upper", reading_note="theo Ban Tổ chức") == []
    assert faults("measure", 5, greatest="90", bands=GAP, decimals=0) == []


def test_percentages_of_a_plan_come_in_no_steps():
    twice = "giá trị 70 thuộc hai khoảng điểm; hãy chọn cách đọc (tính theo khoảng dưới hoặc khoảng trên)"
    assert faults("ratio", 5, plan="12", bands=TWICE) == [twice]
    assert faults("ratio", 5, plan="12", bands=TWICE, reading="upper", reading_note="có lợi cho đơn vị") == []
    ended = [{"least": "50", "most": "100", "points": "5"}]
    above = (
        "giá trị trên 100 không thuộc khoảng điểm nào; hãy đặt giá trị lớn nhất được nhập, "
        "hoặc để khoảng cao nhất không có đầu trên"
    )
    assert faults("ratio", 5, plan="12", bands=ended) == [above]


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"greatest": "0"}, "giá trị lớn nhất phải lớn hơn giá trị nhỏ nhất"),
        ({"decimals": 4}, "giá trị đo không quá 3 chữ số thập phân"),
    ],
)
def test_the_ends_of_a_measured_value_are_checked(spec, fault):
    assert faults("measure", 5, bands=[{"least": "0", "points": "5"}], **spec) == [fault]


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({}, "cần đúng một trong hai: kế hoạch ghi sẵn, hoặc kế hoạch do đơn vị nhập"),
        ({"plan": "3", "plan_entered": True}, "cần đúng một trong hai: kế hoạch ghi sẵn, hoặc kế hoạch do đơn vị nhập"),
        ({"plan": "0"}, "kế hoạch phải lớn hơn 0"),
        ({"plan": "1", "bands": [{"least": "1", "points": "4"}]}, "các khoảng điểm phải từ 0 đến đúng điểm tối đa"),
    ],
)
def test_a_ratio_needs_one_plan(spec, fault):
    assert faults("ratio", 5, **spec) == [fault]


@pytest.mark.parametrize("spec", [{"plan": "12"}, {"plan_entered": True, "when_plan_zero": "full"}])
def test_sound_ratios_may_be_published(spec):
    assert faults("ratio", 5, **spec) == []
    assert faults("ratio", None, **spec) == ["thiếu điểm tối đa"]


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"earns": "share"}, "thiếu điểm tối đa của mỗi dòng"),
        ({"earns": "average", "most_each": "1"}, "tính trung bình các dòng thì không đặt điểm tối đa của mỗi dòng"),
        ({"most_each": "0"}, "điểm tối đa của mỗi dòng phải lớn hơn 0"),
        ({"most_lines": 0}, "số dòng phải từ 1 đến 50"),
        ({"most_lines": 51}, "số dòng phải từ 1 đến 50"),
        ({"most_coefficient": "2"}, "hệ số lớn nhất phải lớn hơn 0 và chỉ đặt khi đơn vị nhập hệ số"),
        (
            {"most_coefficient": "0", "coefficient_entered": True},
            "hệ số lớn nhất phải lớn hơn 0 và chỉ đặt khi đơn vị nhập hệ số",
        ),
    ],
)
def test_lines_that_contradict_themselves_are_named(spec, fault):
    assert faults("lines", 5, **spec) == [fault]


@pytest.mark.parametrize("spec", [{}, {"earns": "share", "most_each": "1"}, {"earns": "average", "most_lines": 50}])
def test_sound_lines_may_be_published(spec):
    assert faults("lines", 5, **spec) == []
    assert faults("lines", None, **spec) == ["thiếu điểm tối đa"]


@pytest.mark.parametrize(
    ("metric", "fault"),
    [
        (METRIC, None),
        (
            {"source": "facts", "aggregate": "none", "where": [{"field": "done", "equals": True}]},
            "số liệu tự điền phải là một phép gộp ra một số",
        ),
        (METRIC | {"each": "month"}, "số liệu tự điền phải là một phép gộp ra một số"),
        (
            {"source": "marks", "aggregate": "sum", "field": "points"},
            "số liệu tự điền không lấy từ chính phiếu này",
        ),
    ],
)
def test_what_fills_a_row_is_one_number_from_elsewhere(metric, fault):
    assert faults("count", 5, unit="0.5", filled_by=metric) == [fault] * bool(fault)


def test_an_entered_plan_leaves_nothing_to_fill():
    fault = "chỉ tự điền số thực hiện khi kế hoạch ghi sẵn"
    assert faults("ratio", 5, plan_entered=True, filled_by=METRIC) == [fault]
    assert faults("ratio", 5, plan="12", filled_by=METRIC) == []
