from decimal import Decimal

import pytest

from scoring.pure.spec import (
    Choice,
    CountSpec,
    Demands,
    PassFailSpec,
    PointsSpec,
    Spec,
)
from scoring.pure.spec_codec import dump_spec, parse_spec

RULE = {
    "code": "khong-don-thu",
    "text": "không có đơn thư khiếu nại, tố cáo trong nội bộ",
    "when": {
        "metric": {"source": "facts", "aggregate": "value", "field": "complaints"},
        "at_most": "0",
    },
    "effect": {"type": "advise"},
}
COMMON = {
    "role": "bonus",
    "printed_maximum": "05",
    "when_not_applicable": "excluded",
    "demands": {"explanation": "always", "evidence": "when_failed", "report": "when_positive"},
    "applies": {"sector": ["doanh_nghiep"]},
    "conditions": [RULE],
}
FILLED = {"filled_by": {"source": "facts", "aggregate": "value", "field": "done"}}
BANDED = {
    "bands": [
        {"least": "90", "points": "3", "label": "Tốt"},
        {"above": "70", "below": "90", "points": "1"},
        {"least": "50", "most": "70", "points": "0"},
    ],
    "reading": "upper",
    "reading_note": "Hướng dẫn số 5",
}
OWN = {
    "group": {"cap": "10", "caps": [{"rows": ["a", "b"], "maximum": "5", "text": "không quá 5 điểm"}]},
    "points": {"step": "0.5"} | FILLED,
    "pass_fail": {"labels": {"passed": "Có", "failed": "Không"}},
    "choice": {
        "choices": [
            {"code": "tot", "label": "Tốt", "rank": 1, "points": "3"},
            {"code": "kha", "label": "Khá", "rank": 2, "points": "1.5"},
        ]
    },
    "count": {"unit": "0.5", "counted": "chỉ tiêu"} | FILLED,
    "measure": {"least": "1", "greatest": "100", "decimals": 1, "unit_label": "%"} | BANDED | FILLED,
    "deduction": {"step": "0.25"},
    "ratio": {
        "plan": "12", "plan_entered": True, "actual_label": "Thực hiện", "plan_label": "Kế hoạch", "unit_label": "buổi",
        "when_plan_zero": "excluded",
    } | BANDED | FILLED,
    "weighted": {"weights": [{"row": "a", "percent": "60"}, {"row": "b", "percent": "40"}]},
    "lines": {
        "earns": "share", "line_label": "Thành tích", "plan_label": "Chỉ tiêu", "actual_label": "Kết quả",
        "plan_entered": True, "coefficient_entered": True, "most_coefficient": "2", "most_lines": 5,
        "most_each": "1.5", "when_plan_zero": "full",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", OWN)
def test_every_kind_comes_back_unchanged(kind):
    given = COMMON | OWN[kind]
    read = parse_spec(kind, given)
    assert read.complaints == ()
    assert dump_spec(kind, read.spec, read.unread) == given


@pytest.mark.parametrize("kind", OWN)
def test_an_empty_spec_stays_empty(kind):
    read = parse_spec(kind, {})
    assert dump_spec(kind, read.spec, read.unread) == {}


@pytest.mark.parametrize("kind", OWN)
def test_a_null_is_an_absent_key(kind):
    read = parse_spec(kind, dict.fromkeys(OWN[kind]))
    assert (read.complaints, dump_spec(kind, read.spec, read.unread)) == ((), {})


@pytest.mark.parametrize("kind", OWN)
def test_keys_of_other_kinds_are_unknown_but_kept(kind):
    foreign = next(key for other in OWN if other != kind for key in OWN[other] if key not in OWN[kind])
    read = parse_spec(kind, {foreign: "x"})
    assert read.complaints == (f"khóa không biết “{foreign}”",)
    assert dump_spec(kind, read.spec, read.unread) == {foreign: "x"}


def test_a_value_that_cannot_be_read_is_named_and_kept():
    read = parse_spec("points", {"step": 0.5, "role": "extra", "printed_maximum": "06"})
    assert read.spec == PointsSpec(printed_maximum="06")
    assert [complaint.split(":")[0] for complaint in read.complaints] == ["step", "role"]
    assert dump_spec("points", read.spec, read.unread) == {
        "step": 0.5,
        "role": "extra",
        "printed_maximum": "06",
    }


def test_an_unknown_kind_keeps_what_all_rows_share():
    read = parse_spec("mystery", {"role": "bonus", "step": "1"})
    assert read.spec == Spec(role="bonus")
    assert dump_spec("mystery", read.spec, read.unread) == {"role": "bonus", "step": "1"}


def test_figures_are_decimals():
    assert parse_spec("count", {"unit": "0.5"}).spec == CountSpec(unit=Decimal("0.5"))


def test_demands_name_when_they_apply():
    read = parse_spec("points", {"demands": {"report": "when_positive"}})
    assert read.spec.demands == Demands(report="when_positive")
    assert parse_spec("points", {"demands": {"report": "sometimes"}}).complaints != ()


def test_pass_and_fail_have_words_of_their_own():
    assert PassFailSpec().choices == (Choice("pass", "Đạt", 1), Choice("fail", "Không đạt", 2))
    read = parse_spec("pass_fail", OWN["pass_fail"])
    assert [choice.label for choice in read.spec.choices] == ["Có", "Không"]


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("choice", {"choices": [{"code": "a", "label": "A"}]}),
        ("choice", {"choices": "a"}),
        ("measure", {"bands": [{"least": "1"}]}),
        ("measure", {"bands": [{"points": "1"}]}),
        ("measure", {"bands": [{"least": "1", "above": "1", "points": "1"}]}),
        ("measure", {"bands": [{"least": "1", "most": "2", "below": "3", "points": "1"}]}),
        ("measure", {"reading": "nearest"}),
        ("ratio", {"when_plan_zero": "maybe"}),
        ("ratio", {"plan_entered": "yes"}),
        ("count", {"filled_by": {"source": "facts"}}),
        ("lines", {"earns": "applause"}),
        ("group", {"caps": [{"rows": ["a"]}]}),
        ("weighted", {"weights": [{"row": "a"}]}),
        ("points", {"conditions": [RULE | {"effect": {"type": "cap"}}]}),
        ("points", {"applies": {"planet": ["mars"]}}),
        ("lines", {"most_lines": -1}),
    ],
)
def test_half_written_parts_are_complained_about(kind, spec):
    read = parse_spec(kind, spec)
    assert len(read.complaints) == 1
    assert read.complaints[0].startswith(next(iter(spec)))
    assert dict(read.unread) == spec
