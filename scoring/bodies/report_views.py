"""Pages of required reports: the table of a round, what is asked for, and the receipts of one unit."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.audit import log
from config.common.http import UNPROCESSABLE
from organizations.access import acts_for_node, can, connected, current_user, require, visible_organizations
from organizations.models import Organization, User
from scoring.bodies.report_table import ReportRow, gathered, report_rows, report_workbook, units_in
from scoring.bodies.reports import (
    ReceiptsError,
    change_report,
    drop_report,
    receive_reports,
    received_of,
    require_report,
)
from scoring.bodies.team_views import errors_onto, form_page
from scoring.bodies.visit_errors import VisitError
from scoring.bodies.visit_forms import ReceiptsForm, ReportForm
from scoring.bodies.visit_permissions import CLOSED, receiving_paths, visible_reports
from scoring.models import ReportReceipt, RequiredReport, Round
from scoring.rounds.views import visible_round

TITLE = "Báo cáo phải nộp"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _table_url(round_: Round) -> str:
    return reverse("scoring:reports", args=[round_.pk])


def _steps(round_: Round) -> tuple[tuple[str, str], ...]:
    return (round_.name, reverse("scoring:round", args=[round_.pk])), (TITLE, _table_url(round_))


@require_safe
def report_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every required report of a round, and for the units in the reader's scope what came in and what is missing."""
    round_, user = visible_round(request, pk), current_user(request)
    reports = list(round_.required_reports.all())
    rows = _rows(user, round_, reports) if reports else []
    paths = receiving_paths(user, round_) if round_.state == Round.State.OPEN else []
    context = {
        "page_title": TITLE, "page_caption": round_.name, "round": round_, "reports": gathered(rows, reports),
        "breadcrumbs": [("Đợt đánh giá", reverse("scoring:rounds")), _steps(round_)[0], (TITLE, "")],
        "rows": [(row, _receives(user, row.unit, paths), acts_for_node(user, row.unit.pk)) for row in rows],
        "may_require": bool(can(user, "report.require", round_)),
    }  # fmt: skip
    return render(request, "scoring/visits/reports.html", context)


def _rows(user: User, round_: Round, reports: list[RequiredReport]) -> list[ReportRow]:
    return report_rows(reports, units_in(user, round_), round_.owner.organization_id)


def _receives(user: User, unit: Organization, paths: list[str]) -> bool:
    """Say what the rule "report.receive" says, without asking for the teams once a row."""
    return any(unit.path.startswith(path) for path in paths) and connected(user, unit.pk) is None


@require_safe
def report_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as a workbook. This GET writes one event: the list leaves the installation."""
    round_, user = visible_round(request, pk), current_user(request)
    reports = list(round_.required_reports.all())
    rows = _rows(user, round_, reports)
    content = report_workbook(round_, reports, rows, timezone.localdate())
    if request.method == "GET":
        log("report.export", round_, actor=user, organization_id=round_.owner.organization_id, units=len(rows))
    return HttpResponse(
        content, content_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="bao-cao-phai-nop-{pk}.xlsx"',
            "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def report_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the units of a round for a report."""
    round_, user = visible_round(request, pk), current_user(request)
    require(user, "report.require", round_)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            require_report(round_, actor=user, **form.cleaned_data)
        except VisitError as error:
            errors_onto(form, error)
        else:
            messages.success(request, "Đã thêm vào danh mục báo cáo phải nộp.")
            return redirect(_table_url(round_))
    return _form_page(request, round_, form, "Thêm báo cáo phải nộp", "Thêm")


def _form_page(request: HttpRequest, round_: Round, form: ReportForm, title: str, button: str) -> HttpResponse:
    return form_page(
        request, form, title, button, _table_url(round_), caption=round_.name, steps=_steps(round_),
        template="scoring/visits/report_form.html", dropping=button == "Ghi",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def report_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a required report, or ask for it no longer."""
    user = current_user(request)
    reports = visible_reports(user).select_related("round__owner__organization")
    report = get_object_or_404(reports, pk=pk)
    require(user, "report.require", report.round)
    form = ReportForm(request.POST or None, initial={"name": report.name, "due": report.due})
    dropping = request.POST.get("then") == "drop"
    if request.method == "POST" and form.is_valid():
        try:
            if dropping:
                drop_report(report, actor=user)
            else:
                change_report(report, actor=user, **form.cleaned_data)
        except RequiredReport.DoesNotExist:
            raise Http404 from None
        except VisitError as error:
            errors_onto(form, error)
        else:
            messages.success(request, "Đã bỏ khỏi danh mục." if dropping else "Đã ghi.")
            return redirect(_table_url(report.round))
    return _form_page(request, report.round, form, "Sửa báo cáo phải nộp", "Ghi")


@require_http_methods(["GET", "HEAD", "POST"])
def receipts(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """All reports of one unit: the unit reads what came in, whoever receives writes it down in one go."""
    round_, user = visible_round(request, pk), current_user(request)
    units = visible_organizations(user).filter(evaluations__round=round_).distinct()
    unit = get_object_or_404(units, code=code)
    if request.method == "POST":
        require(user, "report.receive", (round_, unit))
    reports = list(round_.required_reports.all())
    standing = {each.report_id: each for each in ReportReceipt.objects.filter(report__in=reports, organization=unit)}
    rows = [(report, received_of(standing.get(report.pk))) for report in reports]
    form = ReceiptsForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid() and _received(request, round_, unit, form):
        return redirect(_table_url(round_))
    answer = can(user, "report.receive", (round_, unit))
    context = {
        "page_title": f"Báo cáo của {unit.name}", "page_caption": round_.name, "form": form, "round": round_,
        "breadcrumbs": [("Đợt đánh giá", reverse("scoring:rounds")), *_steps(round_), (unit.name, "")],
        "cells": report_rows(reports, [unit])[0].cells, "may_receive": bool(answer),
        "closed": answer.reason == CLOSED,
    }  # fmt: skip
    return render(
        request, "scoring/visits/receipts.html", context, status=UNPROCESSABLE if form.errors else 200
    )  # fmt: skip


def _received(request: HttpRequest, round_: Round, unit: Organization, form: ReceiptsForm) -> bool:
    """Write down what a valid form says; False with the refusals beside their days."""
    user = current_user(request)
    try:
        count = receive_reports(round_, unit, actor=user, entries=form.entries(), seen=form.seen())
    except ReceiptsError as error:
        for key, problem in error.problems.items():
            form.add_error(f"day-{key}", problem)
        form.show_what_stands()
        return False
    messages.success(request, f"{unit.name}: đã ghi {count} dòng." if count else "Không có gì thay đổi.")
    return True
