"""A programme entered through pages alone: kinds, chains, rules, a file; refusals, and a round that runs by it."""

from datetime import date, timedelta
from io import StringIO

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.common.models import Event
from organizations.access import can
from scoring.models import Programme, RubricVersion, Stage
from scoring.permissions import visible_programmes
from scoring.pure.kinds import kinds_mapping, parse_kinds, parse_programme, programme_mapping
from scoring.pure.problems import RubricError
from scoring.pure.rubric import parse
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.draft import replace_content
from scoring.rubrics.programmes.acts import DraftError, create_programme, hash_of, read_programme
from scoring.rubrics.publish import publish
from scoring.rubrics.rules import rules_of
from tests.build import ROOT, World, fixture
from tests.posts import PEOPLE
from tests.scoring.rubric_pages.programme_register import DUTY, RUBRIC, begun, filled, kind_data, packed
from tests.scoring.rubric_pages.situations import content
from tests.scoring.votes.situations import month, vote

CELL = "chi_bo_truc_thuoc"
SELF = {"kind": "self", "role": "secretary", "source": "self"}
HELPERS = {"kind": "appraisal", "role": "appraiser", "source": "parent", "body_kind": "helpers"}
ABOVE = {
    "kind": "appraisal", "role": "appraiser", "source": "level", "level": "cap_tren_co_so", "body_kind": "board",
    "optional": True,
}  # fmt: skip
COMMITTEE = {"kind": "approval", "role": "approver", "source": "parent", "body_kind": "committee"}


def _at(name: str, programme: Programme, *more: int) -> str:
    return reverse(f"scoring:{name}", args=[programme.pk, *more])


def _send(keeper: Client, name: str, programme: Programme, data: dict[str, str], *more: int):
    programme.refresh_from_db()
    return keeper.post(_at(name, programme, *more), {"seen": hash_of(programme), **data})


def _text(answer) -> str:
    return answer.content.decode()


def _publish_rubric(world: World, programme: Programme) -> None:
    """Publish the rubric that was begun, with rows."""
    version = RubricVersion.objects.get(rubric__code=RUBRIC)
    mapping = content(code=RUBRIC, programme=dict(zip(
        ("code", "name", "subject", "period"), (programme.code, programme.name, "organization", "year"), strict=True
    )))  # fmt: skip
    replace_content(version, parse(mapping), actor=world.user("quantri"), seen=version.content_hash)
    publish(version, actor=None)


FOUR = {
    "step3": "appraisal-level-board", "at3": "cap_tren_co_so", "optional3": "on",
    "step4": "approval-parent-committee",
}  # fmt: skip


def test_a_programme_entered_on_pages_runs_a_round(world, keeper):
    data = {"name": "Chi bộ đổi mới, sáng tạo", "subject": "organization", "period": "year"}
    created = keeper.post(reverse("scoring:programme_create"), data)
    programme = Programme.objects.get(code="chi-bo-doi-moi-sang-tao")
    assert created.url == _at("programme", programme)
    assert "Mô hình chưa có bộ tiêu chí" in _text(keeper.get(created.url))
    chosen = _text(keeper.get(f"{reverse('scoring:rubric_create')}?mo-hinh={programme.pk}"))
    assert f'<option value="{programme.pk}" selected>' in chosen
    begin = {"code": RUBRIC, "name": "Phiếu", "source": "05-HD/ĐU", "programme": str(programme.pk)}
    assert keeper.post(reverse("scoring:rubric_create"), begin).status_code == 302
    assert _send(keeper, "programme_kind", programme, kind_data(**FOUR), 0).status_code == 302
    programme.refresh_from_db()
    assert programme.kinds == [
        {"level": CELL, "rubric": RUBRIC, "title": "Chi bộ kiểu mẫu", "stages": [SELF, HELPERS, ABOVE, COMMITTEE]}
    ]
    page = _text(keeper.get(created.url))
    for words in (
        "Chính đơn vị tự chấm</li>",
        "Bộ phận giúp việc của cấp trên trực tiếp thẩm định</li>",
        "thẩm định (tùy chọn khi lập đợt)</li>",
        "Đảng ủy của cấp trên trực tiếp kết luận</li>",
        "Bộ tiêu chí này chưa ban hành",
        "chỉ có hiệu lực với đợt lập sau",
    ):
        assert words in page
    _publish_rubric(world, programme)
    assert "chưa ban hành" not in _text(keeper.get(created.url))
    assert programme.name in _text(keeper.get(reverse("scoring:round_create")))
    year, last = timezone.localdate().year, timezone.localdate() + timedelta(days=30)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"), name="Đợt",
        start=date(year, 1, 1), end=date(year, 12, 31), deadlines=Deadlines(last, last, last),
    )  # fmt: skip
    assert open_round(round_, actor=world.user("quantri")) == 4
    kinds = list(Stage.objects.filter(round=round_).order_by("position").values_list("kind", flat=True))
    assert kinds == ["self", "appraisal", "approval"]
    assert _send(keeper, "programme_kind", programme, kind_data(step2="approval-parent-committee", step3=""), 1).url
    assert Stage.objects.filter(round=round_).count() == 3
    assert _send(keeper, "programme", programme, {"remove": f"kind:{CELL}"}).status_code == 302
    programme.refresh_from_db()
    assert (programme.kinds, round_.rubrics.count()) == ([], 1)
    acts = Event.objects.filter(action__startswith="programme.", actor_id=world.user("quantri").pk).order_by("pk")
    assert [event.action.split(".")[1] for event in acts] == ["create", "set_kind", "set_kind", "remove_kind"]


WRONG_STEPS = {
    "step1": ({"step1": "approval-parent-committee"}, "Bước đầu, và chỉ bước đầu, là chính đơn vị tự chấm."),
    "step2": ({"step2": ""}, "Chọn lần lượt"),
    "step3": ({"step3": "approval-parent-standing", "step4": "approval-parent-committee"}, "phải là bước cuối cùng"),
    "at2": ({"step2": "appraisal-level-board"}, "Chọn loại tổ chức của cấp làm bước này."),
    "at3": ({"at3": "cap_tren_co_so"}, "Chỉ chọn loại tổ chức khi bước này"),
    "step4": ({"at4": "cap_tren_co_so"}, "Chọn bước, hoặc bỏ phần đã chọn ở dưới."),
}


def test_a_chain_that_cannot_run_is_refused_beside_its_field_and_what_was_typed_stays(world, keeper):
    programme = begun(world)
    for name, (typed, sentence) in WRONG_STEPS.items():
        answer = _send(keeper, "programme_kind", programme, kind_data(title="Danh hiệu thử", **typed), 0)
        assert (name, answer.status_code, 'value="Danh hiệu thử"' in _text(answer)) == (name, 422, True)
        assert sentence in " ".join(answer.context["form"].errors[name])
    assert "luôn có" in _text(_send(keeper, "programme_kind", programme, kind_data(optional3="on"), 0))
    own = kind_data(level="dang_bo_co_so", step2="appraisal-level-board", at2="dang_bo_co_so")
    assert "cấp ở trên" in _text(_send(keeper, "programme_kind", programme, own, 0))
    assert _send(keeper, "programme_kind", programme, kind_data(), 0).status_code == 302
    assert "đã khai trong mô hình" in _text(_send(keeper, "programme_kind", programme, kind_data(), 0))
    strange = _send(keeper, "programme_kind", programme, kind_data(level="la", rubric="khac", step2="x"), 1)
    assert {"level", "rubric", "step2"} <= set(strange.context["form"].errors)
    assert keeper.get(_at("programme_kind", programme, 2)).status_code == 404
    programme.refresh_from_db()
    assert programme.kinds[0]["stages"] == [SELF, HELPERS, COMMITTEE]


def test_who_comes_second_is_told_and_overwrites_nothing(world, keeper):
    programme = filled(world)
    old = hash_of(programme)
    assert _send(keeper, "programme_duty", programme, DUTY, 1).status_code == 302
    before = Programme.objects.values_list("kinds", "rules").get(pk=programme.pk)
    late = keeper.post(_at("programme_kind", programme, 1), {"seen": old, **kind_data(title="Khác")})
    assert (late.status_code, "người khác sửa" in _text(late), f'value="{old}"' in _text(late)) == (409, True, True)
    removed = keeper.post(_at("programme", programme), {"seen": old, "remove": "duty:viec-1"})
    assert (removed.status_code, _send(keeper, "programme", programme, {"remove": "x"}).status_code) == (409, 422)
    assert Programme.objects.values_list("kinds", "rules").get(pk=programme.pk) == before


def test_rules_and_duties_are_entered_and_what_has_no_field_stays(world, keeper):
    programme = begun(world)
    empty = _send(keeper, "programme_rules", programme, {"registers": "on", "votes": "on", "text": "Đăng ký"})
    assert {"day", "month", "quorum", "majority"} <= set(empty.context["form"].errors)
    unticked = _send(keeper, "programme_rules", programme, {"day": "20", "month": "1", "text": "Đăng ký"})
    assert (unticked.status_code, "registers" in unticked.context["form"].errors) == (422, True)
    typed = {
        "registers": "on", "day": "30", "month": "5", "required": "on", "text": "Trước ngày 30/5", "lasts": "on",
        "until": "2030", "votes": "on", "quorum": "66,67", "majority": "50", "of": "due", "retention_months": "24",
    }  # fmt: skip
    assert _send(keeper, "programme_rules", programme, typed).status_code == 302
    assert _send(keeper, "programme_duty", programme, DUTY, 0).status_code == 302
    assert "month" in _send(keeper, "programme_duty", programme, {**DUTY, "month": ""}, 1).context["form"].errors
    once = {"text": "Sơ kết", "who": "board", "when": "once", "on": "30/04/2026"}
    assert _send(keeper, "programme_duty", programme, once, 0).status_code == 302
    programme.refresh_from_db()
    found = rules_of(programme)
    assert (found.registration.required, found.validity.until, found.retention_months) == (True, 2030, 24)
    assert (str(found.ballot.quorum), found.ballot.of) == ("66.67", "due")
    assert [(duty.code, duty.month, duty.on) for duty in found.duties] == [
        ("viec-1", 12, None), ("viec-2", 0, date(2026, 4, 30)),
    ]  # fmt: skip
    page = _text(keeper.get(_at("programme", programme)))
    for words in ("Hạn ngày 30/05 hằng năm. Chỉ đơn vị được duyệt mới có phiếu.", "Có mặt ít nhất 66,67%",
                  "duy trì đến năm 2030", "Hằng năm: ngày 15 tháng 12", "Ngày 30/04/2026"):  # fmt: skip
        assert words in page
    # What only a file says is kept where the page writes over the rest.
    programme.rules = fixture("programmes/chi-bo-kieu-mau.yaml")["rules"]
    programme.save()
    kept = rules_of(programme)
    assert (
        _send(keeper, "programme_rules", programme, {**typed, "votes": "", "retention_months": ""}).status_code == 302
    )
    programme.refresh_from_db()
    found = rules_of(programme)
    for name in ("eligibility", "aims"):
        assert getattr(found.registration, name) == getattr(kept.registration, name)
    assert found.duties == kept.duties


def test_name_subject_and_period_are_changed_while_nothing_was_made_for_them(world, keeper):
    programme = create_programme(actor=world.user("quantri"), name="Tên", subject="member", period="month")
    with pytest.raises(DraftError, match="Đã có mô hình"):
        create_programme(actor=world.user("quantri"), name="Tên", subject="member", period="month")
    assert create_programme(actor=world.user("quantri"), name="Tên?", subject="member", period="year").code == "ten-2"
    head = {"name": "Tên mới", "subject": "organization", "period": "year"}
    assert _send(keeper, "programme_head", programme, head).status_code == 302
    used = begun(world)
    refused = _send(keeper, "programme_head", used, {**head, "period": "quarter"})
    assert (refused.status_code, "giữ nguyên" in _text(refused)) == (422, True)
    assert _send(keeper, "programme_head", used, {**head, "name": "Chỉ đổi tên"}).status_code == 302


def test_a_rule_by_which_votes_were_entered_stays(world, keeper):
    round_ = month(world)
    programme = round_.programme
    typed = {"votes": "on", "quorum": "60", "majority": "50", "of": "present"}
    assert _send(keeper, "programme_rules", programme, typed).status_code == 302
    vote(world, "1")
    for changed, sentence in (({**typed, "quorum": "70"}, "giữ nguyên tỷ lệ"), ({}, "không bỏ biểu quyết được")):
        refused = _send(keeper, "programme_rules", programme, changed)
        assert (refused.status_code, sentence in _text(refused)) == (422, True)
    programme.refresh_from_db()
    assert str(rules_of(programme).ballot.quorum) == "60"
    assert _send(keeper, "programme_rules", programme, {**typed, "retention_months": "12"}).status_code == 302


def _file(mapping: dict) -> SimpleUploadedFile:
    return SimpleUploadedFile("mo-hinh.yaml", yaml.safe_dump(mapping, allow_unicode=True).encode())


def test_a_file_is_tried_whole_stored_when_asked_and_written_so_that_it_reads_back(world, keeper):
    programme = filled(world)
    url = reverse("scoring:programme_upload")
    held = yaml.safe_load(keeper.get(_at("programme_yaml", programme)).content)
    assert parse_programme(held) == read_programme(programme)
    changed = {**held, "name": "Tên trong tệp"}
    tried = keeper.post(url, {"file": _file(changed)})
    assert (tried.status_code, "sẽ thay toàn bộ mô hình" in _text(tried)) == (200, True)
    assert not Programme.objects.filter(name="Tên trong tệp").exists()
    sent = {"packed": tried.context["packed"]}
    assert keeper.post(url, sent).url == _at("programme", programme)
    assert Programme.objects.get(pk=programme.pk).name == "Tên trong tệp"
    assert keeper.post(url, sent).status_code == 409
    assert keeper.post(url, {"packed": "giả"}).status_code == 422
    stages = [SELF, {**COMMITTEE, "level": "cap_tren_co_so"}, HELPERS]
    kinds = [{**held["kinds"][0], "rubric": "chua-co", "level": "la", "stages": stages}, {"level": CELL}]
    broken = {**held, "kinds": kinds, "rules": {"ballot": {"quorum": 200}}, "la": 1, "subject": "ai"}
    refused = _text(keeper.post(url, {"file": _file(broken)}))
    for words in ("không biết: la", "Mục subject", "Loại tổ chức thứ 2", "bước 2", "quy định của mô hình"):
        assert words in refused
    missing = {**held, "kinds": [{**held["kinds"][0], "rubric": "chua-co", "level": "la"}]}
    refused = _text(keeper.post(url, {"file": _file(missing)}))
    assert ("Chưa có bộ tiêu chí mã chua-co" in refused, "không có loại tổ chức mã la" in refused) == (True, True)
    assert keeper.post(url, {"file": SimpleUploadedFile("a.txt", b"x")}).status_code == 422
    assert keeper.post(url, {"packed": packed(parse_programme(missing), "khac")}).status_code == 409
    assert Programme.objects.get(pk=programme.pk).kinds == held["kinds"]


def test_the_command_checks_loads_and_exports_and_half_a_file_leaves_nothing(world, tmp_path):
    programme = filled(world)
    out, path = StringIO(), tmp_path / f"{programme.code}.yaml"
    for act in ("export", "check", "load"):
        call_command("programme", act, path, stdout=out)
    assert "1 loại tổ chức, không có chỗ sai" in out.getvalue()
    before = Programme.objects.values().get(pk=programme.pk)
    mapping = yaml.safe_load(path.read_text("utf-8"))
    mapping["kinds"].append({**mapping["kinds"][0], "level": "chi_bo_co_so", "rubric": "chua-co"})
    path.write_text(yaml.safe_dump(mapping, allow_unicode=True), "utf-8")
    for act in ("check", "load"):
        err = StringIO()
        with pytest.raises(CommandError, match="còn 1 chỗ sai"):
            call_command("programme", act, path, stderr=err)
        assert "chua-co" in err.getvalue()
    assert Programme.objects.values().get(pk=programme.pk) == before
    for act, missing in (("load", "Không có tệp"), ("export", "Không có mô hình")):
        with pytest.raises(CommandError, match=missing):
            call_command("programme", act, tmp_path / "khong.yaml")


def test_pages_are_seen_by_whoever_keeps_rubrics_and_files_of_the_sources_read_back(world):
    begun(world)
    for name in PEOPLE:
        assert visible_programmes(world.user(name)).exists() == bool(can(world.user(name), "rubric.edit")), name
    for path in (ROOT / "fixtures/programmes").glob("*.yaml"):
        mapping = fixture(f"programmes/{path.name}")
        found = parse_programme(mapping)
        assert parse_programme(programme_mapping(found)) == found
        assert kinds_mapping(parse_kinds(mapping["kinds"])) == mapping["kinds"]
    for kinds in ({}, [{"level": CELL, "rubric": "a", "title": "b", "stages": []}], [{"level": 1}]):
        with pytest.raises(RubricError):
            parse_kinds(kinds)
