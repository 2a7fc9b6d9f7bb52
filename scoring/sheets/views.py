"""The sheet of one organisation: filling it, citing proof, submitting it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations import hooks
from organizations.access import can, current_user, require
from scoring.bodies.ballots import voters_of
from scoring.bodies.remedy_selectors import remedies_beside
from scoring.evidence.selectors import label_of
from scoring.evidence.services import drop_proof
from scoring.models import Assessment, Evaluation, EvidenceUse
from scoring.names import note_reading
from scoring.permissions import self_stage
from scoring.rounds.children import period_words
from scoring.rubrics.load import rubric_of
from scoring.sheets.forms import MeetingForm, PostedSheet, WithdrawForm, read_sheet_post
from scoring.sheets.page import SheetView, read_sheet
from scoring.sheets.parts import parts_of_sheet
from scoring.sheets.save import Saved, save_rows
from scoring.sheets.selectors import listed_sheets
from scoring.sheets.submit import NotReady, asks_for_report, asks_for_request, lacks, submit_sheet
from scoring.sheets.whole import whole_sheet
from scoring.sheets.withdraw import withdraw_submission
from scoring.workflow import stage_at_work

LONGEST_KEY = 18


def visible_sheet(request: HttpRequest, pk: int) -> Evaluation:
    """Return a sheet that the reader may see, with all that pages and permissions read; otherwise 404."""
    user = current_user(request)
    evaluation = whole_sheet(pk)
    if evaluation is None or not can(user, "evaluation.view", evaluation):
        raise Http404
    if evaluation.subject and request.method == "GET":
        note_reading(evaluation, user, evaluation.organization_id)
    return evaluation


def row_anchor(view: SheetView, code: str) -> str:
    """Return the anchor of a row on the sheet's page, "" for none."""
    return f"dong-{view.loaded.keys[code]}" if code in view.loaded.keys else ""


def sheet_context(request: HttpRequest, view: SheetView, **more: Any) -> dict[str, Any]:
    """Return what every page of one sheet shows."""
    evaluation = view.evaluation
    return {
        "page_title": evaluation.subject or evaluation.name,
        "page_caption": f"{evaluation.round.name} · {evaluation.parent_name or evaluation.level.name}",
        "breadcrumbs": [("Việc của tôi", "/"), (evaluation.name, "")],
        "evaluation": evaluation,
        "sheet": view,
        "form_texts": view.loaded.data.form,
        "period": period_words(evaluation.round),
        "stages": sorted(evaluation.assessments.all(), key=lambda stage: stage.position),
        "links": [link for group in hooks.evaluation_links.call(current_user(request), evaluation) for link in group],
        "save_id": uuid4(),
        # Keys as text for the page's script: a template would localise numbers.
        "row_url": reverse("scoring:save_row", args=[evaluation.pk, 0]).removesuffix("0/"),
        "talk_url": reverse("scoring:talk", args=[evaluation.pk, 0]).removesuffix("0/"),
        "user_key": str(current_user(request).pk),
        "stage_key": str(evaluation.current_id),
        # Read where a page shows them.
        "parts": lambda: parts_of_sheet(evaluation, view.loaded),
        "remedies": lambda: remedies_beside(evaluation, current_user(request)),
        "changed": view.changed,
        **more,
    }


@require_safe
def sheet_list(request: HttpRequest) -> HttpResponse:
    """Sheets of the organisations for which the reader is secretary or contributor, by round."""
    return render(
        request, "scoring/sheet_list.html",
        {"page_title": "Phiếu của đơn vị", "sheets": listed_sheets(current_user(request))},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: filled by its secretary while it is open, otherwise read."""
    evaluation = visible_sheet(request, pk)
    if request.method == "POST":
        return _save(request, evaluation)
    allowed = can(current_user(request), "evaluation.fill", evaluation)
    view = read_sheet(evaluation, current_user(request), editing=bool(allowed))
    context = sheet_context(
        request,
        view,
        may_fill=bool(allowed),
        may_submit=bool(can(current_user(request), "evaluation.submit", evaluation)),
        may_withdraw=not allowed and bool(can(current_user(request), "evaluation.withdraw", evaluation)),
        may_vote=bool(can(current_user(request), "evaluation.vote", evaluation)),
    )
    return render(request, "scoring/sheet.html", context)


def _save(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    require(current_user(request), "evaluation.fill", evaluation)
    posted, saved = save_posted(request.POST, evaluation, current_user(request))
    if saved.complete and not posted.errors:
        return _go_on(request, evaluation, saved)
    view = read_sheet(
        evaluation, current_user(request), editing=True, posted=posted, problems=saved.refused, stale=saved.stale
    )
    context = sheet_context(
        request, view, may_fill=True, may_submit=bool(can(current_user(request), "evaluation.submit", evaluation)),
        problems=row_problems(view, posted, saved),
    )  # fmt: skip
    return render(request, "scoring/sheet.html", context, status=UNPROCESSABLE)


def _go_on(request: HttpRequest, evaluation: Evaluation, saved: Saved) -> HttpResponse:
    """Do what the pressed button says besides saving: every button saves first, so that nothing typed is lost."""
    then, _, text = request.POST.get("then", "").partition("-")
    key = int(text) if text.isdecimal() and len(text) <= LONGEST_KEY else None
    if then == "proof" and key is not None:
        return redirect("scoring:add_proof", evaluation.pk, key)
    if then == "talk" and key is not None:
        return redirect("scoring:talk", evaluation.pk, key)
    if then == "drop" and key is not None:
        return _drop_proof(request, evaluation, key)
    messages.success(request, saved_message(saved))
    if then == "lines" and key is not None:
        return redirect(row_url(evaluation, key))
    return redirect("scoring:submit" if then == "submit" else "scoring:sheet", evaluation.pk)


def _drop_proof(request: HttpRequest, evaluation: Evaluation, pk: int) -> HttpResponse:
    use = get_object_or_404(EvidenceUse.objects.select_related("evidence"), pk=pk, evaluation=evaluation)
    drop_proof(use, actor=current_user(request))
    messages.success(request, f"Đã bỏ minh chứng {label_of(use.evidence)} khỏi nội dung này.")
    return redirect(row_url(evaluation, use.criterion_id))


def save_posted(post: QueryDict, evaluation: Evaluation, user: Any) -> tuple[PostedSheet, Saved]:
    """Save what can be saved of a posted sheet and return it with what became of its rows."""
    current = stage_at_work(evaluation)
    posted = read_sheet_post(post, rubric_of(evaluation.version))
    saved = save_rows(current, actor=user, entered=posted.entered, save_id=posted.save_id)
    return posted, saved


def saved_message(saved: Saved) -> str:
    """Return the sentence that confirms a save."""
    count = len(saved.saved)
    return f"Đã lưu {count} nội dung lúc {timezone.localtime():%H:%M}." if count else "Mọi nội dung đã được lưu."


def row_problems(view: SheetView, posted: PostedSheet, saved: Saved) -> list[tuple[str, str]]:
    """Return the rows that were not saved, for the summary on top: (anchor, sentence)."""
    found = {**posted.errors, **saved.refused}
    found |= dict.fromkeys(saved.stale, "người khác vừa lưu giá trị khác, hãy xem lại.")
    return [
        (row_anchor(view, row.code), f"Mục {view.loaded.data.label(row.code)}: {found[row.code]}")
        for row in view.loaded.data.leaves()
        if row.code in found
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, the meeting that adopted the sheet, and handing it on."""
    evaluation = visible_sheet(request, pk)
    own = self_stage(evaluation)
    if request.method == "POST" and own.done_by_id == current_user(request).pk:
        # The second press of an impatient finger: what the first one did is what he wants to see.
        return redirect("scoring:submitted", evaluation.pk)
    require(current_user(request), "evaluation.submit", evaluation)
    view, stage = read_sheet(evaluation, current_user(request), editing=False), stage_at_work(evaluation)
    kept, refused = f"nop-{pk}", request.method == "POST"
    form = MeetingForm(
        request.POST or None,
        initial=(MeetingForm.before(stage) or voters_of(evaluation, stage)) | request.session.get(kept, {}),
        with_request=asks_for_request(evaluation), with_report=asks_for_report(evaluation),
    )  # fmt: skip
    if refused and _handed_in(request, evaluation, form):
        request.session.pop(kept, None)
        return redirect("scoring:submitted", evaluation.pk)
    if refused:
        # Who is sent to a row that is missing finds the meeting as he typed it when he comes back.
        request.session[kept] = form.typed()
    missing = [(row_anchor(view, code), sentence) for code, sentence in lacks(evaluation)]
    reports = asks_for_report(evaluation)
    context = sheet_context(
        request, view, form=form, missing=missing, reports=reports, refused=refused,
        falls_short=_falls_short(view, stage), asks=asks_for_request(evaluation),
    )  # fmt: skip
    return render(request, "scoring/submit.html", context, status=UNPROCESSABLE if refused else 200)


def _falls_short(view: SheetView, stage: Assessment) -> bool:
    """Say whether the unit's own marks come to an outcome, and to none that is recognised."""
    proposal = next((proposal for each, _, proposal in view.shown if each.pk == stage.pk), None)
    return proposal is not None and proposal.outcome is not None and not proposal.recognises


def _handed_in(request: HttpRequest, evaluation: Evaluation, form: MeetingForm) -> bool:
    """Hand a sheet in and say whether it went; what is wrong with the meeting goes beside its fields."""
    if not form.is_valid():
        return False
    try:
        submit_sheet(evaluation, actor=current_user(request), meeting=form.meeting())
    except NotReady as lacking:
        # Rows are named above the form, each with its link.
        for name, sentence in lacking.items:
            if name in form.fields:
                form.add_error(name, sentence)
        return False
    return True


@require_safe
def submitted(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmation that a sheet was handed on, and what comes next."""
    evaluation = visible_sheet(request, pk)
    user = current_user(request)
    view = read_sheet(evaluation, user, editing=False)
    context = sheet_context(
        request, view, may_withdraw=bool(can(user, "evaluation.withdraw", evaluation)),
        paper="Tờ trình" if asks_for_request(evaluation) else "Báo cáo",
    )  # fmt: skip
    return render(request, "scoring/submitted.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asking once more before a sheet that was handed in is taken back, and why."""
    evaluation = visible_sheet(request, pk)
    user = current_user(request)
    require(user, "evaluation.withdraw", evaluation)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_submission(evaluation, actor=user, reason=form.cleaned_data["reason"])
        messages.success(request, "Đã rút phiếu. Điểm đã chấm còn nguyên; sửa xong hãy nộp lại.")
        return redirect("scoring:sheet", evaluation.pk)
    context = {
        "page_title": "Rút phiếu đã nộp",
        "page_caption": evaluation.name,
        "breadcrumbs": [(evaluation.name, evaluation_url(evaluation)), ("Rút phiếu", "")],
        "evaluation": evaluation,
        "stage": stage_at_work(evaluation),
        "form": form,
    }
    return render(request, "scoring/withdraw.html", context, status=UNPROCESSABLE if form.errors else 200)


def evaluation_url(evaluation: Evaluation) -> str:
    """Return the address of a sheet."""
    return f"/ho-so/{evaluation.pk}/"


def row_url(evaluation: Evaluation, key: int) -> str:
    """Return the address of a row on the page of its sheet."""
    return f"{evaluation_url(evaluation)}#dong-{key}"
