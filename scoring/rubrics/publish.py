"""Bringing rubrics, outcome sets and programmes in, and publishing what adds up."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Criterion, OutcomeSet, Programme, Rubric, RubricVersion
from scoring.pure import outcome as pure_outcome
from scoring.pure.check import check
from scoring.pure.kinds import kinds_mapping, parse_kinds
from scoring.pure.problems import Problem
from scoring.pure.programme import parse_rules, rules_mapping
from scoring.pure.rubric import RubricData, RubricError, content_hash, flat_rows, meta_mapping, parse
from scoring.rubrics.codes import code_problems
from scoring.rubrics.load import read_rubric


def may(actor: User | None, action: str, obj: Any = None) -> None:
    """Raise Refused unless `actor` may do this; None is the installation itself, which may."""
    if actor is not None:
        require(actor, action, obj)


def _programme(data: RubricData) -> Programme:
    return Programme.objects.get_or_create(
        code=data.programme.code,
        defaults={
            "name": data.programme.name,
            "subject": data.programme.subject,
            "period": data.programme.period,
        },
    )[0]


def _standing(data: RubricData) -> tuple[Rubric, RubricVersion | None]:
    """Return the rubric with this code, locked, and its last version.

    Without any version left it is begun anew: name and programme are those that are given now.
    """
    programme = _programme(data)
    begun = {"name": data.name, "programme": programme}
    rubric, created = Rubric.objects.get_or_create(code=data.code, defaults=begun)
    rubric = Rubric.objects.select_for_update(of=("self",)).get(pk=rubric.pk)
    last = rubric.versions.order_by("-number").first()
    if last is None and not created:
        rubric.name, rubric.programme = data.name, programme
        rubric.save(update_fields=["name", "programme"])
    return rubric, last


@transaction.atomic
def load_rubric(mapping: Mapping[str, Any], *, actor: User | None) -> RubricVersion:
    """Store a rubric as the next draft of its code; the same content again gives the version that stands.

    Raises Refused, and RubricError where it cannot be read. Whether it adds up is asked when it is published.
    """
    may(actor, "rubric.edit")
    data = parse(mapping)
    digest = content_hash(data)
    rubric, last = _standing(data)
    if last is not None and last.content_hash == digest:
        return last
    version = RubricVersion.objects.create(
        rubric=rubric,
        number=last.number + 1 if last else 1,
        source=data.source.number,
        meta=meta_mapping(data),
        content_hash=digest,
    )
    store_rows(version, data)
    log("rubric.load", version, actor=actor, hash=digest)
    return version


def store_rows(version: RubricVersion, data: RubricData) -> None:
    """Store rows in reading order, level by level: a child needs the key of its parent."""
    order = {row["code"]: position for position, row in enumerate(flat_rows(data), 1)}
    keys: dict[str, int | None] = {"": None}
    waiting = flat_rows(data)
    while waiting:
        ready = [row for row in waiting if row["parent"] in keys]
        criteria = [
            Criterion(
                version=version,
                parent_id=keys[row["parent"]],
                position=order[row["code"]],
                maximum=None if row["maximum"] is None else Decimal(row["maximum"]),
                **{key: row[key] for key in ("code", "marker", "text", "kind", "spec", "note", "help")},
            )
            for row in ready
        ]
        check_widths(criteria)
        stored = Criterion.objects.bulk_create(criteria)
        keys |= {criterion.code: criterion.pk for criterion in stored}
        waiting = [row for row in waiting if row["code"] not in keys]


def check_widths(criteria: Iterable[Criterion]) -> None:
    """Raise RubricError for rows that their columns would cut, so that what is read back is what was loaded."""
    problems = []
    for criterion in criteria:
        cut = {"code", "marker", "kind"} | ({"maximum"} if criterion.maximum is not None else set())
        try:
            criterion.clean_fields(exclude={field.name for field in Criterion._meta.fields} - cut)
        except ValidationError as error:
            problems.append(Problem(criterion.code, f"Mã {criterion.code}: {' '.join(error.messages)}"))
    if problems:
        raise RubricError(problems)


@transaction.atomic
def publish(version: RubricVersion, *, actor: User | None) -> RubricVersion:
    """Publish a draft, retiring the version before it.

    Raises Refused, and RubricError naming every row that does not add up.
    """
    version = RubricVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    may(actor, "rubric.publish", version)
    if version.state != RubricVersion.State.DRAFT:
        return version
    data = read_rubric(version).data
    problems = [*check(data), *code_problems(data)]
    if problems:
        raise RubricError(problems)
    version.rubric.versions.filter(state=RubricVersion.State.PUBLISHED).update(state=RubricVersion.State.RETIRED)
    version.state = RubricVersion.State.PUBLISHED
    version.published_at = timezone.now()
    version.save(update_fields=["state", "published_at"])
    log("rubric.publish", version, actor=actor, hash=version.content_hash)
    return version


@transaction.atomic
def load_outcomes(mapping: Mapping[str, Any], rubric: Rubric, *, actor: User | None) -> OutcomeSet:
    """Store an outcome set for a rubric as its next one; the same content again gives the one that stands.

    Raises Refused, and RubricError where it cannot be read.
    """
    may(actor, "outcomes.add", rubric)
    data = pure_outcome.parse_outcomes(mapping)
    digest = pure_outcome.content_hash(data)
    Rubric.objects.select_for_update(of=("self",)).get(pk=rubric.pk)
    last = rubric.outcome_sets.order_by("-number").first()
    if last is not None and last.content_hash == digest:
        return last
    outcome_set = OutcomeSet.objects.create(
        rubric=rubric,
        number=last.number + 1 if last else 1,
        name=data.name,
        guideline_number=data.guideline_number,
        guideline_date=data.guideline_date,
        illustrative=data.illustrative,
        data=pure_outcome.to_mapping(data),
        content_hash=digest,
    )
    log("outcomes.load", outcome_set, actor=actor, hash=digest)
    return outcome_set


@transaction.atomic
def load_programme(mapping: Mapping[str, Any], *, actor: User | None) -> Programme:
    """Store what a programme asks of each kind of unit: rubric, title, chain of stages, and its rules for registration,
    validity, duties and votes (see fixtures/programmes).

    Raises Refused, and RubricError for kinds and rules that cannot be read. Whether the rubrics it names stand is not
    asked: they may come after it.
    """
    may(actor, "rubric.edit")
    rules = rules_mapping(parse_rules(mapping.get("rules", {})))
    kinds = kinds_mapping(parse_kinds(mapping["kinds"]))
    programme, _ = Programme.objects.update_or_create(
        code=mapping["code"],
        defaults={**{key: mapping[key] for key in ("name", "subject", "period")}, "kinds": kinds, "rules": rules},
    )
    log("programme.load", programme, actor=actor)
    return programme


__all__ = [
    "RubricError",
    "check_widths",
    "load_outcomes",
    "load_programme",
    "load_rubric",
    "may",
    "publish",
    "store_rows",
]
