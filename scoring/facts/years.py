"""The years of a unit in words: what is known, what is only proposed, and what is missing for which title."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from organizations.models import Organization, Succession, User
from scoring.facts.gather import period_of
from scoring.facts.grades import grade_word
from scoring.facts.permissions import SUPERIOR, units_of
from scoring.facts.words import FIRST_YEAR, spans
from scoring.models import Evaluation, Round, YearResult
from scoring.pure.conditions import metrics
from scoring.pure.needs import rules
from scoring.pure.records import Observations
from scoring.pure.windows import span_of
from scoring.rubrics.load import outcomes_of, rubric_of

YEARS_BACK = 5
GRADES = ("grade", "any_grade")


def result_word(result: YearResult) -> str:
    """Return what a line of the ledger says: the words of a grade, a title as printed."""
    return grade_word(result.value, result.year) if result.kind == YearResult.Kind.GRADE else result.value


@dataclass
class Year:
    """One year of the ledger."""

    number: int
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
        if self.proposed is not None:
            return f"mới đề xuất {result_word(self.proposed)}"
        return "chưa có xếp loại"

    @property
    def known(self) -> bool:
        return self.final is not None

    @property
    def missing(self) -> bool:
        return self.final is None and not self.waiting and self.proposed is None


def inherited(organization: Organization) -> set[int]:
    """Return the keys of the unit and of those whose history a paper says it inherits."""
    if not any(link.inherits for link in organization.forerunners):
        return {organization.pk}
    links = list(Succession.objects.filter(inherits=True).values_list("successor", "predecessor"))
    found, open_ = {organization.pk}, [organization.pk]
    while open_:
        key = open_.pop()
        fresh = {old for new, old in links if new == key} - found
        found |= fresh
        open_ += fresh
    return found


def years_of(organization: Organization, founded: date | None) -> list[Year]:
    """Return this year, the five before it as far as the unit stood, and every other year with a line; newest first."""
    this = timezone.localdate().year
    first = max(this - YEARS_BACK, founded.year if founded else FIRST_YEAR)
    found = {year: Year(year) for year in range(first, this + 1)}
    results = YearResult.objects.filter(organization__in=inherited(organization), subject="")
    for result in results.select_related("programme", "scan").order_by("pk"):
        _place(found.setdefault(result.year, Year(result.year)), result)
    # What became of titles that hold for several years; most units have none.
    prefetch_related_objects([title for year in found.values() for title in year.titles], "years")
    return sorted(found.values(), key=lambda year: -year.number)


def _place(year: Year, result: YearResult) -> None:
    if result.waiting:
        year.waiting.append(result)
    elif result.kind == YearResult.Kind.TITLE:
        if result.final:
            year.titles.append(result)
    elif result.final:
        year.final = result
    else:
        year.proposed = result


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
