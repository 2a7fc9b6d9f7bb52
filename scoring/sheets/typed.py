"""What stands in the inputs of one row: as typed, as a mark, and the other way round.

Fields of the row with key 7: v-7 the number or the level, p-7 the plan, n-7 the tick "không áp dụng", and for each
line lt-7-0 its text, lp-7-0 plan, la-7-0 actual figure or points, lc-7-0 coefficient.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from config.common.vietnamese import format_points, parse_decimal
from scoring.pure.arithmetic import Line, MarkValue
from scoring.pure.refusals import MOST_LINES
from scoring.pure.rubric import Row
from scoring.pure.spec import ChoiceSpec, LinesSpec, PassFailSpec, RatioSpec

NOT_APPLICABLE = "n/a"
# Lines offered empty on a page, below those that stand.
SPARE_LINES = 3
# What no database and no page can hold: control characters and halves of characters.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PARTS = {"text": "lt", "plan": "lp", "actual": "la", "coefficient": "lc"}


@dataclass(frozen=True)
class TypedLine:
    """One line as it was typed."""

    text: str = ""
    plan: str = ""
    actual: str = ""
    coefficient: str = ""

    @property
    def blank(self) -> bool:
        return not (self.text or self.plan or self.actual or self.coefficient)


@dataclass(frozen=True)
class TypedMark:
    """The inputs of one row; `aside` is the tick "không áp dụng" (levels have a choice of their own for it)."""

    value: str = ""
    plan: str = ""
    aside: bool = False
    lines: tuple[TypedLine, ...] = ()

    @property
    def sign(self) -> str:
        """All of it as one text: the value alone where there is nothing else."""
        parts = [self.plan, NOT_APPLICABLE if self.aside else ""]
        parts += ["\x1f".join((line.text, line.plan, line.actual, line.coefficient)) for line in self.lines]
        return "\x1e".join((self.value, *parts)) if any(parts) else self.value

    def fields(self, row: Row, key: int) -> dict[str, str]:
        """Return the inputs by name, for rows that have more than one: what the page's script fills in."""
        found = {f"v-{key}": self.value} | ({f"n-{key}": NOT_APPLICABLE if self.aside else ""} if ticks(row) else {})
        if takes_plan(row):
            found[f"p-{key}"] = self.plan
        for number, line in enumerate(self.lines):
            found |= {f"{_PARTS[name]}-{key}-{number}": text for name, text in vars(line).items()}
        return found


def takes_choice(row: Row) -> bool:
    """Say whether a row is marked by choosing a level, not by a number."""
    return isinstance(row.spec, PassFailSpec | ChoiceSpec)


def takes_plan(row: Row) -> bool:
    """Say whether the plan of a row is entered beside the actual figure."""
    return isinstance(row.spec, RatioSpec) and row.spec.plan_entered


def takes_lines(row: Row) -> bool:
    """Say whether a row is entered line by line."""
    return isinstance(row.spec, LinesSpec)


def may_be_set_aside(row: Row) -> bool:
    """Say whether "không áp dụng" may be said of a row."""
    return not row.is_group and row.spec.when_not_applicable != "refused"


def ticks(row: Row) -> bool:
    """Say whether "không áp dụng" is a tick of its own beside the number."""
    return may_be_set_aside(row) and not takes_choice(row)


def clean(text: str) -> str:
    """Return typed text without what cannot be kept, and without blanks around it."""
    return UNPRINTABLE.sub("", text).strip()


def typed_mark(post: Mapping[str, str], row: Row, key: int) -> TypedMark:
    """Return the inputs of a row as they were posted; lines without a word are dropped."""
    value = clean(post.get(f"v-{key}", ""))
    if takes_choice(row):
        return TypedMark(value)
    aside = ticks(row) and (post.get(f"n-{key}") == NOT_APPLICABLE or value == NOT_APPLICABLE)
    return TypedMark(
        "" if value == NOT_APPLICABLE and aside else value,
        clean(post.get(f"p-{key}", "")) if takes_plan(row) else "",
        aside,
        tuple(_typed_lines(post, key)) if takes_lines(row) else (),
    )


def _typed_lines(post: Mapping[str, str], key: int) -> list[TypedLine]:
    found = []
    # One more than may be, so that too many are refused instead of cut off.
    for number in range(MOST_LINES + SPARE_LINES + 1):
        given = {name: clean(post.get(f"{prefix}-{key}-{number}", "")) for name, prefix in _PARTS.items()}
        line = TypedLine(**given)
        if not line.blank:
            found.append(line)
    return found


def typed_of(row: Row, value: MarkValue) -> TypedMark:
    """Return a mark as it stands in the inputs of its row."""
    if takes_choice(row):
        return TypedMark(NOT_APPLICABLE if value.not_applicable else value.choice or "")
    lines = tuple(_typed_line(row, line) for line in value.lines)
    return TypedMark(format_points(value.value), format_points(value.plan), value.not_applicable, lines)


def _typed_line(row: Row, line: Line) -> TypedLine:
    entered = isinstance(row.spec, LinesSpec) and row.spec.coefficient_entered
    coefficient = format_points(line.coefficient) if entered else ""
    return TypedLine(line.text, format_points(line.plan), format_points(line.actual), coefficient)


def mark_of(row: Row, typed: TypedMark) -> MarkValue:
    """Return the mark that was typed; raises ValueError with a Vietnamese sentence."""
    if takes_choice(row):
        if typed.value == NOT_APPLICABLE:
            return MarkValue(not_applicable=True)
        return MarkValue(choice=typed.value) if typed.value else MarkValue()
    if typed.value == NOT_APPLICABLE:
        return MarkValue(not_applicable=True)
    return MarkValue(
        value=_number("", typed.value),
        not_applicable=typed.aside,
        plan=_number(_plan_label(row), typed.plan),
        lines=tuple(_line(row, number, line) for number, line in enumerate(typed.lines, 1)),
    )


def _plan_label(row: Row) -> str:
    return (row.spec.plan_label or "Kế hoạch") if isinstance(row.spec, RatioSpec | LinesSpec) else ""


def _number(place: str, typed: str) -> Decimal | None:
    if not typed:
        return None
    try:
        return parse_decimal(typed)
    except ValueError as problem:
        raise ValueError(f"{place}: {problem}" if place else str(problem)) from None


def _line(row: Row, number: int, typed: TypedLine) -> Line:
    place = f"Dòng {number}"
    plan = _number(f"{place}, {_plan_label(row).lower()}", typed.plan)
    actual = _number(place, typed.actual)
    coefficient = _number(f"{place}, hệ số", typed.coefficient)
    return Line(typed.text, plan, actual, Decimal(1) if coefficient is None else coefficient)
