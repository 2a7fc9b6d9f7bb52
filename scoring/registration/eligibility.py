"""Whether units may stand for a title: the condition of the programme, judged for each and told in words."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from organizations.models import Organization
from scoring.facts.gather_units import observe_units
from scoring.models import Programme, RegistrationCall, RubricVersion
from scoring.pure.arithmetic import totals
from scoring.pure.conditions import Condition
from scoring.pure.evaluate import Context, evaluate
from scoring.pure.records import Observations, Period
from scoring.pure.sentences import fields_of, labels_of, sentence
from scoring.registration.errors import RegistrationError
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.rubrics.rules import rules_of

OPEN_WORDS = "chưa đủ dữ liệu"


@dataclass(frozen=True)
class Eligibility:
    """What the condition came to. `holds` is None where there is not enough data; `sentence` is "" without one."""

    holds: bool | None
    sentence: str = ""
    found: str = ""
    threshold: str = ""
    records: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return what is kept with a registration."""
        return {**asdict(self), "records": list(self.records), "lacking": list(self.lacking)}


def versions_by_level(programme: Programme) -> dict[str, RubricVersion]:
    """Return the published version for each kind of unit, by code of its level; one query."""
    published = RubricVersion.objects.filter(rubric__programme=programme, state=RubricVersion.State.PUBLISHED)
    by_code = {version.rubric.code: version for version in published.select_related("rubric")}
    return {kind["level"]: by_code[kind["rubric"]] for kind in programme.kinds if kind["rubric"] in by_code}


def eligibility(call: RegistrationCall, units: Iterable[Organization]) -> dict[int, Eligibility]:
    """Return what the condition of the programme comes to for each unit, by key; units come with level and sector.

    Raises RegistrationError for a unit whose rubric is not published.
    """
    asked = list(units)
    rules = rules_of(call.programme).registration
    if rules is None or rules.eligibility is None:
        return {unit.pk: Eligibility(True) for unit in asked}
    versions = versions_by_level(call.programme)
    for unit in asked:
        if unit.level.code not in versions:
            raise RegistrationError(f"{unit.name}: bộ tiêu chí của loại tổ chức này chưa được ban hành.")
    period = Period("year", date(call.first_year, 1, 1), date(call.first_year, 12, 31))
    pairs = [(unit, versions[unit.level.code]) for unit in asked]
    known = observe_units(pairs, period, rules.eligibility)
    return {unit.pk: _judged(rules.eligibility, rubric_of(version), known[unit.pk]) for unit, version in pairs}


def _judged(condition: Condition, loaded: LoadedRubric, known: Observations) -> Eligibility:
    data = loaded.data
    found = evaluate(condition, Context(data, {}, totals(data, {}), known))
    return Eligibility(
        found.holds, sentence(condition, fields_of(data), labels_of(data)), found.found, found.threshold,
        found.records, found.lacking,
    )  # fmt: skip


def told(kept: Mapping[str, Any]) -> str:
    """Return in a few words what a stored finding says: "" where nothing was asked for."""
    if not kept.get("sentence"):
        return ""
    if kept.get("holds") is None:
        return f"{OPEN_WORDS}: {'; '.join(kept.get('lacking', ()))}".removesuffix(": ")
    return ("đủ điều kiện" if kept["holds"] else "không đủ điều kiện") + (
        f" ({kept['found']})" if kept.get("found") else ""
    )
