"""Pages of inspection teams: the list, one team with its timetable, setting one up, its members, its advice."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations import hooks
from organizations.access import can, current_user, in_scope, require, under
from organizations.models import Organization, Role, User
from scoring.bodies.teams import add_member, advise, change_team, create_team, paper_of, remove_member
from scoring.bodies.visit_errors import StaleTextError, VisitError
from scoring.bodies.visit_forms import AdviceForm, MemberForm, TeamForm
from scoring.bodies.visit_permissions import visible_minutes, visible_teams
from scoring.bodies.visit_selectors import (
    minutes_state,
    ordered_members,
    rounds_to_staff,
    teams_with_counts,
    timetable,
    unit_name,
)
from scoring.models import Round, Team, TeamMember, VisitUnit
from scoring.rounds.views import visible_round

TITLE, CONFLICT = "Kiểm tra", 409


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of inspection."""
    return [(TITLE, reverse("scoring:teams")), *more]


def visible_team(request: HttpRequest, pk: int) -> Team:
    """Return a team that the reader may see; 404 otherwise."""
    teams = visible_teams(current_user(request)).select_related("body__organization", "round__owner__organization")
    return get_object_or_404(teams, pk=pk)


def errors_onto(form: Form, error: VisitError) -> None:
    """Put a refusal beside its field."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def team_url(team: Team) -> str:
    """Return the address of a team."""
    return reverse("scoring:team", args=[team.pk])


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """Teams that concern the reader, and the rounds for which he may set one up."""
    user = current_user(request)
    context = {
        "page_title": "Tổ kiểm tra", "page_caption": "Kiểm tra trực tiếp tại đơn vị", "breadcrumbs": [(TITLE, "")],
        "teams": teams_with_counts(user), "rounds": rounds_to_staff(user),
    }  # fmt: skip
    return render(request, "scoring/visits/teams.html", context)


@require_safe
def team_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: its paper, members and timetable."""
    team, user = visible_team(request, pk), current_user(request)
    seen = set(visible_minutes(user).filter(visit__team=team).values_list("pk", flat=True))
    visits = [(visit, [_line(unit, team, unit.pk in seen) for unit in visit.units.all()]) for visit in timetable(team)]
    context = {
        "page_title": team.body.name, "page_caption": team.round.name, "breadcrumbs": crumbs((team.body.name, "")),
        "team": team, "members": ordered_members(team), "visits": visits,
        "may_manage": bool(can(user, "team.manage", team)), "may_plan": bool(can(user, "visit.plan", team)),
        "may_advise": bool(can(user, "team.advise", team)), "may_report": bool(can(user, "team.report", team)),
        "links": _links(user, team),
    }  # fmt: skip
    return render(request, "scoring/visits/team.html", context)


def _line(unit: VisitUnit, team: Team, seen: bool) -> tuple[str, str, str]:
    # How far the minutes are, and that a unit objects, is for whoever may read them.
    return unit_name(unit.organization, team.body.organization_id), *(minutes_state(unit) if seen else ("", ""))


def _links(user: User, thing: Any) -> list[tuple[str, str]]:
    return [link for links in hooks.paper_links.call(user, thing) for link in links]


def _holders(user: User, round_: Round) -> QuerySet[Organization]:
    """Return the organisations of a round, its owner's first, for which `user` may set up a team."""
    scope = in_scope(user, "", (Role.ADMINISTRATOR,)) & under(round_.owner.organization.path)
    return Organization.objects.filter(scope, active=True, level__is_cell=False).order_by("path")


@require_http_methods(["GET", "HEAD", "POST"])
def team_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up a team for a round."""
    round_, user = visible_round(request, pk), current_user(request)
    require(user, "team.create", (round_, round_.owner.organization))
    form = TeamForm(request.POST or None, holders=_holders(user, round_), initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            team = create_team(
                round_, actor=user, paper=form.paper(), organization=form.cleaned_data["organization"]
            )  # fmt: skip
        except VisitError as error:
            errors_onto(form, error)
        else:
            messages.success(request, "Đã lập tổ kiểm tra. Hãy thêm tổ trưởng, thư ký và các thành viên.")
            return redirect(team_url(team))
    lead = f"Cho đợt: {round_.name}. Lập tổ trước khi mở đợt thì bước kiểm tra của hồ sơ được giao cho tổ ngay."
    return form_page(request, form, "Lập tổ kiểm tra", "Lập tổ", reverse("scoring:teams"), lead=lead)


def form_page(
    request: HttpRequest, form: Form, title: str, button: str, back: str, *, caption: str = "", lead: str = "",
    danger: bool = False, steps: tuple[tuple[str, str], ...] = (), template: str = "scoring/registration/form.html",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Return the page of a form of its own."""
    context = {
        "page_title": title, "page_caption": caption, "breadcrumbs": crumbs(*steps, (title, "")), "form": form,
        "button": button, "back": back, "lead": lead, "danger": danger, **more,
    }  # fmt: skip
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct name and paper of a team."""
    team, user = visible_team(request, pk), current_user(request)
    require(user, "team.manage", team)
    paper = paper_of(team)
    form = TeamForm(request.POST or None, initial=vars(paper))
    if request.method == "POST" and form.is_valid():
        try:
            change_team(team, actor=user, paper=form.paper())
        except VisitError as error:
            errors_onto(form, error)
        else:
            messages.success(request, "Đã ghi.")
            return redirect(team_url(team))
    return form_page(
        request, form, "Sửa quyết định lập tổ", "Ghi", team_url(team), caption=team.body.name, steps=_steps(team)
    )  # fmt: skip


def _steps(team: Team) -> tuple[tuple[str, str], ...]:
    return ((team.body.name, team_url(team)),)


@require_http_methods(["GET", "HEAD", "POST"])
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody into the team."""
    team, user = visible_team(request, pk), current_user(request)
    require(user, "team.manage", team)
    form = MemberForm(request.POST or None, manager=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_member(team, actor=user, name=data["name"], part=data["part"], user=data["username"])
        except VisitError as error:
            errors_onto(form, error)
        else:
            messages.success(request, f"Đã thêm {data['name']} vào tổ.")
            return redirect(team_url(team))
    return form_page(
        request, form, "Thêm người vào tổ", "Thêm", team_url(team), caption=team.body.name, steps=_steps(team)
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Take somebody out of the team."""
    team, user = visible_team(request, pk), current_user(request)
    found = get_object_or_404(team.members.all(), pk=member)
    require(user, "team.manage", team)
    if request.method == "POST":
        try:
            remove_member(found, actor=user)
        except TeamMember.DoesNotExist:
            raise Http404 from None
        messages.success(request, f"Đã đưa {found.name} ra khỏi tổ.")
        return redirect(team_url(team))
    lead = f"{found.name} thôi nhiệm vụ {found.get_part_display()}; quyền làm việc thay mặt tổ hết ngay."
    return form_page(
        request, Form(), "Đưa ra khỏi tổ", "Đưa ra khỏi tổ", team_url(team), caption=team.body.name, lead=lead,
        danger=True, steps=_steps(team),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def team_advice(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the team recommends; all else in its report is counted."""
    team, user = visible_team(request, pk), current_user(request)
    require(user, "team.advise", team)
    initial = {"recommendations": team.recommendations, "revision": team.revision}
    form = AdviceForm(request.POST or None, initial=initial)
    standing = typed = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["recommendations"]
        try:
            advise(team, actor=user, text=typed, revision=form.cleaned_data["revision"])
        except StaleTextError as error:
            standing = error.standing.recommendations  # type: ignore[union-attr]
            form = AdviceForm({"recommendations": typed, "revision": error.standing.revision})
            form.add_error("recommendations", str(error))
        else:
            messages.success(request, "Đã ghi kiến nghị của tổ.")
            return redirect(team_url(team))
    return form_page(
        request, form, "Kiến nghị trong báo cáo", "Ghi", team_url(team), caption=team.body.name, steps=_steps(team),
        template="scoring/visits/advice.html", standing=standing, typed=typed,
    )  # fmt: skip
