"""Lines of a round in preparation: two branches of one tree run different rubrics in the same year."""

import pytest
from django.test import Client
from django.urls import reverse

from organizations.access import Refused
from organizations.models import Level, Sector
from scoring.models import Evaluation, Round, RoundRubric, RubricVersion
from scoring.rounds.lines import add_line, remove_line
from scoring.rounds.open import RoundError, open_round
from scoring.rubrics.publish import load_outcomes, load_rubric, publish
from tests.build import build_round, build_world, fixture
from tests.scoring.pure.builders import mapping, row

OTHER = mapping(row("A", "group", 6, row("A.1", maximum=6)))


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def draft(world) -> Round:
    return build_round(world, opened=False)


def _other(draft: Round) -> RubricVersion:
    """Publish another rubric of the round's programme."""
    known = draft.programme
    named = {"code": known.code, "name": known.name, "subject": known.subject, "period": known.period}
    return publish(load_rubric({**OTHER, "code": "khac", "programme": named}, actor=None), actor=None)


def _cells() -> Level:
    return Level.objects.get(code="chi_bo_truc_thuoc")


def _add(world, draft, **changes):
    given = {
        "actor": world.user("quantri"), "level": _cells(), "title": "Chi bộ “bốn tốt”",
        "version": RubricVersion.objects.get(rubric__code="s0-chi-bo"), "branch": world.organizations["cs2"], **changes,
    }  # fmt: skip
    return add_line(draft, **given)


def test_a_branch_gets_its_own_rubric_and_the_rest_keeps_the_first(world, draft):
    other = _other(draft)
    line = _add(world, draft, version=other, title=" Chi bộ mẫu ")
    assert (line.title, line.version, line.sector, line.outcome_set) == ("Chi bộ mẫu", other, None, None)
    open_round(draft, actor=world.user("quantri"))
    found = dict(
        Evaluation.objects.filter(level=_cells()).values_list("organization__code", "version__rubric__code")
    )  # fmt: skip
    assert found == {
        "cs1-cb1": "s0-chi-bo", "cs1-cb2": "s0-chi-bo", "cs2-cb1": "khac", "cs2-cb2": "khac",
    }  # fmt: skip


def test_without_a_line_for_all_only_the_branch_has_sheets(world, draft):
    _add(world, draft)
    for line in draft.rubrics.filter(branch=None):
        remove_line(line, actor=world.user("quantri"))
        remove_line(line, actor=world.user("quantri"))
    last = draft.rubrics.get()
    with pytest.raises(RoundError, match="ít nhất một dòng"):
        remove_line(last, actor=world.user("quantri"))
    assert open_round(draft, actor=world.user("quantri")) == 2


def test_what_cannot_be_a_line_is_refused(world, draft):
    _add(world, draft)
    before = RoundRubric.objects.count()
    foreign = publish(load_rubric({**OTHER, "code": "ngoai"}, actor=None), actor=None)
    outcomes = load_outcomes(fixture("outcomes/s0-minh-hoa.yaml"), _other(draft).rubric, actor=None)
    tried = {
        "Đã có dòng": {},
        "bộ tiêu chí đã ban hành của mô hình này": {"version": foreign, "branch": None},
        "thuộc bộ tiêu chí khác": {"outcome_set": outcomes, "branch": world.organizations["cs1"]},
        "không có các bước": {"level": Level.objects.get(code="cap_uy_tinh")},
    }
    for words, changes in tried.items():
        with pytest.raises(RoundError, match=words):
            _add(world, draft, **changes)
    with pytest.raises(Refused, match="người quản trị"):
        _add(world, draft, actor=world.user("thamdinh"), branch=None, sector=Sector.objects.first())
    open_round(draft, actor=world.user("quantri"))
    for act in (
        lambda: _add(world, draft, branch=None, sector=Sector.objects.first()),
        lambda: remove_line(draft.rubrics.first(), actor=world.user("quantri")),
    ):
        with pytest.raises(Refused, match="đã mở"):
            act()
    assert RoundRubric.objects.count() == before


def test_a_line_is_added_and_taken_out_on_the_page_and_what_was_typed_stays(world, draft):
    client = Client()
    client.force_login(world.user("quantri"))
    url = reverse("scoring:line_add", args=[draft.pk])
    version = RubricVersion.objects.get(rubric__code="s0-chi-bo")
    data = {
        "level": "chi_bo_truc_thuoc", "branch": "khong-co", "sector": "", "version": str(version.pk),
        "title": "Chi bộ “bốn tốt”",
    }  # fmt: skip
    wrong = client.post(url, data)
    assert wrong.status_code == 422
    assert "Không có tổ chức đảng này" in wrong.content.decode()
    assert "khong-co" in wrong.content.decode()
    assert client.post(url, {**data, "branch": "cs2"}).headers["Location"] == f"/dot/{draft.pk}/"
    page = client.get(f"/dot/{draft.pk}/").content.decode()
    line = draft.rubrics.get(branch__isnull=False)
    assert f"{line.level.name}: {line.branch.name}" in page
    again = client.post(url, {**data, "branch": "cs2"})
    assert (again.status_code, "Đã có dòng" in again.content.decode()) == (422, True)
    client.post(reverse("scoring:line_remove", args=[draft.pk, line.pk]))
    assert not draft.rubrics.filter(pk=line.pk).exists()
