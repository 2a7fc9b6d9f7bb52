"""The line over the issuing body: the organisation above, and of the top of an installation what it wrote down."""

from organizations.models import Body, Organization
from recognition.decisions.paper import head_of
from recognition.notice import notice_paper
from recognition.papers import request_paper, sheet_paper
from scoring.workflow import evaluation_with_work
from tests.build import decide

ABOVE = "Đảng bộ tỉnh Sông Lam"


def _named() -> None:
    """Say what stands above, everywhere: it is printed for the top alone."""
    Organization.objects.update(superior=ABOVE)


def test_a_notice_of_the_top_bears_the_same_line_as_its_decisions(place):
    world, _ = place
    _named()
    decide(world, "cs1")
    paper = notice_paper(evaluation_with_work().get(organization__code="cs1"))
    assert paper.head.superior == ABOVE.upper()
    assert paper.head.superior == head_of(Body.objects.get(pk=world.body("tren", "standing").pk))["superior"]


def test_where_an_organisation_stands_above_it_is_printed(place):
    world, _ = place
    _named()
    decide(world, "cs1-cb1")
    paper = notice_paper(evaluation_with_work().get(organization__code="cs1-cb1"))
    assert paper.head.superior == "ĐẢNG BỘ XÃ SUỐI NGÀN" == head_of(world.body("cs1", "committee"))["superior"]


def test_the_own_papers_of_a_unit_without_a_superior_bear_it_too(place):
    world, _ = place
    decide(world, "cs1")
    _named()
    evaluation = evaluation_with_work().get(organization__code="cs1")
    reader = world.user("danguy")
    kept = [request_paper(evaluation).head.superior, sheet_paper(evaluation, reader).head.superior]
    assert kept == ["ĐẢNG BỘ XÃ SUỐI NGÀN"] * 2
    evaluation.parent_name = ""
    top = [request_paper(evaluation).head.superior, sheet_paper(evaluation, reader).head.superior]
    assert top == [ABOVE.upper()] * 2
