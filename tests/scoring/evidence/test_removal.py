"""A file uploaded by mistake goes by the act of two people; the row says so, and the bytes go with the next sweep."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.common.orphans import orphans
from organizations.access import Refused, can
from organizations.models import User
from scoring.evidence.permissions import files_of, visible_evidence
from scoring.evidence.removal import carry_out_removal, propose_removal
from scoring.evidence.selectors import offers
from scoring.evidence.services import attach_files, keep_files
from scoring.evidence.start import start_tasks
from scoring.evidence.uploads import check_upload
from scoring.models import Evidence, EvidenceRemoval, EvidenceUse, Meeting
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import entries_of, marks_of
from scoring.workflow import evaluation_with_work
from tests.build import build_round, build_world, sheet, submit
from tests.people import add_people, everybody
from tests.posts import BONUS, wrong_file
from tests.scoring.evidence.files import pdf

pytestmark = pytest.mark.django_db
CELL = "cs1-cb1"


@pytest.fixture
def world(db):
    world = build_world()
    build_round(world)
    return world


def test_one_proposes_another_takes_it_away_and_the_row_says_so(world, client):
    evidence, bithu = wrong_file(world), world.user("bithu")
    digest = evidence.file.sha256
    with pytest.raises(ValueError, match="lý do xóa"):
        propose_removal(evidence, actor=bithu, reason=" ")
    removal = propose_removal(evidence, actor=bithu, reason="Tải nhầm tệp")
    assert propose_removal(evidence, actor=bithu, reason="Lần nữa") == removal
    with pytest.raises(Refused, match="Chỉ cơ quan thẩm định"):
        carry_out_removal(removal, actor=bithu)
    EvidenceRemoval.objects.update(proposed_by_id=world.users["danguy"].pk)
    with pytest.raises(Refused, match="phải do người khác"):
        carry_out_removal(removal, actor=world.user("danguy"))
    EvidenceRemoval.objects.update(proposed_by_id=bithu.pk)
    client.force_login(world.user("giupviec"))
    page = client.get(reverse("scoring:appraise", args=[sheet(CELL).pk])).content.decode()
    assert "Đã đề nghị xóa tệp" in page
    gone = carry_out_removal(removal, actor=world.user("giupviec"))
    assert (gone.kind, gone.file, gone.file_name, EvidenceUse.objects.count()) == ("removed", None, "", 1)
    assert EvidenceRemoval.objects.get().sha256 == digest
    # The picture of its first page goes too.
    swept = {each.stored.sha256 for each in orphans(timezone.now() + timedelta(days=1)) if each.stored}
    assert (digest in swept, len(swept)) == (True, 2)
    for name, view in (("bithu", "sheet"), ("giupviec", "appraise")):
        client.force_login(world.user(name))
        words = client.get(reverse(f"scoring:{view}", args=[sheet(CELL).pk])).content.decode()
        assert "tệp đã xóa theo đề nghị của Đồng chí bithu" in words
    loaded = rubric_of(sheet(CELL).version)
    own = sheet(CELL).assessments.get(kind="self")
    assert entries_of(marks_of(own), loaded, sheet(CELL).pk)[BONUS].evidence_count == 0
    assert offers(sheet(CELL), loaded, "II.2") == []
    assert client.get(reverse("scoring:proof_file", args=[gone.pk])).status_code == 404
    assert can(bithu, "evidence.propose_removal", gone).reason == "Minh chứng này không có tệp, hoặc tệp đã được xóa."


def test_papers_of_the_log_are_left_alone_and_an_administrator_sees_what_he_is_asked_to_remove(world):
    evidence = wrong_file(world)
    EvidenceUse.objects.all().delete()
    quantri = world.user("quantri")
    assert not visible_evidence(quantri).exists()
    propose_removal(evidence, actor=world.user("bithu"), reason="Tải nhầm tệp")
    assert visible_evidence(quantri).get() == evidence
    assert [task.label for task in start_tasks(world.user("quantri"))] == ["Xóa tệp tải nhầm: Chi bộ thôn 1"]
    assert start_tasks(world.user("giamsat")) == []
    assert can(quantri, "evidence.view", evidence)
    Meeting.objects.create(
        organization=evidence.organization, body=world.body(CELL, "cell"), held_on=timezone.localdate(),
        minutes=evidence, saved_by_id=1, saved_at=timezone.now(),
    )  # fmt: skip
    assert "sổ sinh hoạt" in can(world.user("bithu"), "evidence.propose_removal", evidence).reason


def test_neither_the_committee_nor_whoever_belongs_to_it_destroys_the_proofs_of_its_own_sheet(world):
    add_people(world)
    row = rubric_of(sheet("cs1").version).data.leaves()[0].code
    kept = keep_files([check_upload("Nhầm.pdf", pdf())])
    attach_files(sheet("cs1"), row, actor=world.user("danguy"), files=kept, summary="Của đảng ủy", no_secret=True)
    submit(world, "cs1")
    judges = {
        "cs1": (Evidence.objects.get(), "danguy", {"thamdinh", "lanhdao"}),
        CELL: (wrong_file(world), "bithu", {"giupviec", "danguy", "kiemnhiem"}),
    }
    administrators = {"cs1": {"quantri", "quantri_cs1"}, CELL: {"quantri", "quantri_cs1", "quantri_cb"}}
    people = everybody(world)
    for code, (evidence, secretary, wanted) in judges.items():
        removal = propose_removal(evidence, actor=world.user(secretary), reason="Tải nhầm tệp")
        evaluation = evaluation_with_work().get(organization__code=code)
        found = {name for name, user in people.items() if can(user, "evidence.carry_out_removal", removal)}
        assert found == wanted | administrators[code]
        assert {name for name, user in people.items() if files_of(user, evaluation) == "remove"} == wanted
    assert "người nơi khác" in can(people["sinhhoat_duyet"], "evidence.carry_out_removal", removal).reason
    User.objects.filter(username="quantri").update(member_of=world.organizations[CELL])
    assert [task.label for task in start_tasks(world.user("quantri"))] == ["Xóa tệp tải nhầm: Đảng bộ cơ sở 1"]
