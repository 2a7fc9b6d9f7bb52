from datetime import date
from decimal import Decimal

import pytest

from scoring.pure.outcome import Floor, content_hash, parse_outcomes, to_mapping
from scoring.pure.rubric import RubricError

RULE = {
    "code": "khong-ky-luat",
    "text": "không có đảng viên bị kỷ luật",
    "when": {"metric": {"source": "facts", "aggregate": "value", "field": "disciplined"}, "at_most": "0"},
    "effect": {"type": "block"},
}
WHOLE = {
    "code": "thu",
    "name": "Bộ mức thử",
    "guideline_number": "07-HD/BTCTU",
    "guideline_date": "2024-06-26",
    "guideline_issuer": "Ban Tổ chức Tỉnh ủy",
    "note": "ghi chú",
    "illustrative": True,
    "reads": "scaled",
    "outcomes": [
        {
            "code": "dat",
            "name": "Đạt",
            "recognises": True,
            "least_total": "80",
            "least_base": "70.5",
            "floors": [{"row": "I", "percent": "70"}, {"row": "II", "points": "5", "clause": "mục 2"}],
            "must_pass": ["III"],
            "conditions": [RULE],
            "clause": "mục 1",
        },
        {"code": "khong-dat", "name": "Không đạt"},
    ],
}


def test_a_whole_set_comes_back_unchanged():
    assert to_mapping(parse_outcomes(WHOLE)) == WHOLE


def test_what_is_read_is_typed():
    found = parse_outcomes(WHOLE)
    assert found.guideline_date == date(2024, 6, 26)
    best, last = found.outcomes
    assert (best.least_total, best.least_base, best.recognises) == (Decimal(80), Decimal("70.5"), True)
    assert best.floors == (Floor("I", percent=Decimal(70)), Floor("II", points=Decimal(5), clause="mục 2"))
    assert (last.least_total, last.recognises, last.asks) == (None, False, False)


def test_the_guideline_is_named_by_number_and_date():
    assert parse_outcomes(WHOLE).guideline == "07-HD/BTCTU, ngày 26/6/2024"
    undated = {key: part for key, part in WHOLE.items() if key != "guideline_date"}
    assert parse_outcomes(undated).guideline == "07-HD/BTCTU"
    assert parse_outcomes({"code": "a", "name": "A"}).guideline == ""


@pytest.mark.parametrize(
    "rules",
    [
        {"least_total": "0"},
        {"least_base": "1"},
        {"floors": [{"row": "I", "points": "1"}]},
        {"must_pass": ["I"]},
        {"conditions": [RULE]},
    ],
)
def test_an_outcome_asks_when_it_has_any_rule(rules):
    given = {"code": "a", "name": "A", "outcomes": [{"code": "x", "name": "X"} | rules]}
    assert parse_outcomes(given).outcomes[0].asks is True


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "khóa không biết “colour”"),
        ({"name": None}, "thiếu khóa “name”"),
        ({"reads": "sideways"}, "reads: “sideways”"),
        ({"guideline_date": "26/6/2024"}, "guideline_date"),
        ({"outcomes": [{"code": "a"}]}, "outcomes: thiếu khóa “name”"),
        ({"outcomes": [{"code": "a", "name": "A", "least_total": 80.5}]}, "least_total: “80.5”"),
        ({"outcomes": [{"code": "a", "name": "A", "floors": [{"row": "I"}]}]}, "mức sàn của “I”"),
        (
            {"outcomes": [{"code": "a", "name": "A", "floors": [{"row": "I", "points": 1, "percent": 1}]}]},
            "mức sàn của “I”",
        ),
        ({"outcomes": {"code": "a"}}, "danh sách"),
    ],
)
def test_what_cannot_be_read_says_where(change, words):
    with pytest.raises(RubricError, match=words):
        parse_outcomes(WHOLE | change)


def test_the_hash_does_not_depend_on_the_order_of_keys_but_on_content():
    turned = {key: WHOLE[key] for key in reversed(WHOLE)}
    assert content_hash(parse_outcomes(turned)) == content_hash(parse_outcomes(WHOLE))
    assert content_hash(parse_outcomes(WHOLE | {"note": "khác"})) != content_hash(parse_outcomes(WHOLE))


def test_the_order_of_outcomes_is_content():
    turned = WHOLE | {"outcomes": WHOLE["outcomes"][::-1]}
    assert content_hash(parse_outcomes(turned)) != content_hash(parse_outcomes(WHOLE))
