"""Pages of the board's desk: bulk acts, returns, notes, history, opening again, the score table."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.common.files import read
from config.common.http import UNPROCESSABLE
from config.common.models import StoredFile
from organizations.access import can, current_user, require
from organizations.models import Assignment, User
from scoring.appraisal.bulk import ACTS, carry_out, sort_out
from scoring.appraisal.desk import add_note, reopen_conclusion
from scoring.appraisal.desk_forms import BulkForm, NoteForm, PaperForm, ReopenForm, ReturnForm
from scoring.appraisal.history import history
from scoring.appraisal.paper import take_paper
from scoring.appraisal.returns import RETURNS_BEFORE_CALL, return_rows, returns_so_far
from scoring.appraisal.selectors import board_sheets
from scoring.evidence.services import NotStored, keep_files
from scoring.models import Evaluation, Stage
from scoring.names import note_reading
from scoring.permissions import reads_marks, self_stage
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.sheets.submit import NotReady
from scoring.sheets.views import visible_sheet
from scoring.workflow import chain_of, evaluation_with_work, marking_stages, with_current

MOST_AT_ONCE = 1000
# Where a step is worked on; whoever marks does so on the page of the board.
WORKPLACES: dict[str, str] = {Stage.Kind.SELF: "scoring:sheet", Stage.Kind.APPROVAL: "scoring:conclusion"}
RETURN_DAYS = 5


def breadcrumbs(evaluation: Evaluation, here: str) -> list[tuple[str, str]]:
    """Return the way from the board's list to a page of one sheet."""
    return [
        ("Thẩm định", f"{reverse('scoring:board')}?dot={evaluation.round_id}"),
        (evaluation.name, reverse("scoring:appraise", args=[evaluation.pk])),
        (here, ""),
    ]


def _chosen(request: HttpRequest) -> list[Evaluation]:
    """Return the ticked sheets that the reader's board has, in the order of the list; others are as if not there."""
    keys = [int(key) for key in request.POST.getlist("s")[:MOST_AT_ONCE] if key.isdecimal()]
    mine = board_sheets(current_user(request), None).filter(pk__in=keys).values("pk")
    found = evaluation_with_work().filter(pk__in=mine).order_by("parent_name", "sort", "pk")
    chosen = [with_current(evaluation) for evaluation in found]
    if keys and not chosen:
        raise Http404
    return chosen


def _officers(evaluations: list[Evaluation]) -> QuerySet[User]:
    """Return the appraisers of the bodies that appraise these sheets."""
    stages = {(stage.body_id, stage.role) for sheet in evaluations for stage in marking_stages(sheet)}
    at_one = [Q(body=body, role=role) for body, role in stages]
    posts = Assignment.objects.filter(reduce(or_, at_one, Q(pk__in=[])), end__isnull=True)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("full_name")


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act on the ticked sheets: first what it would do, then, confirmed, what it did."""
    user = current_user(request)
    act = ACTS.get(request.POST.get("act", ""))
    evaluations = _chosen(request)
    if act is None or not evaluations:
        messages.warning(request, "Hãy đánh dấu ít nhất một hồ sơ rồi chọn việc cần làm.")
        return redirect("scoring:board")
    confirmed = "confirm" in request.POST
    if any(sheet.subject for sheet in evaluations):
        note_reading(evaluations[0].round, user, evaluations[0].round.owner.organization_id)
    form = BulkForm(request.POST if confirmed else None, wanted=act.fields, officers=_officers(evaluations))
    context: dict[str, Any] = {
        "page_title": act.label,
        "breadcrumbs": [("Thẩm định", reverse("scoring:board")), (act.label, "")],
        "act": act,
        "form": form,
    }
    if confirmed and form.is_valid():
        outcome = carry_out(act, user, evaluations, form.cleaned_data)
        return render(request, "scoring/bulk_done.html", {**context, "outcome": outcome})
    outcome = sort_out(act, user, evaluations)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "scoring/bulk.html", {**context, "outcome": outcome, "chosen": evaluations}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Sending ticked rows back: a reason for each, one for all, a new deadline."""
    evaluation = visible_sheet(request, pk)
    require(current_user(request), "evaluation.return", evaluation)
    loaded = rubric_of(evaluation.version)
    ticked = _ticked(request.POST if request.method == "POST" else request.GET, loaded)
    deadline = timezone.localdate() + timedelta(days=RETURN_DAYS)
    ask_call = returns_so_far(evaluation) >= RETURNS_BEFORE_CALL
    form = ReturnForm(request.POST or None, ask_call=ask_call, initial={"deadline": deadline})
    problems: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            return_rows(evaluation, actor=current_user(request), rows=ticked, **form.cleaned_data)
        except NotReady as lacking:
            problems = _spread(form, lacking.items, loaded)
        else:
            messages.success(request, f"Đã trả lại {len(ticked)} nội dung cho {evaluation.name}.")
            return redirect(f"{reverse('scoring:board')}?dot={evaluation.round_id}")
    context = {
        "page_title": "Trả lại để sửa",
        "page_caption": evaluation.name,
        "breadcrumbs": breadcrumbs(evaluation, "Trả lại"),
        "form": form,
        "problems": problems,
        "rows": [
            (str(loaded.keys[row.code]), row, loaded.data.label(row.code), row.code in ticked, ticked.get(row.code, ""))
            for row in loaded.data.leaves()
        ],
    }
    status = UNPROCESSABLE if form.errors or problems else 200
    return render(request, "scoring/return.html", context, status=status)


def _ticked(data: QueryDict, loaded: LoadedRubric) -> dict[str, str]:
    """Return the rows ticked in a form or an address: code → reason."""
    wanted = data.getlist("dong")
    return {
        row.code: data.get(f"ly-do-{loaded.keys[row.code]}", "").strip()
        for row in loaded.data.leaves()
        if str(loaded.keys[row.code]) in wanted
    }


def _spread(form: ReturnForm, items: list[tuple[str, str]], loaded: LoadedRubric) -> list[tuple[str, str]]:
    """Put sentences beside the fields they belong to; return those of rows for the summary: (anchor, sentence)."""
    rows = []
    for name, sentence in items:
        if name in form.fields:
            form.add_error(name, sentence)
        elif name in loaded.keys:
            rows.append((f"ly-do-{loaded.keys[name]}", f"Mục {loaded.data.label(name)}: {sentence}"))
        else:
            rows.append(("", sentence))
    return rows


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note of the board beside a sheet."""
    evaluation = visible_sheet(request, pk)
    require(current_user(request), "evaluation.board", evaluation)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            add_note(evaluation, actor=current_user(request), text=form.cleaned_data["text"])
        except NotReady as problem:
            messages.error(request, " ".join(sentence for _, sentence in problem.items))
        else:
            messages.success(request, "Đã ghi chú; chỉ cơ quan thẩm định đọc được.")
    else:
        messages.error(request, "Cần ghi nội dung ghi chú.")
    return redirect("scoring:history", evaluation.pk)


@require_safe
def sheet_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to a sheet, and the board's notes for the board."""
    evaluation = visible_sheet(request, pk)
    user = current_user(request)
    board = bool(can(user, "evaluation.board", evaluation))
    context = {
        "page_title": "Quá trình xử lý",
        "page_caption": evaluation.name,
        "breadcrumbs": [(evaluation.name, reverse("scoring:sheet", args=[pk])), ("Quá trình xử lý", "")],
        "evaluation": evaluation,
        "lines": history(evaluation, user),
        "notes": evaluation.comments.filter(private=True) if board else (),
        "form": NoteForm() if board else None,
        "may_reopen": bool(can(user, "evaluation.reopen", evaluation)),
    }
    return render(request, "scoring/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening the conclusion of a finished sheet again."""
    evaluation = visible_sheet(request, pk)
    require(current_user(request), "evaluation.reopen", evaluation)
    deadline = timezone.localdate() + timedelta(days=RETURN_DAYS)
    form = ReopenForm(request.POST or None, initial={"deadline": deadline})
    if request.method == "POST" and form.is_valid():
        try:
            reopen_conclusion(evaluation, actor=current_user(request), **form.cleaned_data)
        except NotReady as lacking:
            for name, sentence in lacking.items:
                form.add_error(name, sentence)
        else:
            last = chain_of(evaluation)[-1]
            messages.success(request, f"Đã mở lại bước {last.get_kind_display()} của {evaluation.name}.")
            return redirect(WORKPLACES.get(last.kind, "scoring:appraise"), evaluation.pk)
    context = {
        "page_title": "Mở lại kết luận",
        "page_caption": evaluation.name,
        "breadcrumbs": breadcrumbs(evaluation, "Mở lại"),
        "form": form,
    }
    return render(request, "scoring/reopen.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def take_paper_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeping the scan of a paper sheet, before the board enters it in the unit's place."""
    evaluation = visible_sheet(request, pk)
    require(current_user(request), "evaluation.enter_paper", evaluation)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            # Bytes first, outside of any transaction; the row that names them second.
            kept = keep_files(form.cleaned_data["scan"])[0]
        except NotStored as problem:
            form.add_error("scan", str(problem))
        else:
            take_paper(evaluation, actor=current_user(request), scan=kept.file, reason=form.cleaned_data["reason"])
            messages.success(request, "Đã giữ bản chụp. Mời đồng chí nhập điểm theo phiếu giấy rồi nộp thay đơn vị.")
            return redirect("scoring:sheet", evaluation.pk)
    context = {
        "page_title": "Nhập thay phiếu giấy",
        "page_caption": evaluation.name,
        "breadcrumbs": breadcrumbs(evaluation, "Nhập thay"),
        "form": form,
    }
    return render(request, "scoring/paper.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def paper_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a paper sheet, for whoever reads the self-score."""
    evaluation = visible_sheet(request, pk)
    own = self_stage(evaluation)
    if own.paper_id is None or not reads_marks(current_user(request), own):
        raise Http404
    scan = StoredFile.objects.get(pk=own.paper_id)
    response = HttpResponse(read(scan), content_type=scan.content_type)
    ending = "pdf" if "pdf" in scan.content_type else "jpg"
    response["Content-Disposition"] = f'attachment; filename="phieu-giay-{evaluation.pk}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response
