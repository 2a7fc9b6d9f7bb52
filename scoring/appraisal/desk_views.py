"""Pages of the board's desk: returns, notes, history, opening again, the score table."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.common.files import read
from config.common.http import UNPROCESSABLE
from config.common.models import StoredFile
from organizations.access import can, current_user, require
from scoring.appraisal.desk import add_note, reopen_conclusion
from scoring.appraisal.desk_forms import NoteForm, PaperForm, ReopenForm, ReturnForm
from scoring.appraisal.history import history
from scoring.appraisal.paper import take_paper
from scoring.appraisal.returns import RETURNS_BEFORE_CALL, return_rows, returns_so_far
from scoring.evidence.services import NotStored, keep_files
from scoring.models import Evaluation, Stage
from scoring.permissions import reads_marks, self_stage
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.sheets.marks import marks_of
from scoring.sheets.submit import NotReady
from scoring.sheets.views import visible_sheet
from scoring.workflow import chain_of, stage_at_work

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


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Sending ticked rows back: a reason for each, one for all, a new deadline."""
    evaluation = visible_sheet(request, pk)
    require(current_user(request), "evaluation.return", evaluation)
    loaded = rubric_of(evaluation.version)
    proposed = _own_reasons(evaluation, loaded)
    ticked, reasons = _asked_back(request, loaded, proposed)
    deadline = timezone.localdate() + timedelta(days=RETURN_DAYS)
    ask_call = returns_so_far(evaluation) >= RETURNS_BEFORE_CALL
    form = ReturnForm(request.POST or None, ask_call=ask_call, initial={"deadline": deadline})
    problems: list[tuple[str, str]] = []
    stray = [code for code, reason in reasons.items() if code not in ticked and reason != proposed.get(code, "")]
    if request.method == "POST" and stray:
        problems = [
            (f"dong-{loaded.keys[code]}", f"Mục {loaded.data.label(code)}: đã ghi lý do nhưng chưa đánh dấu trả lại.")
            for code in stray
        ]
    elif request.method == "POST" and form.is_valid():
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
            (
                str(loaded.keys[row.code]),
                row,
                loaded.data.label(row.code),
                row.code in ticked,
                reasons.get(row.code, ""),
            )
            for row in loaded.data.leaves()
        ],
    }
    status = UNPROCESSABLE if form.errors or problems else 200
    return render(request, "scoring/return.html", context, status=status)


def _own_reasons(evaluation: Evaluation, loaded: LoadedRubric) -> dict[str, str]:
    """Return the reasons that whoever appraises has saved beside rows, by code: what he is likely to say again."""
    return {
        loaded.codes[mark.criterion_id]: mark.explanation
        for mark in marks_of(stage_at_work(evaluation))
        if mark.explanation
    }


def _asked_back(
    request: HttpRequest, loaded: LoadedRubric, proposed: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ticked rows with their reasons, and all reasons that the page shows, by code."""
    data = request.POST if request.method == "POST" else request.GET
    ticked = {row.code for row in loaded.data.leaves() if str(loaded.keys[row.code]) in data.getlist("dong")}
    if request.method == "POST":
        typed = {row.code: data.get(f"ly-do-{loaded.keys[row.code]}", "").strip() for row in loaded.data.leaves()}
        reasons = {code: text for code, text in typed.items() if text}
    else:
        reasons = {code: text for code, text in proposed.items() if code in ticked}
    return {code: reasons.get(code, "") for code in ticked}, reasons


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
            for _, sentence in problem.items:
                form.add_error("text", sentence)
        else:
            messages.success(request, "Đã ghi chú; chỉ cơ quan thẩm định đọc được.")
            return redirect("scoring:history", evaluation.pk)
    return _history_page(request, evaluation, form)


@require_safe
def sheet_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to a sheet, and the board's notes for the board."""
    evaluation = visible_sheet(request, pk)
    return _history_page(request, evaluation, NoteForm())


def _history_page(request: HttpRequest, evaluation: Evaluation, form: NoteForm) -> HttpResponse:
    user = current_user(request)
    board = bool(can(user, "evaluation.board", evaluation))
    context = {
        "page_title": "Quá trình xử lý",
        "page_caption": evaluation.name,
        "breadcrumbs": [(evaluation.name, reverse("scoring:sheet", args=[evaluation.pk])), ("Quá trình xử lý", "")],
        "evaluation": evaluation,
        "lines": history(evaluation, user),
        "notes": evaluation.comments.filter(private=True) if board else (),
        "form": form if board else None,
        "may_reopen": bool(can(user, "evaluation.reopen", evaluation)),
        "may_withdraw": evaluation.withdrawn_at is None
        and evaluation.current_id is not None
        and bool(can(user, "round.manage", evaluation.round)),
    }
    return render(request, "scoring/history.html", context, status=UNPROCESSABLE if form.errors else 200)


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
