"""The first page: it is everywhere while nothing stands, sets everything up in one act, and is gone afterwards."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.common.models import Event
from organizations import hooks
from organizations.base import read_base
from organizations.first_run import services
from organizations.first_run.forms import BeginForm
from organizations.first_run.services import AlreadyBegunError, begin, offered
from organizations.first_run.state import is_empty, remember
from organizations.models import Assignment, Body, Level, Organization, Sector, Term, User
from recognition.decisions.paper import head_of
from recognition.models import PaperForm
from scoring.models import OutcomeSet, Programme, RubricVersion
from tests.test_posts import everything
from tests.threads import in_threads

pytestmark = pytest.mark.django_db
PAGE = "/bat-dau/"
PASSWORD = "mat-khau-rieng-2026"
DATA: dict[str, Any] = {
    "name": "Đảng bộ xã Suối Ngàn", "code": "suoi-ngan", "level": "cap_tren_co_so", "sector": "xa_phuong_thi_tran",
    "place": "Suối Ngàn", "superior": "Đảng bộ tỉnh Hòa An", "valid_from": "01/07/2025",
    "paper": "Quyết định số 01-QĐ/TU ngày 01/7/2025", "committee": "", "committee_issuer": "", "committee_symbol": "",
    "board": "", "board_issuer": "", "board_symbol": "", "term": "Nhiệm kỳ 2025 - 2030", "term_start": "01/07/2025",
    "term_end": "", "full_name": "Trần Quản Trị", "username": "quan.tri", "password1": PASSWORD, "password2": PASSWORD,
    "choices": ["bon-tot"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _not_begun() -> None:
    remember(begun=False)


def fill(**changes: Any) -> dict[str, Any]:
    return DATA | changes


def test_every_address_of_an_empty_installation_leads_to_the_first_page(client: Client) -> None:
    for address in ("/", "/dang-nhap/", "/to-chuc/", "/ho-so/1/", "/khong-co/", "/xac-minh/abc/"):
        assert client.get(address).url == PAGE
    assert client.post("/dang-nhap/", {"login": "a", "password": "b"}).url == PAGE
    assert client.get("/healthz").status_code == 200
    page = client.get(PAGE)
    assert (page.status_code, "Bắt đầu sử dụng" in page.content.decode()) == (200, True)


def test_the_first_page_writes_nothing_until_it_is_sent(client: Client, writes_nothing: Any) -> None:
    with writes_nothing():
        client.get(PAGE)
        client.get("/")


@pytest.mark.parametrize(("level", "longest"), [("cap_tren_co_so", 174), ("chi_bo_co_so", 193)])
def test_a_name_after_which_no_body_can_be_named_is_refused(client: Client, level: str, longest: int) -> None:
    name = "x" * 200
    answer = client.post(PAGE, fill(name=name, level=level))
    assert (answer.status_code, answer.context["form"].errors) == (
        422, {"name": [f"Tên dài 200 ký tự, nhiều nhất {longest}, vì tên các cơ quan được đặt theo tên này."]},
    )  # fmt: skip
    assert name in answer.content.decode()
    assert BeginForm(fill(name="x" * longest, level=level)).is_valid()


@pytest.mark.parametrize("what", ["account", "organisation"])
def test_as_soon_as_anything_stands_the_page_is_not_there(client: Client, what: str) -> None:
    if what == "account":
        User.objects.create_user("ai", None, full_name="Ai")
    else:
        level = Level.objects.create(code="x", name="X", position=1)
        Organization.objects.create(code="x", name="X", level=level, path="000001", search="x", sort="x")
    before = everything()
    assert (client.get(PAGE).status_code, client.post(PAGE, DATA).status_code) == (404, 404)
    assert everything() == before
    assert client.get("/").url.startswith("/dang-nhap/")


def test_one_form_sets_everything_up_and_logs_its_administrator_in(client: Client) -> None:
    answer = client.post(PAGE, DATA)
    assert (answer.status_code, answer.url) == (302, "/")
    top = Organization.objects.get()
    assert (top.code, top.name, top.level.code, top.sector.code, top.place, top.superior) == (
        "suoi-ngan", "Đảng bộ xã Suối Ngàn", "cap_tren_co_so", "xa_phuong_thi_tran", "Suối Ngàn", "Đảng bộ tỉnh Hòa An",
    )  # fmt: skip
    assert list(Body.objects.order_by("pk").values_list("kind", "name", "issuer", "symbol", "authority")) == [
        ("committee", "Đảng ủy xã Suối Ngàn", "ĐẢNG ỦY XÃ SUỐI NGÀN", "ĐU", "T/M ĐẢNG ỦY"),
        ("standing", "Ban Thường vụ Đảng ủy xã Suối Ngàn", "ĐẢNG ỦY XÃ SUỐI NGÀN", "ĐU", "T/M BAN THƯỜNG VỤ"),
        ("board", "Ban Xây dựng Đảng Đảng ủy xã Suối Ngàn", "BAN XÂY DỰNG ĐẢNG", "BXDĐ", "K/T TRƯỞNG BAN"),
    ]
    assert set(Term.objects.values_list("name", "body__kind")) == {
        ("2025 - 2030", kind) for kind in ("committee", "standing", "board")
    }
    person = User.objects.get()
    assert (person.username, person.check_password(PASSWORD), person.must_change_password) == ("quan.tri", True, False)
    post = Assignment.objects.get()
    assert (post.role, post.organization, post.start) == ("administrator", top, timezone.localdate())
    home = client.get("/")
    assert "Nhập tổ chức đảng và con người từ tệp Excel" in home.content.decode()
    assert client.get(PAGE).status_code == 404


def test_levels_and_sectors_come_along(client: Client) -> None:
    client.post(PAGE, DATA)
    base = read_base()
    assert set(Level.objects.values_list("code", flat=True)) == {level["code"] for level in base["levels"]}
    assert Sector.objects.count() == len(base["sectors"])


def test_the_chosen_programme_comes_with_rubrics_unset_outcomes_and_paper_forms(client: Client) -> None:
    client.post(PAGE, DATA)
    programme = Programme.objects.get()
    rubrics = {kind["rubric"] for kind in programme.kinds}
    assert set(RubricVersion.objects.filter(state="published").values_list("rubric__code", flat=True)) == rubrics
    assert set(OutcomeSet.objects.values_list("rubric__code", flat=True)) == rubrics
    assert {bool(data.get("outcomes")) for data in OutcomeSet.objects.values_list("data", flat=True)} == {False}
    assert set(PaperForm.objects.values_list("body_kind", flat=True)) == {"committee", "standing"}
    actor = User.objects.get().pk
    assert set(Event.objects.filter(action="rubric.publish").values_list("actor_id", flat=True)) == {actor}


def test_without_a_programme_nothing_of_it_is_loaded(client: Client) -> None:
    client.post(PAGE, fill(choices=[]))
    assert (User.objects.count(), Programme.objects.count(), PaperForm.objects.count()) == (1, 0, 0)


def test_what_is_typed_goes_before_what_follows_from_the_name(client: Client) -> None:
    client.post(
        PAGE,
        fill(committee="Tỉnh ủy Hòa An", committee_issuer="TỈNH ỦY HÒA AN", committee_symbol="TU",
             board="Ban Tổ chức Tỉnh ủy", board_issuer="BAN TỔ CHỨC", board_symbol="BTC", superior=""),
    )  # fmt: skip
    assert list(Body.objects.order_by("pk").values_list("name", "issuer", "symbol")) == [
        ("Tỉnh ủy Hòa An", "TỈNH ỦY HÒA AN", "TU"), ("Ban Thường vụ Tỉnh ủy Hòa An", "TỈNH ỦY HÒA AN", "TU"),
        ("Ban Tổ chức Tỉnh ủy", "BAN TỔ CHỨC", "BTC"),
    ]  # fmt: skip


def test_a_cell_and_a_base_committee_have_their_own_bodies(client: Client) -> None:
    client.post(PAGE, fill(level="chi_bo_co_so", name="Chi bộ Trạm Y tế"))
    assert list(Body.objects.values_list("kind", "name", "symbol")) == [("cell", "Chi bộ Trạm Y tế", "CB")]


def test_the_superior_stands_in_the_head_of_papers(client: Client) -> None:
    client.post(PAGE, DATA)
    standing = Body.objects.get(kind="standing")
    assert head_of(standing) == {"superior": "ĐẢNG BỘ TỈNH HÒA AN", "issuer": "ĐẢNG ỦY XÃ SUỐI NGÀN"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"), ({"code": "có dấu"}, "code"), ({"code": "nguoi-dung"}, "code"),
        ({"level": ""}, "level"),
        ({"level": "x"}, "level"), ({"valid_from": "31/02/2025"}, "valid_from"),
        ({"valid_from": "01/01/2099"}, "valid_from"),
        ({"term_end": "01/01/2020"}, "term_end"), ({"username": "Có Dấu"}, "username"), ({"choices": ["x"]}, "choices"),
        ({"password2": "khac"}, "password2"), ({"password1": "ngan", "password2": "ngan"}, "password1"),
        ({"password1": "1234567890", "password2": "1234567890"}, "password1"),
        ({"password1": "tran.quan.tri", "password2": "tran.quan.tri", "full_name": "tran quan tri"}, "password1"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_told_and_nothing_is_written(client: Client, changes: dict[str, Any], field: str) -> None:
    answer = client.post(PAGE, fill(**changes))
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert PASSWORD not in answer.content.decode()
    assert is_empty()


def test_an_empty_form_is_told_field_by_field(client: Client) -> None:
    answer = client.post(PAGE, {})
    needed = {"name", "code", "level", "place", "valid_from", "paper", "term", "term_start", "full_name", "username"}
    assert set(answer.context["form"].errors) == needed | {"password1", "password2"}


def test_a_failure_of_a_room_undoes_everything(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(actor: User, codes: frozenset[str]) -> None:
        raise RuntimeError("x")

    hook = hooks.Hook()
    hook.add("x", fail)
    monkeypatch.setattr(services.hooks, "first_run", hook)
    before = everything()
    with pytest.raises(RuntimeError):
        client.post(PAGE, DATA)
    assert everything() == before


def test_rooms_are_offered_once_and_in_order() -> None:
    codes = [code for code, _, _ in offered()]
    assert (codes[0], codes) == ("bon-tot", sorted(set(codes)))


def _asked(username: str) -> services.Beginning:
    form = BeginForm(fill(username=username))
    assert form.is_valid()
    return form.beginning()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("levels_stand", [False, True])
def test_of_two_who_press_at_once_one_begins(levels_stand: bool) -> None:
    if levels_stand:
        Level.objects.create(code="cap_tren_co_so", name="Cấp trên", position=20)
    asked = [_asked("quan.tri"), _asked("nguoi.khac")]
    raised = in_threads(lambda: begin(asked[0]), lambda: begin(asked[1]))
    assert [type(error) for error in raised] == [AlreadyBegunError]
    assert (Organization.objects.count(), User.objects.count(), Assignment.objects.count()) == (1, 1, 1)


def test_who_comes_second_is_told_and_led_to_the_door(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(asked: services.Beginning) -> User:
        raise AlreadyBegunError("Bản cài đặt này vừa được người khác thiết lập.")

    monkeypatch.setattr("organizations.first_run.views.begin", too_late)
    assert client.post(PAGE, DATA).url == "/dang-nhap/"


def test_a_post_from_another_site_is_refused() -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(PAGE, DATA).status_code == 403
    assert is_empty()


def test_a_begun_installation_asks_the_database_no_more(client: Client, queries: Any) -> None:
    User.objects.create_user("ai", None, full_name="Ai")
    client.get("/dang-nhap/")
    with queries() as asked:
        client.get("/dang-nhap/")
    assert asked == []
