"""Pages of the ledger of years: what a unit was, papers of earlier years, and taking out what was entered wrongly."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import Refused, can, current_user, require, visible_organizations
from organizations.models import Organization, User
from scoring.evidence.services import NotStored
from scoring.facts.forms import PaperForm, ProposalForm, ReasonForm
from scoring.facts.ledger import LedgerError, drop_paper, enter_paper, may_drop, propose_grade
from scoring.facts.log_views import unit_of
from scoring.facts.logs import first_day
from scoring.facts.permissions import UNIT
from scoring.facts.years import lacking, result_word, years_of
from scoring.models import Programme, YearResult

TITLE = "Sổ theo dõi các năm"
# What is entered: an address word, a heading.
GRADE, AWARD, PROPOSED = "xep-loai", "danh-hieu", "de-xuat"
KINDS = {
    GRADE: "Ghi xếp loại theo văn bản",
    AWARD: "Ghi danh hiệu theo văn bản",
    PROPOSED: "Ghi mức xếp loại đang đề xuất",
}


@require_safe
def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """The years of a unit."""
    unit, user = unit_of(request, code), current_user(request)
    founded = first_day(unit)
    years = years_of(unit, founded)
    context = {
        "page_title": TITLE,
        "page_caption": unit.name,
        "breadcrumbs": [(unit.name, reverse("organizations:detail", args=[unit.code])), (TITLE, "")],
        "unit": unit,
        "years": [
            (year, [(each, result_word(each), _drops(user, unit, each)) for each in year.waiting]) for year in years
        ],
        "lacking": lacking(unit, years, founded),
        "ways": list(KINDS.items()) if can(user, "facts.declare", (unit, UNIT)) else [],
    }
    return render(request, "scoring/facts/ledger.html", context)


def _drops(user: User, unit: Organization, result: YearResult) -> bool:
    """Say whether the way to taking out a line is shown; one that is inherited belongs to another unit."""
    if result.organization_id != unit.pk:
        return False
    result.organization = unit
    return may_drop(user, result)


def programmes_of(unit: Organization) -> list[tuple[Programme, str]]:
    """Return the programmes that award titles to units of this kind, with the title."""
    return [
        (programme, line["title"])
        for programme in Programme.objects.order_by("name")
        for line in programme.kinds
        if line["level"] == unit.level.code
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def ledger_add(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a grade or a title of a year."""
    unit, user = unit_of(request, code), current_user(request)
    require(user, "facts.declare", (unit, UNIT))
    kind = request.GET.get("loai", GRADE)
    programmes = programmes_of(unit) if kind == AWARD else []
    kind = kind if kind in KINDS and (kind != AWARD or programmes) else GRADE
    form = _form(request, kind, programmes)
    if request.method == "POST" and form.is_valid() and (done := _write(form, unit, user)):
        messages.success(request, done)
        return redirect("scoring:ledger", unit.code)
    context = {
        "page_title": KINDS[kind],
        "page_caption": unit.name,
        "breadcrumbs": [(TITLE, reverse("scoring:ledger", args=[unit.code])), (KINDS[kind], "")],
        "unit": unit,
        "form": form,
        "ways": [(key, words, key == kind) for key, words in KINDS.items()],
        "with_paper": kind != PROPOSED,
    }
    return render(request, "scoring/facts/ledger_add.html", context, status=UNPROCESSABLE if form.errors else 200)


def _form(request: HttpRequest, kind: str, programmes: list[tuple[Programme, str]]) -> PaperForm | ProposalForm:
    data: Any = (request.POST or None, request.FILES or None)
    this = timezone.localdate().year
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this if kind == PROPOSED else this - 1
    if kind == PROPOSED:
        return ProposalForm(data[0], initial={"year": year})
    return PaperForm(*data, programmes=programmes, initial={"year": year})


def _write(form: Form, unit: Organization, user: User) -> str:
    """Write a valid form and return what to say of it, or "" with an error on the form."""
    try:
        if isinstance(form, PaperForm):
            enter_paper(unit, actor=user, entry=form.entry())
            return "Đã ghi, chờ cấp trên trực tiếp xác nhận."
        propose_grade(unit, actor=user, year=form.cleaned_data["year"], value=form.cleaned_data["value"])
    except LedgerError as problem:
        form.add_error(problem.field or None, str(problem))
    except NotStored as problem:
        form.add_error("scan", str(problem))
    else:
        return "Đã ghi mức xếp loại đang đề xuất."
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def ledger_drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take out a line that waits for confirmation."""
    user = current_user(request)
    lines = YearResult.objects.filter(
        organization__in=visible_organizations(user), organization__code=code, waiting=True
    )  # fmt: skip
    line = get_object_or_404(lines.select_related("organization"), pk=pk)
    if not may_drop(user, line):
        raise Refused("Chỉ đơn vị và cấp trên trực tiếp được bỏ dòng chờ xác nhận.")
    form = ReasonForm(request.POST or None)
    back = reverse("scoring:ledger", args=[code])
    if request.method == "POST" and form.is_valid():
        drop_paper(line, actor=user, reason=form.cleaned_data["reason"])
        messages.success(request, "Đã bỏ dòng chờ xác nhận.")
        return redirect(back)
    context = {
        "page_title": f"Bỏ dòng của năm {line.year}",
        "page_caption": line.organization.name,
        "breadcrumbs": [(TITLE, back), ("Bỏ dòng", "")],
        "form": form,
        "back": back,
        "lead": f"Văn bản số {line.paper_number}. Ghi nhầm, hoặc văn bản nói khác, thì bỏ dòng này rồi ghi lại.",
        "button": "Bỏ dòng này",
    }
    return render(request, "scoring/facts/reason.html", context, status=UNPROCESSABLE if form.errors else 200)
