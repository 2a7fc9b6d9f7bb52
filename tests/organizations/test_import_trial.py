"""The trial run: what each row would do, in the words that are shown; nothing is written."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from organizations.imports.compare import build_plan
from organizations.imports.plan import Line, Plan
from organizations.imports.workbook import read_workbook
from organizations.models import Organization, User
from organizations.people import appoint, create_account
from organizations.tree import dissolve_organization
from tests.build import LONG_AGO, World, build_world
from tests.organizations.workbooks import Row, person, unit, workbook
from tests.people import add_people

pytestmark = pytest.mark.django_db
BASE = "Đảng bộ cơ sở"


@pytest.fixture
def world() -> World:
    return build_world()


def plan(world: World, units: list[Row] | None = None, people: list[Row] | None = None, who: str = "quantri") -> Plan:
    return build_plan(read_workbook(workbook(units or [], people or [])).rows, world.user(who))


def only(found: Plan) -> Line:
    [line] = found.lines
    return line


def said(found: Plan) -> list[tuple[str, list[str]]]:
    return [(line.state.value, line.details) for line in found.lines]


def test_a_new_cell_and_its_secretary_are_new(world: World) -> None:
    found = plan(world, [unit("moi", "Chi bộ thôn Mới", "cs1")], [person("a.moi", "Người A", "Bí thư", "moi")])
    assert said(found) == [
        ("new", ["thành lập, trực thuộc Đảng bộ cơ sở 1"]),
        ("new", ["lập tài khoản", "phân công bí thư, Chi bộ thôn Mới"]),
    ]
    assert found.applies
    assert [(act.code, act.parent, act.pk) for act in found.units] == [("moi", "cs1", None)]
    assert [(act.username, act.home, len(act.posts)) for act in found.people] == [("a.moi", "moi", 1)]


def test_what_stands_is_kept_and_empty_cells_change_nothing(world: World) -> None:
    cell = unit("cs1-cb1", "Chi bộ thôn 1", "cs1", sector="Thôn, tổ dân phố", place="Suối Ngàn")
    bare = unit("cs1-cb2", "Chi bộ thôn 2", "", valid_from=None, paper=None)
    found = plan(world, [cell, bare], [person("bithu", "Đồng chí bithu", "Bí thư", "cs1-cb1")])
    assert said(found) == [("unchanged", [])] * 3
    assert not found.applies


def test_changes_are_told_from_old_to_new(world: World) -> None:
    row = unit("cs1-cb1", "Chi bộ thôn Một", "cs2", sector="Doanh nghiệp", symbol="CB1", place="Đồng Mây")
    found = plan(world, [row])
    assert said(found) == [
        ("changed", [
            "tên: Chi bộ thôn 1 → Chi bộ thôn Một", "ký hiệu: trống → CB1", "địa danh: Suối Ngàn → Đồng Mây",
            "loại hình: Thôn, tổ dân phố → Doanh nghiệp", "cấp trên: Đảng bộ cơ sở 1 → Đảng bộ cơ sở 2",
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"level": "Tổng cục"}, "Cột “Loại tổ chức”: không có loại “Tổng cục”."),
        ({"sector": "Tàu thủy"}, "Cột “Loại hình”: không có loại hình “Tàu thủy”."),
        ({"parent": "khong-co"}, "Cột “Mã cấp trên”: không có tổ chức đảng mã “khong-co” trong phạm vi của đồng chí."),
        ({"parent": "cs1-cb1"}, "Cột “Mã cấp trên”: Chi bộ thôn 1 là chi bộ, không có tổ chức đảng trực thuộc."),
        ({"parent": None}, "Cột “Mã cấp trên”: còn trống."),
        ({"valid_from": None}, "Cột “Ngày có hiệu lực”: còn trống."),
        ({"paper": None}, "Cột “Theo văn bản”: còn trống."),
        ({"code": "có dấu"}, "Cột “Mã”: chỉ dùng chữ không dấu, chữ số, gạch ngang, gạch dưới."),
        ({"code": "nhap"}, "Cột “Mã”: “nhap” là từ dành riêng của phần mềm, hãy chọn mã khác."),
        ({"code": "CS1"}, "Cột “Mã”: mã “CS1” khác chữ hoa, chữ thường với mã “cs1” đã có."),
        ({"parent": "Moi", "code": "Moi"}, "Cấp trên của các dòng tạo thành vòng tròn."),
    ],
)
def test_a_new_unit_that_cannot_be_founded_is_refused(world: World, changes: Row, problem: str) -> None:
    line = only(plan(world, [unit("moi", "Chi bộ thôn Mới", "cs1") | changes]))
    assert line.state == "refused"
    assert problem in line.details


def test_a_dissolved_unit_is_refused_and_the_other_rows_stay(world: World) -> None:
    gone = world.organizations["cs1-cb2"]
    dissolve_organization(gone, actor=world.user("quantri"), last_day=timezone.localdate(), paper="09-QĐ/ĐU")
    found = plan(world, [unit("cs1-cb2", "Tên khác", "cs1"), unit("moi", "Chi bộ thôn Mới", "cs1")])
    assert said(found) == [
        ("refused", ["Tổ chức đảng này đã thôi hoạt động."]),
        ("new", ["thành lập, trực thuộc Đảng bộ cơ sở 1"]),
    ]


@pytest.mark.parametrize(
    ("row", "longest"),
    [
        (unit("moi", "x" * 200, "tren", BASE), 174), (unit("cs1", "x" * 175, "tren", BASE), 174),
        (unit("moi", "x" * 194, "cs1"), 193),
    ],
)  # fmt: skip
def test_a_name_after_which_no_body_can_be_named_is_refused(world: World, row: Row, longest: int) -> None:
    line = only(plan(world, [row]))
    why = "vì tên các cơ quan được đặt theo tên này"
    assert line.details == [f"Cột “Tên”: tên dài {len(row['name'])} ký tự, nhiều nhất {longest}, {why}."]
    assert only(plan(world, [row | {"name": "x" * longest}])).state in ("new", "changed")


def test_a_post_that_begins_years_ahead_is_refused(world: World) -> None:
    line = only(plan(world, people=[person("a.moi", "Người A", "Bí thư", "cs1-cb1", start=date(2062, 12, 1))]))
    assert line.details[0].startswith("Cột “Từ ngày”: ngày này còn hơn 1 năm nữa mới đến")


def test_a_day_still_to_come_is_refused(world: World) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    line = only(plan(world, [unit("moi", "Chi bộ", "cs1", valid_from=tomorrow)]))
    assert line.details == [f"Cột “Ngày có hiệu lực”: ngày {tomorrow:%d/%m/%Y} chưa đến; đến ngày đó hãy nhập."]


def test_a_change_needs_a_day_after_the_last_one_and_its_paper(world: World) -> None:
    early = only(plan(world, [unit("cs1-cb1", "Tên khác", "cs1", valid_from=LONG_AGO)]))
    assert early.details == ["Cột “Ngày có hiệu lực”: phải sau lần thay đổi trước (01/01/2020)."]
    bare = only(plan(world, [unit("cs1-cb1", "Tên khác", "cs1", valid_from=None, paper=None)]))
    assert bare.details == ["Cột “Ngày có hiệu lực”: còn trống.", "Cột “Theo văn bản”: còn trống."]


def test_the_level_of_a_unit_stays(world: World) -> None:
    line = only(plan(world, [unit("cs1-cb1", "Chi bộ thôn 1", "cs1", level="Chi bộ cơ sở")]))
    assert line.details == [
        "Cột “Loại tổ chức”: đang là “Chi bộ trực thuộc đảng ủy cơ sở”; tệp nhập không đổi loại tổ chức."
    ]


def test_a_code_that_lost_its_zeros_is_told_why(world: World) -> None:
    Organization.objects.filter(code="cs1").update(code="001")
    line = only(plan(world, [unit("moi", "Chi bộ", 1)]))  # type: ignore[arg-type]
    assert line.details == [
        "Cột “Mã cấp trên”: không có tổ chức đảng mã “1”; có mã “001”: ô mã cần ở dạng chữ để không mất số 0 ở đầu."
    ]


def test_codes_used_twice_are_refused_on_every_row(world: World) -> None:
    found = plan(world, [unit("moi", "Một", "cs1"), unit("MOI", "Hai", "cs1"), unit("khac", "Ba", "cs1")])
    assert [line.state.value for line in found.lines] == ["refused", "refused", "new"]
    assert found.lines[0].details == ["Mã “moi” có ở nhiều dòng của tệp."]
    assert not found.applies


def test_circles_are_refused_whether_of_new_units_or_of_old_ones(world: World) -> None:
    new = [unit("a", "A", "b", BASE), unit("b", "B", "c", BASE), unit("c", "C", "a", BASE)]
    assert {line.details[-1] for line in plan(world, new).lines} == {"Cấp trên của các dòng tạo thành vòng tròn."}
    old = plan(world, [unit("cs1", "Đảng bộ cơ sở 1", "cs2", BASE), unit("cs2", "Đảng bộ cơ sở 2", "cs1", BASE)])
    assert [line.details[-1] for line in old.lines] == ["Cấp trên của các dòng tạo thành vòng tròn."] * 2


def test_a_root_may_not_go_below_its_own_branch(world: World) -> None:
    level = "Đảng bộ cấp trên trực tiếp của tổ chức cơ sở đảng"
    line = only(plan(world, [unit("tren", "Đảng bộ xã Suối Ngàn", "cs1", level)]))
    assert line.details == ["Cấp trên của các dòng tạo thành vòng tròn."]


def test_units_may_change_places_when_the_end_is_a_tree(world: World) -> None:
    rows = [unit("x", "X", "y", BASE), unit("y", "Y", "cs1", BASE), unit("cs1", "Đảng bộ cơ sở 1", "cs2", BASE)]
    found = plan(world, rows)
    assert [line.state.value for line in found.lines] == ["new", "new", "changed"]
    assert [act.code for act in found.units] == ["cs1", "y", "x"]


def test_a_chain_of_too_many_levels_is_refused(world: World) -> None:
    rows = [unit(f"c{step}", f"C{step}", f"c{step - 1}" if step else "cs1", BASE) for step in range(12)]
    assert {line.state.value for line in plan(world, rows).lines} == {"new", "refused"}


def test_an_administrator_reaches_his_own_subtree_alone(world: World) -> None:
    add_people(world)
    rows = [
        unit("moi", "Chi bộ", "cs2"), unit("cs2-cb1", "Chi bộ thôn 1", "cs2"), unit("cs1-cb1", "Chi bộ thôn 1", "cs2"),
        unit("tot", "Chi bộ", "cs1"),
    ]  # fmt: skip
    found = plan(world, rows, who="quantri_cs1")
    assert [line.state.value for line in found.lines] == ["refused", "refused", "refused", "new"]
    assert "đã có ở ngoài phạm vi" in found.lines[1].details[-1]
    assert "Đảng bộ cơ sở 2" not in str(said(found))


# People


def test_a_person_with_several_posts_is_one_account(world: World) -> None:
    rows = [
        person("a.b", "Người A", "Bí thư", "cs1"),
        person("a.b", "Người A", "Người nhập kết luận", "cs1", body="Đảng ủy"),
    ]
    found = plan(world, [], rows)
    assert said(found) == [
        ("new", ["lập tài khoản", "phân công bí thư, Đảng bộ cơ sở 1"]),
        ("new", ["phân công người nhập kết luận, Đảng bộ cơ sở 1"]),
    ]
    [act] = found.people
    assert [(post.role, post.body) for post in act.posts] == [
        ("secretary", None), ("approver", world.body("cs1", "committee").pk),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("cs1", "Bộ phận giúp việc", "helpers"), ("cs1", "bo phan giup viec dang uy dang bo co so 1", "helpers"),
        ("tren", "ban tham mưu", "board"), ("tren", "Ban Xây dựng Đảng", "board"),
        ("tren", "Ban Thường vụ", "standing"),
    ],
)  # fmt: skip
def test_a_body_is_known_by_kind_name_and_beginning(world: World, code: str, text: str, kind: str) -> None:
    found = plan(world, [], [person("a.b", "Người A", "Người thẩm định", code, body=text)])
    assert found.people[0].posts[0].body == world.body(code, kind).pk


def test_a_body_of_a_unit_that_the_file_founds_is_known_before_it_is_there(world: World) -> None:
    units = [unit("moi", "Đảng bộ xã Mới", "tren", BASE)]
    found = plan(world, units, [person("a.b", "Người A", "Văn thư", "moi", body="Đảng ủy xã Mới")])
    assert found.people[0].posts[0].body == "committee"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"role": "Giám đốc"}, "Cột “Vai trò”: không có vai trò “Giám đốc”."),
        ({"role": ""}, "Cột “Vai trò”: còn trống."),
        ({"code": ""}, "Cột “Mã tổ chức”: còn trống."),
        ({"code": "khong-co"}, "Cột “Mã tổ chức”: không có tổ chức đảng mã “khong-co” trong phạm vi của đồng chí."),
        ({"start": None}, "Cột “Từ ngày”: còn trống."),
        ({"body": "Đảng ủy"}, "Cột “Cơ quan”: vai trò bí thư không gắn với cơ quan, hãy để trống."),
        ({"username": "Nguyễn A"}, ("Cột “Tên đăng nhập”: Từ 3 đến 60 ký tự: chữ thường không dấu, chữ số, dấu chấm, "
         "gạch ngang, gạch dưới.")),
        ({"role": "Văn thư"}, ("Cột “Cơ quan”: còn trống. Chọn một trong: Đảng ủy Đảng bộ cơ sở 1; Bộ phận giúp việc "
         "Đảng ủy Đảng bộ cơ sở 1.")),
        ({"role": "Văn thư", "body": "Ban Kiểm tra"}, ("Cột “Cơ quan”: không có “Ban Kiểm tra”. Chọn một trong: "
         "Đảng ủy Đảng bộ cơ sở 1; Bộ phận giúp việc Đảng ủy Đảng bộ cơ sở 1.")),
        ({"full_name": None}, "Cột “Họ và tên”: còn trống."),
    ],
)  # fmt: skip
def test_a_person_who_cannot_be_taken_is_refused(world: World, changes: Row, problem: str) -> None:
    line = only(plan(world, [], [person("a.b", "Người A", "Bí thư", "cs1") | changes]))
    assert (line.state.value, line.details[0]) == ("refused", problem)


def test_rows_of_one_account_agree_with_each_other(world: World) -> None:
    rows = [
        person("a.b", "Người A", phone="0912"), person("a.b", "Người B"), person("a.b", "Người A", phone="0913"),
        person("A.B", "Người A", "Bí thư", "cs1"), person("a.b", "Người A", "Bí thư", "cs1"),
    ]  # fmt: skip
    found = plan(world, [], rows)
    assert [line.state.value for line in found.lines] == ["new", "refused", "refused", "new", "refused"]
    assert found.lines[1].details == ["Cột “Họ và tên”: khác với dòng 2 của cùng tài khoản."]
    assert found.lines[4].details == ["Phân công này đã có ở dòng khác của tệp."]


def test_rows_of_a_refused_account_point_to_the_row_that_says_why(world: World) -> None:
    rows = [person("không được", "Người A"), person("không được", "Người A", "Bí thư", "cs1")]
    assert plan(world, [], rows).lines[1].details == ["Xem dòng 2 của cùng tài khoản."]


def test_name_and_telephone_of_a_known_account_are_corrected(world: World) -> None:
    found = plan(world, [], [person("bithu", "Nguyễn Văn Đúng", phone="0912 345 678")])
    assert said(found) == [
        ("changed", ["họ và tên: Đồng chí bithu → Nguyễn Văn Đúng", "điện thoại: trống → 0912 345 678"])
    ]


def test_people_outside_the_subtree_are_neither_taken_nor_told_of(world: World) -> None:
    add_people(world)
    found = plan(world, [], [person("bithu2", "Đồng chí bithu2", "Bí thư", "cs1-cb2")], who="quantri_cs1")
    assert only(found).details == ["Cột “Tên đăng nhập”: tên này đã có người dùng ở ngoài phạm vi của đồng chí."]


def test_who_also_works_elsewhere_may_get_a_post_but_keeps_his_name(world: World) -> None:
    add_people(world)
    appoint(world.user("bithu"), "inspector", actor=None, organization=world.organizations["tren"], start=LONG_AGO)
    post = plan(world, [], [person("bithu", "Đồng chí bithu", "Bí thư", "cs1-cb2")], who="quantri_cs1")
    assert only(post).state == "changed"
    name = plan(world, [], [person("bithu", "Tên khác")], who="quantri_cs1")
    assert "không sửa họ tên" in only(name).details[0]


def test_a_closed_account_is_told(world: World) -> None:
    User.objects.filter(username="bithu").update(is_active=False)
    line = only(plan(world, [], [person("bithu", "Đồng chí bithu")]))
    assert line.details == ["Tài khoản này đã ngừng: hãy mở lại trước khi nhập."]


def test_many_rows_ask_the_database_as_often_as_few(world: World, queries: Any) -> None:
    def ask(size: int) -> int:
        units = [unit(f"m{number}", f"Chi bộ {number}", "cs1") for number in range(size)]
        people = [person(f"nguoi.{number}", "Người", "Bí thư", f"m{number}") for number in range(size)]
        people += [person("giupviec", "Đồng chí giupviec", "Văn thư", "cs1", body="Đảng ủy")]
        rows = read_workbook(workbook(units, people)).rows
        user = world.user("quantri")
        with queries() as asked:
            assert build_plan(rows, user).applies
        return len(asked)

    assert ask(40) == ask(2)


def test_a_trial_run_writes_nothing(world: World, writes_nothing: Any) -> None:
    with writes_nothing():
        assert plan(world, [unit("moi", "Chi bộ", "cs1")], [person("a.b", "Người A")]).applies


def test_the_digest_follows_what_is_shown(world: World) -> None:
    rows = [unit("moi", "Chi bộ", "cs1")]
    first = plan(world, rows).digest
    assert plan(world, rows).digest == first
    create_account(actor=None, username="x", password=None, full_name="X")
    assert plan(world, rows).digest == first
    Organization.objects.filter(code="cs1").update(name="Đảng bộ khác")
    assert plan(world, rows).digest != first
