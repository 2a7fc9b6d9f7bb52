"""Citing papers as proof of a row."""

from datetime import date

import pytest
from django.db import transaction

from config.common.models import Event
from organizations.access import Refused
from scoring.evidence.services import Reference, cite_paper, drop_proof
from scoring.models import Evidence, EvidenceUse
from tests.build import build_round, build_world, sheet, submit

CODE = "cs1-cb1"
PAPER = Reference("15-BC/CB", date(2026, 11, 2), "Báo cáo kết quả nổi bật", "Tủ hồ sơ chi bộ")


@pytest.fixture
def world(db):
    world = build_world()
    build_round(world)
    return world


def _cite(world, row: str = "I.1.1", paper: Reference = PAPER, actor: str = "bithu", code: str = CODE) -> EvidenceUse:
    return cite_paper(sheet(code), row, actor=world.user(actor), reference=paper)


def _counts() -> tuple[int, int, int]:
    return Evidence.objects.count(), EvidenceUse.objects.count(), Event.objects.count()


def test_a_paper_belongs_to_the_unit_and_the_year_and_is_tied_to_the_row(world):
    use = _cite(world)
    proof = Evidence.objects.get()
    assert (proof.organization, proof.year, proof.kind, proof.number, proof.date, proof.summary, proof.place) == (
        world.organizations[CODE], sheet(CODE).round.year, "reference", "15-BC/CB", date(2026, 11, 2),
        "Báo cáo kết quả nổi bật", "Tủ hồ sơ chi bộ",
    )  # fmt: skip
    assert (proof.file, proof.file_name, proof.added_by_id) == (None, "", world.users["bithu"].pk)
    assert (use.evidence, use.evaluation, use.criterion.code) == (proof, sheet(CODE), "I.1.1")


def test_the_same_paper_proves_several_rows_and_is_kept_once(world):
    _cite(world, "I.1.1")
    _cite(world, "I.1.2", actor="nhapgiup")
    assert _counts()[:2] == (1, 2)


def test_citing_the_same_paper_for_the_same_row_again_changes_nothing(world):
    first = _cite(world)
    before = _counts()
    assert (_cite(world), _counts()) == (first, before)


def test_papers_without_a_day_may_be_cited_and_are_kept_once(world):
    paper = Reference("Sổ biên bản", None, "Sổ biên bản họp chi bộ")
    _cite(world, paper=paper)
    _cite(world, "I.1.2", paper=paper)
    assert _counts()[:2] == (1, 2)


def test_units_never_share_a_proof(world):
    _cite(world)
    cite_paper(sheet("cs2-cb1"), "I.1.1", actor=world.user("bithu2"), reference=PAPER)
    assert _counts()[:2] == (2, 2)


def test_a_row_that_the_rubric_does_not_have_is_an_error(world):
    before = _counts()
    with pytest.raises(KeyError), transaction.atomic():
        _cite(world, "X.9")
    assert _counts() == before


@pytest.mark.parametrize("actor", ["bithu2", "giupviec", "danguy", "quantri", "giamsat", "nguoila"])
def test_nobody_else_cites_or_drops(world, actor):
    use = _cite(world)
    before = _counts()
    for act in (lambda: _cite(world, "I.1.2", actor=actor), lambda: drop_proof(use, actor=world.user(actor))):
        with pytest.raises(Refused, match="Chỉ bí thư hoặc người nhập giúp"):
            act()
    assert _counts() == before


def test_a_submitted_sheet_keeps_its_proofs(world):
    use = _cite(world)
    submit(world, CODE)
    before = _counts()
    for act in (lambda: _cite(world, "I.1.2"), lambda: drop_proof(use, actor=world.user("bithu"))):
        with pytest.raises(Refused, match="Phiếu đã nộp"):
            act()
    assert _counts() == before


def test_a_dropped_proof_stays_with_the_unit(world):
    first, second = _cite(world, "I.1.1"), _cite(world, "I.1.2")
    drop_proof(first, actor=world.user("nhapgiup"))
    assert list(EvidenceUse.objects.all()) == [second]
    drop_proof(second, actor=world.user("bithu"))
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (1, 0)
    assert _cite(world).evidence == Evidence.objects.get()


def test_dropping_again_changes_nothing(world):
    use = _cite(world)
    again = EvidenceUse.objects.get(pk=use.pk)
    drop_proof(use, actor=world.user("bithu"))
    before = _counts()
    drop_proof(again, actor=world.user("bithu"))
    assert _counts() == before


def test_each_act_writes_one_event(world):
    seen = Event.objects.count()
    use = _cite(world)
    drop_proof(use, actor=world.user("nhapgiup"))
    proof, unit = Evidence.objects.get(), world.organizations[CODE].pk
    fields = ("action", "actor_id", "subject_type", "subject_id", "subject_label", "organization_id")
    assert list(Event.objects.order_by("pk")[seen:].values_list(*fields)) == [
        ("evidence.cite", world.users["bithu"].pk, "scoring.evidence", proof.pk, proof.summary, unit),
        ("evidence.drop", world.users["nhapgiup"].pk, "scoring.evidence", proof.pk, proof.summary, unit),
    ]


def test_a_citation_and_its_event_come_and_go_together(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    before = _counts()
    monkeypatch.setattr("scoring.evidence.services.log", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        _cite(world)
    assert _counts() == before
