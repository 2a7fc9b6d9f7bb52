"""Names whose time is over: the rounds that hold them, a proposal to take them away, and doing it as another person."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import can, current_user, require
from organizations.models import User
from scoring.members.erasing import carry_out_erasure, propose_erasure
from scoring.members.errors import MemberError
from scoring.members.forms import EraseForm
from scoring.members.permissions import visible_kept
from scoring.members.retention import Kept, kept_until
from scoring.members.views import crumbs
from scoring.models import Erasure, Round

TITLE = "Lưu và xóa tên đảng viên"


@dataclass
class KeptLine:
    """A round that names members: until when, what was proposed or done, what the reader may do."""

    round: Round
    listed: int
    kept: Kept
    standing: Erasure | None
    done: Erasure | None
    may_propose: bool
    may_approve: bool
    proposer: str = ""


@require_safe
def kept_names(request: HttpRequest) -> HttpResponse:
    """Every round that names members, until when the names are kept, and what was proposed; nobody is named."""
    user = current_user(request)
    require(user, "erasure.list")
    rounds = (
        visible_kept(user)
        .select_related("programme", "owner__organization")
        .prefetch_related("erasures")
        .annotate(listed=Count("evaluations", filter=Q(evaluations__subject__gt="")))
        .order_by("end", "pk")
    )
    lines = [_line(round_, user) for round_ in rounds]
    people = {line.standing.proposed_by_id for line in lines if line.standing}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
    for line in lines:
        line.proposer = names.get(line.standing.proposed_by_id, "") if line.standing else ""
    context = {"page_title": TITLE, "breadcrumbs": crumbs((TITLE, "")), "lines": lines}
    return render(request, "scoring/members/kept.html", context)


def _line(round_: Round, user: User) -> KeptLine:
    erasures = list(round_.erasures.all())
    standing = next((each for each in erasures if each.approved_at is None), None)
    if standing is not None:
        standing.round = round_
    done = next((each for each in erasures if each.approved_at is not None), None)
    kept, listed = kept_until(round_), vars(round_)["listed"]
    free = kept.due and standing is None and done is None
    return KeptLine(
        round_, listed, kept, standing, done,
        may_propose=free and bool(can(user, "erasure.propose", round_)),
        may_approve=standing is not None and bool(can(user, "erasure.approve", standing)),
    )  # fmt: skip


def _round(request: HttpRequest, pk: int) -> Round:
    rounds = visible_kept(current_user(request)).select_related("programme", "owner__organization")
    return get_object_or_404(rounds, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def erasure_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to take the names of a round away."""
    round_, user = _round(request, pk), current_user(request)
    require(user, "erasure.propose", round_)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_erasure(round_, actor=user, reason=form.cleaned_data["reason"])
        except MemberError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, "Đã ghi đề nghị xóa. Một người khác phải thực hiện việc xóa.")
            return redirect("scoring:kept_names")
    context = {
        "page_title": "Đề nghị xóa tên đảng viên", "page_caption": round_.name, "form": form, "round": round_,
        "breadcrumbs": crumbs((TITLE, reverse("scoring:kept_names")), ("Đề nghị xóa", "")), "kept": kept_until(round_),
        "listed": round_.evaluations.filter(subject__gt="").count(),
    }  # fmt: skip
    return render(request, "scoring/members/erase.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def erasure_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the names of a round away, as somebody else proposed."""
    round_ = _round(request, pk)
    erasure = Erasure.objects.filter(round=round_).order_by("-pk").first()
    if erasure is None:
        raise Http404
    done = carry_out_erasure(erasure, actor=current_user(request))
    messages.success(request, f"Đã xóa {done.names} tên; số lượng vẫn giữ để thống kê.")
    return redirect("scoring:kept_names")
