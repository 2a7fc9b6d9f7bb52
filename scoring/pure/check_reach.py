"""Rows and rules that no unit can ever meet, because what they apply to excludes itself."""

from collections.abc import Iterator, Sequence

from .problems import Problem
from .rubric import Row, RubricData
from .vocabulary import Applicability

_LISTED = {"level": "cấp", "kind": "loại tổ chức", "sector": "loại hình", "period": "kỳ"}
_NOBODY = "không đơn vị nào áp dụng được, vì các quy định về {} loại trừ nhau"


def nobody(chain: Sequence[Applicability | None], period: str) -> str | None:
    """Over what the conditions of a chain exclude each other; None where some unit meets them all."""
    known = [each for each in chain if each is not None]
    for key, word in _LISTED.items():
        allowed: set[str] | None = {period} if key == "period" else None
        for each in known:
            codes = set(getattr(each, key))
            if codes:
                allowed = codes if allowed is None else allowed & codes
        if allowed is not None and not allowed:
            return word
    sizes = [each.size for each in known if each.size is not None]
    least = max((size.at_least for size in sizes if size.at_least is not None), default=0)
    most = min((size.at_most for size in sizes if size.at_most is not None), default=None)
    if most is not None and least > most:
        return "số đảng viên"
    both = {each.declared for each in known} & {each.not_declared for each in known} - {None}
    return f"khai báo “{min(filter(None, both))}”" if both else None


def _chain(rubric: RubricData, row: Row) -> list[Applicability | None]:
    """What the row, its groups and the whole sheet apply to, from the top; a tree in circles ends."""
    chain: list[Applicability | None] = []
    seen: set[str] = set()
    at: Row | None = row
    while at is not None and at.code not in seen:
        seen.add(at.code)
        chain.insert(0, at.spec.applies)
        at = rubric.by_code.get(at.parent)
    return [rubric.applies, *chain]


def reach(rubric: RubricData) -> Iterator[Problem]:
    """Rows and rules that apply to no unit, each named once at the topmost place."""
    period = rubric.programme.period
    outside: set[str] = set()
    for row in rubric.rows:
        chain = _chain(rubric, row)
        where = nobody(chain, period)
        place = f"Mục {rubric.label(row.code)} (mã {row.code})"
        if where:
            if row.parent not in outside:
                yield Problem(row.code, f"{place}: {_NOBODY.format(where)}.")
            outside.add(row.code)
            continue
        for rule in row.spec.conditions:
            where = nobody([*chain, rule.applies], period)
            if where:
                yield Problem(row.code, f"{place}, điều kiện {rule.code}: {_NOBODY.format(where)}.")
