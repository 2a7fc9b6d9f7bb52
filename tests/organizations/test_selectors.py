"""Lists of organisations: what a search finds, where browsing begins, in which order."""

from datetime import date

import pytest

from organizations.models import Level, Organization, Role
from organizations.people import appoint, create_account
from organizations.selectors import PER_PAGE, branch_sizes, level_of, page_of, search_organizations
from organizations.tree import found_organization
from tests.build import build_world


@pytest.fixture
def world(db):
    return build_world()


def _names(world, user: str, text: str = "", parent: str | None = None) -> list[str]:
    above = world.organizations[parent] if parent else None
    return [node.code for node in search_organizations(world.user(user), text, above)]


def _found(world, code: str, name: str, parent: str) -> Organization:
    return found_organization(
        actor=None, code=code, name=name, level=Level.objects.get(code="chi_bo_truc_thuoc"),
        parent=world.organizations[parent], valid_from=date(2021, 1, 1), paper="02-QĐ/ĐU",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("user", "codes"),
    [
        ("quantri", ["tren"]), ("giamsat", ["tren"]), ("phutrach", ["cs1"]), ("danguy", ["cs1"]),
        ("bithu", ["cs1-cb1"]), ("bithu_cs", ["cbcs"]), ("nguoila", []),
    ],
)  # fmt: skip
def test_browsing_begins_at_the_top_of_the_scope(world, user, codes):
    assert _names(world, user) == codes


def test_browsing_begins_at_every_top_of_a_scope_of_several_branches(world):
    user = create_account(actor=None, username="haicho", password="x", full_name="x")
    for code in ("cs2", "cs1-cb1", "cs2-cb1"):
        appoint(user, Role.INSPECTOR, actor=None, organization=world.organizations[code], start=date(2021, 1, 1))
    world.users["haicho"] = user
    assert set(_names(world, "haicho")) == {"cs2", "cs1-cb1"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("chi bo thon 1", ["cs1-cb1", "cs2-cb1"]), ("Chi bộ THÔN 1", ["cs1-cb1", "cs2-cb1"]),
        ("thon  chi", ["cs1-cb1", "cs2-cb1", "cs1-cb2", "cs2-cb2"]), ("y te", ["cbcs"]), ("tế trạm", ["cbcs"]),
        ("cs2-cb2", ["cs2-cb2"]), ("suối ngàn", ["tren"]), ("ngan", ["tren"]), ("gan", []),
        ("1 chi", ["cs1-cb1", "cs2-cb1"]), ("so 2", ["cs2"]), ("khongco", []), ("100%", []), ("_", ["tren"]),
    ],
)  # fmt: skip
def test_a_search_finds_names_and_codes_without_diacritics_and_whatever_the_order_of_words(world, text, codes):
    assert sorted(_names(world, "quantri", text)) == sorted(codes)


def test_a_search_never_leaves_the_scope(world):
    assert _names(world, "bithu", "chi bo") == ["cs1-cb1"]
    assert sorted(_names(world, "phutrach", "chi bo")) == ["cs1-cb1", "cs1-cb2"]
    assert _names(world, "nguoila", "chi bo") == []


def test_children_come_in_the_order_of_vietnamese_names_with_numbers_by_value(world):
    for number in (10, 3):
        _found(world, f"cs1-cb{number}", f"Chi bộ thôn {number}", "cs1")
    assert _names(world, "quantri", "", "cs1") == ["cs1-cb1", "cs1-cb2", "cs1-cb3", "cs1-cb10"]


def test_a_line_says_how_many_stand_directly_below(world):
    below = {
        node.code: node.below for node in search_organizations(world.user("quantri"), "", world.organizations["tren"])
    }
    assert below == {"cs1": 2, "cs2": 2, "cbcs": 0}


def test_dissolved_organisations_are_left_out_and_not_counted(world):
    Organization.objects.filter(code="cs1-cb2").update(active=False)
    assert _names(world, "quantri", "", "cs1") == ["cs1-cb1"]
    lines = search_organizations(world.user("quantri"), "", world.organizations["tren"])
    assert {node.code: node.below for node in lines}["cs1"] == 1


@pytest.mark.parametrize(("asked", "number"), [(None, 1), ("", 1), ("2", 2), ("99", 2), ("-1", 2), ("x", 1)])
def test_a_page_that_makes_no_sense_gives_the_first_or_the_last(world, asked, number):
    base = world.organizations["cs1"]
    Organization.objects.bulk_create(
        Organization(
            code=f"x{each}", name=f"Chi bộ {each}", level=base.level, parent=base, path=f"{base.path}{each:06d}",
            search="x", sort="x",
        )
        for each in range(100, 100 + PER_PAGE)
    )  # fmt: skip
    page = page_of(search_organizations(world.user("quantri"), "", base), asked)
    assert (page.number, page.paginator.num_pages) == (number, 2)


def _level(world, parent: str) -> dict[str, tuple[int, int]]:
    page = level_of(world.user("quantri"), world.organizations[parent], None)
    return {node.code: (node.below, node.inside) for node in page}


def test_a_level_counts_what_hangs_directly_and_the_whole_branch(world):
    cell = world.organizations["cs1-cb1"]
    for number in (1, 2):
        _found(world, f"to{number}", f"Tổ {number}", "cs1-cb1")
    assert _level(world, "tren") == {"cs1": (2, 4), "cs2": (2, 2), "cbcs": (0, 0)}
    assert _level(world, "cs1") == {"cs1-cb1": (2, 2), "cs1-cb2": (0, 0)}
    assert _level(world, "cs2-cb1") == {}
    Organization.objects.filter(code="to1").update(active=False)
    assert (_level(world, "cs1"), branch_sizes(cell)) == (
        {"cs1-cb1": (1, 1), "cs1-cb2": (0, 0)}, {Organization.objects.get(code="to2").path: (0, 0)},
    )  # fmt: skip


def test_a_level_asks_twice_for_few_and_many(world, queries):
    user, top = world.user("quantri"), world.organizations["tren"]
    level_of(user, top, None)
    with queries() as few:
        level_of(user, top, None)
    for number in range(1, 6):
        _found(world, f"cs1-x{number}", f"Chi bộ thêm {number}", "cs1")
        _found(world, f"cs9{number}", f"Đảng bộ thêm {number}", "tren")
    with queries() as many:
        page = level_of(user, top, None)
    assert (len(few), len(many), len(page)) == (2, 2, 8)
