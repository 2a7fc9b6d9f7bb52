"""The pages of log, figures and ledger: what stands on them, bad input beside its field, and what was typed kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import Body
from scoring.facts.ledger import confirm_paper
from scoring.models import Evidence, Fact, Meeting, YearResult
from scoring.rubrics.publish import load_programme, load_rubric, publish
from tests.build import World, build_round, build_world, fixture
from tests.scoring.evidence.files import pdf
from tests.scoring.facts.situations import declare, log_meeting, paper_year

CELL = "cs1-cb1"
TODAY = timezone.localdate()


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world(cells=1)
    build_round(world)
    return world


def _as(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def _url(name: str, *more: Any, code: str = CELL) -> str:
    return reverse(f"scoring:{name}", args=[code, *more])


def _typed(**more: Any) -> dict[str, Any]:
    return {"held_on": f"{TODAY:%d/%m/%Y}", "v_kind": "thuong_ky", "v_grade": "tot", "v_members": "12", **more}


def test_a_year_is_twelve_lines_with_a_way_to_each_open_month(world):
    log_meeting(world, CELL, "bithu")
    page = _as(world, "bithu").get(_url("log")).content.decode()
    assert page.count('class="month-line"') == 12
    assert f"Ngày {TODAY:%d/%m/%Y}: Thường kỳ · Tốt" in page
    # Months gone by without a line, the one that has its line, and those to come.
    assert page.count("chưa ghi</span>") == page.count(">Ghi<span") == TODAY.month - 1
    assert page.count(">Ghi thêm<span") == 1
    assert page.count("chưa đến") == 12 - TODAY.month
    seen = _as(world, "phutrach").get(_url("log")).content.decode()
    assert (">Ghi<span" in seen, "Ngày họp" in seen) == (False, False)


def test_who_asks_for_a_log_is_said_where_nobody_does_yet(db):
    world = build_world(cells=1)
    load_programme(fixture("programmes/bon-tot.yaml"), actor=None)
    for code in ("s0-chi-bo", "s0-dang-bo-co-so"):
        publish(load_rubric(fixture(f"rubrics/{code}.yaml"), actor=None), actor=None)
    client = _as(world, "bithu")
    page = client.get(_url("log")).content.decode()
    assert "Sổ sẽ có khi cấp trên mở đợt của: Chi bộ “bốn tốt”, đảng bộ cơ sở “bốn tốt”." in page
    assert client.get(_url("meeting_add")).status_code == 302
    assert not _as(world, "bithu").post(_url("meeting_add"), _typed()).content
    assert not Meeting.objects.exists()


def test_a_meeting_is_entered_with_its_minutes_which_the_committee_may_open(world):
    bithu = _as(world, "bithu")
    scan = SimpleUploadedFile("bien-ban.pdf", pdf())
    refused = bithu.post(_url("meeting_add"), _typed(scan=scan))
    assert (refused.status_code, Evidence.objects.count()) == (422, 0)
    assert "Phải cam kết" in refused.content.decode()
    scan.seek(0)
    answer = bithu.post(_url("meeting_add"), _typed(number="10-BB/CB", scan=scan, no_secret="on"))
    assert answer.url == f"{_url('log')}?nam={TODAY.year}"
    minutes = Meeting.objects.get().minutes
    assert (minutes.number, minutes.file_name, minutes.kind) == ("10-BB/CB", "bien-ban.pdf", "file")
    address = reverse("scoring:proof_file", args=[minutes.pk])
    assert [_as(world, name).get(address).status_code for name in ("giupviec", "giupviec2")] == [200, 404]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"held_on": "hôm qua"}, "Hãy nhập ngày theo dạng"),
        ({"held_on": f"{TODAY + timedelta(days=1):%d/%m/%Y}"}, "Ngày họp không được sau hôm nay."),
        ({"held_on": "01/01/1900"}, f"hỏi sổ sinh hoạt năm 1900; ghi được từ ngày 01/01/{TODAY.year}."),
        ({"held_on": f"31/12/{TODAY.year - 1}"}, f"Không chương trình nào hỏi sổ sinh hoạt năm {TODAY.year - 1};"),
        ({"v_members": "mười hai"}, "Hãy nhập một số"),
        ({"v_present": "13"}, "Không được nhiều hơn số đảng viên phải dự."),
        ({"v_grade": "xuat_sac"}, "Hãy chọn một mức trong danh sách."),
        ({"v_present": "9" * 400}, "Số này quá dài."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(world, typed, sentence):
    answer = _as(world, "bithu").post(_url("meeting_add"), _typed(**typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert all(f'value="{value}"' in page for value in typed.values() if value != "xuat_sac")
    assert 'value="thuong_ky" id="id_v_kind_0" checked' in page
    assert not Meeting.objects.exists()


def test_a_form_begins_with_today_and_with_how_many_were_due_last_time(world):
    log_meeting(world, CELL, "bithu", TODAY - timedelta(days=1))
    bithu = _as(world, "bithu")
    page = bithu.get(_url("meeting_add")).content.decode()
    assert f'value="{TODAY:%d/%m/%Y}"' in page
    assert 'name="v_members" value="12"' in page
    other = 1 if TODAY.month > 1 else 2
    assert f'value="{TODAY:%d/%m/%Y}"' not in bithu.get(f"{_url('meeting_add')}?thang={other}").content.decode()


def test_who_was_slower_sees_what_stands_and_keeps_what_he_typed(world):
    line = log_meeting(world, CELL, "bithu")
    mine = _typed(v_grade="kha", v_speakers="5", revision="1")
    _as(world, "nhapgiup").post(_url("meeting", line.pk), _typed(v_grade="kem", revision="1"))
    bithu = _as(world, "bithu")
    answer = bithu.post(_url("meeting", line.pk), mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dòng này vừa được người khác sửa" in page
    assert "<dd>Kém</dd>" in page
    assert 'name="v_speakers" value="5"' in page
    assert 'name="revision" value="2"' in page
    bithu.post(_url("meeting", line.pk), {**mine, "revision": "2"})
    assert Meeting.objects.get().values["grade"] == "kha"


def test_a_body_is_chosen_where_several_meet(world):
    Body.objects.create(
        organization=world.organizations["cs1"], kind="standing", name="Ban Thường vụ", issuer="BTV", symbol="ĐU",
        authority="T/M",
    )  # fmt: skip
    danguy = _as(world, "danguy")
    page = danguy.get(_url("meeting_add", code="cs1")).content.decode()
    assert "Cơ quan họp" in page
    standing = Body.objects.get(name="Ban Thường vụ")
    danguy.post(_url("meeting_add", code="cs1"), {"held_on": f"{TODAY:%d/%m/%Y}", "body": str(standing.pk)})
    assert Meeting.objects.get().body == standing
    assert "Cơ quan họp" not in _as(world, "bithu").get(_url("meeting_add")).content.decode()


def test_the_committee_sees_the_logs_of_its_units_and_confirms_several_at_once(world):
    lines = [log_meeting(world, CELL, "bithu", TODAY - timedelta(days=back)) for back in (0, 1)]
    foreign = log_meeting(world, "cs2-cb1", "bithu2")
    danguy = _as(world, "danguy")
    page = danguy.get(reverse("scoring:logs")).content.decode()
    assert (page.count('name="m"'), "Chi bộ thôn 1" in page) == (2, True)
    ticked = [f"{line.pk}-1" for line in lines]
    nothing = danguy.post(reverse("scoring:logs"), {})
    assert (nothing.status_code, "Hãy đánh dấu" in nothing.content.decode()) == (422, True)
    assert danguy.post(reverse("scoring:logs"), {"m": [*ticked, f"{foreign.pk}-1"]}).status_code == 404
    assert danguy.post(reverse("scoring:logs"), {"m": ["1"]}).status_code == 404
    assert not Meeting.objects.filter(confirmed_at__isnull=False).exists()
    stale = danguy.post(reverse("scoring:logs"), {"m": [ticked[0], f"{lines[1].pk}-7"]})
    assert (stale.status_code, "vừa được đơn vị sửa" in stale.content.decode()) == (422, True)
    assert danguy.post(reverse("scoring:logs"), {"m": ticked}).status_code == 302
    assert Meeting.objects.filter(confirmed_at__isnull=False).count() == 2
    page = danguy.get(reverse("scoring:logs")).content.decode()
    assert ('name="m"' in page, "đã xác nhận" in page) == (False, True)


def _row(code: str, text: str, seen: str = "", revision: int = 0) -> dict[str, str]:
    return {f"v-{code}": text, f"o-{code}": seen, f"r-{code}": str(revision)}


def test_rows_that_fit_are_saved_and_the_others_stay_as_typed(world):
    bithu = _as(world, "bithu")
    data = _row("members_total", "12") | _row("disunity", "false") | _row("cases_pending", "hai")
    answer = bithu.post(_url("facts"), data | _row("committee_total", ""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy nhập một số, ví dụ 4,5 hoặc 6." in page
    assert 'name="v-cases_pending" type="text" inputmode="decimal" autocomplete="off" value="hai"' in page
    assert dict(Fact.objects.values_list("field", "value")) == {"members_total": "12", "disunity": "false"}
    assert bithu.post(_url("facts"), data | _row("cases_pending", "2")).status_code == 302
    page = bithu.get(_url("facts")).content.decode()
    assert "đã khai, chờ xác nhận" in page


def test_a_figure_that_somebody_else_changed_is_shown_with_both_values(world):
    declare(world, CELL, "nhapgiup", "disunity", True)
    bithu = _as(world, "bithu")
    answer = bithu.post(_url("facts"), _row("disunity", "false"))
    page = answer.content.decode()
    assert (answer.status_code, Fact.objects.get().value) == (422, "true")
    assert "vừa được người khác sửa" in page
    assert "Đang có: Có." in page
    assert '<option value="false" selected>Không</option>' in page
    # A row that he did not touch is left alone, whoever changed it meanwhile.
    assert bithu.post(_url("facts"), _row("disunity", "", "", 0)).status_code == 302
    assert bithu.post(_url("facts"), _row("disunity", "", "true", 1)).status_code == 302
    assert not Fact.objects.exists()


def test_rows_that_save_themselves_are_watched_for_what_could_not_be_sent(world):
    page = _as(world, "bithu").get(_url("facts")).content.decode()
    assert page.count("js/facts") == 1
    assert '<form method="post" novalidate data-resend>' in page


def test_a_row_saved_by_itself_comes_back_alone(world):
    bithu = _as(world, "bithu")
    part = bithu.post(_url("facts"), _row("members_total", "12,5"), headers={"HX-Request": "true"})
    assert (part.status_code, part.content.decode().count("<tr")) == (200, 1)
    assert "Đã lưu" in part.content.decode()
    bad = bithu.post(_url("facts"), _row("members_total", "x", "12,5", 1), headers={"HX-Request": "true"})
    assert (bad.status_code, 'value="x"' in bad.content.decode()) == (422, True)


def test_the_history_of_a_figure_says_who_changed_what(world):
    declare(world, CELL, "bithu", "disunity", True)
    declare(world, CELL, "nhapgiup", "disunity", False)
    fact = Fact.objects.get()
    danguy = _as(world, "danguy")
    danguy.post(reverse("scoring:facts_waiting"), {"f": [f"{fact.pk}-{fact.revision}"]})
    page = " ".join(_as(world, "phutrach").get(_url("fact_history", "disunity")).content.decode().split())
    assert "Đồng chí danguy</time><strong>Xác nhận</strong>: Không" in page
    assert "Đồng chí nhapgiup</time><strong>Khai</strong>: Có → Không" in page
    assert danguy.get(_url("fact_history", "unknown")).status_code == 404


def test_who_declares_nothing_sees_the_figures_and_no_box(world):
    declare(world, CELL, "bithu", "disunity", False)
    page = _as(world, "danguy").get(_url("facts")).content.decode()
    assert ("<select" in page, ">Lưu</button>" in page) == (False, False)
    assert "Không" in page


def test_figures_and_papers_that_wait_are_confirmed_together(world):
    fact, free = (declare(world, CELL, "bithu", code, False) for code in ("disunity", "recruits_available"))
    paper = paper_year(world, CELL, "bithu", TODAY.year - 2)
    done = paper_year(world, CELL, "bithu", TODAY.year - 3)
    confirm_paper(done, actor=world.user("danguy"))
    danguy = _as(world, "danguy")
    page = danguy.get(reverse("scoring:facts_waiting")).content.decode()
    assert (page.count('name="f"'), page.count('name="y"')) == (2, 1)
    danguy.post(reverse("scoring:facts_waiting"), {"f": [f"{fact.pk}-1", f"{free.pk}-9"], "y": [f"{paper.pk}-0"]})
    assert {each.field: each.confirmed_at is not None for each in Fact.objects.all()} == {
        "disunity": True, "recruits_available": False,
    }  # fmt: skip
    assert not YearResult.objects.filter(waiting=True).exists()


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("xep-loai", {"value": "hoan_thanh_tot", "day": "20/12/2010"}, "Ngày văn bản phải từ đầu năm"),
        ("xep-loai", {"value": "gioi", "day": "20/12/2023"}, "Hãy chọn một mức trong danh sách."),
        ("danh-hieu", {"value": "", "day": "20/12/2023"}, 'id="id_value_error"'),
        ("de-xuat", {"value": "hoan_thanh", "year": "2999"}, "Năm này chưa đến."),
    ],
)
def test_a_paper_that_cannot_be_is_refused_beside_its_field(world, kind, typed, sentence):
    data = {"year": "2023", "number": "05-QĐ/ĐU", "issuer": "", **typed}
    if kind == "danh-hieu":
        data["programme"] = str(world.programme.pk)
    answer = _as(world, "bithu").post(f"{_url('ledger_add')}?loai={kind}", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not YearResult.objects.exists()


def test_the_ledger_tells_grades_titles_papers_and_what_waits(world):
    bithu = _as(world, "bithu")
    year = TODAY.year - 1
    form = bithu.get(f"{_url('ledger_add')}?loai=danh-hieu").content.decode()
    assert "Chi bộ “bốn tốt”" in form
    data = {
        "year": str(year), "number": "07-QĐ/ĐU", "day": f"{date(year, 12, 20):%d/%m/%Y}", "issuer": "Đảng ủy xã",
        "programme": str(world.programme.pk), "value": "Chi bộ “bốn tốt”",
    }  # fmt: skip
    assert bithu.post(f"{_url('ledger_add')}?loai=danh-hieu", data).url == _url("ledger")
    confirm_paper(YearResult.objects.get(), actor=world.user("danguy"))
    bithu.post(f"{_url('ledger_add')}?loai=de-xuat", {"year": str(TODAY.year), "value": "hoan_thanh_tot"})
    paper_year(world, CELL, "bithu", year - 1)
    page = " ".join(bithu.get(_url("ledger")).content.decode().split())
    assert "Mới đề xuất Hoàn thành tốt nhiệm vụ" in page
    assert 'Chi bộ “bốn tốt” <span class="soft">(số 07-QĐ/ĐU' in page
    assert "Hoàn thành tốt nhiệm vụ (chờ cấp trên xác nhận)" in page
    assert page.count("Bỏ dòng này") == 1
    shown = bithu.get(reverse("organizations:detail", args=[CELL])).content.decode()
    assert f"<strong>Năm {year - 2}</strong>: chưa có xếp loại" in shown


def test_each_list_asks_the_database_as_often_for_many_lines_as_for_few(world, queries):
    danguy, bithu = _as(world, "danguy"), _as(world, "bithu")
    pages = [(danguy, reverse("scoring:logs")), (bithu, _url("log")), (bithu, _url("facts")), (bithu, _url("ledger"))]
    counts = []
    for times in (1, 4):
        for back in range(times):
            log_meeting(world, CELL, "bithu", TODAY - timedelta(days=back))
            paper_year(world, CELL, "bithu", TODAY.year - 1 - back)
        for code in ("disunity", "recruits_available")[: times - 1]:
            declare(world, CELL, "bithu", code, False)
        found = []
        for client, url in pages:
            client.get(url)
            with queries() as asked:
                client.get(url)
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
