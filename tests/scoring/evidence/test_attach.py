"""Files as proof: bytes first, row second, once per unit and year, by whom and until when, and used again."""

import errno
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from config.common.files import read
from config.common.models import Event, StoredFile
from organizations.access import Refused, can
from scoring.appraisal.returns import return_rows
from scoring.evidence.permissions import visible_evidence
from scoring.evidence.selectors import offers
from scoring.evidence.services import (
    NotStored,
    Reference,
    attach_files,
    cite_paper,
    drop_proof,
    keep_files,
    use_again,
)
from scoring.evidence.uploads import check_upload
from scoring.models import Evidence, EvidenceUse
from scoring.rubrics.load import rubric_of
from tests.build import World, build_round, build_world, cite, sheet, submit
from tests.scoring.evidence import files

CODE = "cs1-cb1"


@pytest.fixture
def world(db):
    world = build_world()
    build_round(world)
    return world


def _attach(world: World, row: str = "I.1.1", data: bytes = b"", *, actor: str = "bithu", code: str = CODE):
    kept = keep_files([check_upload("Báo cáo.pdf", data or files.pdf())])
    return attach_files(
        sheet(code), row, actor=world.user(actor), files=kept, summary="Báo cáo năm", no_secret=True
    )  # fmt: skip


def _counts() -> tuple[int, int, int]:
    return Evidence.objects.count(), EvidenceUse.objects.count(), Event.objects.count()


def test_a_file_belongs_to_unit_and_year_with_its_declaration_and_picture(world):
    [use] = _attach(world)
    proof = Evidence.objects.get()
    assert (proof.kind, proof.file_name, proof.summary, proof.no_secret, proof.year) == (
        "file", "Báo cáo.pdf", "Báo cáo năm", True, sheet(CODE).round.year,
    )  # fmt: skip
    assert (read(proof.file), proof.file.content_type) == (files.pdf(), "application/pdf")
    assert (proof.preview.content_type, use.criterion.code) == ("image/jpeg", "I.1.1")


def test_several_files_come_together_and_the_same_file_is_kept_once(world):
    kept = keep_files([check_upload(f"{number}.pdf", files.pdf(number)) for number in (1, 2, 1)])
    uses = attach_files(sheet(CODE), "I.1.1", actor=world.user("bithu"), files=kept, summary="x", no_secret=True)
    assert (len({use.pk for use in uses}), Evidence.objects.count()) == (2, 2)


def test_sending_the_same_file_again_changes_nothing(world):
    first = _attach(world)
    before = _counts()
    assert (_attach(world), _counts()) == (first, before)


def test_without_the_declaration_nothing_is_written(world):
    before = _counts()
    kept = keep_files([check_upload("a.pdf", files.pdf())])
    with pytest.raises(ValueError, match="bí mật nhà nước"):
        attach_files(sheet(CODE), "I.1.1", actor=world.user("bithu"), files=kept, summary="x", no_secret=False)
    assert _counts() == before


@pytest.mark.parametrize("actor", ["bithu2", "giupviec", "danguy", "quantri", "giamsat", "nguoila"])
def test_nobody_else_attaches(world, actor):
    before = _counts()
    with pytest.raises(Refused):
        _attach(world, actor=actor)
    assert _counts() == before


def test_a_submitted_sheet_takes_no_file(world):
    submit(world, CODE)
    before = _counts()
    with pytest.raises(Refused, match="Phiếu đã nộp"):
        _attach(world)
    assert _counts() == before


def test_of_a_returned_sheet_only_returned_rows_take_and_lose_proof(world):
    cite(world, CODE, "I.1.2")
    submit(world, CODE)
    deadline = sheet(CODE).current.deadline
    return_rows(
        sheet(CODE), actor=world.user("giupviec"), rows={"I.1.1": "Thiếu báo cáo"}, reason="Bổ sung", deadline=deadline
    )
    _attach(world, "I.1.1")
    before = _counts()
    acts = (
        lambda: _attach(world, "I.1.2"),
        lambda: drop_proof(EvidenceUse.objects.get(criterion__code="I.1.2"), actor=world.user("bithu")),
        lambda: use_again(
            sheet(CODE), "I.1.2", actor=world.user("bithu"), chosen=[Evidence.objects.get(kind="file").pk]
        ),
    )
    for act in acts:
        with pytest.raises(Refused, match="không bị trả lại"):
            act()
    assert _counts() == before


def _full(self: FileSystemStorage, name: str, content: object) -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("failing", ["_save"])
def test_a_full_disk_is_said_and_leaves_no_row(world, monkeypatch, failing, caplog):
    before = (_counts(), StoredFile.objects.count())
    monkeypatch.setattr(FileSystemStorage, failing, _full)
    with pytest.raises(NotStored, match="có thể đã hết chỗ"):
        _attach(world)
    assert (_counts(), StoredFile.objects.count()) == before
    assert "No space left" in caplog.text


def test_a_disk_that_fills_up_at_the_second_file_leaves_no_row_of_proof(world, monkeypatch):
    save, written = FileSystemStorage._save, []

    def sometimes(self, name, content):
        written.append(name)
        return _full(self, name, content) if len(written) > 1 else save(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", sometimes)
    before = _counts()
    with pytest.raises(NotStored):
        _attach(world)
    assert (_counts(), StoredFile.objects.count()) == (before, 1)


def test_a_file_and_its_event_come_and_go_together(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    before = _counts()
    monkeypatch.setattr("scoring.evidence.services.log", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        _attach(world)
    assert _counts() == before


def test_names_on_disk_say_nothing_and_lie_outside_the_web_root(world, settings):
    _attach(world)
    paths = [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()]
    assert len(paths) == 2
    assert all(set(path.name) <= set("0123456789abcdef") for path in paths)
    assert not any(Path(settings.STATIC_ROOT) in path.parents for path in paths)


def test_one_proof_serves_several_rows_once_it_is_chosen_again(world):
    [use] = _attach(world)
    again = use_again(sheet(CODE), "I.1.2", actor=world.user("nhapgiup"), chosen=[use.evidence_id])
    assert [(each.evidence, each.criterion.code) for each in again] == [(use.evidence, "I.1.2")]
    before = _counts()
    use_again(sheet(CODE), "I.1.2", actor=world.user("bithu"), chosen=[use.evidence_id])
    assert _counts() == before
    assert Event.objects.order_by("pk").last().action == "evidence.reuse"


def test_a_proof_of_another_unit_or_of_long_ago_is_not_there_to_choose(world):
    cite(world, "cs2-cb1", "I.1.1")
    foreign = Evidence.objects.get()
    [use] = _attach(world)
    Evidence.objects.filter(pk=use.evidence_id).update(year=sheet(CODE).round.year - 2)
    before = _counts()
    for chosen in ([foreign.pk], [use.evidence_id], [0]):
        with pytest.raises(Evidence.DoesNotExist), transaction.atomic():
            use_again(sheet(CODE), "I.1.3", actor=world.user("bithu"), chosen=chosen)
    assert _counts() == before


def _offered(row: str) -> list[tuple[str, str]]:
    evaluation = sheet(CODE)
    return [(each.label, each.used) for each in offers(evaluation, rubric_of(evaluation.version), row)]


def _cite(world: World, number: str, row: str) -> Evidence:
    paper = Reference(number, None, "Báo cáo")
    return cite_paper(sheet(CODE), row, actor=world.user("bithu"), reference=paper).evidence


def test_last_years_proof_of_the_same_row_is_offered_first_then_the_rest(world):
    year = sheet(CODE).round.year
    old, older, fresh = (_cite(world, number, row) for number, row in (("1", "I.1.1"), ("2", "I.1.2"), ("3", "I.1.2")))
    Evidence.objects.filter(pk__in=[old.pk, older.pk]).update(year=year - 1)
    unused = _cite(world, "4", "I.1.3")
    EvidenceUse.objects.filter(evidence=unused).delete()
    assert _offered("I.1.2") == [("4, Báo cáo", "chưa dùng ở mục nào"), ("1, Báo cáo", f"năm {year - 1}")]
    EvidenceUse.objects.filter(evidence=old).update(evaluation=sheet("cs1-cb2"))
    assert _offered("I.1.1") == [
        ("1, Báo cáo", f"năm {year - 1}, cùng nội dung này"),
        ("4, Báo cáo", "chưa dùng ở mục nào"),
        (f"{fresh.number}, Báo cáo", "đang dùng ở mục I.1.(2)"),
        ("2, Báo cáo", f"năm {year - 1}"),
    ]


def test_offers_ask_as_often_for_many_as_for_few(world, queries):
    _cite(world, "1", "I.1.2")
    with queries() as few:
        _offered("I.1.1")
    for number in range(2, 20):
        _cite(world, str(number), "I.1.2")
    with queries() as many:
        _offered("I.1.1")
    assert len(few) == len(many)


def test_proof_opens_for_the_unit_and_once_handed_on_for_whoever_sees_the_sheet(world):
    [use] = _attach(world)
    evidence = use.evidence

    def readers() -> set[str]:
        allowed = {name for name in world.users if can(world.user(name), "evidence.view", evidence)}
        assert allowed == {name for name in world.users if visible_evidence(world.user(name)).exists()}
        return allowed

    assert readers() == {"bithu", "nhapgiup"}
    submit(world, CODE)
    assert readers() == {
        "bithu", "nhapgiup", "giupviec", "danguy", "vanthu_cs", "phutrach", "thamdinh", "lanhdao", "vanthu", "quantri",
        "giamsat",
    }  # fmt: skip
    drop = EvidenceUse.objects.get()
    drop.delete()
    assert readers() == {"bithu", "nhapgiup"}
