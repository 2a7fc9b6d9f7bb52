"""Small rubrics for the tests, and the shipped ones."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scoring.pure.arithmetic import Line, MarkValue
from scoring.pure.outcome import OutcomeSetData, parse_outcomes
from scoring.pure.rubric import Row, RubricData, parse

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "fixtures"
COLUMNS = [
    {"role": "marker", "label": "Stt"},
    {"role": "text", "label": "Nội dung"},
    {"role": "maximum", "label": "Điểm chuẩn"},
    {"role": "self", "label": "Tự chấm"},
    {"role": "appraisal", "label": "Thẩm định"},
]
META: dict[str, Any] = {
    "code": "thu",
    "name": "Phiếu thử",
    "programme": {"code": "thu", "name": "Thử", "subject": "organization", "period": "year"},
    "source": {"number": "01-KH/ĐU", "date": "2026-01-05"},
    "form": {"title": "PHIẾU THỬ", "columns": COLUMNS},
}


def row(code: str, kind: str = "points", maximum: Any = None, *rows: Any, **keys: Any) -> dict[str, Any]:
    """A nested row; `spec` and the texts by name, a points row gets step 0.5 unless told otherwise."""
    entry: dict[str, Any] = {"code": code, "text": f"Nội dung {code}", "kind": kind}
    if maximum is not None:
        entry["maximum"] = maximum
    if kind == "points":
        entry["spec"] = {"step": "0.5"}
    if rows:
        entry["rows"] = list(rows)
    return entry | keys


def mapping(*rows: Any, **meta: Any) -> dict[str, Any]:
    return META | meta | {"rows": list(rows)}


def build(*rows: Any, **meta: Any) -> RubricData:
    return parse(mapping(*rows, **meta))


def single(kind: str, maximum: Any = None, **spec: Any) -> Row:
    """One row of a kind, as the engine sees it."""
    return build(row("A", kind, maximum, spec=spec)).row("A")


def value(number: str | int) -> MarkValue:
    return MarkValue(value=Decimal(number))


def choice(code: str) -> MarkValue:
    return MarkValue(choice=code)


def planned(plan: str | int, actual: str | int) -> MarkValue:
    return MarkValue(value=Decimal(actual), plan=Decimal(plan))


def line(actual: str | int, plan: str | int | None = None, coefficient: str | int = 1, text: str = "Việc") -> Line:
    return Line(text, None if plan is None else Decimal(plan), Decimal(actual), Decimal(coefficient))


def lines(*given: Line) -> MarkValue:
    return MarkValue(lines=given)


NOT_APPLICABLE = MarkValue(not_applicable=True)


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def rubric(name: str) -> RubricData:
    return parse(read_yaml(FIXTURES / "rubrics" / f"{name}.yaml"))


@cache
def outcomes(name: str) -> OutcomeSetData:
    return parse_outcomes(read_yaml(FIXTURES / "outcomes" / f"{name}.yaml"))
