"""What is typed into a sheet and into the forms round it: junk never raises, never passes, and comes back as typed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from scoring.appraisal.forms import ConclusionForm
from scoring.models import OutcomeSet, Programme
from scoring.pure.arithmetic import MarkValue, mark_problem
from scoring.pure.rubric import parse
from scoring.rounds.forms import OutcomeForm, RoundForm
from scoring.rounds.views import owners_of
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.forms import LONGEST_EXPLANATION, MeetingForm, ReferenceForm, read_sheet_post
from tests.build import build_round, build_world, fixture
from tests.posts import conclusion_data, meeting_data


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
    assert (posted.typed[ROW].value, posted.typed[ROW].explanation) == (typed, "Vì sao")
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
    f"{typed.value}{typed.explanation}".encode()
    assert "\x00" not in typed.value + typed.explanation
    if row.code in posted.entered:
        entered = posted.entered[row.code]
        assert -1 <= entered.revision < 10**10
        assert len(entered.explanation) <= LONGEST_EXPLANATION
        assert entered.value.value is None or entered.value.value.is_finite()
        assert mark_problem(row, entered.value) is None or not entered.value.empty


# Forms


def _errors(form: Any) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in form.errors.items()}


def _day(ahead: int) -> str:
    return f"{timezone.localdate() + timedelta(days=ahead):%d/%m/%Y}"


NO_DAY = "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 05/02/2026."


def test_a_meeting_as_typed():
    form = MeetingForm({**meeting_data(), "day": "05/02/2026", "request_date": "6-2-2026", "due": " 12 "})
    assert form.is_valid()
    found = form.meeting()
    assert (found.day.isoformat(), found.request_date.isoformat(), found.due) == ("2026-02-05", "2026-02-06", 12)


@pytest.mark.parametrize(
    "typed", ["31/02/2026", "12/31/2026", "hôm nay", "1", "05/02/26x", "32/01/2026", "٠٥/02/2026x"]
)
@pytest.mark.parametrize("name", ["day", "request_date"])
def test_a_day_that_is_none_is_refused_in_words_and_stays(name, typed):
    form = MeetingForm({**meeting_data(), name: typed})
    assert _errors(form) == {name: [NO_DAY]}
    assert form[name].value() == typed


def test_a_day_is_read_day_first():
    form = MeetingForm({**meeting_data(), "day": "01/12/2025"})
    assert form.is_valid()
    assert form.meeting().day.isoformat() == "2025-12-01"


@pytest.mark.parametrize("typed", ["mười hai", "12,5", "0", "-3", "10000", "9" * 5000, "1e2", "NaN", "\x00"])
@pytest.mark.parametrize("name", ["due", "present"])
def test_a_number_of_people_that_is_none_is_refused_and_stays(name, typed):
    form = MeetingForm({**meeting_data(), name: typed})
    assert set(form.errors) == {name}
    assert form[name].value() == typed
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in form.errors[name])


def test_more_present_than_due_is_refused_beside_the_field():
    form = MeetingForm({**meeting_data(), "due": "11", "present": "12"})
    assert _errors(form) == {"present": ["Số có mặt không thể lớn hơn số được triệu tập."]}


@pytest.mark.parametrize("typed", ["", "   ", "x" * 61, "12\x00-BB"])
@pytest.mark.parametrize("name", ["minutes_number", "request_number"])
def test_a_number_of_a_paper_is_asked_for_and_fits(name, typed):
    assert set(MeetingForm({**meeting_data(), name: typed}).errors) == {name}


def test_an_empty_meeting_names_every_field():
    assert set(MeetingForm({"day": ""}).errors) == set(MeetingForm().fields)


@pytest.mark.parametrize("typed", ["", "maybe", "yes ", "True"])
def test_a_conclusion_is_chosen_from_two(typed):
    assert set(ConclusionForm({**conclusion_data(), "recognised": typed}).errors) == {"recognised"}


@pytest.mark.parametrize(("typed", "recognised"), [("yes", True), ("no", False)])
def test_a_conclusion_as_chosen(typed, recognised):
    form = ConclusionForm(conclusion_data(typed))
    assert form.is_valid()
    assert form.conclusion().recognised is recognised


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("day", "31/02/2026"),
        ("minutes_number", ""),
        ("minutes_number", "x" * 61),
        ("reason", "x" * 2001),
        ("reason", "a\x00"),
    ],
)
def test_a_conclusion_with_something_wrong_stays_as_typed(name, typed):
    form = ConclusionForm({**conclusion_data(), name: typed})
    assert set(form.errors) == {name}
    assert form[name].value() == typed


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("number", ""),
        ("number", "x" * 81),
        ("date", "31/02/2026"),
        ("summary", " "),
        ("summary", "x" * 401),
        ("place", "x" * 201),
    ],
)
def test_a_cited_paper_with_something_wrong_stays_as_typed(name, typed):
    data = {"number": "15-BC/CB", "date": "", "summary": "Báo cáo", "place": ""}
    assert ReferenceForm(data).is_valid()
    form = ReferenceForm({**data, name: typed})
    assert set(form.errors) == {name}
    assert form[name].value() == typed


@pytest.fixture
def round_form(db: None) -> Any:
    """Return a function that fills the form of a round, with changes."""
    world = build_world(cells=1)
    build_round(world, opened=False)
    owners = owners_of(world.user("quantri"))
    standing = {
        "programme": str(world.programme.pk), "owner": str(world.body("tren", "standing").pk), "year": "2027",
        "name": "Đợt 2027", "self_deadline": _day(1), "appraisal_deadline": _day(2), "approval_deadline": _day(3),
    }  # fmt: skip

    def fill_in(**changes: str) -> RoundForm:
        return RoundForm({**standing, **changes}, programmes=Programme.objects.exclude(kinds=[]), owners=owners)

    return fill_in


def test_a_round_as_typed(round_form):
    form = round_form(year=" 2027 ")
    assert form.is_valid(), form.errors
    found = form.arguments()
    assert (found["start"].isoformat(), found["end"].isoformat()) == ("2027-01-01", "2027-12-31")


@pytest.mark.parametrize("name", ["programme", "owner"])
@pytest.mark.parametrize("typed", ["", "0", "x", "-1", "9" * 50, "9" * 5000, "\x00"])
def test_a_round_has_a_programme_and_an_owner_of_the_list(round_form, name, typed):
    assert set(round_form(**{name: typed}).errors) == {name}


@pytest.mark.parametrize("typed", ["", "2014", "2101", "hai nghìn", "2026,5", "9" * 5000])
def test_a_round_has_a_year(round_form, typed):
    form = round_form(year=typed)
    assert set(form.errors) == {"year"}
    assert form["year"].value() == typed


def test_deadlines_follow_one_another(round_form):
    found = round_form(appraisal_deadline=_day(0), approval_deadline=_day(-1))
    sentence = ["Hạn này phải từ hạn của bước trước trở đi."]
    assert _errors(found) == {"appraisal_deadline": sentence, "approval_deadline": sentence}
    assert round_form(self_deadline=_day(3), appraisal_deadline=_day(3)).is_valid()


def test_a_missing_deadline_in_the_middle_does_not_hide_the_order(round_form):
    assert set(round_form(appraisal_deadline="").errors) == {"appraisal_deadline"}


@pytest.mark.django_db
def test_an_outcome_set_is_chosen_from_the_list():
    world = build_world(cells=1)
    round_ = build_round(world)
    known = list(OutcomeSet.objects.filter(rubric=round_.rubrics.first().version.rubric))
    form = OutcomeForm({"outcome_set": str(known[0].pk)}, sets=known)
    assert form.is_valid()
    assert form.chosen() == known[0]
    none = OutcomeForm({"outcome_set": ""}, sets=known)
    assert none.is_valid()
    assert none.chosen() is None
    for typed in ("0", "x", "9" * 5000, "\x00"):
        refused = OutcomeForm({"outcome_set": typed}, sets=known)
        assert _errors(refused) == {"outcome_set": ["Hãy chọn một bộ mức xếp loại trong danh sách."]}
