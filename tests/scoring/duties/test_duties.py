"""The calendar: whose duties a programme's are, what is known to be done, the same questions for few and many."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from organizations.people import appoint
from scoring.duties.dues import DONE, LATE, OPEN
from scoring.duties.selectors import duties_of, year_of_dues
from scoring.duties.start import navigation, start_tasks
from scoring.models import ReportReceipt, RequiredReport
from tests.build import LONG_AGO, build_round, build_world, submit
from tests.posts import PEOPLE
from tests.scoring.registration.situations import CELL, approved, call, registered
from tests.scoring.visits.situations import team

pytestmark = pytest.mark.django_db
UNIT, BOARD, COMMITTEE = "Đơn vị", "Ban tham mưu, bộ phận giúp việc", "Cấp ủy, văn phòng"
YEAR = timezone.localdate().year


@pytest.fixture
def world(db):
    found = build_world()
    build_round(found)
    return found


def _whose(world, name: str, year: int = 2026) -> set[str]:
    return {due.who for due in duties_of(world.user(name), year)}


def test_duties_are_those_of_the_post_at_the_body_that_runs_the_programme(world):
    looks = {UNIT, BOARD, COMMITTEE}
    unit = {name: {UNIT} for name in ("bithu", "nhapgiup", "bithu2", "bithu_cs", "danguy")}
    office = {"thamdinh": {BOARD}, "lanhdao": {COMMITTEE}, "vanthu": {COMMITTEE}}
    whole = dict.fromkeys(("quantri", "giamsat", "phutrach"), looks)
    assert {name: found for name in PEOPLE if (found := _whose(world, name))} == {**unit, **office, **whole}


def test_an_inspection_team_is_not_the_board_of_the_body_that_runs_the_programme(world):
    team(world)
    assert _whose(world, "thuky") == set()


def test_the_dates_of_the_plan_stand_in_their_years(world):
    unit, board = world.user("bithu"), world.user("thamdinh")
    quarters = [due.day for due in duties_of(unit, 2027) if "hằng quý" in due.text]
    assert quarters == [date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30), date(2027, 12, 31)]
    once = {
        due.day for user in (unit, board) for year in (2026, 2030) for due in duties_of(user, year) if "ết" in due.text
    }
    assert {date(2026, 4, 30), date(2026, 5, 31), date(2030, 4, 30), date(2030, 5, 31)} <= once
    assert date(2027, 1, 31) in {due.day for due in duties_of(unit, 2027)}
    (february,) = [due for due in duties_of(board, 2028) if due.day.month == 2]
    assert (february.day, february.clause) == (date(2028, 2, 29), "Kế hoạch số 159-KH/HU, phần II, mục 3")


def test_a_programme_that_runs_nowhere_above_asks_nothing(db):
    found = build_world()
    build_round(found, opened=False)
    assert {name for name in PEOPLE if duties_of(found.user(name), YEAR)} == set()
    assert year_of_dues(found.user("bithu"), YEAR) == [[] for _ in range(12)]


def _states(world, name: str) -> dict[str, str]:
    dues = [due for year in (YEAR, YEAR + 1) for month in year_of_dues(world.user(name), year) for due in month]
    return {due.text.partition(":")[0]: due.state for due in dues if due.state}


def test_what_can_be_known_to_be_done_says_so(world):
    opened = call(world)
    assert _states(world, "bithu") == {"Đăng ký": OPEN, "Nộp phiếu tự chấm": OPEN}
    assert _states(world, "lanhdao") == {"Kết luận": OPEN, "Nhận đăng ký, phê duyệt danh sách": OPEN}
    registered(world, opened, CELL)
    submit(world, CELL)
    assert _states(world, "bithu") == {"Đăng ký": DONE, "Nộp phiếu tự chấm": DONE}
    assert _states(world, "giupviec") == {"Thẩm định": OPEN}
    approved(world, opened, "cbcs")
    assert _states(world, "lanhdao")["Nhận đăng ký, phê duyệt danh sách"] == DONE


def test_what_was_not_done_in_time_is_late(world):
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        assert _states(world, "bithu") == {"Nộp phiếu tự chấm": LATE}


def test_a_report_that_was_received_is_done(world):
    today = timezone.localdate()
    report = RequiredReport.objects.create(round=world.programme.rounds.get(), name="Báo cáo tổng kết", due=today)
    assert _states(world, "bithu")["Nộp báo cáo"] == OPEN
    ReportReceipt.objects.create(
        report=report, organization=world.organizations[CELL], received_on=today, by_id=1, at=timezone.now()
    )
    assert (_states(world, "bithu")["Nộp báo cáo"], _states(world, "bithu2")["Nộp báo cáo"]) == (DONE, OPEN)


@pytest.mark.parametrize(
    ("day", "due"), [(date(2026, 11, 29), False), (date(2026, 11, 30), True), (date(2026, 12, 31), True)]
)
def test_the_start_page_names_what_falls_due_within_a_month(world, day, due):
    with time_machine.travel(day, tick=False):
        found = {
            name: [task.due for task in start_tasks(world.user(name))] for name in ("thamdinh", "quantri", "nguoila")
        }
    assert found == {"thamdinh": [date(2026, 12, 31)] if due else [], "quantri": [], "nguoila": []}


def test_the_next_years_duties_come_before_its_beginning(world):
    with time_machine.travel(date(2026, 12, 31), tick=False):
        days = [(task.due, task.url) for task in start_tasks(world.user("bithu"))]
    assert (date(2027, 1, 31), "/lich/?nam=2027") in days


def test_the_page_shows_a_year_by_month_and_takes_no_nonsense(world, client):
    client.force_login(world.user("bithu"))
    words = " ".join(client.get("/lich/?nam=2030").content.decode().split())
    assert [part in words for part in ("Tháng 4", "Tổng kết thực hiện mô hình “bốn tốt”", "30/04/2030")] == [True] * 3
    for odd in ("abcd", "1999", "99999", "²²²²", ""):
        assert f"Năm {YEAR}" in client.get("/lich/", {"nam": odd}).content.decode()
    assert navigation(world.user("nguoila")) == []


def test_many_units_and_calls_ask_as_often_as_few(world, queries):
    programme = call(world).programme

    def asked(name: str) -> int:
        user = world.user(name)
        with queries() as found:
            year_of_dues(user, YEAR)
        return len(found)

    few = [asked(name) for name in ("bithu", "danguy", "lanhdao")]
    for number in (1, 2, 3):
        call(world, programme, first_year=YEAR + number, last_year=YEAR + number, name=f"Lần {number}")
    for number in (2, 1):
        unit = world.organizations[f"cs2-cb{number}"]
        appoint(world.user("bithu"), "secretary", actor=None, organization=unit, start=LONG_AGO)
    assert [asked(name) for name in ("bithu", "danguy", "lanhdao")] == few
