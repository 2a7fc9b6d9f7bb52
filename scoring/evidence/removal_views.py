"""The page on which a file uploaded by mistake is proposed for removal, and taken away by another person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import Refused, can, current_user, require
from scoring.evidence.forms import RemovalForm
from scoring.evidence.permissions import visible_evidence
from scoring.evidence.removal import carry_out_removal, propose_removal
from scoring.models import Evidence, EvidenceRemoval


@require_http_methods(["GET", "HEAD", "POST"])
def proof_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """First the unit's secretary says why; then whoever may, and did not propose it, takes the file away."""
    user = current_user(request)
    found = visible_evidence(user).select_related("organization", "file", "removal")
    evidence = get_object_or_404(found, pk=pk)
    removal: EvidenceRemoval | None = getattr(evidence, "removal", None)
    if evidence.kind != Evidence.Kind.FILE:
        raise Http404
    proposes = can(user, "evidence.propose_removal", evidence)
    carries_out = can(user, "evidence.carry_out_removal", removal) if removal is not None else proposes
    if not proposes and not carries_out:
        raise Refused(carries_out.reason)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and removal is not None:
        require(user, "evidence.carry_out_removal", removal)
        carry_out_removal(removal, actor=user)
        messages.success(request, "Đã xóa tệp; minh chứng còn ghi là tệp đã xóa.")
        return _back(evidence)
    if request.method == "POST" and form.is_valid():
        propose_removal(evidence, actor=user, reason=form.cleaned_data["reason"])
        messages.success(request, "Đã ghi đề nghị xóa. Cơ quan thẩm định hoặc người quản trị thực hiện việc xóa.")
        return _back(evidence)
    context = {
        "page_title": "Xóa tệp tải nhầm", "page_caption": evidence.organization.name, "form": form,
        "evidence": evidence, "removal": removal, "may_carry_out": removal is not None and bool(carries_out),
        "breadcrumbs": [("Xóa tệp tải nhầm", "")],
    }  # fmt: skip
    return render(request, "scoring/proof_remove.html", context, status=UNPROCESSABLE if form.errors else 200)


def _back(evidence: Evidence) -> HttpResponse:
    use = evidence.uses.order_by("-pk").first()
    return redirect("scoring:sheet", use.evaluation_id) if use else redirect("scoring:sheets")
