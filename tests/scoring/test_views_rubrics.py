"""The pages of rubrics: published versions alone, as printed."""

import pytest
from django.test import Client
from django.urls import reverse

from scoring.models import RubricVersion
from scoring.rubrics.publish import load_rubric, publish
from tests.build import World, build_world, fixture, load_rubrics

LIST = "/bo-tieu-chi/"
OTHERS = (
    "s1-chi-bo", "s1-dang-bo-co-so", "s1-dang-vien", "s2-chi-bo", "s3-minh-hoa", "s4-chi-bo-co-so",
    "s4-chi-bo-truc-thuoc",
)  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """The tree with the rubrics of "bốn tốt" published."""
    world = build_world()
    load_rubrics(world)
    return world


@pytest.fixture
def reader(world: World, client: Client) -> Client:
    """The browser of a secretary."""
    client.force_login(world.user("bithu"))
    return client


def _text(answer) -> str:
    return answer.content.decode()


def _renamed(name: str) -> RubricVersion:
    return load_rubric({**fixture("rubrics/s0-chi-bo.yaml"), "name": name}, actor=None)


def _page(client: Client, version: RubricVersion) -> str:
    return _text(client.get(reverse("scoring:rubric", args=[version.pk])))


def test_versions_that_were_published_are_listed_the_newest_first(reader):
    publish(_renamed("Phiếu lần hai"), actor=None)
    first, second = RubricVersion.objects.filter(rubric__code="s0-chi-bo").order_by("number")
    page = _text(reader.get(LIST))
    links = [page.index(reverse("scoring:rubric", args=[version.pk])) for version in (second, first)]
    assert links == sorted(links)
    assert (first.state, second.state) == ("retired", "published")
    assert page.lower().count("đã thay thế") == 1


def test_a_draft_is_neither_listed_nor_read(reader):
    draft = _renamed("Bản thảo chưa ban hành")
    address = reverse("scoring:rubric", args=[draft.pk])
    assert address not in _text(reader.get(LIST))
    assert reader.get(address).status_code == 404


def test_a_version_is_printed_row_by_row_with_maxima_as_on_the_paper(reader):
    version = RubricVersion.objects.get(rubric__code="s0-chi-bo")
    page = _page(reader, version)
    assert page.count('scope="row"') == version.criteria.count()
    assert 'data-label="Điểm chuẩn">05</td>' in page
    assert "số liệu minh họa" not in page


def test_notes_on_misprints_and_illustrative_points_are_said(reader):
    noted = RubricVersion.objects.filter(criteria__note__gt="").first()
    assert _page(reader, noted).count("Ghi chú: ") == noted.criteria.filter(note__gt="").count()
    invented = publish(load_rubric(fixture("rubrics/s3-minh-hoa.yaml"), actor=None), actor=None)
    assert "số liệu minh họa" in _page(reader, invented)


@pytest.mark.parametrize("path", OTHERS)
def test_every_rubric_of_the_sources_has_its_page(reader, path):
    version = publish(load_rubric(fixture(f"rubrics/{path}.yaml"), actor=None), actor=None)
    assert _page(reader, version).count('scope="row"') == version.criteria.count()


def test_who_holds_no_post_has_an_empty_list_and_no_page(world, client):
    client.force_login(world.user("nguoila"))
    version = RubricVersion.objects.first()
    assert "Chưa có bộ tiêu chí nào" in _text(client.get(LIST))
    assert client.get(reverse("scoring:rubric", args=[version.pk])).status_code == 404


def test_the_list_and_a_page_ask_equally_often_for_few_and_many(reader, queries):
    urls = (LIST, reverse("scoring:rubric", args=[RubricVersion.objects.first().pk]))

    def count() -> list[int]:
        found = []
        for url in urls:
            reader.get(url)
            with queries() as asked:
                reader.get(url)
            found.append(len(asked))
        return found

    few = count()
    for number in range(6):
        publish(_renamed(f"Phiếu lần {number}"), actor=None)
    assert count() == few


def test_a_rubric_that_is_not_there_is_404(reader):
    assert reader.get(f"{LIST}999999999999999999/").status_code == 404
