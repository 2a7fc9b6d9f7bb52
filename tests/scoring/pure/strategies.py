"""Random sound rubrics and sheets for them."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scoring.pure.arithmetic import Line, MarkValue, capped_sum
from scoring.pure.rubric import Row, RubricData, parse

from .builders import mapping

STEPS = [Decimal("0.25"), Decimal("0.5"), Decimal(1)]
WORDS = st.text("abcđêộ “”,.;%10", min_size=1, max_size=12).filter(str.strip)
ASIDE = st.sampled_from(["refused", "excluded", "full"])


LINES = st.sampled_from(
    [
        {"earns": "points"},
        {"earns": "share", "most_each": "1.5", "coefficient_entered": True, "when_plan_zero": "zero"},
        {"earns": "average", "coefficient_entered": True, "when_plan_zero": "excluded"},
    ]
)


@st.composite
def leaf(draw: st.DrawFn, code: str) -> dict[str, Any]:
    """One marked row without deductions: more marks then never mean fewer points."""
    kind = draw(st.sampled_from(["points", "count", "pass_fail", "choice", "measure", "ratio", "lines"]))
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
    elif kind == "ratio":
        spec |= {"plan_entered": True, "when_plan_zero": draw(st.sampled_from(["full", "zero", "excluded"]))}
    elif kind == "lines":
        spec |= draw(LINES)
    return {"code": code, "text": draw(WORDS), "kind": kind, "maximum": str(most), "spec": spec}


def _sum(rows: list[dict[str, Any]], spec: dict[str, Any]) -> Decimal:
    row = parse(mapping({"code": "g", "text": "g", "kind": "group", "spec": spec, "rows": rows})).row("g")
    return capped_sum(row, {each["code"]: Decimal(each["maximum"]) for each in rows})


def weighted(code: str, rows: list[dict[str, Any]], most: int) -> dict[str, Any]:
    """A group of parts with coefficients: the last one takes what is left of 100 %."""
    percents = [Decimal(100 // len(rows))] * len(rows)
    percents[-1] = Decimal(100) - sum(percents[:-1])
    weights = [{"row": each["code"], "percent": str(percent)} for each, percent in zip(rows, percents, strict=True)]
    return {
        "code": code, "text": code, "kind": "weighted", "maximum": str(most), "spec": {"weights": weights},
        "rows": rows,
    }  # fmt: skip


def _plain_leaves(entry: dict[str, Any]) -> list[str]:
    """Codes of the leaves under groups that do nothing but add."""
    if "rows" not in entry:
        return [entry["code"]]
    if entry["kind"] == "weighted" or {"cap", "caps"} & set(entry["spec"]):
        return []
    return [code for each in entry["rows"] for code in _plain_leaves(each)]


@st.composite
def head_caps(draw: st.DrawFn, tops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most one cap over rows of two top groups."""
    plain = [codes for top in tops if (codes := _plain_leaves(top))]
    if len(plain) < 2 or draw(st.booleans()):
        return []
    return [{"rows": [draw(st.sampled_from(codes)) for codes in plain[:2]], "maximum": str(draw(st.integers(0, 9)))}]


@st.composite
def group(draw: st.DrawFn, code: str, depth: int) -> dict[str, Any]:
    """A group whose maximum is what its rows can reach, sometimes lowered by caps."""
    rows = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        inner = depth > 0 and draw(st.booleans())
        name = f"{code}.{number}"
        rows.append(draw(group(name, depth - 1)) if inner else draw(leaf(name)))
    if draw(st.integers(0, 4)) == 0 and all(Decimal(each["maximum"]) > 0 for each in rows):
        return weighted(code, rows, draw(st.integers(1, 20)))
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
    return parse(mapping(*tops, rounding=rounding, caps=draw(head_caps(tops))))


FIGURE = st.integers(0, 12)


@st.composite
def lines(draw: st.DrawFn, row: Row) -> tuple[Line, ...]:
    """One to three lines that the row takes."""
    spec: Any = row.spec
    found = []
    for number in range(draw(st.integers(1, 3))):
        plan = Decimal(draw(FIGURE)) if spec.takes_plan else None
        coefficient = Decimal(draw(st.integers(1, 6))) / 2 if spec.coefficient_entered else Decimal(1)
        found.append(Line(f"Việc {number}", plan, Decimal(draw(FIGURE)), coefficient))
    return tuple(found)


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
    if row.kind == "ratio":
        return MarkValue(value=Decimal(draw(FIGURE)), plan=Decimal(draw(FIGURE)))
    if row.kind == "lines":
        return MarkValue(lines=draw(lines(row)))
    options = ["pass", "fail"] if row.kind == "pass_fail" else ["a", "b"]
    return MarkValue(choice=draw(st.sampled_from(options)))


@st.composite
def sheets(draw: st.DrawFn) -> tuple[RubricData, dict[str, MarkValue]]:
    """A rubric and a mark for every row of it."""
    rubric = draw(rubrics())
    return rubric, {row.code: draw(mark(row)) for row in rubric.leaves()}
