from datetime import date
from decimal import Decimal

import pytest
from django import forms

from config.common import vietnamese
from config.common.fields import DateField, PointsField


class SheetForm(forms.Form):
    points = PointsField(
        label="Điểm", min_value=0, max_value=Decimal("4.50"), max_digits=4, decimal_places=2, required=False
    )
    met_on = DateField(label="Ngày họp", required=False)


def errors(**typed: str) -> dict[str, list[str]]:
    return {name: [str(problem) for problem in problems] for name, problems in SheetForm(typed).errors.items()}


@pytest.mark.parametrize("typed", ["4,5", "4.5", " 4,50 "])
def test_points_are_read_with_either_separator(typed: str) -> None:
    form = SheetForm({"points": typed})

    assert form.is_valid()
    assert form.cleaned_data["points"] == Decimal("4.5")


@pytest.mark.parametrize("typed", ["", "  "])
def test_no_points_are_none(typed: str) -> None:
    form = SheetForm({"points": typed})

    assert form.is_valid()
    assert form.cleaned_data["points"] is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("bốn", vietnamese.NOT_A_NUMBER),
        ("4,5,6", vietnamese.NOT_A_NUMBER),
        ("NaN", vietnamese.NOT_A_NUMBER),
        ("1.000,5", vietnamese.NO_THOUSANDS),
        ("1" * 20, vietnamese.TOO_LONG),
        ("4,75", "Nhiều nhất là 4,5."),
        ("-1", "Ít nhất là 0."),
    ],
)
def test_points_are_refused_with_a_vietnamese_sentence(typed: str, problem: str) -> None:
    assert errors(points=typed) == {"points": [problem]}


def test_points_off_the_step_are_refused() -> None:
    class StepForm(forms.Form):
        points = PointsField(step_size=Decimal("0.5"))

    assert StepForm({"points": "4,5"}).is_valid()
    assert list(StepForm({"points": "4,3"}).errors["points"]) == ["Đi theo bước 0,5."]


def test_own_messages_of_a_field_win() -> None:
    field = PointsField(max_value=5, error_messages={"max_value": "Quá điểm chuẩn."})

    with pytest.raises(forms.ValidationError, match="Quá điểm chuẩn"):
        field.clean("6")


def test_points_of_the_database_are_shown_with_a_comma_and_a_decimal_keypad() -> None:
    html = SheetForm(initial={"points": Decimal("4.50")})["points"].as_widget()

    assert html == (
        '<input type="text" name="points" value="4,5" inputmode="decimal" autocomplete="off" id="id_points">'
    )


def test_refused_points_are_shown_again_as_typed() -> None:
    assert 'value="4,5,6"' in SheetForm({"points": "4,5,6"})["points"].as_widget()


@pytest.mark.parametrize(("typed", "changed"), [("4,5", False), ("4.50", False), ("4,6", True), ("", True)])
def test_points_typed_in_another_way_are_not_changed(typed: str, changed: bool) -> None:
    form = SheetForm({"points": typed}, initial={"points": Decimal("4.50")})

    assert form.has_changed() is changed


@pytest.mark.parametrize("typed", ["05/12/2026", "5/12/2026", "05-12-2026", "5.12.2026", "2026-12-05", " 05/12/2026 "])
def test_days_are_read_day_before_month(typed: str) -> None:
    form = SheetForm({"met_on": typed})

    assert form.is_valid()
    assert form.cleaned_data["met_on"] == date(2026, 12, 5)


def test_no_day_is_none() -> None:
    form = SheetForm({"met_on": ""})

    assert form.is_valid()
    assert form.cleaned_data["met_on"] is None


@pytest.mark.parametrize(
    "typed", ["12/31/2026", "31/02/2026", "05/12/26", "05/12/206", "5122026", "hôm nay", "0/1/2026"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    assert errors(met_on=typed) == {"met_on": ["Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 05/02/2026."]}


@pytest.mark.parametrize("typed", ["05/12/0206", "05/12/2206"])
def test_a_mistyped_year_is_refused(typed: str) -> None:
    assert errors(met_on=typed) == {"met_on": ["Năm phải từ 1900 đến 2100."]}


def test_a_day_is_shown_as_it_is_typed() -> None:
    html = SheetForm(initial={"met_on": date(2026, 2, 5)})["met_on"].as_widget()

    assert html == (
        '<input type="text" name="met_on" value="05/02/2026" placeholder="ngày/tháng/năm" autocomplete="off"'
        ' id="id_met_on">'
    )


def test_a_refused_day_is_shown_again_as_typed() -> None:
    assert 'value="12/31/2026"' in SheetForm({"met_on": "12/31/2026"})["met_on"].as_widget()
