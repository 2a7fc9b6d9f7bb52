"""What a row demands beyond its text and maximum: one dataclass per kind."""

from dataclasses import dataclass
from decimal import Decimal

from .conditions import Applicability, Metric, Rule

PASS, FAIL = "pass", "fail"
READINGS = ("lower", "upper")
PLAN_ZERO = ("refused", "full", "zero", "excluded")
LINES_EARN = ("points", "share", "average")
WHEN_DEMANDED = ("always", "when_positive", "when_below_maximum", "when_failed", "when_not_applicable")


@dataclass(frozen=True)
class Demands:
    """What must stand beside a mark, and when: a written explanation, evidence, or an attached report."""

    explanation: str | None = None
    evidence: str | None = None
    report: str | None = None


@dataclass(frozen=True)
class Choice:
    """A level that may be chosen; rank 1 is the best, points are given only where levels earn points."""

    code: str
    label: str
    rank: int
    points: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Band:
    """What values between two ends earn: from `least` (included) or `above` (not), up to `most` (included) or
    `below` (not). Without an upper end it runs on to where the next band begins.
    """

    least: Decimal | None = None
    above: Decimal | None = None
    most: Decimal | None = None
    below: Decimal | None = None
    points: Decimal
    label: str = ""


@dataclass(frozen=True)
class Cap:
    """Several rows together earn at most this."""

    rows: tuple[str, ...]
    maximum: Decimal
    text: str = ""


@dataclass(frozen=True)
class Spec:
    """What rows of every kind share.

    role: of a top row, base or bonus. when_not_applicable: refused (a row cannot be marked so), excluded
    (it leaves the sheet and lowers the reachable maximum) or full (it counts its maximum).
    """

    role: str = "base"
    printed_maximum: str | None = None
    when_not_applicable: str = "refused"
    demands: Demands = Demands()
    applies: Applicability | None = None
    conditions: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class GroupSpec(Spec):
    """The sum of its children, lowered to `cap`; `caps` lower the sum of some of them."""

    cap: Decimal | None = None
    caps: tuple[Cap, ...] = ()


@dataclass(frozen=True)
class Filled(Spec):
    """Rows whose number may come from records instead of being typed: `filled_by` says which figure."""

    filled_by: Metric | None = None


@dataclass(frozen=True)
class Banded(Filled):
    """Rows whose value earns the points of a band. `reading` says whether a value that stands between two
    bands, or in two at once, counts with the lower or the upper of them, `reading_note` who decided so.
    """

    bands: tuple[Band, ...] = ()
    reading: str | None = None
    reading_note: str = ""


@dataclass(frozen=True)
class PointsSpec(Filled):
    """A number of points from 0 to the maximum, a multiple of `step`."""

    step: Decimal | None = None


@dataclass(frozen=True)
class Labels:
    """The two words of a pass/fail row."""

    passed: str = "Đạt"
    failed: str = "Không đạt"


@dataclass(frozen=True)
class PassFailSpec(Spec):
    """Chosen as "pass" or "fail"; with a maximum, passing earns it."""

    labels: Labels = Labels()

    @property
    def choices(self) -> tuple[Choice, Choice]:
        return Choice(PASS, self.labels.passed, 1), Choice(FAIL, self.labels.failed, 2)


@dataclass(frozen=True)
class ChoiceSpec(Spec):
    """One of several levels."""

    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class CountSpec(Filled):
    """A whole number entered; each earns `unit` points, at most the maximum. `counted` names the thing."""

    unit: Decimal | None = None
    counted: str = ""


@dataclass(frozen=True)
class MeasureSpec(Banded):
    """A value between `least` and `greatest` with at most `decimals` decimals, placed in its band (below all: 0)."""

    least: Decimal = Decimal(0)
    greatest: Decimal | None = None
    decimals: int = 3
    unit_label: str = ""


@dataclass(frozen=True)
class DeductionSpec(Spec):
    """Points taken off its group, from 0 to the row's maximum, entered as a positive multiple of `step`; whoever
    takes any off must explain it.
    """

    step: Decimal | None = None


@dataclass(frozen=True)
class RatioSpec(Banded):
    """Actual against a plan that stands here or is entered: the share of the maximum that was reached, at most
    all of it, or the band of the percentage. `when_plan_zero` says what a plan of 0 comes to: nothing is taken
    (refused), the maximum (full), 0 points (zero), or the row leaves the sheet (excluded).
    """

    plan: Decimal | None = None
    plan_entered: bool = False
    plan_label: str = ""
    actual_label: str = ""
    unit_label: str = ""
    when_plan_zero: str = "refused"


@dataclass(frozen=True)
class Weight:
    """One child's coefficient, in percent."""

    row: str
    percent: Decimal


@dataclass(frozen=True)
class WeightedSpec(Spec):
    """Each child gives its coefficient × the share of its own maximum that it reached; 100 % is the maximum."""

    weights: tuple[Weight, ...] = ()


@dataclass(frozen=True)
class LinesSpec(Spec):
    """Lines that the unit enters and that are summed up to the maximum.

    earns: points (each line's own points × coefficient; with `plan_entered` at most its standard points), share
    (`most_each` × share of the line's plan reached × coefficient) or average (maximum × the mean of the shares,
    weighted by coefficient). most_each bounds the points of a line before its coefficient.
    """

    earns: str = "points"
    line_label: str = ""
    plan_label: str = ""
    actual_label: str = ""
    plan_entered: bool = False
    coefficient_entered: bool = False
    most_coefficient: Decimal | None = None
    most_lines: int | None = None
    most_each: Decimal | None = None
    when_plan_zero: str = "refused"

    @property
    def takes_plan(self) -> bool:
        return self.plan_entered or self.earns != "points"
