"""Titles given on proposed grades that the final grade breaks: found and told, never withdrawn by the software."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from organizations.access import rights
from organizations.models import Organization, User
from scoring.facts.gather import observe
from scoring.models import Assessment, Evaluation, Stage, YearResult
from scoring.pure.arithmetic import totals
from scoring.pure.conditions import Rule, metrics
from scoring.pure.evaluate import Context, Finding, find
from scoring.pure.needs import rules
from scoring.pure.records import Observations, Record
from scoring.registration.permissions import DECIDERS
from scoring.rubrics.load import LoadedRubric, outcomes_of, rubric_of

PROPOSED = ("any_grade", "proposed_grade")
GRADE, TITLE = YearResult.Kind.GRADE, YearResult.Kind.TITLE
# The range of `under`: a colon sorts right behind the digits that paths are made of.
_FIRST = OuterRef("organization__path")
_LAST = Concat(OuterRef("organization__path"), Value(":"))


@dataclass(frozen=True)
class Broken:
    """A title with the conditions, in words, that the final grade no longer meets."""

    title: YearResult
    reasons: Sequence[str]


def _suspect() -> Q:
    """Titles whose conditions read proposed grades, where the unit, one below it, or one from which one of these
    inherits has, for that year or one before, a final grade that nobody had proposed. Windows and units below are
    looked at only when the title is judged.
    """
    concerned = _unforeseen(organization__path__gte=_FIRST, organization__path__lt=_LAST)
    heir = "organization__successions__successor__path"
    inherited = _unforeseen(
        organization__successions__inherits=True, **{f"{heir}__gte": _FIRST, f"{heir}__lt": _LAST}
    )  # fmt: skip
    reads = Q()
    for code in PROPOSED:
        reads |= Q(evaluation__version__meta__fields__icontains=code)
    given = Q(kind=TITLE, final=True, waiting=False, subject="", evaluation__isnull=False)
    return given & reads & (Q(Exists(concerned)) | Q(Exists(inherited)))


def _unforeseen(**whose: Any) -> QuerySet[YearResult]:
    """Final grades, of the year of the title asked about or one before, that nobody had proposed."""
    proposals = YearResult.objects.filter(
        kind=GRADE, final=False, organization=OuterRef("organization"), year=OuterRef("year"), value=OuterRef("value")
    )
    return YearResult.objects.filter(
        ~Exists(proposals), kind=GRADE, final=True, waiting=False, year__lte=OuterRef("year"), **whose
    )


def suspected_by(user: User, first_year: int) -> Q:
    """Return the condition that a title from a year on may be broken, of a sheet that `user` appraised or concluded."""
    bodies = {right.body_id for right in rights(user) if right.role in DECIDERS and right.body_id}
    stages = Assessment.objects.filter(evaluation=OuterRef("evaluation"), body__in=bodies).exclude(kind=Stage.Kind.SELF)
    return Q(year__gte=first_year) & _suspect() & Q(Exists(stages))


def _read(which: Q) -> QuerySet[YearResult]:
    return (
        YearResult.objects.filter(which)
        .select_related(
            "organization", "evaluation__round", "evaluation__version", "evaluation__rule__outcome_set",
            "evaluation__organization", "evaluation__level", "evaluation__sector",
        )
        .order_by("organization__path", "year", "pk")
    )  # fmt: skip


def broken_for_board(user: User, first_year: int) -> list[Broken]:
    """Return the titles from a year on that the final grade breaks, of sheets that `user` appraised or concluded on."""
    return broken(list(_read(suspected_by(user, first_year))))


def broken_of(organization: Organization) -> list[Broken]:
    """Return the titles of a unit that the final grade breaks."""
    return broken(list(_read(Q(organization=organization) & _suspect())))


def broken(titles: Sequence[YearResult]) -> list[Broken]:
    """Return those of these titles whose conditions on grades hold no more with the final ones.

    A condition that did not hold at the conclusion either is not told again. The number of queries does not grow with
    the titles.
    """
    sheets = {title.pk: sheet for title in titles if (sheet := title.evaluation) is not None}
    if not sheets:
        return []
    known = observe(list(sheets.values()))
    results = dict(
        Assessment.objects.filter(evaluation__in=sheets.values(), kind=Stage.Kind.APPROVAL).values_list(
            "evaluation", "result"
        )
    )
    found = []
    for title in titles:
        sheet = sheets[title.pk]
        reasons = list(_reasons(sheet, known[sheet.pk], results.get(sheet.pk) or {}))
        if reasons:
            found.append(Broken(title, reasons))
    return found


def _reasons(sheet: Evaluation, known: Observations, result: Mapping[str, Any]) -> Iterator[str]:
    loaded: LoadedRubric = rubric_of(sheet.version)
    data = loaded.data
    context = Context(data, {}, totals(data, {}), with_final(known))
    before = result.get("rules", {})
    for rule in rules(data, outcomes_of(sheet.rule.outcome_set)):
        if rule.effect.type == "advise" or not _reads_proposed(rule):
            continue
        now = find(rule, context)
        bites = rule.effect.on == "holds"
        # What was kept says False of whatever counted against the unit.
        if now.holds is bites and before.get(rule.code, {}).get("holds") is not False:
            yield _words(rule, now)


def _reads_proposed(rule: Rule) -> bool:
    return any(
        {metric.field, *(each.field for each in metric.where + metric.holds)} & set(PROPOSED)
        for metric in metrics(rule.when)
        if metric.source == "years"
    )


def _words(rule: Rule, now: Finding) -> str:
    found = f": {now.found}" if now.found else ""
    return f"{rule.text.rstrip('.')}{found}{f', yêu cầu {now.threshold}' if now.threshold else ''}."


def with_final(known: Observations) -> Observations:
    """Return what is known with the final grade, where there is one, in the place of every proposed one."""
    records = {key: tuple(map(_final, found)) if key[0] == "years" else found for key, found in known.records.items()}
    return replace(known, records=records)


def _final(record: Record) -> Record:
    grade = record.values.get("grade")
    if grade is None:
        return record
    return replace(record, values={**record.values, **dict.fromkeys(PROPOSED, grade)})
