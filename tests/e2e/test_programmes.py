"""Programmes beside the first one, from the open sheet to the conclusion: what the year collected decides."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from organizations.models import Organization
from recognition.decisions.draft import candidates
from recognition.demo.cases import Case, read
from recognition.demo.known import enter_grades
from recognition.demo.names import Size
from recognition.demo.programmes import run_case
from recognition.demo.tree import build_tree, load_base
from recognition.demo.work import Work
from scoring.facts.ledger import propose_grade
from scoring.models import Evaluation
from scoring.results import record_titles
from tests.build import build_round, build_world, fixture
from tests.e2e.conftest import PHONE
from tests.e2e.helpers import accept, conclude, dmy, notices, texts
from tests.scoring.test_parts import hand_in

pytestmark = pytest.mark.browser
SMALL = Size("Đảng bộ xã Suối Ngàn", "Suối Ngàn", bases=3, solos=1, cells=6, cases=False)
Check = Callable[[Page], None]


@pytest.fixture
def work(server: str) -> Work:
    """Three base committees with two cells each, and their people."""
    load_base(fixture("base.yaml"))
    return Work(build_tree(SMALL), Random(1), timezone.localdate())


def _run(work: Work, name: str, **changes: Any) -> Case:
    """Run a case of the demonstration with other units than its own."""
    case = Case({**read(f"demo/{name}.yaml"), **changes}, work.today)
    run_case(work, case, None)
    return case


def _sheet(code: str) -> Evaluation:
    return Evaluation.objects.select_related("round", "organization").get(organization__code=code)


def _hand_in(page: Page, task: str, axe: Check, fits: Check, *, aside: int = 0) -> None:
    """Mark every content that concerns the unit as reached and hand the sheet in, on a phone."""
    page.goto("/")
    page.locator(".task-title", has_text=task).first.click()
    rows = page.locator("fieldset.choice-row")
    for row in rows.all():
        row.get_by_label("Đạt", exact=True).check()
    expect(page.locator(".sheet-row").get_by_text("không áp dụng", exact=True)).to_have_count(aside)
    axe(page)
    fits(page)
    page.locator(".summary-actions").get_by_role("button", name="Lưu và nộp…").click()
    today = dmy(timezone.localdate())
    for label, typed in (
        ("Ngày họp thông qua", today), ("được triệu tập", "12"), ("Số có mặt", "11"),
        ("Số biên bản hoặc nghị quyết", "12-BB/CB"), ("Số tờ trình", "05-TTr/CB"), ("Ngày tờ trình", today),
    ):  # fmt: skip
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Nộp phiếu").click()
    assert texts(page.get_by_role("heading", level=1)) == ["Đã nộp phiếu tự chấm"]


def test_conditions_decide_a_title_that_the_final_grade_breaks(
    work: Work, person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    cell = {"unit": "cs02-cb01", "goal": "open", "grades": {}}
    base = {"unit": "cs02", "goal": "submitted", "meetings": [], "facts": {
        "committee_meetings_as_prescribed": True, "congress_meetings_as_prescribed": True,
    }}  # fmt: skip
    grades = {"cs02-cb01": "hoan_thanh_tot", "cs02-cb02": "hoan_thanh"}
    year = work.today.year - 1
    for code, grade in grades.items():
        actor = work.demo.users["bithu2" if code.endswith("1") else "cs02-secretary"]
        propose_grade(work.demo.organizations[code], actor=actor, year=year, value=grade)
    call = {"name": "Đăng ký “bốn tốt”", "units": ["cs02-cb01", "cs02"]}
    _run(work, "1-bon-tot-dat", units=[cell, base], call=call)
    unit = _sheet("cs02-cb01").name

    _hand_in(person("bithu2", **PHONE), f"Tự chấm: {unit}", axe, fits)
    helper = person("cs02-giupviec")
    accept(helper, unit, "điểm tự chấm")
    committee = person("cs02-danguy")
    conclude(committee, unit, "Đạt")
    axe(committee)
    sheet = _sheet("cs02-cb01")
    committee.goto(f"/ho-so/{sheet.pk}/vi-sao/")
    expect(committee.locator("main")).to_contain_text("đáp ứng (thực tế 50% (10/20), yêu cầu từ 50% trở lên)")

    # The committee's own sheet rests on the grades that its cells propose: a cell that changes one turns the row.
    assert candidates(work.demo.bodies["cs02", "committee"], sheet.round) != []
    actor = work.demo.users["cs02-secretary"]
    propose_grade(work.demo.organizations["cs02-cb02"], actor=actor, year=year, value="khong_hoan_thanh")
    board = person("thamdinh")
    board.goto(f"/ho-so/{_sheet('cs02').pk}/")
    expect(board.locator("main")).to_contain_text("Cần xem lại")
    axe(board)

    # A title given on proposed grades is flagged when the final ones break its conditions.
    record_titles([(_sheet("cs02"), "“Đảng bộ cơ sở bốn tốt”")], number="05-QĐ/ĐU", day=work.today, issuer="BTV")
    for code in grades:
        enter_grades(work, Organization.objects.get(code=code), _secretary(work, code), {year: "hoan_thanh"})
    committee = person("cs02-danguy")
    committee.goto("/to-chuc/cs02/")
    expect(committee.locator("main")).to_contain_text("Danh hiệu cần xem lại sau khi có xếp loại chính thức")


def _secretary(work: Work, code: str) -> Any:
    return work.demo.users["bithu2" if code == "cs02-cb01" else "cs02-secretary"]


def test_a_title_of_several_years_with_inherited_ones_and_one_missing(
    work: Work, person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    best, good = "hoan_thanh_xuat_sac", "hoan_thanh_tot"
    units = [
        {"unit": "cs03-cb01", "goal": "open", "grades": {2022: best, 2023: good, 2024: best}},
        {"unit": "cs03-cb02", "goal": "submitted", "grades": {2022: best, 2024: best}},
    ]
    call = {**read("demo/4-chi-bo-kieu-mau.yaml")["call"], "units": ["cs03-cb01", "cs03-cb02"]}
    _run(work, "4-chi-bo-kieu-mau", units=units, call=call)
    unit = _sheet("cs03-cb01").name

    secretary = person("cs03-bithu", **PHONE)
    # Contents of other kinds of unit are set aside from the beginning.
    _hand_in(secretary, f"Tự chấm: {unit}", axe, fits, aside=9)
    accept(person("cs03-giupviec"), unit, "điểm tự chấm")
    board = person("thamdinh")
    accept(board, unit, "điểm của bước trước", "Thẩm định bước sau")
    conclude(person("lanhdao"), unit, "Chi bộ kiểu mẫu")

    secretary.goto("/to-chuc/cs03-cb01/")
    expect(secretary.locator("main")).to_contain_text("kế thừa kết quả các năm")
    secretary.goto("/to-chuc/cs03-cb02/")
    expect(secretary.locator("main")).to_contain_text("thiếu xếp loại năm 2023")
    fits(secretary)
    board.goto(f"/ho-so/{_sheet('cs03-cb02').pk}/vi-sao/")
    expect(board.locator("main")).to_contain_text("Chưa đủ dữ liệu")


def test_three_months_of_votes_stand_beside_the_year(
    work: Work, person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    votes = {"1": 13, "2": 12, "3": 13, "4": 13}
    units = [{"unit": "cs01-cb01", "goal": "open", "votes": votes, "last": {"votes": {}}}]
    _run(work, "2-bon-tot-thang", units=units)
    months = Evaluation.objects.filter(organization__code="cs01-cb01", round__period="month").order_by("round__start")
    last = months.last()
    assert last is not None

    phone = person("bithu", **PHONE)
    phone.goto(f"/ho-so/{last.pk}/")
    phone.get_by_role("link", name="Ghi biểu quyết từng nội dung").click()
    for content in phone.locator("section.panel").all():
        for label, number in (("Triệu tập", 13), ("Có mặt", 13), ("Đồng ý", 12), ("Không đồng ý", 1)):
            content.get_by_label(label, exact=True).fill(str(number))
        content.get_by_label("Không có ý kiến", exact=True).fill("0")
    phone.get_by_role("button", name="Lưu biểu quyết").click()
    assert notices(phone) == ["Đã ghi biểu quyết 4 nội dung."]
    phone.get_by_role("button", name="Lưu và nộp…").click()
    phone.get_by_label("Ngày họp thông qua").fill(dmy(work.today))
    phone.get_by_label("Số biên bản hoặc nghị quyết").fill("12-BB/CB")
    phone.get_by_label("Số báo cáo").fill("03-BC/CB")
    phone.get_by_role("button", name="Nộp phiếu").click()
    phone.locator("h1", has_text="Đã nộp").wait_for()

    year = Evaluation.objects.get(organization__code="cs01-cb01", round__period="year")
    phone.goto(f"/ho-so/{year.pk}/")
    expect(phone.locator("main")).to_contain_text(f"Tháng {last.round.start.month}")
    axe(phone)
    fits(phone)
    outcomes = [stage.outcome for sheet in months for stage in sheet.assessments.all()]
    assert outcomes == ["dat"] * len(months)


def test_a_quarter_is_looked_at_within_the_year(server: str, person: Callable[..., Page], axe: Check) -> None:
    world = build_world(cells=1)
    round_ = build_round(world)
    office = person("quantri")
    office.goto(f"/dot/{round_.pk}/")
    office.get_by_label("Kỳ", exact=True).select_option(label="Quý I")
    office.get_by_label("Hạn tự chấm của kỳ").fill(dmy(timezone.localdate()))
    office.get_by_role("button", name="Lập kỳ").click()
    assert "ở dạng dự thảo" in notices(office)[0]
    axe(office)
    office.get_by_role("button", name="Mở đợt đánh giá").click()
    assert "Đã mở đợt đánh giá" in notices(office)[0]

    hand_in(world, round_.children.get(), "0.5")
    phone = person("bithu", **PHONE)
    phone.locator(".task-title", has_text="Tự chấm: Chi bộ thôn 1").click()
    expect(phone.locator("main")).to_contain_text("Quý I")
    axe(phone)
