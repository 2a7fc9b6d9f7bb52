"""Pages of visits: one visit with its units, planning, changing and cancelling it."""

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from organizations import hooks
from organizations.access import can, current_user, require
from organizations.models import Organization
from scoring.bodies.team_views import crumbs, errors_onto, form_page, team_url, visible_team
from scoring.bodies.visit_errors import VisitError
from scoring.bodies.visit_forms import VisitForm, first_visit
from scoring.bodies.visit_permissions import visible_minutes, visible_visits
from scoring.bodies.visit_places import plan_of
from scoring.bodies.visit_selectors import unit_lines
from scoring.bodies.visits import cancel_visit, change_visit, plan_visit, units_of
from scoring.models import Visit


def visible_visit(request: HttpRequest, pk: int) -> Visit:
    """Return a visit that the reader may see; 404 otherwise."""
    visits = visible_visits(current_user(request)).select_related("team__body__organization", "team__round")
    return get_object_or_404(visits, pk=pk)


def visit_steps(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Return the way to a page below a visit."""
    team = visit.team
    return (team.body.name, team_url(team)), (title_of(visit), reverse("scoring:visit", args=[visit.pk]))


def title_of(visit: Visit) -> str:
    """Return "Làm việc buổi sáng ngày 12/12/2026"."""
    return f"Làm việc buổi {visit.get_session_display()} ngày {visit.day:%d/%m/%Y}"


@require_safe
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: its units, how far their minutes are, and every sheet that it serves."""
    visit, user = visible_visit(request, pk), current_user(request)
    units = list(visit.units.select_related("organization__parent").order_by("organization__path"))
    for unit in units:
        unit.visit = visit
    seen = set(visible_minutes(user).filter(visit=visit).values_list("pk", flat=True))
    context = {
        "page_title": title_of(visit), "page_caption": visit.team.body.name,
        "breadcrumbs": crumbs((visit.team.body.name, team_url(visit.team)), (title_of(visit), "")),
        "visit": visit, "lines": unit_lines(user, visit, units, seen),
        "may_plan": bool(can(user, "visit.plan", visit.team)),
        "links": [link for links in hooks.paper_links.call(user, visit) for link in links] if seen else [],
    }  # fmt: skip
    return render(request, "scoring/visits/visit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def visit_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a visit into the timetable of a team."""
    team, user = visible_team(request, pk), current_user(request)
    require(user, "visit.plan", team)
    holder = team.body.organization_id
    form = VisitForm(request.POST or None, choices=units_of(team), holder=holder, initial=first_visit())
    if request.method == "POST" and form.is_valid():
        try:
            plan_visit(team, actor=user, plan=form.plan())
        except VisitError as error:
            errors_onto(form, error)
        else:
            messages.success(request, f"Đã thêm lịch {form.plan().when}.")
            return redirect(team_url(team))
    return form_page(
        request, form, "Thêm lịch kiểm tra", "Thêm vào lịch", team_url(team), caption=team.body.name,
        steps=((team.body.name, team_url(team)),),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def visit_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a visit."""
    visit, user = visible_visit(request, pk), current_user(request)
    require(user, "visit.plan", visit.team)
    plan = plan_of(visit)
    choices = Organization.objects.filter(Q(pk__in=plan.units) | Q(pk__in=units_of(visit.team))).order_by("path")
    form = VisitForm(
        request.POST or None, choices=choices, holder=visit.team.body.organization_id,
        initial={**vars(plan), "seen": plan.sign},
    )  # fmt: skip
    back = reverse("scoring:visit", args=[visit.pk])
    if request.method == "POST" and form.is_valid():
        try:
            change_visit(visit, actor=user, plan=form.plan(), seen=form.cleaned_data["seen"])
        except Visit.DoesNotExist:
            raise Http404 from None
        except VisitError as error:
            errors_onto(form, error)
            form.show_what_stands(plan.sign)
        else:
            messages.success(request, "Đã sửa lịch kiểm tra.")
            return redirect(back)
    return form_page(
        request, form, "Sửa lịch kiểm tra", "Ghi", back, caption=visit.team.body.name, steps=visit_steps(visit)
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def visit_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a visit off the timetable."""
    visit, user = visible_visit(request, pk), current_user(request)
    require(user, "visit.plan", visit.team)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_visit(visit, actor=user)
        except Visit.DoesNotExist:
            raise Http404 from None
        except VisitError as error:
            errors_onto(form, error)
        else:
            messages.success(request, "Đã bỏ khỏi lịch.")
            return redirect(team_url(visit.team))
    return form_page(
        request, form, "Bỏ khỏi lịch kiểm tra", "Bỏ khỏi lịch", reverse("scoring:visit", args=[visit.pk]),
        caption=title_of(visit), lead=f"Địa điểm: {visit.place}. Các đơn vị của buổi này không còn lịch làm việc.",
        danger=True, steps=visit_steps(visit),
    )  # fmt: skip
