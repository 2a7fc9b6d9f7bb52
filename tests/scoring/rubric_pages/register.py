"""The POSTs and pages that build a rubric, for the registers of all POSTs and all pages."""

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scoring.models import RubricVersion
from scoring.pure import outcome_data
from scoring.pure.outcome import parse_outcomes
from scoring.pure.rubric import to_mapping
from scoring.rubrics.builder.file_views import SALT
from scoring.rubrics.files import write_file
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import load_rubric, publish
from tests.build import World, fixture
from tests.posts import PEOPLE, Act, Post
from tests.scoring.rubric_pages.programme_register import PROGRAMME_PAGES, PROGRAMME_POSTS, busy_programmes
from tests.scoring.rubric_pages.situations import content, drafted, key_of, redrafted

KEEPER = frozenset({"quantri"})
# A draft does not exist for anybody else; what was published does, but for who holds no post.
OTHERS = PEOPLE - KEEPER
STRANGER = frozenset({"nguoila"})


def _draft(world: World, name: str, data: dict[str, Any], *rest: int, version: RubricVersion | None = None) -> Act:
    version = version or drafted()
    return Act(reverse(f"scoring:{name}", args=[version.pk, *rest]), {"seen": version.content_hash, **data})


def row_data(**typed: str) -> dict[str, str]:
    """A row as its form sends it."""
    return {
        "shown_kind": "points", "kind": "points", "text": "Ý mới", "maximum": "1,5", "spec_step": "0,5",
        "spec_when_not_applicable": "Không được", **typed,
    }  # fmt: skip


def condition_data(**typed: str) -> dict[str, str]:
    """A condition as its form sends it."""
    return {
        "blocks": "1", "joined": "all", "text": "Không ai bị kỷ luật", "effect_type": "Chỉ nhắc",
        "effect_on": "Khi không đạt", "m0-when_metric_source": "Số liệu khai báo",
        "m0-when_metric_of": "Chính đơn vị", "m0-when_metric_aggregate": "Giá trị khai báo",
        "m0-field": "facts.disciplined", "m0-test": "at_most", "m0-value": "0",
        "m0-when_metric_when_empty": "Chưa đủ dữ liệu", "m0-when_metric_when_new": "Tính từ khi lập", **typed,
    }  # fmt: skip


def _row(name: str, data: dict[str, Any], *more: int) -> Callable[[World], Act]:
    def build(world: World) -> Act:
        version = drafted()
        return _draft(world, name, data, key_of(version, "I.1"), *more, version=version)

    return build


def _nudge(world: World) -> Act:
    version = drafted()
    return _draft(world, "draft", {"then": f"down:{key_of(version, 'I.1')}"}, version=version)


def _create(world: World) -> Act:
    data = {
        "code": "phieu-moi", "name": "Phiếu mới", "source": "05-HD/ĐU", "programme_code": "mo-hinh-moi",
        "programme_name": "Mô hình mới", "subject": "organization", "period": "year",
    }  # fmt: skip
    return Act(reverse("scoring:rubric_create"), data)


def _copy(world: World) -> Act:
    version = redrafted(world)
    published = RubricVersion.objects.get(rubric=version.rubric_id, state="published")
    version.criteria.update(parent=None)
    version.criteria.all().delete()
    version.delete()
    return Act(reverse("scoring:draft_create", args=[published.pk]), {})


def _file(name: str, version: RubricVersion) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, write_file(version, ".xlsx"))


def _try(world: World) -> Act:
    version = drafted()
    return _draft(world, "draft_upload", {"file": _file("bo.xlsx", version)}, version=version)


def packed(content: dict[str, Any], outcomes: dict[str, Any] | None = None) -> str:
    """What the page of a tried file sends back."""
    return signing.dumps({"rubric": content, "outcomes": outcomes}, salt=SALT, compress=True)


def _store(world: World) -> Act:
    return _draft(world, "draft_upload", {"packed": packed(content(3))})


def _map(world: World) -> Act:
    version = redrafted(world)
    data = {f"old-{key}": code for code, key in read_rubric(version).keys.items()}
    return Act(reverse("scoring:version_map", args=[version.pk]), data)


def _outcomes(world: World) -> Act:
    version = publish(load_rubric({**fixture("rubrics/s0-chi-bo.yaml"), "name": "Phiếu khác"}, actor=None), actor=None)
    held = outcome_data.to_mapping(parse_outcomes(fixture("outcomes/s0-minh-hoa.yaml") | {"name": "Mức mới"}))
    data = {"packed": packed(to_mapping(read_rubric(version).data), held)}
    return Act(reverse("scoring:outcome_sets", args=[version.pk]), data)


PASTED = {"text": "Stt\tNội dung\tĐiểm\nII\tPhần hai\t2\n1\tMột\t2\n", "shape": "table", "step": "0,5"}
BUILDER_POSTS = (
    Post("scoring:rubric_create", KEEPER, frozenset(), _create),
    Post("scoring:draft_create", KEEPER, STRANGER, _copy),
    Post("scoring:draft", KEEPER, OTHERS, _nudge),
    Post("scoring:draft_discard", KEEPER, OTHERS, lambda world: _draft(world, "draft_discard", {})),
    Post("scoring:draft_publish", KEEPER, OTHERS, lambda world: _draft(world, "draft_publish", {})),
    Post("scoring:row_add", KEEPER, OTHERS, lambda world: _draft(world, "row_add", row_data(parent="I"))),
    Post("scoring:row_edit", KEEPER, OTHERS, _row("row_edit", row_data(code="I.1"))),
    Post("scoring:row_place", KEEPER, OTHERS, _row("row_place", {"parent": "", "position": "1"})),
    Post("scoring:row_place", KEEPER, OTHERS, _row("row_place", {"then": "delete"}), label="xóa"),
    Post(
        "scoring:draft_paste", KEEPER, OTHERS, lambda world: _draft(world, "draft_paste", PASTED), label="xem thử",
        status=200, writes=False,
    ),
    Post(
        "scoring:draft_paste", KEEPER, OTHERS,
        lambda world: _draft(world, "draft_paste", {**PASTED, "then": "store"}), label="đưa vào",
    ),
    Post("scoring:draft_upload", KEEPER, OTHERS, _try, label="xem thử", status=200, writes=False),
    Post("scoring:draft_upload", KEEPER, OTHERS, _store, label="thay nội dung"),
    Post(
        "scoring:draft_head", KEEPER, OTHERS,
        lambda world: _draft(world, "draft_head", {"name": "Tên mới", "source_number": "06-HD/ĐU"}),
    ),
    Post("scoring:draft_form", KEEPER, OTHERS, lambda world: _draft(world, "draft_form", {"form_title": "TÊN KHÁC"})),
    Post("scoring:draft_fields", KEEPER, OTHERS, lambda world: _draft(world, "draft_fields", {"code": "years:grade"})),
    Post(
        "scoring:draft_field", KEEPER, OTHERS,
        lambda world: _draft(world, "draft_field", {
            "code": "so_moi", "label": "Số mới", "source": "Số liệu khai báo", "type": "Số", "entered_by": "unit",
        }, 0),
    ),
    Post("scoring:conditions", KEEPER, OTHERS, _row("conditions", {"code": "r1"})),
    Post("scoring:condition", KEEPER, OTHERS, _row("condition", condition_data(), 0)),
    Post("scoring:trial", KEEPER, OTHERS, lambda world: _draft(world, "trial", {}), status=200, writes=False),
    Post("scoring:version_map", KEEPER, OTHERS, _map),
    Post("scoring:outcome_sets", KEEPER, STRANGER, _outcomes),
    *PROGRAMME_POSTS,
)  # fmt: skip


def busy_builder(world: World, times: int) -> None:
    """A draft after a published version, with more rows and fields the busier the world is."""
    version = redrafted(world, 3 + 10 * times, code="dang-lap", name="Phiếu đang lập")
    assert version.number == 2
    busy_programmes(world, times)


def _page(name: str, code: str = "", *more: int) -> Callable[[World], str]:
    def address(world: World) -> str:
        version = RubricVersion.objects.get(rubric__code="dang-lap", state="draft")
        keys = [key_of(version, code)] if code else []
        return reverse(f"scoring:{name}", args=[version.pk, *keys, *more])

    return address


# (view, reader, address)
BUILDER_PAGES: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("scoring:rubric_create", "quantri", lambda world: reverse("scoring:rubric_create")),
    ("scoring:draft", "quantri", _page("draft")),
    ("scoring:draft_discard", "quantri", _page("draft_discard")),
    ("scoring:draft_publish", "quantri", _page("draft_publish")),
    ("scoring:draft_paste", "quantri", _page("draft_paste")),
    ("scoring:draft_upload", "quantri", _page("draft_upload")),
    ("scoring:draft_head", "quantri", _page("draft_head")),
    ("scoring:draft_form", "quantri", _page("draft_form")),
    ("scoring:draft_fields", "quantri", _page("draft_fields")),
    ("scoring:draft_field", "quantri", _page("draft_field", "", 1)),
    ("scoring:row_add", "quantri", _page("row_add")),
    ("scoring:row_edit", "quantri", _page("row_edit", "I.2")),
    ("scoring:row_place", "quantri", _page("row_place", "I.2")),
    ("scoring:conditions", "quantri", _page("conditions", "I.1")),
    ("scoring:condition", "quantri", _page("condition", "I.1", 1)),
    ("scoring:trial", "quantri", _page("trial")),
    ("scoring:version_map", "quantri", _page("version_map")),
    ("scoring:outcome_sets", "quantri", _page("outcome_sets")),
    ("scoring:rubric_xlsx", "quantri", _page("rubric_xlsx")),
    ("scoring:rubric_yaml", "quantri", _page("rubric_yaml")),
    *PROGRAMME_PAGES,
)
