"""The forms round a sheet: what is typed wrong is told in words beside its field, and stays as typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from scoring.appraisal.forms import ConclusionForm
from scoring.evidence.forms import ReferenceForm
from scoring.models import OutcomeSet, Programme
from scoring.rounds.forms import OutcomeForm, RoundForm
from scoring.rounds.views import owners_of
from scoring.sheets.forms import MeetingForm
from tests.build import build_round, build_world
from tests.posts import conclusion_data, meeting_data


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
