"""The page of a visited unit's minutes: the team writes, the unit answers, itself or through the team's secretary."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config.common.http import UNPROCESSABLE
from organizations import hooks
from organizations.access import can, current_user, require
from scoring.bodies.minutes import agreed_through_team, answer_minutes, write_minutes
from scoring.bodies.minutes_draft import draft_minutes
from scoring.bodies.team_views import CONFLICT, crumbs, errors_onto
from scoring.bodies.visit_errors import StaleTextError, VisitError
from scoring.bodies.visit_forms import AnswerForm, MinutesForm
from scoring.bodies.visit_permissions import speaks_for_unit, visible_minutes
from scoring.bodies.visit_selectors import minutes_state, ordered_members, sheets_of
from scoring.bodies.visit_views import visit_steps
from scoring.models import VisitUnit


@dataclass
class Sent:
    """What came with a refused request: its form, and what was typed where somebody wrote something else meanwhile."""

    writing: MinutesForm | None = None
    answering: AnswerForm | None = None
    standing: str = ""
    typed: str = ""

    @property
    def status(self) -> int:
        """The status of the answer."""
        if self.writing is None and self.answering is None:
            return 200
        return CONFLICT if self.standing else UNPROCESSABLE


def visible_unit(request: HttpRequest, pk: int) -> VisitUnit:
    """Return a visited unit that the reader may see; 404 otherwise."""
    units = visible_minutes(current_user(request)).select_related(
        "organization", "visit__team__body__organization", "visit__team__round"
    )
    return get_object_or_404(units, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a visited unit; ?lap-lai=1 puts a fresh draft from the data into the box, unsaved."""
    unit, user = visible_unit(request, pk), current_user(request)
    if request.method != "POST":
        return _page(request, unit, Sent())
    require(user, "minutes.write", unit)
    form = MinutesForm(request.POST)
    sent = Sent(writing=form)
    if form.is_valid():
        text = form.cleaned_data["findings"]
        try:
            write_minutes(unit, actor=user, text=text, revision=form.cleaned_data["revision"])
        except VisitError as error:
            errors_onto(form, error)
        except StaleTextError as error:
            sent = _stale(error, text)
        else:
            messages.success(request, "Đã lưu biên bản.")
            return redirect("scoring:minutes", unit.pk)
    return _page(request, unit, sent)


def _stale(error: StaleTextError, typed: str) -> Sent:
    """Put back what was typed, ready to be saved over what stands, which is shown beside it."""
    form = MinutesForm({"findings": typed, "revision": error.standing.revision})
    form.add_error("findings", str(error))
    return Sent(writing=form, standing=error.standing.findings or "(trống)", typed=typed)  # type: ignore[union-attr]


@require_POST
def minutes_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit agrees to the minutes as it has read them, or says what it holds against them."""
    unit, user = visible_unit(request, pk), current_user(request)
    require(user, "minutes.agree", unit)
    form = AnswerForm(request.POST)
    agree = request.POST.get("then") == "agree"
    if form.is_valid():
        data = form.cleaned_data
        try:
            answer_minutes(unit, actor=user, agree=agree, objection=data["objection"], revision=data["revision"])
        except VisitError as error:
            errors_onto(form, error)
        except StaleTextError as error:
            form = AnswerForm({"objection": data["objection"], "revision": error.standing.revision})
            form.add_error("objection", "Biên bản vừa được sửa: mời đọc lại nội dung mới rồi trả lời.")
            return _page(request, visible_unit(request, pk), Sent(answering=form, standing=data["objection"] or " "))
        else:
            messages.success(request, "Đã thống nhất biên bản." if agree else "Đã ghi ý kiến của đơn vị.")
            return redirect("scoring:minutes", unit.pk)
    return _page(request, unit, Sent(answering=form))


def _page(request: HttpRequest, unit: VisitUnit, sent: Sent) -> HttpResponse:
    user, team = current_user(request), unit.visit.team
    may_write, may_answer = can(user, "minutes.write", unit), can(user, "minutes.agree", unit)
    state, word = minutes_state(unit)
    context = {
        "page_title": f"Biên bản: {unit.organization.name}", "page_caption": team.body.name,
        "breadcrumbs": crumbs(*visit_steps(unit.visit), (unit.organization.name, "")),
        "unit": unit, "visit": unit.visit, "state": state, "word": word, "members": ordered_members(team),
        "sheets": sheets_of(user, [unit.organization_id], team.round).get(unit.organization_id, []),
        "writing": (sent.writing or _first(request, unit)) if may_write else None,
        "answering": (sent.answering or _answer(unit)) if may_answer else None,
        "for_unit": bool(may_answer) and not speaks_for_unit(user, unit), "through_team": agreed_through_team(unit),
        "why_not": may_answer.reason if speaks_for_unit(user, unit) and unit.agreed_at is None else "",
        "standing": sent.standing if sent.writing else "", "typed": sent.typed,
        "form": sent.writing or sent.answering,
        "links": [link for links in hooks.paper_links.call(user, unit) for link in links],
    }  # fmt: skip
    return render(request, "scoring/visits/minutes.html", context, status=sent.status)


def _first(request: HttpRequest, unit: VisitUnit) -> MinutesForm:
    fresh = not unit.findings or request.GET.get("lap-lai") == "1"
    text = draft_minutes(unit, current_user(request)) if fresh else unit.findings
    return MinutesForm(initial={"findings": text, "revision": unit.revision})


def _answer(unit: VisitUnit) -> AnswerForm:
    return AnswerForm(initial={"objection": unit.objection, "revision": unit.revision})


def minutes_url(unit: VisitUnit) -> str:
    """Return the address of the minutes of a visited unit."""
    return reverse("scoring:minutes", args=[unit.pk])
