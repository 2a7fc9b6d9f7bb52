"""What the code of a row may look like, wherever a row gets one."""

import re
from collections.abc import Iterable

from scoring.models import RubricVersion
from scoring.pure.problems import Problem, RubricError
from scoring.pure.rubric import RubricData

# Lists of codes are typed and written with commas, semicolons and bars between them, and lie in one line.
ROW_CODE = re.compile(r"[\w.-]+")
ROW_CODE_RULE = "Mã dòng chỉ gồm chữ, số, dấu chấm, gạch ngang, gạch dưới, không có dấu cách."


def _problem(code: str) -> Problem:
    return Problem(code, f"Mã “{code}”: {ROW_CODE_RULE[:1].lower()}{ROW_CODE_RULE[1:]}")


def require_codes(codes: Iterable[str]) -> None:
    """Raise RubricError naming every code that no row may have."""
    if problems := [_problem(code) for code in codes if not ROW_CODE.fullmatch(code)]:
        raise RubricError(problems)


def code_problems(rubric: RubricData) -> list[Problem]:
    """Return the codes that keep a draft from being published; those of published versions are kept for good."""
    odd = [row.code for row in rubric.rows if not ROW_CODE.fullmatch(row.code)]
    if not odd:
        return []
    earlier = RubricVersion.objects.filter(rubric__code=rubric.code).exclude(state=RubricVersion.State.DRAFT)
    kept = set(earlier.filter(criteria__code__in=odd).values_list("criteria__code", flat=True))
    return [_problem(code) for code in dict.fromkeys(odd) if code not in kept]
