"""What records come to in a row that fills itself, and when a figure that says otherwise has to be explained."""

from decimal import Decimal

import pytest

from scoring.pure.arithmetic import MarkValue, totals
from scoring.pure.filling import filled_rows, fillings

from .builders import build, row
from .observing import FIELDS, declared, meeting, seen

GOOD = {
    "source": "meetings", "aggregate": "count", "holds": [{"field": "grade", "equals": "tot"}],
}  # fmt: skip
SHEET = build(
    row("A", "count", maximum=5, spec={"unit": "0.5", "counted": "buổi", "filled_by": GOOD}),
    row("B", "measure", maximum=5, spec={
        "greatest": "100", "bands": [{"least": "80", "points": "5"}],
        "filled_by": {"source": "facts", "aggregate": "share", "field": "good", "total_field": "total"},
    }),
    row("C", maximum=5),
    fields=FIELDS,
)  # fmt: skip
LOG = [meeting(1, grade="tot"), meeting(2, grade="kha"), meeting(3, grade="tot")]


def _found(**given):
    return fillings(SHEET, {}, totals(SHEET, {}), seen(**given))


def test_the_figure_comes_with_its_words_and_its_records():
    found = _found(meetings=LOG, facts=[declared(good=2, total=3)])
    assert [row.code for row in filled_rows(SHEET)] == ["A", "B"]
    assert found["A"].mark == MarkValue(value=Decimal(2))
    assert (found["A"].words, found["A"].source) == ("2 buổi sinh hoạt", "sổ sinh hoạt")
    assert found["A"].records == ("Cuộc họp ngày 05/01/2026", "Cuộc họp ngày 05/03/2026")
    # Cut to what may be typed there; the words are never rounded up.
    assert (found["B"].mark.value, found["B"].words) == (Decimal("66.666"), "66,66% (2/3)")


@pytest.mark.parametrize("facts", [[], [declared(good=2)], [declared(good=2, total=0)]])
def test_too_little_data_fills_nothing_and_says_what_is_missing(facts):
    found = _found(meetings=LOG, facts=facts)["B"]
    assert (found.mark.empty, found.words) == (True, "")
    assert found.lacking
    unknown = fillings(SHEET, {}, totals(SHEET, {}), None)["A"]
    assert unknown.lacking == ("chưa thu thập sổ sinh hoạt",)


@pytest.mark.parametrize(
    ("entered", "why", "complaint"),
    [
        (MarkValue(), "", None),
        (MarkValue(value=Decimal(2)), "", None),
        (MarkValue(value=Decimal("2.0")), "", None),
        (MarkValue(value=Decimal(3)), "", "Theo sổ sinh hoạt là 2: ghi khác thì phải ghi giải trình."),
        (MarkValue(not_applicable=True), " ", "Theo sổ sinh hoạt là 2: ghi khác thì phải ghi giải trình."),
        (MarkValue(value=Decimal(3)), "Một buổi ghi ở sổ giấy", None),
    ],
)
def test_a_figure_that_says_otherwise_needs_a_word_why(entered, why, complaint):
    assert _found(meetings=LOG, facts=[])["A"].complaint(entered, why) == complaint


def test_what_is_typed_because_data_lack_needs_a_word_too():
    found = _found(meetings=LOG, facts=[])["B"]
    assert found.complaint(MarkValue(value=Decimal(90)), "") == (
        "Chưa đủ số liệu để tự điền (số liệu khai báo): tự nhập thì phải ghi giải trình."
    )
    assert found.complaint(MarkValue(value=Decimal(90)), "Theo biên bản") is None
