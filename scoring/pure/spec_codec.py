"""Reading what a row demands from JSON and writing it back, kind by kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .codec import (
    DECIMAL,
    FLAG,
    TEXT,
    WHOLE,
    Codec,
    UnreadableError,
    checked,
    list_of,
    one_of,
    read_key,
    record,
    write_fields,
)  # fmt: skip
from .conditions import APPLICABILITY, METRIC, RULES
from .spec import (
    LINES_EARN,
    PLAN_ZERO,
    READINGS,
    WHEN_DEMANDED,
    Band,
    Cap,
    Choice,
    ChoiceSpec,
    CountSpec,
    DeductionSpec,
    Demands,
    GroupSpec,
    Labels,
    LinesSpec,
    MeasureSpec,
    PassFailSpec,
    PointsSpec,
    RatioSpec,
    Spec,
    Weight,
    WeightedSpec,
)  # fmt: skip


def _band_complaint(band: Band) -> str | None:
    if (band.least is None) == (band.above is None):
        return "khoảng điểm cần đúng một đầu dưới: “least” (từ) hoặc “above” (trên)"
    if band.most is not None and band.below is not None:
        return "khoảng điểm chỉ ghi một đầu trên: “most” (đến) hoặc “below” (dưới)"
    return None


_COMMON: dict[str, Codec] = {
    "role": one_of("base", "bonus"),
    "printed_maximum": TEXT,
    "when_not_applicable": one_of("refused", "excluded", "full"),
    "demands": record(Demands, {key: one_of(*WHEN_DEMANDED) for key in ("explanation", "evidence", "report")}),
    "applies": APPLICABILITY,
    "conditions": RULES,
}
_CHOICE = record(Choice, {"code": TEXT, "label": TEXT, "rank": WHOLE, "points": DECIMAL}, ("code", "label", "rank"))
_ENDS = ("least", "above", "most", "below")
_BAND = checked(
    record(Band, dict.fromkeys(_ENDS, DECIMAL) | {"points": DECIMAL, "label": TEXT}, ("points",)), _band_complaint
)
_FILLED = {"filled_by": METRIC}
_BANDED = _FILLED | {"bands": list_of(_BAND), "reading": one_of(*READINGS), "reading_note": TEXT}
CAP = record(Cap, {"rows": list_of(TEXT), "maximum": DECIMAL, "text": TEXT}, ("rows", "maximum"))
_WEIGHT = record(Weight, {"row": TEXT, "percent": DECIMAL}, ("row", "percent"))
_KINDS: dict[str, tuple[type[Spec], dict[str, Codec]]] = {
    "group": (GroupSpec, {"cap": DECIMAL, "caps": list_of(CAP)}),
    "points": (PointsSpec, {"step": DECIMAL} | _FILLED),
    "pass_fail": (PassFailSpec, {"labels": record(Labels, {"passed": TEXT, "failed": TEXT})}),
    "choice": (ChoiceSpec, {"choices": list_of(_CHOICE)}),
    "count": (CountSpec, {"unit": DECIMAL, "counted": TEXT} | _FILLED),
    "measure": (
        MeasureSpec,
        {"least": DECIMAL, "greatest": DECIMAL, "decimals": WHOLE, "unit_label": TEXT} | _BANDED,
    ),
    "deduction": (DeductionSpec, {"step": DECIMAL}),
    "ratio": (
        RatioSpec,
        {
            "plan": DECIMAL, "plan_entered": FLAG, "plan_label": TEXT, "actual_label": TEXT, "unit_label": TEXT,
            "when_plan_zero": one_of(*PLAN_ZERO),
        }
        | _BANDED,
    ),
    "weighted": (WeightedSpec, {"weights": list_of(_WEIGHT)}),
    "lines": (
        LinesSpec,
        {
            "earns": one_of(*LINES_EARN), "line_label": TEXT, "plan_label": TEXT, "actual_label": TEXT,
            "plan_entered": FLAG, "coefficient_entered": FLAG, "most_coefficient": DECIMAL, "most_lines": WHOLE,
            "most_each": DECIMAL, "when_plan_zero": one_of(*PLAN_ZERO),
        },
    ),
}  # fmt: skip
KINDS = tuple(_KINDS)
CONTAINERS = ("group", "weighted")


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
