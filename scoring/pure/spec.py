"""What a row demands beyond its text and maximum: one dataclass per kind, read from and written to JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .codec import (
    DECIMAL,
    TEXT,
    WHOLE,
    Codec,
    UnreadableError,
    list_of,
    one_of,
    read_key,
    record,
    write_fields,
)
from .conditions import APPLICABILITY, RULES, Applicability, Rule

PASS, FAIL = "pass", "fail"
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


@dataclass(frozen=True)
class Band:
    """From this value (included) upwards a measured value earns these points."""

    least: Decimal
    points: Decimal
    label: str = ""


@dataclass(frozen=True)
class Cap:
    """Several children of one group together earn at most this."""

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
class PointsSpec(Spec):
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
class CountSpec(Spec):
    """A whole number entered; each earns `unit` points, at most the maximum. `counted` names the thing."""

    unit: Decimal | None = None
    counted: str = ""


@dataclass(frozen=True)
class MeasureSpec(Spec):
    """A value between `least` and `greatest`, placed in the highest band it reaches (below all bands: 0)."""

    least: Decimal = Decimal(0)
    greatest: Decimal | None = None
    unit_label: str = ""
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class DeductionSpec(Spec):
    """Points taken off its group, from 0 to the row's maximum, entered as a positive multiple of `step`."""

    step: Decimal | None = None


@dataclass(frozen=True)
class RatioSpec(Spec):
    """Actual against plan; the points are the share of the plan reached. Read and kept, not yet computed."""

    plan: Decimal | None = None
    actual_label: str = ""
    plan_label: str = ""


@dataclass(frozen=True)
class WeightedSpec(Spec):
    """Children multiplied by their weight (code to percent). Read and kept, not yet computed."""

    weights: tuple["Weight", ...] = ()


@dataclass(frozen=True)
class Weight:
    """One child's share, in percent."""

    row: str
    percent: Decimal


@dataclass(frozen=True)
class LinesSpec(Spec):
    """Lines that the unit enters and that are summed. Read and kept, not yet computed."""

    line_label: str = ""
    most_lines: int | None = None
    most_each: Decimal | None = None


_COMMON: dict[str, Codec] = {
    "role": one_of("base", "bonus"),
    "printed_maximum": TEXT,
    "when_not_applicable": one_of("refused", "excluded", "full"),
    "demands": record(Demands, {key: one_of(*WHEN_DEMANDED) for key in ("explanation", "evidence", "report")}),
    "applies": APPLICABILITY,
    "conditions": RULES,
}
_CHOICE = record(Choice, {"code": TEXT, "label": TEXT, "rank": WHOLE, "points": DECIMAL}, ("code", "label", "rank"))
_BAND = record(Band, {"least": DECIMAL, "points": DECIMAL, "label": TEXT}, ("least", "points"))
_CAP = record(Cap, {"rows": list_of(TEXT), "maximum": DECIMAL, "text": TEXT}, ("rows", "maximum"))
_WEIGHT = record(Weight, {"row": TEXT, "percent": DECIMAL}, ("row", "percent"))
_KINDS: dict[str, tuple[type[Spec], dict[str, Codec]]] = {
    "group": (GroupSpec, {"cap": DECIMAL, "caps": list_of(_CAP)}),
    "points": (PointsSpec, {"step": DECIMAL}),
    "pass_fail": (PassFailSpec, {"labels": record(Labels, {"passed": TEXT, "failed": TEXT})}),
    "choice": (ChoiceSpec, {"choices": list_of(_CHOICE)}),
    "count": (CountSpec, {"unit": DECIMAL, "counted": TEXT}),
    "measure": (
        MeasureSpec,
        {"least": DECIMAL, "greatest": DECIMAL, "unit_label": TEXT, "bands": list_of(_BAND)},
    ),
    "deduction": (DeductionSpec, {"step": DECIMAL}),
    "ratio": (RatioSpec, {"plan": DECIMAL, "actual_label": TEXT, "plan_label": TEXT}),
    "weighted": (WeightedSpec, {"weights": list_of(_WEIGHT)}),
    "lines": (LinesSpec, {"line_label": TEXT, "most_lines": WHOLE, "most_each": DECIMAL}),
}
KINDS = tuple(_KINDS)
CONTAINERS = ("group", "weighted")
NOT_COMPUTED = ("ratio", "weighted", "lines")


@dataclass(frozen=True)
class ReadSpec:
    """A spec that was read, the keys that could not be, and a Vietnamese complaint for each of them."""

    spec: Spec
    unread: Mapping[str, Any]
    complaints: tuple[str, ...]


def parse_spec(kind: str, mapping: Mapping[str, Any]) -> ReadSpec:
    """Reads the spec of one row; what cannot be read is kept aside, so that a draft is never lost."""
    cls, codecs = _KINDS.get(kind, (Spec, {}))
    codecs = _COMMON | codecs
    values: dict[str, Any] = {}
    unread: dict[str, Any] = {}
    complaints = []
    for key, value in mapping.items():
        if value is None:
            continue
        try:
            if key not in codecs:
                raise UnreadableError(f"khóa không biết “{key}”")
            values[key] = read_key(key, codecs[key], value)
        except UnreadableError as error:
            unread[key] = value
            complaints.append(str(error))
    return ReadSpec(cls(**values), unread, tuple(complaints))


def dump_spec(kind: str, spec: Spec, unread: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical JSON-able mapping of a spec, together with the keys that could not be read."""
    codecs = _COMMON | _KINDS.get(kind, (Spec, {}))[1]
    return write_fields(spec, codecs) | dict(unread)
