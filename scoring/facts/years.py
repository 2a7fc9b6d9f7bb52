"""The years of a unit in words: what is known, what is only proposed, and what is missing for which title."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from organizations.models import Organization, User
from scoring.facts.gather import period_of
from scoring.facts.grades import grade_word
from scoring.facts.inherit import inherited_years, inheriting, with_forerunners
from scoring.facts.permissions import SUPERIOR, units_of
from scoring.facts.records import year_records
from scoring.facts.words import FIRST_YEAR, spans
from scoring.models import Evaluation, Round, YearResult
from scoring.pure.conditions import metrics
from scoring.pure.needs import rules
from scoring.pure.records import Observations, Record
from scoring.pure.windows import span_of
from scoring.rubrics.load import outcomes_of, rubric_of

YEARS_BACK = 5
GRADES = ("grade", "any_grade")


def result_word(result: YearResult) -> str:
    """Return what a line of the ledger says: the words of a grade, a title as printed."""
    return grade_word(result.value, result.year) if result.kind == YearResult.Kind.GRADE else result.value


@dataclass
class Year:
    """One year of the ledger. `unclear` says that those whose history is inherited had different grades."""

    number: int
    unclear: bool = False
    final: YearResult | None = None
    proposed: YearResult | None = None
    waiting: list[YearResult] = field(default_factory=list)
    titles: list[YearResult] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What is known of the grade."""
        if self.final is not None:
            return result_word(self.final)
        held = next((each for each in self.waiting if each.kind == YearResult.Kind.GRADE), None)
        if held is not None:
            return f"{result_word(held)} (chờ cấp trên xác nhận)"
        if self.unclear:
            return "các đơn vị trước có xếp loại khác nhau"
        if self.proposed is not None:
            return f"mới đề xuất {result_word(self.proposed)}"
        return "chưa có xếp loại"

    @property
    def known(self) -> bool:
        return self.final is not None

    @property
    def missing(self) -> bool:
        return self.final is None and not self.waiting and self.proposed is None and not self.unclear


def years_of(organization: Organization, founded: date | None) -> list[Year]:
    """Return this year, the five before it as far as the unit stood, and every other year with a line; newest first."""
    found = _empty_years(founded)
    links = inheriting() if any(link.inherits for link in organization.forerunners) else {}
    lines: dict[int, dict[int, list[YearResult]]] = {organization.pk: {}}
    results = YearResult.objects.filter(organization__in=with_forerunners(organization.pk, links), subject="")
    for result in results.select_related("programme", "scan").order_by("pk"):
        year = found.setdefault(result.year, Year(result.year))
        if result.waiting:
            year.waiting.append(result)
        else:
            lines.setdefault(result.organization_id, {}).setdefault(result.year, []).append(result)
    # The same records that conditions read say which lines of a year stand.
    own = {key: year_records(by_year) for key, by_year in lines.items()}
    for record in inherited_years(organization.pk, own, links):
        if record.on:
            number = record.on.year
            _place(found[number], record, [line for each in lines.values() for line in each.get(number, ())])
    # What became of titles that hold for several years; most units have none.
    prefetch_related_objects([title for year in found.values() for title in year.titles], "years")
    return sorted(found.values(), key=lambda year: -year.number)


def _empty_years(founded: date | None) -> dict[int, Year]:
    this = timezone.localdate().year
    first = max(this - YEARS_BACK, founded.year if founded else FIRST_YEAR)
    return {year: Year(year) for year in range(first, this + 1)}


def _place(year: Year, record: Record, lines: list[YearResult]) -> None:
    """Put into a year those of its lines that the record of the unit reads; the unit's own lines come first."""
    grades = [line for line in lines if line.kind == YearResult.Kind.GRADE]
    values, titles = record.values, record.values.get("titles")
    year.unclear = bool(grades) and values.get("any_grade") is None
    year.final = next((line for line in grades if line.final and line.value == values.get("grade")), None)
    if not year.unclear:
        kept = (line for line in grades if not line.final and line.value == values.get("proposed_grade"))
        year.proposed = next(kept, None)
    year.titles += [
        line for line in lines
        if line.kind == YearResult.Kind.TITLE and line.final and line.programme
        and isinstance(titles, tuple) and line.programme.code in titles
    ]  # fmt: skip


def lacking(organization: Organization, years: list[Year], founded: date | None) -> list[str]:
    """Return a sentence per programme of this year, or still open, whose conditions read years without a grade."""
    running = Q(round__state=Round.State.OPEN) | Q(round__end__year=timezone.localdate().year)
    sheets = (
        Evaluation.objects.filter(running, organization=organization, withdrawn_at__isnull=True, subject="")
        .exclude(round__state=Round.State.DRAFT)
        .select_related("version", "round__programme", "rule__outcome_set")
        .defer("version__meta", "rule__outcome_set__data")
        .order_by("round__start", "pk")
    )  # fmt: skip
    known = {
        "grade": {year.number for year in years if year.final},
        "any_grade": {year.number for year in years if year.final or year.proposed},
    }
    begin = founded.year if founded else FIRST_YEAR
    first = min([begin, *(year.number for year in years if not year.missing)])
    found = []
    for sheet in sheets:
        missing = {year for code, year in _years_read(sheet, date(first, 1, 1)) if year not in known[code]}
        if missing:
            found.append(f"{sheet.round.programme.name}: thiếu xếp loại năm {spans(missing)}.")
    return found


def _years_read(sheet: Evaluation, founded: date) -> Iterator[tuple[str, int]]:
    """Every (field, year) of the ledger that the conditions of a sheet read about its own unit."""
    seen = Observations(period_of(sheet.round), founded=founded)
    for rule in rules(rubric_of(sheet.version).data, outcomes_of(sheet.rule.outcome_set)):
        for metric in metrics(rule.when):
            if metric.source != "years" or metric.of != "self":
                continue
            codes = {each.field for each in metric.where + metric.holds} | {metric.field}
            span = span_of(metric, seen)
            for year in range(span.start.year, span.end.year + 1):
                yield from ((code, year) for code in GRADES if code in codes)


def waiting_papers(user: User) -> QuerySet[YearResult]:
    """Return the papers of earlier years that `user` has to confirm."""
    return (
        YearResult.objects.filter(units_of(user, SUPERIOR, "organization__"), waiting=True, organization__active=True)
        .select_related("organization", "programme", "scan")
        .order_by("organization__path", "year", "pk")
    )
