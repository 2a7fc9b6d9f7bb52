"""Pages of a draft as a whole: its tree with everything that is wrong, begun, published, thrown away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require
from scoring.models import RubricVersion
from scoring.rubrics import draft
from scoring.rubrics.builder.common import (
    CONFLICT,
    attempt,
    draft_of,
    draft_url,
    page,
    refusal,
    seen,
    standing,
    version_of,
    words_of,
)
from scoring.rubrics.builder.forms import NewRubricForm
from scoring.rubrics.builder.rows import draft_rows, faults_of
from scoring.rubrics.draft import DraftError
from scoring.rubrics.load import read_rubric
from scoring.rubrics.versions import previous_version

FORM = {
    "title": "PHIẾU TỰ CHẤM ĐIỂM",
    "columns": [
        {"role": "marker", "label": "Stt"}, {"role": "text", "label": "Nội dung"},
        {"role": "maximum", "label": "Điểm chuẩn"}, {"role": "self", "label": "Điểm tự chấm"},
        {"role": "appraisal", "label": "Điểm thẩm định"},
    ],
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree of a draft with the problems of each row; POST moves a row one place up or down."""
    version = draft_of(request, pk)
    status, refused = standing()
    if request.method == "POST":
        status, refused = _nudge(request, version)
        if not status:
            return redirect(f"{draft_url(version)}#dong-{request.POST['then'].partition(':')[2]}")
    loaded = read_rubric(version)
    problems = faults_of(loaded.data)
    rows = draft_rows(loaded, words_of(loaded.data), problems)
    rest = [each.message for each in problems if each.row not in loaded.data.by_code]
    return page(
        request, "draft", version, "Sửa bản thảo", status=status, problems=refused, rows=rows, rubric=loaded.data,
        general=list(dict.fromkeys(rest)), wrong=[row for row in rows if row.problems], count=str(len(problems)),
        previous=previous_version(version),
    )  # fmt: skip


def _nudge(request: HttpRequest, version: RubricVersion) -> tuple[int, list[str]]:
    way, _, key = request.POST.get("then", "").partition(":")
    data, step = read_rubric(version), {"up": -1, "down": 1}.get(way)
    code = data.codes.get(int(key)) if key.isdecimal() and len(key) < 18 else None
    if step is None or code is None:
        return CONFLICT, ["Dòng này không còn trong bản thảo: có thể người khác vừa xóa."]
    row = data.data.row(code)
    place = max(1, row.position + step)
    return refusal(
        lambda: draft.move_row(
            version, code, actor=current_user(request), seen=seen(request), parent=row.parent, position=place
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_create(request: HttpRequest) -> HttpResponse:
    """Begin a rubric from nothing."""
    user = current_user(request)
    require(user, "rubric.edit")
    form = NewRubricForm(request.POST or None, initial={"programme": request.GET.get("mo-hinh", "")})
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            made: list[RubricVersion] = []
            status = attempt(form, lambda: made.append(_begin(user, form)))
            if not status:
                messages.success(
                    request, "Đã lập bộ tiêu chí, còn trống. Thêm dòng, dán bảng từ Word hoặc tải sổ Excel lên."
                )
                return redirect(draft_url(made[0]))
    context = {
        "page_title": "Lập bộ tiêu chí mới", "form": form, "back": reverse("scoring:rubrics"),
        "breadcrumbs": [("Bộ tiêu chí", reverse("scoring:rubrics")), ("Lập bộ tiêu chí mới", "")],
    }  # fmt: skip
    return render(request, "scoring/builder/create.html", context, status=status)


def _begin(user: Any, form: NewRubricForm) -> RubricVersion:
    given = form.cleaned_data
    return draft.create_rubric(
        actor=user, programme=form.chosen(), code=given["code"], name=given["name"], source=given["source"], form=FORM
    )


@require_POST
def draft_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version as a copy; where a draft stands, go on with it."""
    version = version_of(request, pk)
    standing = version.rubric.versions.filter(state=RubricVersion.State.DRAFT).order_by("-number").first()
    if standing is not None:
        messages.info(request, "Bộ tiêu chí này đang có bản thảo; hãy sửa tiếp bản đó.")
        return redirect(draft_url(standing))
    try:
        made = draft.create_draft(version, actor=current_user(request))
    except DraftError as error:
        messages.warning(request, str(error))
        return redirect("scoring:rubric", version.pk)
    messages.success(request, f"Đã tạo bản thảo, phiên bản {made.number}.")
    return redirect(draft_url(made))


@require_http_methods(["GET", "HEAD", "POST"])
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    version = draft_of(request, pk)
    status, problems = standing()
    if request.method == "POST":
        name = version.rubric.name
        status, problems = refusal(
            lambda: draft.discard_draft(version, actor=current_user(request), seen=seen(request))
        )
        if not status:
            messages.success(request, f"Đã bỏ bản thảo của {name}.")
            return redirect("scoring:rubrics")
        version = draft_of(request, pk)
    return page(request, "discard", version, "Bỏ bản thảo", status=status, problems=problems)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft that adds up; what does not is listed."""
    version = draft_of(request, pk)
    require(current_user(request), "rubric.publish", version)
    status, problems = standing()
    if request.method == "POST":
        status, problems = refusal(
            lambda: draft.publish_draft(version, actor=current_user(request), seen=seen(request))
        )
        if not status:
            messages.success(request, f"Đã ban hành phiên bản {version.number}. Đợt mới dùng phiên bản này.")
            if not version.rubric.programme.kinds:
                messages.info(request, "Muốn lập đợt, còn phải khai loại tổ chức và các bước ở trang của mô hình.")
            return redirect("scoring:rubric", version.pk)
        version = draft_of(request, pk)
    data = read_rubric(version).data
    faults = [each.message for each in faults_of(data)]
    return page(
        request, "publish", version, "Ban hành", status=status, problems=problems, faults=list(dict.fromkeys(faults)),
        previous=previous_version(version), rows=str(len(data.rows)),
    )  # fmt: skip
