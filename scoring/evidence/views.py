"""Giving proof for a row, and handing proof out to whoever may see it."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from config.common.audit import log
from config.common.files import read
from config.common.http import UNPROCESSABLE
from config.common.models import StoredFile
from organizations.access import current_user, require
from organizations.models import User
from scoring.evidence.forms import AgainForm, FileForm, ReferenceForm
from scoring.evidence.permissions import visible_evidence
from scoring.evidence.selectors import offers
from scoring.evidence.services import NotStored, attach_files, cite_paper, keep_files, use_again
from scoring.models import Evaluation, Evidence
from scoring.rubrics.load import rubric_of
from scoring.sheets.views import row_url, visible_sheet

# Whatever is inside: it is kept, never run, and never guessed at.
SEALED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


@require_http_methods(["GET", "HEAD", "POST"])
def add_proof(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Give proof for one row: files, a cited paper, or what the unit has given before."""
    evaluation = visible_sheet(request, pk)
    user = current_user(request)
    require(user, "evaluation.fill", evaluation)
    loaded = rubric_of(evaluation.version)
    code = loaded.codes.get(key, "")
    if not code or loaded.data.row(code).is_group:
        raise Http404
    offered = offers(evaluation, loaded, code)
    how = request.POST.get("how", "") if request.method == "POST" else None
    # Fields of three forms on one page: each with ids of its own.
    forms: dict[str, Any] = {
        "file": FileForm(**_given(request, how == "file"), auto_id="tep_%s"),
        "again": AgainForm(**_given(request, how == "again"), auto_id="co_%s", offers=offered),
        "paper": ReferenceForm(**_given(request, how is not None and how not in ("file", "again"))),
    }
    posted = next((form for form in forms.values() if form.is_bound), None)
    if posted is not None and posted.is_valid() and (count := _give(evaluation, code, user, posted)):
        messages.success(request, "Đã thêm minh chứng." if count == 1 else f"Đã thêm {count} minh chứng.")
        return redirect(row_url(evaluation, key))
    context = {
        "page_title": "Thêm minh chứng",
        "page_caption": evaluation.name,
        "breadcrumbs": [(evaluation.name, f"/ho-so/{evaluation.pk}/"), ("Thêm minh chứng", "")],
        "evaluation": evaluation,
        "row": loaded.data.row(code),
        "row_label": loaded.data.label(code),
        "back": row_url(evaluation, key),
        "form": posted,
        "forms": forms,
        "offered": offered,
    }
    return render(request, "scoring/proof.html", context, status=UNPROCESSABLE if posted is not None else 200)


def _given(request: HttpRequest, chosen: bool) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES} if chosen else {}


def _give(evaluation: Evaluation, code: str, user: User, form: Form) -> int:
    """Do what a valid form says and return how many proofs stand at the row by it; 0 with an error on the form."""
    if isinstance(form, ReferenceForm):
        cite_paper(evaluation, code, actor=user, reference=form.reference())
        return 1
    if isinstance(form, AgainForm):
        try:
            return len(use_again(evaluation, code, actor=user, chosen=form.cleaned_data["chosen"]))
        except Evidence.DoesNotExist:
            raise Http404 from None
    try:
        # Bytes first, rows second: what is kept and never named is swept up later.
        kept = keep_files(form.cleaned_data["upload"])
    except NotStored as problem:
        form.add_error(None, str(problem))
        return 0
    data = form.cleaned_data
    return len(
        attach_files(
            evaluation, code, actor=user, files=kept, summary=data["about"], no_secret=data["no_secret"]
        )
    )  # fmt: skip


def _visible(request: HttpRequest, pk: int) -> Evidence:
    found = visible_evidence(current_user(request)).select_related("organization", "file", "preview")
    return get_object_or_404(found, pk=pk)


@require_safe
def proof_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a proof, to be saved. This GET writes one event: what leaves may hold names."""
    evidence = _visible(request, pk)
    if evidence.file is None:
        raise Http404
    answer = _answer(evidence.file, evidence.file_name, attachment=True)
    if request.method == "GET":
        log(
            "evidence.download",
            evidence,
            actor=current_user(request),
            organization_id=evidence.organization_id,
            file=evidence.file_name,
        )
    return answer


@require_safe
def proof_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a proof's first page, as drawn here."""
    evidence = _visible(request, pk)
    if evidence.preview is None:
        raise Http404
    return _answer(evidence.preview, f"xem-truoc-{evidence.pk}.jpg", attachment=False)


def _answer(stored: StoredFile, name: str, *, attachment: bool) -> HttpResponse:
    answer = HttpResponse(read(stored), content_type=stored.content_type, headers=SEALED)
    answer["Content-Disposition"] = content_disposition_header(attachment, name) or "attachment"
    return answer
