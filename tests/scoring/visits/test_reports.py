"""Required reports: asked for, received, late or missing, told to whom it concerns."""

from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from organizations.access import Refused
from scoring.bodies.report_table import report_rows, units_in
from scoring.bodies.reports import (
    ReceiptsError,
    Received,
    change_report,
    drop_report,
    receive_reports,
    require_report,
)
from scoring.bodies.visit_errors import VisitError
from scoring.models import ReportReceipt, RequiredReport
from tests.build import World, build_round, build_world
from tests.scoring.visits.situations import current_round, day, received, reports, team

pytestmark = pytest.mark.django_db
NOT_YET = "chưa nhận"


@pytest.fixture
def world() -> World:
    world = build_world()
    build_round(world)
    team(world)
    return world


def test_reports_are_asked_for_once_changed_and_dropped_until_one_has_come(world):
    admin = world.user("quantri")
    first, second = reports(world, 2)
    for name in ("", first.name):
        with pytest.raises(VisitError) as caught:
            require_report(current_round(), actor=admin, name=name, due=day())
        assert caught.value.field == "name"
    with pytest.raises(VisitError):
        change_report(second, actor=admin, name=first.name, due=day())
    assert change_report(second, actor=admin, name="Báo cáo khác", due=day(8)).due == day(8)
    received(world, "cs1-cb1", first)
    with pytest.raises(VisitError, match="Đã có đơn vị nộp"):
        drop_report(first, actor=admin)
    drop_report(second, actor=admin)
    with pytest.raises(RequiredReport.DoesNotExist):
        drop_report(second, actor=admin)
    for who in ("thuky", "bithu", "lanhdao"):
        with pytest.raises(Refused):
            require_report(current_round(), actor=world.user(who), name="Báo cáo", due=day())


def test_receipts_of_a_unit_are_written_in_one_go_and_never_over_what_somebody_else_wrote(world):
    unit, secretary = world.organizations["cs1-cb1"], world.user("thuky")
    keys = [report.pk for report in reports(world, 3)]
    fresh = dict.fromkeys(keys, NOT_YET)

    def receive(entries, seen):
        return receive_reports(current_round(), unit, actor=secretary, entries=entries, seen=seen)

    with pytest.raises(ReceiptsError) as caught:
        receive({keys[0]: Received(day(1)), keys[1]: Received(None, "05-BC/CB"), keys[2]: Received(day())}, fresh)
    assert caught.value.problems == {keys[0]: "Ngày nhận không được sau hôm nay.", keys[1]: "Hãy ghi ngày nhận."}
    assert ReportReceipt.objects.count() == 0
    entries = {keys[0]: Received(day(-1), "05-BC/CB"), keys[1]: Received(day()), keys[2]: Received()}
    assert (receive(entries, fresh), receive(entries, fresh)) == (2, 0)
    with pytest.raises(ReceiptsError, match="Người khác vừa ghi"):
        receive({keys[0]: Received(day(), "06-BC/CB")}, fresh)
    assert receive({keys[0]: Received()}, {keys[0]: Received(day(-1), "05-BC/CB").words}) == 1
    assert list(ReportReceipt.objects.values_list("report", flat=True)) == [keys[1]]
    for who in ("bithu", "giupviec", "lanhdao"):
        with pytest.raises(Refused):
            receive_reports(current_round(), unit, actor=world.user(who), entries={}, seen={})


def test_the_table_says_what_is_late_and_what_is_missing(world):
    first, second = reports(world, 2)
    received(world, "cs1-cb1", first)
    with time_machine.travel(day(6), tick=False):
        received(world, "cs1-cb1", second)
        rows = report_rows([first, second], units_in(world.user("bithu"), current_round()))
        assert [(row.unit.code, [cell.state for cell in row.cells], row.missing) for row in rows] == [
            ("cs1-cb1", ["done", "returned"], 0)
        ]
        rows = report_rows([first, second], units_in(world.user("giamsat"), current_round()))
        assert {cell.state for row in rows[1:] for cell in row.cells} == {"late", "done", "returned"}
        assert sum(row.missing for row in rows) == 2 * (len(rows) - 1)


def test_pages_and_workbook_say_the_same_to_team_and_unit(world):
    first, second = reports(world, 2)
    received(world, "cs1-cb1", first, number="=05-BC/CB")
    clients = {}
    for who in ("thuky", "bithu"):
        clients[who] = Client()
        clients[who].force_login(world.user(who))
    table, own = (reverse("scoring:reports", args=[current_round().pk]), _receipts("cs1-cb1"))
    pages = {who: client.get(table).content.decode() for who, client in clients.items()}
    assert ("Chi bộ Trạm Y tế" in pages["thuky"], "Chi bộ Trạm Y tế" in pages["bithu"]) == (True, False)
    mine = clients["bithu"].get(own).content.decode()
    assert ("số =05-BC/CB" in mine, "Chưa nộp" in mine, "<input" in mine.split("<main")[1]) == (True, True, False)
    assert clients["bithu"].get(_receipts("cs2-cb1")).status_code == 404
    content = clients["thuky"].get(reverse("scoring:reports_xlsx", args=[current_round().pk])).content
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    line = next(row for row in rows if row[1] == "Chi bộ thôn 1 (Đảng bộ cơ sở 1)")
    assert (line[2], line[3], line[4]) == (f"Đã nhận {day():%d/%m/%Y}, số =05-BC/CB", "Chưa nộp", 1)
    typed = {
        f"day-{first.pk}": "32/13/2026", f"number-{first.pk}": "07", f"seen-{first.pk}": "x", f"day-{second.pk}": "",
        f"number-{second.pk}": "", f"seen-{second.pk}": NOT_YET,
    }  # fmt: skip
    again = {**typed, f"day-{first.pk}": f"{day():%d/%m/%Y}"}
    stale = clients["thuky"].post(own, again)
    page = stale.content.decode()
    assert (stale.status_code, "Người khác vừa ghi" in page, 'value="07"' in page) == (422, True, True)
    stands = f"{day():%d/%m/%Y}, số =05-BC/CB"
    assert f'name="seen-{first.pk}" value="{stands}"' in page
    assert clients["thuky"].post(own, again | {f"seen-{first.pk}": stands}).status_code == 302
    assert ReportReceipt.objects.get().number == "07"
    answer = clients["thuky"].post(own, typed)
    assert answer.status_code == 422
    assert "Hãy nhập ngày theo dạng" in answer.content.decode()
    assert 'value="32/13/2026"' in answer.content.decode()


def _receipts(code: str) -> str:
    return reverse("scoring:receipts", args=[current_round().pk, code])
