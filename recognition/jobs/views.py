"""The page of a background work: how far it is, what went wrong, its result."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config.common.audit import log
from config.common.jobs import restart, run_now, stalled
from config.common.jobs.models import Job
from organizations.access import can, require
from recognition.jobs.selectors import visible_jobs
from recognition.responses import reader

ZIP, PDF = "application/zip", "application/pdf"
TAGS = {
    Job.State.WAITING: "waiting",
    Job.State.RUNNING: "open",
    Job.State.DONE: "done",
    Job.State.FAILED: "returned",
}


def _visible(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(visible_jobs(reader(request)), pk=pk)


@never_cache
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One work; a request of htmx gets the part that changes."""
    found = _visible(request, pk)
    context = {
        "page_title": found.title,
        "breadcrumbs": [("Việc của tôi", "/"), ("Việc chạy nền", "")],
        "job": found,
        "tag": TAGS[Job.State(found.state)],
        "stalled": stalled(found),
        "own": bool(can(reader(request), "job.own", found)),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "recognition/_job.html" if part else "recognition/job.html", context)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a failed work again, or do one here that no worker takes, as far as a request may last."""
    found = _visible(request, pk)
    require(reader(request), "job.own", found)
    if found.state == Job.State.FAILED:
        restart(found)
        messages.success(request, "Đã đưa việc này vào hàng chờ.")
    elif stalled(found):
        found = run_now(found)
        if found.active:
            messages.info(request, f"Đã làm được {found.done}/{found.total}. Bấm “Làm ngay” để làm tiếp.")
    return redirect("recognition:job", pk)


@require_safe
def job_result(request: HttpRequest, pk: int) -> FileResponse:
    """The file that a work made. This GET writes one event: papers leave the installation with it."""
    found = _visible(request, pk)
    require(reader(request), "job.own", found)
    if not found.result or not default_storage.exists(found.result):
        raise Http404
    log("job.download", found, actor=reader(request), organization_id=found.organization_id, documents=found.total)
    return FileResponse(
        default_storage.open(found.result),
        as_attachment=True,
        filename=found.result_name,
        content_type=PDF if found.result_name.endswith(".pdf") else ZIP,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
