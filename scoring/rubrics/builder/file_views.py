"""Workbooks: downloaded with everything a version holds, uploaded on trial, taken over when somebody says so."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import current_user
from scoring.models import RubricVersion
from scoring.pure import outcome_data
from scoring.pure.problems import Problem, RubricError
from scoring.pure.rubric import parse, to_mapping
from scoring.rubrics import draft
from scoring.rubrics.builder.common import draft_of, draft_url, page, refusal, seen, version_of
from scoring.rubrics.files import MOST_BYTES, WORKBOOK, RubricFile, last_outcomes, read_file, write_file
from scoring.rubrics.publish import load_outcomes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "rubric-upload"
# A page left open longer shows a draft that has moved on anyway.
OLDEST = 24 * 3600


class UploadForm(forms.Form):
    """A workbook or YAML file."""

    file = forms.FileField(
        label="Sổ Excel hoặc tệp YAML", help_text="Tệp .xlsx tải xuống từ trang này rồi sửa, hoặc .yaml."
    )

    def clean_file(self) -> Any:
        """Refuse what is neither, and what is too large."""
        given = self.cleaned_data["file"]
        if not given.name.lower().endswith((WORKBOOK, ".yaml", ".yml")):
            raise forms.ValidationError("Chỉ nhận tệp .xlsx hoặc .yaml.")
        if given.size > MOST_BYTES:
            raise forms.ValidationError("Tệp lớn quá 2 MB.")
        return given


def read_upload(form: UploadForm) -> RubricFile:
    """The rubric of an uploaded file. Raises RubricError naming sheet, row and column."""
    given = form.cleaned_data["file"]
    return read_file(given.name, given.read())


def packed(file: RubricFile) -> str:
    """What a file holds, signed: the page sends back what was shown, not another file."""
    outcomes = outcome_data.to_mapping(file.outcomes) if file.outcomes else None
    return signing.dumps({"rubric": to_mapping(file.rubric), "outcomes": outcomes}, salt=SALT, compress=True)


def unpacked(text: str) -> dict[str, Any]:
    """What was signed. Raises RubricError where it was not, or too long ago."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=SALT, max_age=OLDEST)
    except signing.BadSignature:
        raise RubricError([Problem("", "Phần xem thử đã quá hạn: hãy chọn lại tệp.")]) from None
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a file; `packed` sent back puts what was tried in the place of the draft."""
    version = draft_of(request, pk)
    if request.method == "POST" and "packed" in request.POST:
        return _store(request, version)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, version, form)
    if not form.is_valid():
        return _page(request, version, form, status=UNPROCESSABLE)
    try:
        found = read_upload(form)
        if found.rubric.code != version.rubric.code:
            code = version.rubric.code
            raise RubricError([Problem("", f"Tệp này là của bộ tiêu chí mã {found.rubric.code}, không phải {code}.")])
        sent = packed(found)
    except RubricError as error:
        faults = [problem.message for problem in error.problems]
        return _page(request, version, form, status=UNPROCESSABLE, faults=faults, refused=True)
    faults = [problem.message for problem in found.problems()]
    rules = sum(len(row.spec.conditions) for row in found.rubric.rows)
    return _page(
        request, version, form, faults=faults, packed=sent, rows=str(len(found.rubric.rows)), rules=str(rules),
        outcomes=found.outcomes,
    )  # fmt: skip


def _page(request: HttpRequest, version: RubricVersion, form: UploadForm, **context: Any) -> HttpResponse:
    return page(request, "upload", version, "Tải sổ Excel lên", form=form, **context)


def _store(request: HttpRequest, version: RubricVersion) -> HttpResponse:
    actor = current_user(request)

    def act() -> None:
        held = unpacked(request.POST["packed"])
        draft.replace_content(version, parse(held["rubric"]), actor=actor, seen=seen(request))
        if held["outcomes"]:
            load_outcomes(held["outcomes"], version.rubric, actor=actor)

    status, problems = refusal(act)
    if status:
        return _page(request, version, UploadForm(), status=status, problems=problems)
    messages.success(request, "Đã thay nội dung bản thảo bằng nội dung của tệp.")
    return redirect(draft_url(version))


def _file(version: RubricVersion, ending: str, kind: str) -> HttpResponse:
    try:
        content = write_file(version, ending, last_outcomes(version))
    except RubricError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=UNPROCESSABLE)
    name = f"{version.rubric.code}-{version.number}{ending}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


@require_safe
def xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a workbook, with the last outcome set."""
    return _file(version_of(request, pk, "rubric.view"), WORKBOOK, XLSX)


@require_safe
def yaml(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as YAML."""
    return _file(version_of(request, pk, "rubric.view"), ".yaml", "application/yaml")
