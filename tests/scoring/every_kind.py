"""A round of a programme whose sheet has a row of every kind, with marks worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from scoring.models import Round
from scoring.pure.arithmetic import Line, MarkValue
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from tests.build import World, fixture

OUTCOMES = {
    "code": "moi-kieu",
    "name": "Hai mức",
    "illustrative": True,
    "outcomes": [
        {"code": "dat", "name": "Đạt yêu cầu", "recognises": True, "least_total": "50"},
        {"code": "chua-dat", "name": "Chưa đạt yêu cầu"},
    ],
}


@cache
def rubric() -> dict[str, Any]:
    """Return the rubric as a mapping."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("every_kind.yaml").read_text(encoding="utf-8"))
    return found


def _number(text: str, plan: str | None = None) -> MarkValue:
    return MarkValue(value=Decimal(text), plan=None if plan is None else Decimal(plan))


def _line(text: str, actual: str, plan: str | None = None, coefficient: str = "1") -> Line:
    return Line(text, None if plan is None else Decimal(plan), Decimal(actual), Decimal(coefficient))


# What the unit enters, and what each row earns, worked out by hand; deductions take off.
SELF = {
    "A.1": (_number("4.5"), "4.5"),
    "A.2": (MarkValue(choice="pass"), "5"),
    "A.3": (MarkValue(choice="kha"), "3"),
    "A.4": (_number("8"), "4"),  # 8 × 0,5
    "A.5": (_number("70.5"), "2"),  # between two bands, read as the lower
    "A.6": (_number("9"), "3.75"),  # 5 × 9/12
    "A.7": (_number("5", "8"), "3.13"),  # 5 × 5/8 = 3,125
    "A.8": (MarkValue(lines=(_line("Tổ hợp tác", "1.5"), _line("Đường hoa", "1"))), "2.5"),
    "A.9": (_number("0.5"), "-0.5"),
    "B.1": (_number("8"), "8"),
    "B.2": (_number("30", "40"), "7.5"),  # 10 × 30/40
    "C": (MarkValue(lines=(_line("Nhà văn hóa", "5", "10", "2"), _line("Làm đường", "9", "9"))), "6.67"),  # 10 × 2/3
    "D": (MarkValue(choice="vua"), None),
    "E.1": (_number("10"), "5"),
    "E.2": (_number("2"), "2"),
}
# A: 4,5 + 5 + 3 + 4 + 2 + 3,75 + 3,13 + 2,5 − 0,5; B: 20 × (60 % × 8/10 + 40 % × 7,5/10);
# bonus 5 + 2, less the 3 by which A.4 and E.1 together pass 6; 49,65 + 4 = 53,65, rounded to 53,7.
SELF_SUMS = {"A": "27.38", "B": "15.6", "E": "7", "base": "49.65", "bonus": "4", "total": "53.7", "maximum": "76"}
# The board sets A.1 aside, finds no target in A.7, one line less in A.8 and nothing to take off.
APPRAISED = {code: mark for code, (mark, _) in SELF.items()} | {
    "A.1": MarkValue(not_applicable=True),
    "A.7": _number("0", "0"),
    "A.8": MarkValue(lines=(_line("Tổ hợp tác", "1.5"),)),
    "A.9": _number("0"),
}
# A: 5 + 3 + 4 + 2 + 3,75 + 1,5; base 19,25 + 15,6 + 6,67; of 76 points A.1 and A.7 can no longer be reached.
APPRAISED_SUMS = {"A": "19.25", "B": "15.6", "base": "41.52", "bonus": "4", "total": "45.5", "maximum": "66"}


def every_kind_round(world: World) -> Round:
    """Open this year's round of cells with that sheet, its three deadlines ten days ahead."""
    version = publish(load_rubric(rubric(), actor=None), actor=None)
    stages = fixture("programmes/bon-tot.yaml")["kinds"][0]["stages"]
    kind = {"level": "chi_bo_truc_thuoc", "rubric": "moi-kieu", "title": "Chi bộ mẫu", "stages": stages}
    world.programme = load_programme({**rubric()["programme"], "kinds": [kind]}, actor=None)
    outcomes = load_outcomes(OUTCOMES, version.rubric, actor=None)
    today = timezone.localdate()
    ahead = today + timedelta(days=10)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"),
        name=f"Chấm thử năm {today.year}", start=date(today.year, 1, 1), end=date(today.year, 12, 31),
        deadlines=Deadlines(ahead, ahead, ahead), outcome_sets={"moi-kieu": outcomes},
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return Round.objects.get(pk=round_.pk)
