"""Drafts to work on."""

from typing import Any

from scoring.models import RubricVersion
from scoring.rubrics.draft import create_draft
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import load_rubric, publish
from tests.build import World
from tests.scoring.pure.builders import mapping, row

RULE: dict[str, Any] = {
    "code": "r1", "text": "Không ai bị kỷ luật", "effect": {"type": "advise"},
    "when": {"metric": {"source": "facts", "aggregate": "value", "field": "disciplined"}, "at_most": "0"},
}  # fmt: skip
FIELDS = [
    {"code": "disciplined", "label": "Số người bị kỷ luật", "source": "facts", "type": "number", "entered_by": "unit"},
    {"code": "grade", "label": "Xếp loại", "source": "years", "type": "level", "levels": ["kem", "tot"],
     "labels": ["Kém", "Tốt"]},
    {"code": "handbook", "label": "Có sổ tay điện tử", "source": "facts", "type": "yes_no", "entered_by": "unit"},
]  # fmt: skip


def content(rows: int = 2, **meta: Any) -> dict[str, Any]:
    """A rubric of one group with so many rows of a point each, the first of which has a condition."""
    below = [row(f"I.{n}", maximum=1, marker=str(n)) for n in range(1, rows + 1)]
    below[0]["spec"] = {"step": "0.5", "conditions": [RULE]}
    return mapping(row("I", "group", rows, *below, marker="I"), fields=FIELDS, **meta)


def drafted(rows: int = 2, **meta: Any) -> RubricVersion:
    """A first draft."""
    return load_rubric(content(rows, **meta), actor=None)


def redrafted(world: World, rows: int = 2, **meta: Any) -> RubricVersion:
    """A draft after a version that was published."""
    published = publish(load_rubric(content(rows, **meta), actor=None), actor=None)
    return create_draft(published, actor=world.user("quantri"))


def key_of(version: RubricVersion, code: str) -> int:
    """The key of a row."""
    return read_rubric(version).keys[code]
