"""Random sound rubrics and sheets for them."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scoring.pure.arithmetic import MarkValue, capped_sum
from scoring.pure.rubric import Row, RubricData, parse

from .builders import mapping

STEPS = [Decimal("0.25"), Decimal("0.5"), Decimal(1)]
WORDS = st.text("abcđêộ “”,.;%10", min_size=1, max_size=12).filter(str.strip)
ASIDE = st.sampled_from(["refused", "excluded", "full"])


@st.composite
def leaf(draw: st.DrawFn, code: str) -> dict[str, Any]:
    """One marked row without deductions: more marks then never mean fewer points."""
    kind = draw(st.sampled_from(["points", "count", "pass_fail", "choice", "measure"]))
    step = draw(st.sampled_from(STEPS))
    most = step * draw(st.integers(1, 40))
    spec: dict[str, Any] = {"when_not_applicable": draw(ASIDE)}
    if kind == "points":
        spec["step"] = str(step)
    elif kind == "count":
        spec["unit"] = str(step)
    elif kind == "choice":
        spec["choices"] = [
            {"code": "a", "label": "A", "rank": 1, "points": str(most)},
            {"code": "b", "label": "B", "rank": 2, "points": "0"},
        ]
    elif kind == "measure":
        spec["bands"] = [{"least": "50", "points": str(most)}, {"least": "20", "points": "0"}]
    return {"code": code, "text": draw(WORDS), "kind": kind, "maximum": str(most), "spec": spec}


def _sum(rows: list[dict[str, Any]], spec: dict[str, Any]) -> Decimal:
    row = parse(mapping({"code": "g", "text": "g", "kind": "group", "spec": spec, "rows": rows})).row("g")
    return capped_sum(row, {each["code"]: Decimal(each["maximum"]) for each in rows})


@st.composite
def group(draw: st.DrawFn, code: str, depth: int) -> dict[str, Any]:
    """A group whose maximum is what its rows can reach, sometimes lowered by caps."""
    rows = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        inner = depth > 0 and draw(st.booleans())
        name = f"{code}.{number}"
        rows.append(draw(group(name, depth - 1)) if inner else draw(leaf(name)))
    spec: dict[str, Any] = {}
    if len(rows) > 1 and draw(st.booleans()):
        pair = [each["code"] for each in rows[:2]]
        spec["caps"] = [{"rows": pair, "maximum": str(draw(st.integers(1, 10)))}]
    if draw(st.booleans()):
        spec["cap"] = str(draw(st.integers(1, 30)))
    most = _sum(rows, spec)
    return {
        "code": code, "text": draw(WORDS), "kind": "group", "maximum": str(most), "spec": spec, "rows": rows,
    }  # fmt: skip


@st.composite
def rubrics(draw: st.DrawFn) -> RubricData:
    """One to three base groups and perhaps a bonus group; rounding as may be."""
    tops = [draw(group(f"G{number}", 2)) for number in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        bonus = draw(group("B", 1))
        bonus["spec"]["role"] = "bonus"
        tops.append(bonus)
    modes = st.sampled_from(["half_up", "half_even", "down", "up"])
    rounding = {part: {"decimals": draw(st.integers(0, 3)), "mode": draw(modes)} for part in ("row", "total")}
    return parse(mapping(*tops, rounding=rounding))


@st.composite
def mark(draw: st.DrawFn, row: Row) -> MarkValue:
    """A valid mark of a row."""
    if row.spec.when_not_applicable != "refused" and draw(st.integers(0, 5)) == 0:
        return MarkValue(not_applicable=True)
    if row.kind == "points":
        step = row.spec.step  # type: ignore[attr-defined]
        return MarkValue(value=step * draw(st.integers(0, int((row.maximum or 0) / step))))
    if row.kind in ("count", "measure"):
        return MarkValue(value=Decimal(draw(st.integers(0, 100))))
    options = ["pass", "fail"] if row.kind == "pass_fail" else ["a", "b"]
    return MarkValue(choice=draw(st.sampled_from(options)))


@st.composite
def sheets(draw: st.DrawFn) -> tuple[RubricData, dict[str, MarkValue]]:
    """A rubric and a mark for every row of it."""
    rubric = draw(rubrics())
    return rubric, {row.code: draw(mark(row)) for row in rubric.leaves()}
