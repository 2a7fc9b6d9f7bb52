"""Pages of declared figures: one page per unit and year, the history of a figure, and what waits for confirmation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import Refused, current_user, visible_organizations
from organizations.models import User
from scoring.facts.collect import FactRow, Typed, grouped, history, rows_of, save_typed, waiting_facts
from scoring.facts.declare import StaleFact, confirm_fact
from scoring.facts.fields import fields_in_force
from scoring.facts.ledger import LedgerError, confirm_paper
from scoring.facts.log_views import CHANGED, ticked, unit_of, url_of
from scoring.facts.permissions import own_units
from scoring.facts.words import said, year_of, years_beside
from scoring.facts.years import result_word, waiting_papers
from scoring.models import Fact, YearResult

TITLE = "Số liệu điều kiện"


@require_http_methods(["GET", "HEAD", "POST"])
def fact_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a unit is asked for in a year: every row is saved by itself, or all with one button."""
    unit, user, year = unit_of(request, code), current_user(request), year_of(request)
    rows = rows_of(user, unit, year, _posted(request))
    refused: dict[str, Typed] = {}
    if request.method == "POST":
        if not any(row.may_declare for row in rows):
            raise Refused("Số liệu của đơn vị này do người khác ghi.")
        refused = save_typed(rows, unit, actor=user)
        if request.headers.get("HX-Request"):
            posted = {row.field.code for row in rows if row.typed is not None}
            rows = [row for row in rows_of(user, unit, year, refused) if row.field.code in posted]
            return _part(request, rows, unit.code, year, bool(refused))
        if not refused:
            messages.success(request, "Đã lưu số liệu.")
            return redirect(url_of("facts", unit, year))
        rows = rows_of(user, unit, year, refused)
    context = {
        "page_title": f"{TITLE} năm {year}",
        "page_caption": unit.name,
        "breadcrumbs": [(TITLE, reverse("scoring:facts_waiting")), (unit.name, "")],
        "unit": unit,
        "year": year,
        "beside": years_beside(year),
        "groups": grouped(rows),
        "missing": sum(row.fact is None for row in rows),
        "total": len(rows),
        "may_declare": any(row.may_declare for row in rows),
        "problems": [(f"v-{key}", f"{_label(rows, key)}: {each.error}") for key, each in refused.items()],
    }
    return render(request, "scoring/facts/facts.html", context, status=UNPROCESSABLE if refused else 200)


def _label(rows: list[FactRow], code: str) -> str:
    return next(row.field.label for row in rows if row.field.code == code)


def _part(request: HttpRequest, rows: list[FactRow], code: str, year: int, refused: bool) -> HttpResponse:
    """The rows that were posted, for the page that stands."""
    context = {"rows": rows, "unit_code": code, "year": year, "saved": True}
    return render(request, "scoring/facts/_fact_rows.html", context, status=UNPROCESSABLE if refused else 200)


def _posted(request: HttpRequest) -> dict[str, Typed]:
    """Return what was typed, by code of the field."""
    found = {}
    for name, revision in request.POST.items():
        if name.startswith("r-") and str(revision).isdecimal() and len(str(revision)) < 10:
            code = name[2:]
            text, seen = request.POST.get(f"v-{code}", ""), request.POST.get(f"o-{code}", "")
            found[code] = Typed(text, seen, int(str(revision)))
    return found


@require_safe
def fact_history(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Who entered, confirmed and took back one figure of a unit."""
    unit, year = unit_of(request, code), year_of(request)
    row = next((row for row in rows_of(current_user(request), unit, year) if row.field.code == field), None)
    if row is None:
        raise Http404
    context = {
        "page_title": row.field.label,
        "page_caption": f"{unit.name}, năm {year}",
        "breadcrumbs": [(TITLE, url_of("facts", unit, year)), ("Quá trình", "")],
        "row": row,
        "changes": history(unit, row.asked),
    }
    return render(request, "scoring/facts/fact_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def facts_waiting(request: HttpRequest) -> HttpResponse:
    """The reader's own units, and every figure that waits for him to confirm it."""
    user, year = current_user(request), timezone.localdate().year
    problem = _confirm_ticked(request, user, year) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("scoring:facts_waiting")
    fields = fields_in_force(year)
    waiting = [
        (fact, fields["facts", fact.field], said(fields["facts", fact.field], fact.value))
        for fact in waiting_facts(user, fields)
    ]
    context = {
        "page_title": TITLE,
        "own": visible_organizations(user).filter(pk__in=own_units(user)).order_by("path"),
        "year": year,
        "waiting": waiting,
        "papers": [(result, result_word(result)) for result in waiting_papers(user)],
        "problems": [("", problem)] if problem else [],
    }
    return render(request, "scoring/facts/waiting.html", context, status=UNPROCESSABLE if problem else 200)


def _confirm_ticked(request: HttpRequest, user: User, year: int) -> str:
    """Confirm the ticked figures and return what stands in the way, or ""."""
    asked, papers = ticked(request, "f"), ticked(request, "y")
    visible = Fact.objects.filter(pk__in=asked, organization__in=visible_organizations(user))
    facts = list(visible.select_related("organization"))
    if len(facts) != len(asked):
        raise Http404
    fields = fields_in_force(year)
    if any(("facts", fact.field) not in fields for fact in facts):
        raise Http404
    stale = 0
    for fact in facts:
        try:
            confirm_fact(fact, fields["facts", fact.field], actor=user, revision=asked[fact.pk])
        except StaleFact:
            stale += 1
    problem = _confirm_papers(user, list(papers))
    if not asked and not papers:
        return "Hãy đánh dấu mục cần xác nhận."
    if (done := len(facts) - stale + (0 if problem else len(papers))) > 0:
        messages.success(request, f"Đã xác nhận {done} mục.")
    return problem or (CHANGED if stale else "")


def _confirm_papers(user: User, keys: list[int]) -> str:
    """Confirm papers of earlier years and return what stands in the way, or ""."""
    found = YearResult.objects.filter(pk__in=keys, organization__in=visible_organizations(user))
    results = list(found.select_related("organization"))
    if len(results) != len(set(keys)):
        raise Http404
    problems = []
    for result in results:
        try:
            confirm_paper(result, actor=user)
        except LedgerError as problem:
            problems.append(f"{result.organization.name}, năm {result.year}: {problem}")
    return " ".join(problems)
