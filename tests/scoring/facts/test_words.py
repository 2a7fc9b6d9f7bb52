"""Stored values, years and months in words; the scale of grades."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import RequestFactory

from scoring.facts.fields import Asked, FieldError, merged, to_plain
from scoring.facts.grades import grade_word, scale_of, scales
from scoring.facts.words import said, spans, year_of, years_beside
from scoring.pure.conditions import Field
from tests.build import ROOT, fixture

NUMBER = Field("so", "Số", "facts", "number")
YES = Field("co", "Có", "facts", "yes_no")
LEVEL = Field("muc", "Mức", "facts", "level", ("kem", "tot"), ("Kém", "Tốt"))
BARE = Field("muc", "Mức", "facts", "level", ("kem", "tot"))
DAY = Field("ngay", "Ngày", "facts", "date")
TEXT = Field("chu", "Chữ", "facts", "text")
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("field", "value", "stored", "words"),
    [
        (NUMBER, Decimal("12.50"), "12.5", "12,5"),
        (NUMBER, Decimal(0), "0", "0"),
        (YES, True, "true", "Có"),
        (YES, False, "false", "Không"),
        (LEVEL, "tot", "tot", "Tốt"),
        (BARE, "tot", "tot", "tot"),
        (DAY, date(2026, 2, 5), "2026-02-05", "05/02/2026"),
        (TEXT, "  Ba việc ", "Ba việc", "Ba việc"),
    ],
)
def test_a_value_is_stored_plainly_and_read_in_words(field, value, stored, words):
    assert (to_plain(field, value), said(field, stored)) == (stored, words)


def test_a_truth_of_the_log_is_read_in_words_too():
    assert [said(YES, each) for each in (True, False)] == ["Có", "Không"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (NUMBER, "12"), (NUMBER, True), (NUMBER, Decimal(-1)), (NUMBER, Decimal(10) ** 9), (YES, "true"),
        (YES, Decimal(1)), (LEVEL, "kha"), (LEVEL, True), (DAY, "2026-02-05"), (TEXT, " "), (TEXT, Decimal(1)),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(field, value):
    with pytest.raises(FieldError):
        to_plain(field, value)


def test_a_field_of_two_programmes_is_asked_once_and_confirmed_if_one_of_them_says_so():
    plain = Field("so", "Số đảng viên", "facts", "number", entered_by="unit")
    strict = Field("so", "Đảng viên", "facts", "number", entered_by="unit", confirmed_by="superior")
    found = merged([(plain, *YEAR, "Bốn tốt"), (strict, *YEAR, "Kiểu mẫu"), (YES, *YEAR, "Bốn tốt")])
    joint = Field("so", "Số đảng viên", "facts", "number", entered_by="unit", confirmed_by="superior")
    assert found == [Asked(joint, *YEAR, ("Bốn tốt", "Kiểu mẫu")), Asked(YES, *YEAR, ("Bốn tốt",))]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], ""), ([10], "10"), ([9, 10], "9, 10"), ([1, 2, 3, 7], "1–3, 7"), ([12, 1, 11, 10, 1], "1, 10–12")],
)
def test_neighbouring_months_are_drawn_together(numbers, words):
    assert spans(numbers) == words


@pytest.mark.parametrize(
    ("asked", "year"), [("2025", 2025), ("", 2026), ("2027", 2026), ("1999", 2026), ("hai", 2026), ("٢٠٢٥", 2025)]
)
def test_a_page_shows_the_year_asked_for_or_this_one(asked, year):
    with time_machine.travel(date(2026, 11, 20), tick=False):
        assert year_of(RequestFactory().get("/", {"nam": asked})) == year


def test_years_to_come_are_not_offered():
    with time_machine.travel(date(2026, 11, 20), tick=False):
        assert years_beside(2026) == [("Năm 2025", "?nam=2025")]
        assert years_beside(2024) == [("Năm 2023", "?nam=2023"), ("Năm 2025", "?nam=2025")]


@pytest.mark.parametrize(
    ("year", "paper"),
    [
        (2010, "132-QĐ/TW"), (2018, "132-QĐ/TW"), (2023, "124-QĐ/TW"), (2024, "124-QĐ/TW"),
        (2025, "366-QĐ/TW"),
    ],
)  # fmt: skip
def test_a_year_is_graded_by_the_scale_in_force_at_its_end(year, paper):
    assert scale_of(year).paper == f"Quy định số {paper}"


def test_words_of_another_age_stay_as_they_are():
    assert [grade_word("hoan_thanh_tot", 2024), grade_word("Trong sạch vững mạnh", 2015)] == [
        "Hoàn thành tốt nhiệm vụ", "Trong sạch vững mạnh",
    ]  # fmt: skip


def test_rubrics_read_the_grades_under_the_codes_of_the_scale():
    declared = {
        tuple(zip(field["levels"], field["labels"], strict=True))
        for path in (ROOT / "fixtures/rubrics").glob("*.yaml")
        for field in fixture(f"rubrics/{path.name}").get("fields", ())
        if field["source"] == "years"
    }
    assert declared == {scale.levels for scale in scales()}
