from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats


class PlainForm(forms.Form):
    day = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)
    number = forms.DecimalField(required=False, localize=True)


def cleaned(**typed: str) -> dict[str, object]:
    form = PlainForm(typed)
    assert form.is_valid(), form.errors
    return {name: form.cleaned_data[name] for name in typed}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/12/2026", date(2026, 12, 5)),
        ("31/12/2026", date(2026, 12, 31)),
        ("5-2-2026", date(2026, 2, 5)),
        ("2026-12-05", date(2026, 12, 5)),
    ],
)
def test_django_reads_the_day_before_the_month(typed: str, day: date) -> None:
    assert cleaned(day=typed) == {"day": day}


@pytest.mark.parametrize("typed", ["12/31/2026", "05/12/26", "Dec 5 2026"])
def test_django_refuses_other_days(typed: str) -> None:
    assert list(PlainForm({"day": typed}).errors) == ["day"]


@pytest.mark.parametrize("typed", ["05/12/2026 23:59", "23:59 05/12/2026", "2026-12-05T23:59", "2026-12-05 23:59"])
def test_django_reads_moments_in_local_time(typed: str) -> None:
    assert cleaned(moment=typed) == {"moment": datetime(2026, 12, 5, 16, 59, tzinfo=UTC)}


@pytest.mark.parametrize("typed", ["4,5", "4.5"])
def test_django_reads_numbers_with_either_separator(typed: str) -> None:
    assert cleaned(number=typed) == {"number": Decimal("4.5")}


def test_django_writes_days_moments_and_numbers_as_in_viet_nam() -> None:
    assert formats.date_format(date(2026, 2, 5)) == "05/02/2026"
    assert formats.date_format(date(2026, 2, 5), "SHORT_DATE_FORMAT") == "05/02/2026"
    assert formats.date_format(datetime(2026, 2, 5, 7, 30, tzinfo=UTC), "DATETIME_FORMAT") == "07:30 05/02/2026"
    assert formats.localize(Decimal("90.5")) == "90,5"
    assert formats.localize(1250) == "1250"
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


def render(expression: str, value: object) -> str:
    return Template("{% load vietnamese %}{{ " + expression + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("value|points", Decimal("4.50"), "4,5"),
        ("value|points", 6, "6"),
        ("value|points", None, ""),
        ("unknown|points", None, ""),
        ("value|ngay", date(2026, 2, 5), "05/02/2026"),
        ("value|ngay", datetime(2025, 12, 31, 16, 59, tzinfo=UTC), "31/12/2025"),
        ("value|ngay", datetime(2025, 12, 31, 17, 1, tzinfo=UTC), "01/01/2026"),
        ("value|ngay", None, ""),
        ("unknown|ngay", None, ""),
        ("value|ngay_gio", datetime(2025, 12, 31, 16, 59, tzinfo=UTC), "23:59 31/12/2025"),
        ("value|ngay_gio", datetime(2025, 12, 31, 17, 1, tzinfo=UTC), "00:01 01/01/2026"),
        ("value|ngay_gio", None, ""),
        ("unknown|ngay_gio", None, ""),
    ],
)
def test_filters_write_points_days_and_moments(expression: str, value: object, text: str) -> None:
    assert render(expression, value) == text
