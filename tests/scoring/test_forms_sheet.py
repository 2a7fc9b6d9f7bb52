"""A sheet as it is posted: junk never raises, never passes, and comes back as typed."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.arithmetic import MarkValue, mark_problem
from scoring.pure.rubric import parse
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.forms import LONGEST_EXPLANATION, read_sheet_post
from tests.build import fixture


def _loaded(code: str) -> LoadedRubric:
    data = parse(fixture(f"rubrics/{code}.yaml"))
    keys = {row.code: position for position, row in enumerate(data.rows, 1)}
    return LoadedRubric(data, keys, {key: code for code, key in keys.items()})


POINTS, PASS_FAIL = _loaded("s0-chi-bo"), _loaded("s2-chi-bo")
ROW = POINTS.data.leaves()[0].code
KEY = POINTS.keys[ROW]


def _post(fields: dict[str, str]) -> QueryDict:
    post = QueryDict(mutable=True)
    post.update(fields)
    return post


def _one(value: str = "", explanation: str = "", revision: str = "0") -> Any:
    return read_sheet_post(_post({f"v-{KEY}": value, f"e-{KEY}": explanation, f"r-{KEY}": revision}), POINTS)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4", "4"),
        ("4,5", "4.5"),
        (" 4,5 ", "4.5"),
        ("4.5", "4.5"),
        ("+4", "4"),
        ("0", "0"),
        ("04", "4"),
        ("4\x00", "4"),
    ],
)
def test_numbers_as_people_type_them(typed, number):
    posted = _one(typed)
    assert posted.errors == {}
    assert posted.entered[ROW].value == MarkValue(value=Decimal(number))


@pytest.mark.parametrize(
    "typed", ["٤", "1e3", "NaN", "Infinity", "-", "4,5,6", "bốn", "1.250", "9" * 100, "0," + "3" * 50, "=1+1", "4 5"]
)
def test_what_is_no_number_is_said_and_comes_back(typed):
    posted = _one(typed, "Vì sao")
    assert posted.entered == {}
    assert (posted.typed[ROW].mark.value, posted.typed[ROW].explanation) == (typed, "Vì sao")
    assert posted.errors[ROW].endswith(".")


def test_an_empty_row_takes_a_mark_back():
    assert _one("  ").entered[ROW].value == MarkValue()


@pytest.mark.parametrize(
    ("typed", "revision"),
    [("3", 3), ("", -1), ("-1", -1), ("9" * 30, -1), ("x", -1), ("1.0", -1), ("\x00", -1), ("²", -1)],
)
def test_a_revision_that_makes_no_sense_saw_nothing(typed, revision):
    assert _one("4", revision=typed).entered[ROW].revision == revision


def test_an_explanation_has_a_most_and_keeps_its_lines():
    longest = "x" * LONGEST_EXPLANATION
    assert _one("4", longest).entered[ROW].explanation == longest
    refused = _one("4", longest + "x")
    assert refused.errors == {ROW: f"Giải trình dài quá {LONGEST_EXPLANATION} ký tự."}
    assert refused.typed[ROW].explanation == longest + "x"
    assert _one("4", " một\r\nhai ").entered[ROW].explanation == "một\nhai"


def test_characters_that_nothing_can_hold_are_left_out():
    assert _one("4", "a\x00b\x0bc\ud800d\te\nf").entered[ROW].explanation == "abcd\te\nf"


def test_not_applicable_is_read_and_left_to_the_row():
    entered = _one("n/a").entered[ROW]
    assert entered.value == MarkValue(not_applicable=True)
    assert mark_problem(POINTS.data.row(ROW), entered.value) == "Nội dung này không được đánh dấu “không áp dụng”."


def test_a_choice_is_read_as_a_choice():
    key = PASS_FAIL.keys["1"]
    posted = read_sheet_post(_post({f"v-{key}": "pass"}), PASS_FAIL)
    assert posted.entered["1"].value == MarkValue(choice="pass")


def test_of_a_doubled_field_the_last_counts():
    post = _post({f"r-{KEY}": "0"})
    post.setlist(f"v-{KEY}", ["1", "2"])
    assert read_sheet_post(post, POINTS).entered[ROW].value == MarkValue(value=Decimal(2))


def test_rows_that_were_not_posted_and_fields_of_no_row_are_left_alone():
    post = _post({f"v-{KEY}": "1", "v-999999": "1", f"v-{POINTS.keys['I']}": "9", "la": "x"})
    assert set(read_sheet_post(post, POINTS).typed) == {ROW}


@pytest.mark.parametrize("typed", ["", "khong-phai", "9" * 100, "\x00"])
def test_a_save_id_that_is_none_becomes_a_new_one(typed):
    first, second = (read_sheet_post(_post({"save_id": typed}), POINTS).save_id for _ in range(2))
    assert isinstance(first, UUID)
    assert first != second


def test_a_save_id_is_kept():
    save_id = uuid4()
    assert read_sheet_post(_post({"save_id": str(save_id)}), POINTS).save_id == save_id


JUNK = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789,.+-eE ٤\x00\ud800²½", max_size=12),
    st.sampled_from(["n/a", "pass", "fail", "NaN", "Infinity", "1e9", "9" * 400, "-0", "0,5", "4 ,5"]),
)


@pytest.mark.parametrize("loaded", [POINTS, PASS_FAIL], ids=["điểm", "đạt, không đạt"])
@given(value=JUNK, explanation=JUNK, revision=JUNK, save_id=JUNK, after=JUNK)
def test_whatever_is_posted_is_taken_or_refused_and_never_both(loaded, value, explanation, revision, save_id, after):
    row = loaded.data.leaves()[0]
    key = loaded.keys[row.code]
    fields = {f"v-{key}": value, f"e-{key}": explanation, f"r-{key}": revision, "save_id": save_id, "after": after}
    posted = read_sheet_post(fields, loaded)
    typed = posted.typed[row.code]
    assert (row.code in posted.entered) != bool(typed.error)
    f"{typed.mark.value}{typed.explanation}".encode()
    assert "\x00" not in typed.mark.value + typed.explanation
    if row.code in posted.entered:
        entered = posted.entered[row.code]
        assert -1 <= entered.revision < 10**10
        assert len(entered.explanation) <= LONGEST_EXPLANATION
        assert entered.value.value is None or entered.value.value.is_finite()
        assert mark_problem(row, entered.value) is None or not entered.value.empty
