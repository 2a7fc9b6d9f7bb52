"""The words in which conditions are written: fields, filters, windows, metrics, conditions, effects, rules."""

from dataclasses import dataclass
from decimal import Decimal

Scalar = Decimal | bool | str
SOURCES = ("marks", "sheets", "meetings", "facts", "years")
UNITS = ("self", "children", "subtree")
AGGREGATES = (
    "every", "none", "count", "share", "sum", "average", "least", "greatest", "longest_run", "value",
)  # fmt: skip
COMPARISONS = ("equals", "at_least", "more_than", "at_most", "less_than", "any_of")
EFFECTS = ("advise", "full", "zero", "cap", "force", "block")
YES_NO = ("every", "none")
# Who "enters" a figure that the software counts itself: members of the unit in a programme for members.
SOFTWARE = "software"


@dataclass(frozen=True)
class Field:
    """A datum that the programme declares: who enters it, who confirms it, and its levels worst first with the
    words that people read for them. A value that somebody must confirm is not known before (`until_confirmed`
    unknown), or counts as entered meanwhile (counts).
    """

    code: str
    label: str
    source: str
    type: str
    levels: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    entered_by: str = ""
    confirmed_by: str = ""
    note: str = ""
    until_confirmed: str = "unknown"

    def word(self, level: str) -> str:
        """What people read for a level; its code where no words were given."""
        return dict(zip(self.levels, self.labels, strict=False)).get(level, level)


@dataclass(frozen=True)
class Filter:
    """One field of a record against one value; several filters must all hold."""

    field: str
    equals: Scalar | None = None
    at_least: Scalar | None = None
    more_than: Scalar | None = None
    at_most: Scalar | None = None
    less_than: Scalar | None = None
    any_of: tuple[Scalar, ...] | None = None


@dataclass(frozen=True)
class Window:
    """Which time is read: the last n months, quarters or years up to the end of the period of the round, or
    fixed years (both included). Without a window it is the period of the round.
    """

    last: int | None = None
    unit: str = "year"
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True)
class Metric:
    """`where` selects records, `holds` tests the selected ones, `aggregate` turns them into one number.

    share is 100 × (selected that hold) ÷ selected, or 100 × sum of `field` ÷ sum of `total_field`;
    longest_run counts neighbouring records in time; count counts the selected that hold.
    `when_empty` is what a comparison comes to without any record; for all but count, none, sum and longest_run
    (whose empty sum is 0) also without any selected one, or with a denominator of zero.
    `each` repeats the aggregate within each month, quarter or year, and every one must satisfy.
    `when_new` is for a unit younger than the window: the window starts with the unit (clip), is asked for whole
    (whole), or the comparison comes to holds, fails or unknown. Of units below each new one counts so by itself:
    it is left out of what it would hold anyhow, and with clip of the years before the one in which it was founded.
    """

    source: str
    aggregate: str
    field: str | None = None
    total_field: str | None = None
    of: str = "self"
    programme: str | None = None
    rows: tuple[str, ...] = ()
    window: Window | None = None
    where: tuple[Filter, ...] = ()
    holds: tuple[Filter, ...] = ()
    each: str | None = None
    when_empty: str = "unknown"
    when_new: str = "clip"


@dataclass(frozen=True)
class Condition:
    """Either `all`, or `any`, or one metric with one comparison (none for every and none)."""

    all: "tuple[Condition, ...] | None" = None
    any: "tuple[Condition, ...] | None" = None
    metric: Metric | None = None
    equals: Scalar | None = None
    at_least: Scalar | None = None
    more_than: Scalar | None = None
    at_most: Scalar | None = None
    less_than: Scalar | None = None
    any_of: tuple[Scalar, ...] | None = None


@dataclass(frozen=True)
class Size:
    """Number of party members of the unit, both ends included."""

    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class Applicability:
    """For which units something applies; every key given must hold.

    `declared` names a yes/no field that the unit declares and the level above confirms; with `not_declared` the
    answer must be no.
    """

    level: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    size: Size | None = None
    declared: str | None = None
    not_declared: str | None = None


@dataclass(frozen=True)
class Effect:
    """What happens to the row (or to outcomes) when the condition fails, or holds if `on` says so.

    A cap is on the row itself, or on what `rows` earn together.
    """

    type: str
    on: str = "fails"
    cap: Decimal | None = None
    choice: str | None = None
    outcomes: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A sentence of the guideline, its condition and its effect."""

    code: str
    text: str
    when: Condition
    effect: Effect
    applies: Applicability | None = None
    clause: str = ""
    note: str = ""
