"""The head of a rubric: what it is for, where it comes from, how it rounds, and its printed form."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from .codec import DATE, DECIMAL, FLAG, TEXT, WHOLE, list_of, one_of, record
from .conditions import APPLICABILITY, FIELD, TEXTS, Applicability, Field
from .spec import Cap
from .spec_codec import CAP

MODES = ("half_up", "half_even", "down", "up")
COLUMN_ROLES = ("marker", "text", "maximum", "self", "appraisal", "note")


@dataclass(frozen=True)
class Programme:
    """What the rubric serves: `subject` is organization or member, `period` month, quarter, year or term."""

    code: str
    name: str
    subject: str
    period: str


@dataclass(frozen=True)
class Source:
    """The paper that prints the rubric."""

    number: str
    date: datetime.date | None = None
    issuer: str = ""
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class RoundTo:
    """Decimals kept (0 to 6) and the mode for the rest."""

    decimals: int = 2
    mode: str = "half_up"


@dataclass(frozen=True)
class Rounding:
    """`row` rounds the points of each marked row, `total` the total of the sheet; groups are exact sums."""

    row: RoundTo = RoundTo()
    total: RoundTo = RoundTo()


@dataclass(frozen=True)
class FormColumn:
    """A column of the printed sheet; `note` says what was printed where a misprint was corrected."""

    role: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class FormTotal:
    """The last row of the printed table."""

    label: str
    maximum: Decimal | None = None


@dataclass(frozen=True)
class FormResults:
    """The lines below the table; dots follow `total` and `outcome` while they are not known."""

    heading: str = ""
    total: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class FormSignature:
    """Who signs, and the words under it."""

    authority: str = ""
    instruction: str = ""


@dataclass(frozen=True)
class Form:
    """The printed sheet. `head` and `head_right` are the lines above it, left and right."""

    title: str = ""
    subtitle: str = ""
    reference: str = ""
    reference_note: str = ""
    head: tuple[str, ...] = ()
    head_right: tuple[str, ...] = ()
    columns: tuple[FormColumn, ...] = ()
    total: FormTotal | None = None
    results: FormResults = FormResults()
    signature: FormSignature = FormSignature()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meta:
    """All of a rubric but its rows. `illustrative` marks invented figures, which papers must say aloud;
    `size_field` names the declared figure that says how many members a unit has; `caps` lower the sum of rows
    wherever they stand, in the smallest group that holds all of them.
    """

    code: str
    name: str
    programme: Programme
    source: Source
    illustrative: bool = False
    note: str = ""
    applies: Applicability | None = None
    form: Form = Form()
    rounding: Rounding = Rounding()
    fields: tuple[Field, ...] = ()
    size_field: str = ""
    caps: tuple[Cap, ...] = ()


_ROUND_TO = record(RoundTo, {"decimals": WHOLE, "mode": one_of(*MODES)})
_COLUMN = record(FormColumn, {"role": one_of(*COLUMN_ROLES), "label": TEXT, "note": TEXT}, ("role", "label"))
_FORM = record(
    Form,
    {
        "title": TEXT, "subtitle": TEXT, "reference": TEXT, "reference_note": TEXT,
        "head": TEXTS, "head_right": TEXTS, "columns": list_of(_COLUMN),
        "total": record(FormTotal, {"label": TEXT, "maximum": DECIMAL}, ("label",)),
        "results": record(FormResults, {"heading": TEXT, "total": TEXT, "outcome": TEXT}),
        "signature": record(FormSignature, {"authority": TEXT, "instruction": TEXT}),
        "notes": TEXTS,
    },
)  # fmt: skip
META = record(
    Meta,
    {
        "code": TEXT, "name": TEXT,
        "programme": record(
            Programme,
            {
                "code": TEXT, "name": TEXT, "subject": one_of("organization", "member"),
                "period": one_of("month", "quarter", "year", "term"),
            },
            ("code", "name", "subject", "period"),
        ),
        "source": record(
            Source, {"number": TEXT, "date": DATE, "issuer": TEXT, "title": TEXT, "note": TEXT}, ("number",)
        ),
        "illustrative": FLAG, "note": TEXT, "applies": APPLICABILITY, "form": _FORM,
        "rounding": record(Rounding, {"row": _ROUND_TO, "total": _ROUND_TO}),
        "fields": list_of(FIELD), "size_field": TEXT, "caps": list_of(CAP),
    },
    ("code", "name", "programme", "source"),
)  # fmt: skip
