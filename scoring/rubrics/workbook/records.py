"""A rubric as the records of the workbook's sheets, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.pure import outcome_data
from scoring.pure.outcome_data import OutcomeSetData
from scoring.pure.rubric import RubricData, flat_rows, meta_mapping
from scoring.pure.sentences import fields_of, labels_of, rule_sentences

Record = dict[str, Any]


@dataclass
class Records:
    """One mapping for each upright sheet (None where nothing stands there), a list for each of the others."""

    head: Record = field(default_factory=dict)
    form: Record = field(default_factory=dict)
    criteria: list[Record] = field(default_factory=list)
    rules: list[Record] = field(default_factory=list)
    fields: list[Record] = field(default_factory=list)
    outcome_head: Record = field(default_factory=dict)
    outcomes: list[Record] = field(default_factory=list)


def _rules_of(owner: Record, key: str, place: str) -> list[Record]:
    """Take the conditions of a row or an outcome out of it, each with the code of whom it belongs to."""
    found = owner.get("conditions")
    if not isinstance(found, list) or not all(
        isinstance(each, dict) and not {"row", "outcome"} & set(each) for each in found
    ):
        return []
    del owner["conditions"]
    return [{key: place, **rule} for rule in found]


def records_of(rubric: RubricData, outcomes: OutcomeSetData | None) -> Records:
    """The records of a rubric and of an outcome set."""
    found = Records(head=meta_mapping(rubric))
    found.fields = found.head.pop("fields", [])
    if "form" in found.head:
        found.form = {"form": found.head.pop("form")}
    for row in flat_rows(rubric):
        record = {key: value for key, value in row.items() if key != "position" and value not in ("", None, {})}
        rules = _rules_of(record.get("spec", {}), "row", row["code"])
        if rules and not record["spec"]:
            del record["spec"]
        found.criteria.append(record)
        found.rules += rules
    if outcomes is not None:
        found.outcome_head = outcome_data.to_mapping(outcomes)
        found.outcomes = found.outcome_head.pop("outcomes", [])
        for outcome in found.outcomes:
            found.rules += _rules_of(outcome, "outcome", outcome["code"])
    return found


def sentences_of(rubric: RubricData, outcomes: OutcomeSetData | None) -> dict[tuple[str, str], str]:
    """What each condition says, by the code of its row or outcome and its own."""
    fields, labels = fields_of(rubric), labels_of(rubric, outcomes)
    owners = [(row.code, row.spec.conditions) for row in rubric.rows]
    owners += [(outcome.code, outcome.conditions) for outcome in (outcomes.outcomes if outcomes else ())]
    return {
        (code, rule.code): ". ".join(rule_sentences(rule, code, fields, labels)) + "."
        for code, rules in owners
        for rule in rules
    }


def flat_of(records: Records) -> list[Record]:
    """The rows of the rubric as `from_rows` takes them, in the order of the sheet, with their conditions."""
    rows = [{**record, "position": position} for position, record in enumerate(records.criteria, 1)]
    for row in rows:
        _attach(row.setdefault("spec", {}), records.rules, "row", row.get("code"))
    return rows


def outcomes_of(records: Records) -> Mapping[str, Any] | None:
    """The outcome set, None where neither head nor outcomes are given."""
    if not records.outcome_head and not records.outcomes:
        return None
    for outcome in records.outcomes:
        _attach(outcome, records.rules, "outcome", outcome.get("code"))
    return records.outcome_head | ({"outcomes": records.outcomes} if records.outcomes else {})


def _attach(owner: Any, rules: Sequence[Record], key: str, place: Any) -> None:
    own = [{name: value for name, value in rule.items() if name != key} for rule in rules if rule.get(key) == place]
    if own and isinstance(owner, dict):
        owner["conditions"] = [*owner.get("conditions", []), *own]


def meta_of(records: Records) -> Record:
    """The head of the rubric as `from_rows` takes it."""
    return records.head | records.form | ({"fields": records.fields} if records.fields else {})
