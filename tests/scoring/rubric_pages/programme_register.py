"""The POSTs and pages of programmes, for the registers of all POSTs and all pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core import signing
from django.urls import reverse

from organizations.models import Level
from scoring.models import Programme
from scoring.pure.conditions import CONDITION
from scoring.pure.kinds import Kind, ProgrammeData, programme_mapping
from scoring.pure.programme import Aim, Duty, RegistrationRules
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


ELIGIBLE = CONDITION.read({"metric": {"source": "sheets", "aggregate": "count", "holds": [
    {"field": "recognised", "equals": True},
]}, "at_least": "1"})  # fmt: skip


def begun(world: World) -> Programme:
    """A programme with a rubric in draft, no kinds and no rules."""
    programme = create_programme(actor=world.user("quantri"), name=NAME, subject="organization", period="year")
    create_rubric(actor=world.user("quantri"), programme=programme, code=RUBRIC, name="Phiếu mẫu", source="05-HD/BTC")
    return programme


def filled(world: World, levels: int = 1, duties: int = 1, aims: int = 0) -> Programme:
    """The same with kinds and duties, and with so many aims of its registration."""
    codes = Level.objects.order_by("-position").values_list("code", flat=True)[:levels]
    data = read_programme(begun(world))
    kinds = tuple(Kind(code, RUBRIC, "Chi bộ kiểu mẫu", CHAIN) for code in codes)
    due = tuple(Duty(f"viec-{number}", f"Việc {number}", every="month") for number in range(1, duties + 1))
    aimed = tuple(Aim(f"Định hướng {number}", least=number) for number in range(1, aims + 1))
    asked = RegistrationRules(eligibility=ELIGIBLE, aims=aimed) if aims else None
    data = replace(data, kinds=kinds, rules=replace(data.rules, duties=due, registration=asked))
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


def _at(name: str, data: dict[str, Any], *more: int, aims: int = 0) -> Callable[[World], Act]:
    def build(world: World) -> Act:
        programme = filled(world, aims=aims)
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
AIMS = {"rows": "2", "aim0-text": "Từ 4% trở lên số chi bộ", "aim0-percent": "4"}
ELIGIBILITY = {
    "blocks": "1", "joined": "all", "m0-when_metric_source": "Phiếu khác", "m0-when_metric_of": "Chính đơn vị",
    "m0-when_metric_aggregate": "Đếm", "m0-holds0_field": "sheets.recognised", "m0-holds0_test": "equals",
    "m0-holds0_value": "có", "m0-test": "at_least", "m0-value": "2", "m0-when_metric_window_last": "3",
    "m0-when_metric_window_unit": "Năm", "m0-when_metric_when_empty": "Chưa đủ dữ liệu",
    "m0-when_metric_when_new": "Tính từ khi lập",
}  # fmt: skip
PROGRAMME_POSTS = (
    Post("scoring:programme_create", KEEPER, frozenset(), _create),
    Post("scoring:programme_head", KEEPER, OTHERS, _at(
        "programme_head", {"name": "Tên khác", "subject": "organization", "period": "year"},
    )),
    Post("scoring:programme_kind", KEEPER, OTHERS, _add),
    Post("scoring:programme", KEEPER, OTHERS, _at("programme", {"remove": "duty:viec-1"})),
    Post("scoring:programme_rules", KEEPER, OTHERS, _at("programme_rules", REGISTRATION)),
    Post("scoring:programme_aims", KEEPER, OTHERS, _at("programme_aims", AIMS, aims=1)),
    Post("scoring:programme_eligibility", KEEPER, OTHERS, _at("programme_eligibility", ELIGIBILITY, aims=1)),
    Post(
        "scoring:programme_eligibility", KEEPER, OTHERS,
        _at("programme_eligibility", {**ELIGIBILITY, "then": "preview"}, aims=1), label="đọc thử", status=200,
        writes=False,
    ),
    Post("scoring:programme_duty", KEEPER, OTHERS, _at("programme_duty", DUTY, 1)),
    Post("scoring:programme_upload", KEEPER, frozenset(), _store),
)  # fmt: skip


def busy_programmes(world: World, times: int) -> None:
    """A programme with more kinds and duties the busier the world is."""
    filled(world, levels=times + 1, duties=times * 10, aims=times * 3)


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
    ("scoring:programme_aims", "quantri", _page("programme_aims")),
    ("scoring:programme_eligibility", "quantri", _page("programme_eligibility")),
    ("scoring:programme_duty", "quantri", _page("programme_duty", 1)),
)
