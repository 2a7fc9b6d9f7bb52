"""What administrators do with people: who may, what happens, what is told, and what is refused."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused, can, rights
from organizations.administration import services
from organizations.administration.access import administered_people, visible_people
from organizations.administration.services import PeopleError, stamp
from organizations.models import Assignment, Role, User
from organizations.people import appoint, create_account
from tests.build import LONG_AGO, PASSWORD, World, build_world
from tests.people import add_people, everybody
from tests.threads import in_threads

pytestmark = pytest.mark.django_db
LIST = "/to-chuc/nguoi-dung/"


@pytest.fixture
def world() -> World:
    world = build_world()
    add_people(world)
    return world


@pytest.fixture
def administrator(world: World, client: Client) -> Client:
    client.force_login(world.user("quantri"))
    return client


@pytest.fixture
def of_base(world: World) -> Client:
    """The administrator of the first base committee."""
    client = Client()
    client.force_login(world.user("quantri_cs1"))
    return client


def post_of(name: str, role: str, code: str) -> Assignment:
    return Assignment.objects.get(user__username=name, role=role, organization__code=code)


def last_event() -> tuple[Any, ...]:
    event = Event.objects.latest("pk")
    return event.action, event.subject_id, event.subject_label, event.data


TODAY = timezone.localdate


# Who may


def test_the_list_holds_exactly_whom_the_administrator_may_see_and_change(world: World) -> None:
    people = everybody(world)
    people.pop("khach")
    for user in people.values():
        for visible, action in ((visible_people, "person.view"), (administered_people, "person.change")):
            listed = set(visible(user).values_list("username", flat=True))
            assert listed == {name for name, other in people.items() if can(user, action, other)}


def test_an_administrator_acts_on_people_whose_posts_all_lie_below_him(world: World) -> None:
    of_base, of_cell = world.user("quantri_cs1"), world.user("quantri_cb")
    mine = set(administered_people(of_base).values_list("username", flat=True))
    assert {"bithu", "giupviec", "danguy", "quantri_cs1", "quantri_cb", "phutrach"} <= mine
    assert mine & {"haicho", "quantri", "bithu2", "thamdinh", "giamsat", "nguoila"} == set()
    assert set(administered_people(of_cell).values_list("username", flat=True)) & {"quantri_cs1", "danguy"} == set()
    assert can(of_base, "person.view", world.user("haicho"))
    assert not can(of_base, "person.change", world.user("haicho"))


def test_who_has_no_post_belongs_to_the_administrators_of_his_home_and_above(world: World) -> None:
    person, _ = services.open_account(
        actor=world.user("quantri_cs1"), home=world.organizations["cs1"], username="moi.a", full_name="Mới"
    )
    may = {name for name, user in everybody(world).items() if can(user, "person.change", person)}
    assert may == {"quantri", "quantri_cs1"}
    assert {name for name, user in everybody(world).items() if can(user, "person.change", world.user("nguoila"))} == {
        "quantri"
    }


def test_a_post_still_to_come_counts_and_an_ended_one_does_not(world: World) -> None:
    of_base = world.user("quantri_cs1")
    assert not can(of_base, "person.change", world.user("chuaden"))
    person = world.user("bithu")
    appoint(
        person, Role.INSPECTOR, actor=None, organization=world.organizations["tren"], start=LONG_AGO,
        end=TODAY() - timedelta(days=1),
    )  # fmt: skip
    assert can(of_base, "person.change", person)
    appoint(person, Role.CLERK, actor=None, body=world.body("tren", "board"), start=TODAY() + timedelta(days=9))
    assert can(of_base, "person.change", person).reason is not None


@pytest.mark.parametrize("act", ["change", "reset", "close"])
def test_nobody_reaches_an_administrator_of_a_higher_unit(world: World, act: str) -> None:
    actor, above = world.user("quantri_cs1"), world.user("quantri")
    acts = {
        "change": lambda: services.change_account(above, actor=actor, full_name="x", phone=""),
        "reset": lambda: services.reset_password(above, actor=actor, seen=stamp(above)),
        "close": lambda: services.set_active(above, actor=actor, active=False),
    }
    with pytest.raises(Refused):
        acts[act]()


def test_posts_are_given_and_ended_in_the_own_subtree_alone(world: World) -> None:
    actor = world.user("quantri_cs1")
    with pytest.raises(Refused):
        services.appoint_person(
            world.user("bithu"), Role.INSPECTOR, actor=actor, start=TODAY(), organization=world.organizations["cs2"]
        )
    with pytest.raises(Refused):
        services.appoint_person(
            world.user("bithu2"), Role.INSPECTOR, actor=actor, start=TODAY(), organization=world.organizations["cs1"]
        )
    with pytest.raises(Refused):
        services.end_assignment(post_of("haicho", "inspector", "cs2-cb1"), actor=actor, last_day=TODAY())
    ended = services.end_assignment(post_of("haicho", "in_charge", "cs1"), actor=actor, last_day=TODAY())
    assert ended.end == TODAY()


def test_strangers_to_administration_find_no_page(world: World) -> None:
    client = Client()
    client.force_login(world.user("danguy"))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{world.users['bithu'].pk}/").status_code == 403
    assert b"nguoi-dung" not in client.get("/").content


def test_people_of_others_are_not_there(world: World, of_base: Client) -> None:
    assert of_base.get(f"{LIST}{world.users['bithu2'].pk}/").status_code == 404
    assert of_base.get(f"{LIST}{world.users['haicho'].pk}/mat-khau/").status_code == 403
    foreign = post_of("bithu2", "secretary", "cs2-cb1").pk
    assert [of_base.get(f"/to-chuc/phan-cong/{foreign}/{page}/").status_code for page in ("ket-thuc", "ban-giao")] == [
        404, 404,
    ]  # fmt: skip


# The list


def test_people_are_found_without_diacritics_by_name_or_account(world: World, administrator: Client) -> None:
    create_account(actor=None, username="le.van", password=None, full_name="Đỗ Thị Hồng")

    def found(text: str) -> list[str]:
        return [person.username for person in administrator.get(LIST, {"tim": text}).context["page_obj"]]

    assert (found("do thi hong"), found("le van"), found("hồng đỗ"), found("khong co")) == (
        ["le.van"], ["le.van"], ["le.van"], [],
    )  # fmt: skip
    assert "Không tìm thấy ai" in administrator.get(LIST, {"tim": "khong co"}).content.decode()


def test_posts_outside_of_the_subtree_are_not_told(world: World, of_base: Client) -> None:
    [shown] = of_base.get(LIST, {"tim": "haicho"}).context["page_obj"]
    assert [post.organization.code for post in shown.posts] == ["cs1"]
    page = of_base.get(f"{LIST}{shown.pk}/").content.decode()
    assert "Chi bộ thôn 1" not in page
    assert "còn được phân công ngoài phạm vi" in page


def test_the_list_asks_as_often_for_many_as_for_few(world: World, administrator: Client, queries: Any) -> None:
    administrator.get(LIST)
    with queries() as few:
        administrator.get(LIST)
    for number in range(60):
        person = create_account(actor=None, username=f"a{number}", password=None, full_name=f"Người {number}")
        appoint(person, "inspector", actor=None, organization=world.organizations["cs1"], start=LONG_AGO)
    with queries() as many:
        administrator.get(LIST)
    assert len(many) == len(few) <= 10


# Accounts


def test_a_new_account_opens_with_the_password_shown_once(world: World, administrator: Client) -> None:
    data = {
        "full_name": "Lê Thị Mới",
        "username": "le.moi",
        "phone": "0912 345 678",
        "home": world.organizations["tren"].pk,
    }
    answer = administrator.post(f"{LIST}moi/", data)
    [password] = re.findall(r'confirmation-code">([^<]+)<', answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    person = User.objects.get(username="le.moi")
    assert (person.check_password(password), person.must_change_password, person.home.code) == (True, True, "tren")
    assert password not in repr(list(Event.objects.values_list("data", "subject_label")))
    newcomer = Client()
    assert newcomer.post("/dang-nhap/", {"login": "le.moi", "password": password}).status_code == 302
    assert newcomer.get("/to-chuc/").url == "/doi-mat-khau/"
    again = administrator.post(f"{LIST}moi/", data)
    assert (again.status_code, again.context["form"].errors["username"]) == (
        422, ["Tên đăng nhập này đã có người dùng."],
    )  # fmt: skip


@pytest.mark.parametrize("name", ["a", "Có dấu", "a b", "-abc", "x" * 61, "a/b", "ABC", "abc\n"])
def test_a_name_that_cannot_be_typed_at_the_door_is_refused(world: World, administrator: Client, name: str) -> None:
    data = {"full_name": "A", "username": name, "home": world.organizations["tren"].pk}
    answer = administrator.post(f"{LIST}moi/", data)
    expected = 200 if name == "abc\n" else 422  # a line break at the end is taken off like any space
    assert answer.status_code == expected


def test_names_that_differ_in_case_alone_are_one(world: World) -> None:
    User.objects.filter(username="nguoila").update(username="NguoiLa")
    with pytest.raises(PeopleError):
        services.open_account(
            actor=world.user("quantri"), home=world.organizations["tren"], username="nguoila", full_name="x"
        )


def test_an_account_is_not_opened_for_somebody_elses_unit(world: World, of_base: Client) -> None:
    data = {"full_name": "A", "username": "a.b.c", "home": world.organizations["tren"].pk}
    assert of_base.post(f"{LIST}moi/", data).status_code == 422
    assert not User.objects.filter(username="a.b.c").exists()


def test_name_and_telephone_are_corrected_and_found_anew(world: World, administrator: Client) -> None:
    person = world.users["bithu"]
    data = {"full_name": "Hoàng Văn Đổi", "phone": "0123"}
    administrator.post(f"{LIST}{person.pk}/sua/", data)
    assert (last_event()[:3], last_event()[3]) == (("account.change", person.pk, "tài khoản"), {})
    assert [each.pk for each in visible_people(world.user("quantri")).filter(search__contains="doi")] == [person.pk]
    before = Event.objects.count()
    administrator.post(f"{LIST}{person.pk}/sua/", data)
    assert Event.objects.count() == before


def test_a_reset_shows_a_password_once_and_ends_every_session(world: World, administrator: Client) -> None:
    person, elsewhere = world.users["bithu"], Client()
    assert elsewhere.post("/dang-nhap/", {"login": "bithu", "password": PASSWORD}).status_code == 302
    page = administrator.get(f"{LIST}{person.pk}/mat-khau/")
    answer = administrator.post(f"{LIST}{person.pk}/mat-khau/", {"seen": page.context["seen"]})
    [password] = re.findall(r'confirmation-code">([^<]+)<', answer.content.decode())
    fresh = world.user("bithu")
    assert (fresh.check_password(password), fresh.check_password(PASSWORD), fresh.must_change_password) == (
        True, False, True,
    )  # fmt: skip
    assert elsewhere.get("/to-chuc/").url.startswith("/dang-nhap/")
    assert last_event() == ("account.reset", person.pk, "tài khoản", {})
    twice = administrator.post(f"{LIST}{person.pk}/mat-khau/", {"seen": page.context["seen"]})
    assert (twice.status_code, world.user("bithu").check_password(password)) == (422, True)


def test_nobody_resets_his_own_password_or_closes_his_own_account(world: World, administrator: Client) -> None:
    pk = world.users["quantri"].pk
    seen = stamp(world.user("quantri"))
    assert administrator.post(f"{LIST}{pk}/mat-khau/", {"seen": seen}).status_code == 422
    administrator.post(f"{LIST}{pk}/trang-thai/", {"state": "close"})
    assert world.user("quantri").is_active


def test_a_closed_account_is_out_and_comes_back_as_it_was(world: World, administrator: Client) -> None:
    person, elsewhere = world.users["bithu"], Client()
    elsewhere.force_login(person)
    administrator.post(f"{LIST}{person.pk}/trang-thai/", {"state": "close"})
    assert elsewhere.get("/").url.startswith("/dang-nhap/")
    assert last_event()[0] == "account.close"
    page = administrator.get(f"{LIST}{person.pk}/").content.decode()
    assert "Mở lại tài khoản" in page
    administrator.post(f"{LIST}{person.pk}/trang-thai/", {"state": "open"})
    assert (last_event()[0], [right.role for right in rights(world.user("bithu"))]) == ("account.open", ["secretary"])


# The last administrator


def test_the_last_administrator_of_the_top_stays(world: World) -> None:
    second, actor = world.user("nguoila"), world.user("quantri")
    own = post_of("quantri", "administrator", "tren")
    with pytest.raises(PeopleError, match="người quản trị cuối cùng"):
        services.end_assignment(own, actor=actor, last_day=TODAY() + timedelta(days=30))
    top = world.organizations["tren"]
    other = services.appoint_person(second, Role.ADMINISTRATOR, actor=actor, start=TODAY(), organization=top)
    services.end_assignment(own, actor=actor, last_day=TODAY())
    with pytest.raises(PeopleError, match="người quản trị cuối cùng"):
        services.end_assignment(other, actor=second, last_day=TODAY())


def test_an_administrator_still_to_come_or_closed_is_none(world: World) -> None:
    actor, top = world.user("quantri"), world.organizations["tren"]
    appoint(world.user("nguoila"), "administrator", actor=None, organization=top, start=TODAY() + timedelta(days=1))
    appoint(world.user("khoa"), "administrator", actor=None, organization=top, start=LONG_AGO)
    with pytest.raises(PeopleError, match="người quản trị cuối cùng"):
        services.end_assignment(post_of("quantri", "administrator", "tren"), actor=actor, last_day=TODAY())


def test_the_last_administrator_is_not_closed_by_another_who_is_about_to_leave(world: World) -> None:
    top = world.organizations["tren"]
    leaving = {"start": LONG_AGO, "end": TODAY() + timedelta(days=3)}
    appoint(world.user("nguoila"), "administrator", actor=None, organization=top, **leaving)
    with pytest.raises(PeopleError, match="người quản trị cuối cùng"):
        services.set_active(world.user("quantri"), actor=world.user("nguoila"), active=False)


def test_administrators_of_lower_units_may_all_go(world: World) -> None:
    post = post_of("quantri_cs1", "administrator", "cs1")
    assert services.end_assignment(post, actor=world.user("quantri"), last_day=TODAY()).end == TODAY()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_put_each_other_out_at_once() -> None:
    world = build_world(cells=1)
    first, second = world.user("quantri"), world.user("nguoila")
    appoint(second, "administrator", actor=None, organization=world.organizations["tren"], start=LONG_AGO)
    raised = in_threads(
        lambda: services.set_active(User.objects.get(pk=second.pk), actor=first, active=False),
        lambda: services.set_active(User.objects.get(pk=first.pk), actor=second, active=False),
    )
    assert len(raised) == 1
    assert User.objects.filter(username__in=["quantri", "nguoila"], is_active=True).count() == 1


# Posts


def test_a_person_is_appointed_in_two_steps(world: World, administrator: Client) -> None:
    url = f"{LIST}{world.users['nguoila'].pk}/phan-cong/"
    assert [node.code for node in administrator.get(url, {"tim": "co so 2"}).context["nodes"]] == ["cs2"]
    body = world.body("cs2", "helpers").pk
    data = {"role": "appraiser", "body": body, "start": "01/02/2026"}
    assert administrator.post(f"{url}?to-chuc=cs2", data).status_code == 302
    post = Assignment.objects.get(user=world.users["nguoila"])
    assert (post.role, post.body_id, post.organization.code, post.start) == ("appraiser", body, "cs2", date(2026, 2, 1))
    again = administrator.post(f"{url}?to-chuc=cs2", data)
    assert (again.status_code, again.context["form"].non_field_errors()) == (
        422, ["Người này đang giữ hoặc sắp giữ vai trò này."],
    )  # fmt: skip


@pytest.mark.parametrize(("role", "with_body"), [("clerk", False), ("secretary", True)])
def test_role_and_body_fit_each_other(world: World, administrator: Client, role: str, with_body: bool) -> None:
    url = f"{LIST}{world.users['nguoila'].pk}/phan-cong/?to-chuc=cs2"
    data = {"role": role, "body": world.body("cs2", "helpers").pk if with_body else "", "start": "01/02/2026"}
    answer = administrator.post(url, data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["body"])


def test_a_body_of_another_unit_is_no_choice(world: World, administrator: Client) -> None:
    url = f"{LIST}{world.users['nguoila'].pk}/phan-cong/?to-chuc=cs2"
    data = {"role": "clerk", "body": world.body("cs1", "committee").pk, "start": "01/02/2026"}
    assert administrator.post(url, data).status_code == 422


def test_a_closed_account_gets_no_post(world: World) -> None:
    User.objects.filter(username="nguoila").update(is_active=False)
    with pytest.raises(PeopleError, match="đã ngừng"):
        services.appoint_person(
            world.user("nguoila"), "inspector", actor=world.user("quantri"), start=TODAY(),
            organization=world.organizations["tren"],
        )  # fmt: skip


def test_a_post_ends_at_the_end_of_its_last_day(world: World, administrator: Client) -> None:
    post = post_of("bithu", "secretary", "cs1-cb1")
    url = f"/to-chuc/phan-cong/{post.pk}/ket-thuc/"
    early = administrator.post(url, {"last_day": "01/01/2019"})
    assert early.context["form"].errors["last_day"] == ["Ngày kết thúc phải từ ngày bắt đầu (01/01/2020) trở đi."]
    answer = administrator.post(url, {"last_day": f"{TODAY():%d/%m/%Y}"})
    assert answer.url == "/to-chuc/cs1-cb1/"
    assert [right.role for right in rights(world.user("bithu"))] == ["secretary"]
    action, subject, label, data = last_event()
    assert (action, subject, label) == ("assignment.end", post.pk, "bí thư Chi bộ thôn 1")
    assert data == {"user": post.user_id, "role": "secretary", "end": TODAY().isoformat()}


def test_a_secretary_hands_over_to_a_known_person_in_one_act(world: World, administrator: Client) -> None:
    post = post_of("bithu", "secretary", "cs1-cb1")
    data = {"username": "nguoila", "full_name": "", "day": f"{TODAY():%d/%m/%Y}"}
    assert administrator.post(f"/to-chuc/phan-cong/{post.pk}/ban-giao/", data).url == "/to-chuc/cs1-cb1/"
    post.refresh_from_db()
    new = post_of("nguoila", "secretary", "cs1-cb1")
    assert (post.end, new.start, new.end) == (TODAY() - timedelta(days=1), TODAY(), None)
    assert [right.role for right in rights(world.user("bithu"))] == []
    assert [right.role for right in rights(world.user("nguoila"))] == ["secretary"]


def test_a_secretary_hands_over_to_somebody_new_whose_password_is_shown(world: World, administrator: Client) -> None:
    post = post_of("bithu", "secretary", "cs1-cb1")
    url = f"/to-chuc/phan-cong/{post.pk}/ban-giao/"
    data = {"username": "bithu.moi", "full_name": "", "day": f"{TODAY():%d/%m/%Y}"}
    nameless = administrator.post(url, data)
    assert "hãy ghi họ và tên" in nameless.context["form"].non_field_errors()[0]
    answer = administrator.post(url, data | {"full_name": "Bí thư Mới"})
    [password] = re.findall(r'confirmation-code">([^<]+)<', answer.content.decode())
    person = User.objects.get(username="bithu.moi")
    assert (person.check_password(password), person.home.code) == (True, "cs1-cb1")
    assert [right.role for right in rights(person)] == ["secretary"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "bithu"}, "Người nhận bàn giao đang giữ nhiệm vụ này."),
        ({"day": "01/01/2020"}, "Ngày bàn giao phải sau ngày bắt đầu (01/01/2020)."),
        ({"username": "bithu_thamdinh"}, "Người này đang giữ hoặc sắp giữ vai trò này."),
    ],
)
def test_a_handover_that_makes_no_sense_changes_nothing(
    world: World, administrator: Client, changes: dict[str, str], said: str
) -> None:
    post = post_of("bithu", "secretary", "cs1-cb1")
    before = Assignment.objects.values_list("pk", "end")
    before = list(before)
    data = {"username": "nguoila", "full_name": "", "day": f"{TODAY():%d/%m/%Y}"} | changes
    answer = administrator.post(f"/to-chuc/phan-cong/{post.pk}/ban-giao/", data)
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (422, [said])
    assert list(Assignment.objects.values_list("pk", "end")) == before


def test_a_failed_new_account_leaves_the_old_secretary(world: World) -> None:
    post = post_of("bithu", "secretary", "cs1-cb1")
    people = User.objects.count()
    with pytest.raises(PeopleError):
        services.hand_over_to_new(
            post, actor=world.user("quantri"), username="moi.x", full_name="X", day=date(2020, 1, 1)
        )
    post.refresh_from_db()
    assert (post.end, User.objects.count()) == (None, people)


def test_only_secretaries_hand_over(world: World, administrator: Client) -> None:
    post = post_of("giupviec", "appraiser", "cs1")
    assert administrator.get(f"/to-chuc/phan-cong/{post.pk}/ban-giao/").status_code == 404
    with pytest.raises(PeopleError):
        services.hand_over(post, actor=world.user("quantri"), successor=world.user("nguoila"), day=TODAY())


def test_an_organisation_shows_its_people_to_administrators_alone(world: World, administrator: Client) -> None:
    page = administrator.get("/to-chuc/cs1-cb1/").content.decode()
    assert "Bàn giao" in page
    assert "Đồng chí nhapgiup" in page
    client = Client()
    client.force_login(world.user("giamsat"))
    assert "Đồng chí nhapgiup" not in client.get("/to-chuc/cs1-cb1/").content.decode()


def test_the_navigation_marks_one_entry(administrator: Client) -> None:
    marked = re.findall(r'<a href="([^"]+)" aria-current="page"', administrator.get(LIST).content.decode())
    assert set(marked) == {LIST}
