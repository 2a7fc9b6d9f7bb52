"""Rules of a programme: read and written without loss, duties fall due on the right days."""

from datetime import date

import pytest

from scoring.pure.problems import RubricError
from scoring.pure.programme import Duty, RegistrationRules, due_days, parse_rules, registration_day, rules_mapping

WHOLE = {
    "registration": {
        "month": 5,
        "day": 30,
        "required": True,
        "eligibility": {
            "metric": {"source": "years", "aggregate": "count", "holds": [{"field": "grade", "equals": "tot"}]},
            "at_least": "2",
        },
        "text": "Đăng ký trước ngày 30/5",
        "aims": [{"text": "4% trở lên", "percent": "4"}, {"text": "mỗi đảng ủy một chi bộ", "each_parent": 1}],
    },
    "validity": {"until": 2025},
    "duties": [{"code": "bao-cao", "text": "Báo cáo năm", "every": "year", "month": 1, "day": 15, "who": "board"}],
    "ballot": {"quorum": "50", "of": "due"},
    "retention_months": 24,
}


def test_rules_are_read_and_written_back_unchanged():
    assert rules_mapping(parse_rules(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    "wrong",
    [
        {"duties": [{"code": "a", "text": "A"}]},
        {"duties": [{"code": "a", "text": "A", "every": "month", "on": "2026-04-30"}]},
        {"duties": [{"code": "a", "text": "A", "every": "year", "day": 5}]},
        {"duties": [{"code": "a", "text": "A", "every": "month", "day": 32}]},
        {"ballot": {"quorum": "120"}},
        {"unknown": 1},
    ],
)
def test_rules_that_cannot_be_meant_are_refused(wrong):
    with pytest.raises(RubricError):
        parse_rules(wrong)


@pytest.mark.parametrize(
    ("duty", "days"),
    [
        (Duty("a", "A", every="year", month=1, day=20), [date(2026, 1, 20)]),
        (Duty("a", "A", on=date(2026, 4, 30)), [date(2026, 4, 30)]),
        (Duty("a", "A", on=date(2030, 4, 30)), []),
        (
            Duty("a", "A", every="quarter"),
            [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)],
        ),
        (
            Duty("a", "A", every="quarter", month=1, day=5),
            [date(2026, 1, 5), date(2026, 4, 5), date(2026, 7, 5), date(2026, 10, 5)],
        ),
    ],
)
def test_duties_of_a_year(duty, days):
    assert list(due_days(duty, 2026)) == days


def test_a_monthly_duty_falls_due_twelve_times_and_never_on_a_day_that_a_month_lacks():
    days = list(due_days(Duty("a", "A", every="month", day=31), 2026))
    assert [day.month for day in days] == list(range(1, 13))
    assert days[1] == date(2026, 2, 28)


def test_the_last_day_to_register_in_a_leap_year():
    assert registration_day(RegistrationRules(month=2, day=30), 2028) == date(2028, 2, 29)
