"""The POSTs and pages of programmes, for the registers of all POSTs and all pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core import signing
from django.urls import reverse

from organizations.models import Level
from scoring.models import Programme
from scoring.pure.kinds import Kind, ProgrammeData, programme_mapping
from scoring.pure.programme import Duty
from scoring.rubrics.draft import create_rubric
from scoring.rubrics.programmes.acts import create_programme, hash_of, read_programme, store_programme
from scoring.rubrics.programmes.file_views import SALT
from scoring.rubrics.programmes.steps import step_of
from tests.build import World
from tests.posts import PEOPLE, Act, Post

KEEPER = frozenset({"quantri"})
OTHERS = PEOPLE - KEEPER
NAME, RUBRIC = "Chi bộ kiểu mẫu mới", "phieu-kieu-mau"
CHAIN = (step_of("self-self-"), step_of("appraisal-parent-helpers"), step_of("approval-parent-committee"))


def begun(world: World) -> Programme:
    """A programme with a rubric in draft, no kinds and no rules."""
    programme = create_programme(actor=world.user("quantri"), name=NAME, subject="organization", period="year")
    create_rubric(actor=world.user("quantri"), programme=programme, code=RUBRIC, name="Phiếu mẫu", source="05-HD/BTC")
    return programme


def filled(world: World, levels: int = 1, duties: int = 1) -> Programme:
    """The same with kinds and duties."""
    codes = Level.objects.order_by("-position").values_list("code", flat=True)[:levels]
    data = read_programme(begun(world))
    kinds = tuple(Kind(code, RUBRIC, "Chi bộ kiểu mẫu", CHAIN) for code in codes)
    due = tuple(Duty(f"viec-{number}", f"Việc {number}", every="month") for number in range(1, duties + 1))
    data = replace(data, kinds=kinds, rules=replace(data.rules, duties=due))
    return store_programme(data, actor=world.user("quantri"))


def kind_data(**typed: str) -> dict[str, str]:
    """A kind of units as its form sends it."""
    return {
        "level": "chi_bo_truc_thuoc", "rubric": RUBRIC, "title": "Chi bộ kiểu mẫu", "step1": "self-self-",
        "step2": "appraisal-parent-helpers", "step3": "approval-parent-committee", **typed,
    }  # fmt: skip


def packed(data: ProgrammeData, seen: str = "") -> str:
    """What the page of a tried file sends back."""
    return signing.dumps({"programme": programme_mapping(data), "seen": seen}, salt=SALT, compress=True)


def _at(name: str, data: dict[str, Any], *more: int) -> Callable[[World], Act]:
    def build(world: World) -> Act:
        programme = filled(world)
        url = reverse(f"scoring:{name}", args=[programme.pk, *more])
        return Act(url, {"seen": hash_of(programme), **data})

    return build


def _add(world: World) -> Act:
    programme = begun(world)
    return Act(reverse("scoring:programme_kind", args=[programme.pk, 0]), {"seen": hash_of(programme), **kind_data()})


def _create(world: World) -> Act:
    return Act(reverse("scoring:programme_create"), {"name": NAME, "subject": "organization", "period": "year"})


def _store(world: World) -> Act:
    data = ProgrammeData("mo-hinh-tep", "Mô hình từ tệp", "organization", "year")
    return Act(reverse("scoring:programme_upload"), {"packed": packed(data)})


REGISTRATION = {"registers": "on", "day": "20", "month": "1", "required": "on"}
DUTY = {"text": "Báo cáo kết quả", "who": "unit", "when": "year", "month": "12", "day": "15"}
PROGRAMME_POSTS = (
    Post("scoring:programme_create", KEEPER, frozenset(), _create),
    Post("scoring:programme_head", KEEPER, OTHERS, _at(
        "programme_head", {"name": "Tên khác", "subject": "organization", "period": "year"},
    )),
    Post("scoring:programme_kind", KEEPER, OTHERS, _add),
    Post("scoring:programme", KEEPER, OTHERS, _at("programme", {"remove": "duty:viec-1"})),
    Post("scoring:programme_rules", KEEPER, OTHERS, _at("programme_rules", REGISTRATION)),
    Post("scoring:programme_duty", KEEPER, OTHERS, _at("programme_duty", DUTY, 1)),
    Post("scoring:programme_upload", KEEPER, frozenset(), _store),
)  # fmt: skip


def busy_programmes(world: World, times: int) -> None:
    """A programme with more kinds and duties the busier the world is."""
    filled(world, levels=times + 1, duties=times * 10)


def _page(name: str, *more: int) -> Callable[[World], str]:
    return lambda world: reverse(f"scoring:{name}", args=[Programme.objects.get(name=NAME).pk, *more])


# (view, reader, address)
PROGRAMME_PAGES: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("scoring:programmes", "quantri", lambda world: reverse("scoring:programmes")),
    ("scoring:programme_create", "quantri", lambda world: reverse("scoring:programme_create")),
    ("scoring:programme_upload", "quantri", lambda world: reverse("scoring:programme_upload")),
    ("scoring:programme", "quantri", _page("programme")),
    ("scoring:programme_yaml", "quantri", _page("programme_yaml")),
    ("scoring:programme_head", "quantri", _page("programme_head")),
    ("scoring:programme_kind", "quantri", _page("programme_kind", 1)),
    ("scoring:programme_rules", "quantri", _page("programme_rules")),
    ("scoring:programme_duty", "quantri", _page("programme_duty", 1)),
)
