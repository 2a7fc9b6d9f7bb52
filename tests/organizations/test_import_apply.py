"""Applying an import: exactly what was shown, all of it or nothing, once, and passwords nowhere but in the answer."""

import base64
import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from config.common.models import Event
from organizations.imports import services
from organizations.imports.services import ImportRefusedError, apply_batch, keep_upload, plan_of
from organizations.models import Assignment, Body, ImportBatch, Organization, Term, User
from organizations.tree import dissolve_organization, rename_organization
from tests.build import World, build_world
from tests.organizations.workbooks import DAY, PAPER, Row, person, unit, workbook
from tests.rows import ROOMS, models_of
from tests.test_posts import everything
from tests.threads import in_threads

UNITS: list[Row] = [
    unit("moi-cb", "Chi bộ thôn Mới", "moi", sector="Thôn, tổ dân phố", place="Mới"),
    unit("moi", "Đảng bộ xã Mới", "tren", "Đảng bộ cơ sở"),
    unit("cs1-cb1", "Chi bộ thôn Một", "cs2"),
]
PEOPLE: list[Row] = [
    person("bithu.moi", "Nguyễn Văn Mới", "Bí thư", "moi-cb", phone=912345678),
    person("vanthu.moi", "Trần Thị Văn", "Văn thư", "moi", body="Đảng ủy"),
    person("vanthu.moi", "Trần Thị Văn", "Phụ trách", "cs2"),
    person("bithu", "Nguyễn Văn Đúng", "Bí thư", "cs1-cb2"),
]
PATH = "/to-chuc/nhap/"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def kept(world: World, units: list[Row] = UNITS, people: list[Row] = PEOPLE) -> ImportBatch:
    return keep_upload(workbook(units, people), "nhap.xlsx", actor=world.user("quantri"))


def applied(world: World, batch: ImportBatch) -> list[tuple[User, str]]:
    actor = world.user("quantri")
    return apply_batch(batch, actor=actor, digest=plan_of(batch, actor).digest)[1]


def test_units_bodies_terms_accounts_and_posts_stand_as_the_file_says(world: World) -> None:
    opened = applied(world, kept(world))
    cell, base, moved = (Organization.objects.get(code=code) for code in ("moi-cb", "moi", "cs1-cb1"))
    assert (cell.parent, cell.place, cell.sector.name, cell.path[:-6]) == (base, "Mới", "Thôn, tổ dân phố", base.path)
    assert (moved.name, moved.parent.code) == ("Chi bộ thôn Một", "cs2")
    assert list(moved.periods.values_list("name", "parent__code", "valid_from", "valid_to", "paper")) == [
        ("Chi bộ thôn 1", "cs1", date(2020, 1, 1), DAY - timedelta(days=1), "Quyết định số 01-QĐ/ĐU"),
        ("Chi bộ thôn Một", "cs2", DAY, None, PAPER),
    ]
    bodies = Body.objects.filter(organization__in=[cell, base]).order_by("pk")
    assert sorted(bodies.values_list("kind", "name", "issuer", "symbol", "authority")) == [
        ("cell", "Chi bộ thôn Mới", "CHI BỘ THÔN MỚI", "CB", "T/M CHI BỘ"),
        ("committee", "Đảng ủy xã Mới", "ĐẢNG ỦY XÃ MỚI", "ĐU", "T/M ĐẢNG ỦY"),
        ("helpers", "Bộ phận giúp việc Đảng ủy xã Mới", "ĐẢNG ỦY XÃ MỚI", "ĐU", "T/L ĐẢNG ỦY"),
    ]
    assert set(Term.objects.filter(body__organization=base).values_list("name", flat=True)) == {"2025 - 2030"}
    assert [person.username for person, _ in opened] == ["bithu.moi", "vanthu.moi"]
    assert User.objects.get(username="bithu.moi").phone == "0912345678"
    assert User.objects.get(username="bithu").full_name == "Nguyễn Văn Đúng"
    posts = Assignment.objects.filter(start=DAY).order_by("pk")
    assert list(posts.values_list("user__username", "role", "organization__code", "body__kind")) == [
        ("bithu.moi", "secretary", "moi-cb", None), ("vanthu.moi", "clerk", "moi", "committee"),
        ("vanthu.moi", "in_charge", "cs2", None), ("bithu", "secretary", "cs1-cb2", None),
    ]  # fmt: skip


def test_the_same_file_again_keeps_everything(world: World) -> None:
    applied(world, kept(world))
    again = plan_of(kept(world), world.user("quantri"))
    assert {(line.state.value, *line.details) for line in again.lines} == {("unchanged",)}
    assert not again.applies


def test_one_time_passwords_open_the_account_once_and_must_be_changed(world: World, client: Client) -> None:
    [(newcomer, password), _] = applied(world, kept(world))
    assert re.fullmatch(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", password)
    answer = client.post("/dang-nhap/", {"login": newcomer.username, "password": password})
    assert answer.status_code == 302
    assert client.get("/to-chuc/").url == "/doi-mat-khau/"
    assert User.objects.get(pk=newcomer.pk).must_change_password


def test_passwords_stand_in_no_table(world: World) -> None:
    opened = applied(world, kept(world))
    tables = "".join(repr(list(model.objects.values_list())) for model in models_of(*ROOMS))
    assert [password for _, password in opened if password in tables] == []


def test_rows_are_forgotten_when_applied_and_events_name_nobody(world: World) -> None:
    batch = kept(world)
    before = Event.objects.count()
    applied(world, batch)
    batch.refresh_from_db()
    assert (batch.rows, batch.applied_at is not None) == ({}, True)
    told = repr(list(Event.objects.order_by("pk").values_list("action", "subject_label", "data")[before:]))
    assert [name for name in ("Nguyễn", "Trần", "Đúng") if name in told] == []
    last = Event.objects.latest("pk")
    assert (last.action, last.data["units"], last.data["accounts"]) == ("import.apply", 3, 2)


def test_a_failure_on_the_last_row_undoes_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = kept(world)
    before = everything()
    real = services.appoint_person

    def fail_at_the_end(user: User, *args: Any, **options: Any) -> Any:
        if user.username == "bithu":
            raise services.ImportRefusedError("x")
        return real(user, *args, **options)

    monkeypatch.setattr(services, "appoint_person", fail_at_the_end)
    with pytest.raises(ImportRefusedError):
        applied(world, batch)
    assert everything() == before


def test_refused_rows_keep_the_whole_file_out(world: World) -> None:
    batch = kept(world, [*UNITS, unit("x", "X", "khong-co")])
    before = everything()
    with pytest.raises(ImportRefusedError):
        applied(world, batch)
    assert everything() == before


def test_what_has_changed_since_it_was_shown_is_shown_again_first(world: World) -> None:
    batch = kept(world)
    shown = plan_of(batch, world.user("quantri")).digest
    rename_organization(
        world.organizations["cs2"], actor=world.user("quantri"), name="Đảng bộ đổi tên", valid_from=date(2024, 1, 1),
        paper="x",
    )  # fmt: skip
    before = everything()
    with pytest.raises(ImportRefusedError, match="đã thay đổi từ lúc xem thử"):
        apply_batch(batch, actor=world.user("quantri"), digest=shown)
    assert everything() == before


def test_nobody_applies_what_another_uploaded_or_what_has_expired(world: World) -> None:
    batch = kept(world)
    with pytest.raises(ImportRefusedError):
        apply_batch(batch, actor=world.user("lanhdao"), digest="")
    with time_machine.travel(timezone.now() + timedelta(hours=25)), pytest.raises(ImportRefusedError):
        applied(world, batch)


def test_an_upload_drops_what_has_expired_and_keeps_the_same_file_once(world: World) -> None:
    # Made once: a workbook written a second later is another file.
    data = workbook(UNITS, PEOPLE)
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        first = keep_upload(data, "nhap.xlsx", actor=world.user("quantri"))
        assert keep_upload(data, "nhap.xlsx", actor=world.user("quantri")) == first
        traveller.shift(timedelta(hours=25))
        assert keep_upload(data, "nhap.xlsx", actor=world.user("quantri")) != first
    assert ImportBatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_import_once() -> None:
    world = build_world()
    batch = kept(world)
    raised = in_threads(lambda: applied(world, batch), lambda: applied(world, batch))
    assert [type(error) for error in raised] == [ImportRefusedError]
    assert Organization.objects.filter(code="moi").count() == 1
    assert connection.vendor in ("sqlite", "postgresql")


# Pages


def _upload(client: Client, data: bytes, name: str = "nhap.xlsx") -> Any:
    return client.post(PATH, {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def administrator(world: World, client: Client) -> Client:
    client.force_login(world.user("quantri"))
    return client


def test_an_upload_leads_to_its_trial_run_and_on_to_the_passwords_once(administrator: Client) -> None:
    answer = _upload(administrator, workbook(UNITS, PEOPLE))
    page = administrator.get(answer.url)
    text = page.content.decode()
    for shown in ("Chi bộ thôn Mới", "tên: Chi bộ thôn 1 → Chi bộ thôn Một", "lập tài khoản", "Dòng&nbsp;4"):
        assert shown in text
    assert page["Cache-Control"].count("no-store") == 1
    done = administrator.post(answer.url, {"digest": page.context["plan"].digest})
    text = done.content.decode()
    assert (done.status_code, done["Cache-Control"].count("no-store")) == (200, 1)
    [link] = re.findall(r'href="data:[^;]+;base64,([^"]+)"', text)
    book = load_workbook(BytesIO(base64.b64decode(link)))
    listed = {row[1]: row[2] for row in book.active.iter_rows(min_row=5, values_only=True)}
    assert listed == dict(re.findall(r'Tên đăng nhập">([^<]+)</td><td data-label="Mật khẩu"><code>([^<]+)<', text))
    assert set(listed) == {"bithu.moi", "vanthu.moi"}
    again = administrator.post(answer.url, {"digest": page.context["plan"].digest})
    assert again.status_code == 409
    assert [password for password in listed.values() if password in again.content.decode()] == []
    assert "Tệp này đã được nhập" in administrator.get(answer.url).content.decode()


def test_a_page_with_a_dissolved_unit_is_shown(world: World, administrator: Client) -> None:
    gone = world.organizations["cs1-cb2"]
    dissolve_organization(gone, actor=world.user("quantri"), last_day=timezone.localdate(), paper="09-QĐ/ĐU")
    answer = _upload(administrator, workbook([unit("cs1-cb2", "Tên khác", "cs1")], []))
    page = administrator.get(answer.url)
    assert (page.status_code, "Tổ chức đảng này đã thôi hoạt động." in page.content.decode()) == (200, True)


def test_lines_can_be_filtered_and_refused_ones_come_first(administrator: Client) -> None:
    url = _upload(administrator, workbook([*UNITS, unit("x", "X", "khong-co")])).url

    def numbers(query: str) -> list[int]:
        return [shown["line"].number for shown in administrator.get(url + query).context["page_obj"]]

    assert (numbers(""), numbers("?xem=new"), numbers("?xem=changed")) == ([5], [2, 3], [4])
    assert numbers("?xem=tat-ca") == [2, 3, 4, 5]
    page = administrator.get(url).content.decode()
    assert "Hãy sửa trong tệp rồi tải lên lại" in page
    assert "Nhập đúng như bảng này" not in page


def test_a_file_that_cannot_be_used_is_told_beside_the_field(administrator: Client) -> None:
    answer = _upload(administrator, b"<html></html>")
    assert (answer.status_code, answer.context["form"].errors["file"]) == (
        422, ["Tệp này không phải tệp Excel (.xlsx). Hãy dùng tệp mẫu."],
    )  # fmt: skip
    assert administrator.post(PATH, {}).status_code == 422
    assert _upload(administrator, b"").context["form"].errors["file"] == ["Tệp không có nội dung."]
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize("name", ["../../etc/x.xlsx", "x" * 250 + ".xlsx", "\u202exslx.gpj", "<b>.xlsx"])
def test_names_of_files_are_words_and_nothing_else(administrator: Client, name: str) -> None:
    answer = _upload(administrator, workbook(UNITS), name)
    assert answer.status_code == 302
    assert "<b>" not in administrator.get(answer.url).content.decode()
    assert "/" not in ImportBatch.objects.get().file_name


def test_what_is_typed_in_cells_is_never_markup(administrator: Client) -> None:
    url = _upload(administrator, workbook([unit("moi", "<script>x</script>", "<b>")])).url
    assert "<script>x" not in administrator.get(url).content.decode()


def test_a_trial_run_of_somebody_else_is_not_there(world: World, administrator: Client) -> None:
    batch = kept(world)
    ImportBatch.objects.filter(pk=batch.pk).update(by_id=world.users["lanhdao"].pk)
    assert administrator.get(f"{PATH}{batch.pk}/").status_code == 404


def test_the_template_is_handed_out(administrator: Client) -> None:
    answer = administrator.get(f"{PATH}mau.xlsx")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert "attachment" in answer["Content-Disposition"]


def test_a_founded_committee_without_a_committee_above_gets_no_term(world: World) -> None:
    Body.objects.filter(organization__code="tren", kind="committee").update(kind="team")
    applied(world, kept(world, UNITS[1:2], []))
    assert not Term.objects.filter(body__organization__code="moi").exists()
