"""Reading published rubrics for use: once per process and version, since they never change."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from scoring.models import OutcomeSet, RubricVersion
from scoring.pure.outcome import OutcomeSetData, parse_outcomes
from scoring.pure.rubric import RubricData, from_rows

ROW_FIELDS = (
    "code",
    "parent__code",
    "position",
    "marker",
    "text",
    "kind",
    "maximum",
    "spec",
    "note",
    "help",
    "pk",
)


@dataclass(frozen=True, eq=False)
class LoadedRubric:
    """A rubric with the database keys of its rows, both ways; compared by identity, so that pages may remember it."""

    data: RubricData
    keys: Mapping[str, int]
    codes: Mapping[int, str]


def read_rubric(version: RubricVersion) -> LoadedRubric:
    """Read the rows of a version from the database, whatever its state."""
    rows = list(version.criteria.order_by("position").values(*ROW_FIELDS))
    flat = [
        {
            **{key: row[key] for key in ("code", "position", "marker", "text", "kind", "spec", "note", "help")},
            "parent": row["parent__code"] or "",
            "maximum": None if row["maximum"] is None else format(row["maximum"].normalize(), "f"),
        }
        for row in rows
    ]
    keys = {row["code"]: row["pk"] for row in rows}
    return LoadedRubric(from_rows(version.meta, flat), keys, {pk: code for code, pk in keys.items()})


@lru_cache(maxsize=64)
def _published(pk: int, content_hash: str) -> LoadedRubric:
    return read_rubric(RubricVersion.objects.get(pk=pk))


@lru_cache(maxsize=128)
def _outcomes(pk: int, content_hash: str) -> OutcomeSetData:
    return parse_outcomes(OutcomeSet.objects.values_list("data", flat=True).get(pk=pk))


def rubric_of(version: RubricVersion) -> LoadedRubric:
    """Return the rubric of a version; a draft is read each time, a published one once."""
    if version.state == RubricVersion.State.DRAFT:
        return read_rubric(version)
    return _published(version.pk, version.content_hash)


def outcomes_of(outcome_set: OutcomeSet | None) -> OutcomeSetData | None:
    """Return the outcomes bound to a round, or None while none are bound."""
    return _outcomes(outcome_set.pk, outcome_set.content_hash) if outcome_set else None


def forget() -> None:
    """Drop what was remembered (for tests, whose databases come and go under the same keys)."""
    _published.cache_clear()
    _outcomes.cache_clear()
