"""A small programme whose conditions read every source that is gathered, for cells and base committees."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from scoring.models import Evaluation, Round
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.publish import load_programme, load_rubric, publish
from tests.build import World

STAGES = [
    {"kind": "self", "role": "secretary", "source": "self"},
    {"kind": "approval", "role": "approver", "source": "parent", "body_kind": "committee"},
]
COLUMNS = [
    {"role": role, "label": label}
    for role, label in (("marker", "Stt"), ("text", "Nội dung"), ("self", "Tự nhận"), ("appraisal", "Thẩm định"))
]
FIELDS = [
    {"code": "grade", "label": "Xếp loại", "source": "years", "type": "level", "levels": ["kem", "tot"]},
    {
        "code": "quality", "label": "Chất lượng", "source": "meetings", "type": "level", "levels": ["kem", "tot"],
        "labels": ["Kém", "Tốt"], "entered_by": "unit", "confirmed_by": "superior",
    },
    {"code": "members", "label": "Số đảng viên", "source": "facts", "type": "number", "entered_by": "unit"},
    {
        "code": "disunity", "label": "Mất đoàn kết", "source": "facts", "type": "yes_no", "entered_by": "unit",
        "confirmed_by": "superior",
    },
    {
        "code": "disciplined", "label": "Số đảng viên bị kỷ luật", "source": "facts", "type": "number",
        "entered_by": "inspection_committee", "confirmed_by": "inspection_committee",
    },
]  # fmt: skip
METRICS: list[dict[str, Any]] = [
    {"source": "years", "aggregate": "every", "window": {"last": 3}, "holds": [{"field": "grade", "equals": "tot"}]},
    {"source": "years", "aggregate": "every", "of": "children", "holds": [{"field": "grade", "equals": "tot"}]},
    {
        "source": "meetings", "aggregate": "every", "window": {"last": 6, "unit": "month"},
        "holds": [{"field": "quality", "equals": "tot"}],
    },
    {"source": "facts", "aggregate": "every", "of": "subtree", "holds": [{"field": "disunity", "equals": False}]},
    {"source": "sheets", "aggregate": "every", "holds": [{"field": "concluded", "equals": True}]},
]  # fmt: skip


def rubric(metrics: list[dict[str, Any]] = METRICS) -> dict[str, Any]:
    """Return a rubric of one row that is read against `metrics`."""
    conditions = [
        {"code": f"dk-{number}", "text": "Đủ điều kiện", "when": {"metric": metric}, "effect": {"type": "advise"}}
        for number, metric in enumerate(metrics)
    ]
    return {
        "code": "thu", "name": "Phiếu thử", "size_field": "members",
        "programme": {"code": "thu", "name": "Mô hình thử", "subject": "organization", "period": "year"},
        "source": {"number": "01-KH/ĐU", "date": "2026-01-05", "issuer": "Đảng ủy", "title": "Thử"},
        "form": {"title": "PHIẾU THỬ", "columns": COLUMNS},
        "rows": [
            {"code": "1", "marker": "1", "text": "Đạt", "kind": "pass_fail", "spec": {"conditions": conditions}}
        ],
        "fields": FIELDS,
    }  # fmt: skip


def trial_round(world: World, metrics: list[dict[str, Any]] = METRICS) -> Round:
    """Open this year's round of the small programme."""
    publish(load_rubric(rubric(metrics), actor=None), actor=None)
    kinds = [
        {"level": level, "rubric": "thu", "title": "Đạt", "stages": STAGES}
        for level in ("chi_bo_truc_thuoc", "dang_bo_co_so")
    ]
    mapping = {"code": "thu", "name": "Mô hình thử", "subject": "organization", "period": "year", "kinds": kinds}
    today = timezone.localdate()
    round_ = prepare_round(
        actor=world.user("quantri"), programme=load_programme(mapping, actor=None),
        owner=world.body("tren", "standing"), name="Đợt thử", start=date(today.year, 1, 1),
        end=date(today.year, 12, 31), deadlines=Deadlines(*(today + timedelta(days=days) for days in (10, 20, 30))),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return round_


def sheets(*codes: str) -> list[Evaluation]:
    """Return the sheets of these units with what gathering reads of them."""
    found = Evaluation.objects.select_related(
        "round", "version", "rule__outcome_set", "organization", "level", "sector"
    ).filter(round__programme__code="thu")
    return list((found.filter(organization__code__in=codes) if codes else found).order_by("path"))
