"""The list of recognised organisations: what is seen, in which order, in page and workbook alike."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from config.common.models import Event
from organizations.models import Level
from recognition.decisions.draft import candidates
from recognition.decisions.issue import issue
from recognition.lists.columns import COLUMNS
from recognition.lists.selectors import Filter, lines, recognised
from scoring.models import YearResult
from tests.recognition.situations import CLERKS, complete, conclude_many, draft, issued, world_with_round

YEAR = timezone.localdate().year


def _issue_all(world, round_):
    """Issue the decisions of all three deciding bodies on every sheet of the round."""
    conclude_many(round_)
    for body, clerk in CLERKS.items():
        decision = complete(world, draft(world, round_, candidates(world.body(*body), round_), body))
        issue(decision, actor=world.user(clerk), day=timezone.localdate())


def _names(world, name, **asked):
    found = recognised(world.user(name), Filter(**asked))
    return [(line.parent_name, line.name) for line in lines(found)]


def _workbook(answer):
    return load_workbook(io.BytesIO(answer.content)).active


def test_the_list_holds_the_readers_scope_by_superior_and_name(place):
    world, round_ = place
    _issue_all(world, round_)
    first = [("Đảng bộ cơ sở 1", "Chi bộ thôn 1"), ("Đảng bộ cơ sở 1", "Chi bộ thôn 2")]
    second = [("Đảng bộ cơ sở 2", "Chi bộ thôn 1"), ("Đảng bộ cơ sở 2", "Chi bộ thôn 2")]
    bases = [("Đảng bộ xã Suối Ngàn", name) for name in ("Chi bộ Trạm Y tế", "Đảng bộ cơ sở 1", "Đảng bộ cơ sở 2")]
    assert _names(world, "giamsat") == first + second + bases
    assert _names(world, "phutrach") == [*first, bases[1]]
    assert _names(world, "bithu") == first[:1]
    assert _names(world, "nguoila") == []


def test_filters_narrow_by_year_programme_and_kind_of_unit(place):
    world, round_ = place
    _issue_all(world, round_)
    base = Level.objects.get(code="chi_bo_co_so").pk
    assert _names(world, "giamsat", level=base) == [("Đảng bộ xã Suối Ngàn", "Chi bộ Trạm Y tế")]
    assert len(_names(world, "giamsat", year=YEAR, programme=round_.programme_id)) == 7
    assert _names(world, "giamsat", year=YEAR - 1) == []
    assert _names(world, "giamsat", programme=0) == []


def test_a_title_from_paper_stands_beside_those_of_decisions(place):
    world, round_ = place
    issued(world, round_)
    YearResult.objects.create(
        organization=world.organizations["cs2"], year=2024, kind="title", programme=round_.programme,
        value="Đảng bộ cơ sở “bốn tốt”", source="paper", paper_number="15-QĐ/HU", paper_date=date(2025, 2, 3),
        issuer="Ban Thường vụ Huyện ủy",
    )  # fmt: skip
    old = lines(recognised(world.user("giamsat"), Filter(year=2024)))[0]
    assert [column.of(old) for column in COLUMNS] == [
        1, "Đảng bộ cơ sở 2", "Đảng bộ xã Suối Ngàn", "Đảng bộ cơ sở", "Thôn, tổ dân phố", "Đảng bộ cơ sở “bốn tốt”",
        2024, None, "15-QĐ/HU", date(2025, 2, 3), "Ban Thường vụ Huyện ủy",
    ]  # fmt: skip


def test_names_and_figures_are_those_of_the_decision(place):
    world, round_ = place
    issued(world, round_)
    organization = world.organizations["cs1-cb1"]
    organization.set_name("Chi bộ đã đổi tên")
    organization.save()
    line = lines(recognised(world.user("giamsat"), Filter()))[0]
    assert (line.name, line.points) == ("Chi bộ thôn 1", Decimal(90))


def test_page_and_workbook_show_the_same(place, browser):
    world, round_ = place
    _issue_all(world, round_)
    client = browser(world, "giamsat")
    page = client.get("/danh-sach/")
    shown = [[cell.text for cell in line.cells] for line in page.context["lines"]]
    rows = list(_workbook(client.get(page.context["workbook"])).iter_rows(min_row=5, values_only=True))
    assert len(rows) == 7
    today = timezone.localdate()
    assert rows[0] == (
        1, "Chi bộ thôn 1", "Đảng bộ cơ sở 1", "Chi bộ trực thuộc đảng ủy cơ sở", "Thôn, tổ dân phố",
        "Chi bộ “bốn tốt”", YEAR, 90, "01-QĐ/ĐU", datetime(today.year, today.month, today.day),  # noqa: DTZ001
        "Đảng ủy Đảng bộ cơ sở 1",
    )  # fmt: skip
    assert shown == [
        [f"{value:%d/%m/%Y}" if isinstance(value, datetime) else str(value) for value in row] for row in rows
    ]


def test_cells_are_typed_and_a_name_is_never_a_formula(place, browser):
    world, round_ = place
    organization = world.organizations["cs1-cb1"]
    round_.evaluations.filter(organization=organization).update(name='=HYPERLINK("http://a","b")')
    issued(world, round_)
    sheet = _workbook(browser(world, "giamsat").get(f"/danh-sach/{YEAR}.xlsx"))
    assert [cell.data_type for cell in sheet[5]] == ["n", "s", "s", "s", "s", "s", "n", "n", "s", "d", "s"]
    assert sheet["B5"].value == '=HYPERLINK("http://a","b")'
    assert [cell.value for cell in sheet[4]] == [column.label for column in COLUMNS]


def test_an_export_is_put_on_record_and_the_page_writes_nothing(place, browser, writes_nothing):
    world, round_ = place
    issued(world, round_)
    client = browser(world, "giamsat")
    with writes_nothing():
        assert client.get("/danh-sach/").status_code == 200
    client.get(f"/danh-sach/{YEAR}.xlsx?level={Level.objects.get(code='chi_bo_truc_thuoc').pk}")
    event = Event.objects.get(action="list.export")
    assert (event.actor_id, event.data) == (world.users["giamsat"].pk, {"rows": 1})
    assert event.subject_label == f"Danh sách tổ chức đảng được công nhận năm {YEAR}"


def test_the_newest_year_is_shown_first_and_further_pages_keep_it(place, browser):
    world, round_ = place
    issued(world, round_)
    client = browser(world, "giamsat")
    assert client.get("/danh-sach/").context["asked"].year == YEAR
    assert client.get("/danh-sach/?page=2").context["asked"].year == YEAR
    assert client.get("/danh-sach/?year=").context["asked"].year is None


@pytest.mark.parametrize("query", ["year=abc", "programme=x", "level=999", "page=x", "year=2000"])
def test_filters_that_make_no_sense_do_no_harm(place, browser, query):
    world, round_ = place
    issued(world, round_)
    assert browser(world, "giamsat").get(f"/danh-sach/?{query}").status_code == 200


def test_an_empty_list_says_so(place, browser):
    world, _ = place
    answer = browser(world, "giamsat").get("/danh-sach/")
    assert "Chưa có tổ chức đảng nào được công nhận" in answer.content.decode()


@pytest.mark.parametrize("address", ["/danh-sach/", f"/danh-sach/{YEAR}.xlsx", "/quyet-dinh/"])
def test_few_and_many_rows_take_the_same_number_of_queries(db, browser, queries, address):
    world, round_ = world_with_round(cells=14)
    conclude_many(round_)
    counts, client = [], browser(world, "giamsat")
    for bodies, most in (([("cs1", "committee")], 3), (CLERKS, 30)):
        for body in bodies:
            units = candidates(world.body(*body), round_)[:most]
            decision = complete(world, draft(world, round_, units, body))
            issue(decision, actor=world.user(CLERKS[body]), day=timezone.localdate())
        client.get(address)
        with queries() as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
    assert YearResult.objects.count() == 31
    assert counts[0] == counts[1]
