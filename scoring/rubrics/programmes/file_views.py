"""A programme as a YAML file: downloaded, uploaded on trial, taken over when somebody says so."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require
from organizations.models import Level
from scoring.models import Programme
from scoring.pure.kinds import ProgrammeData, parse_programme, programme_mapping
from scoring.pure.problems import Problem, RubricError
from scoring.rubrics.builder.common import refusal
from scoring.rubrics.programmes.acts import hash_of, store_programme
from scoring.rubrics.programmes.common import address, page, programme_of
from scoring.rubrics.programmes.files import file_problems, read_file, write_file
from scoring.rubrics.programmes.forms import FileForm
from scoring.rubrics.programmes.selectors import rules_words, shown_duties
from scoring.rubrics.programmes.steps import chain_words

SALT = "programme-upload"
OLDEST = 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Try a file; `packed` sent back stores what was tried."""
    require(current_user(request), "rubric.edit")
    if request.method == "POST" and "packed" in request.POST:
        return _store(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    try:
        data = read_file(form.cleaned_data["file"].read())
        if problems := file_problems(data):
            raise RubricError(problems)
    except RubricError as error:
        return _page(request, form, status=UNPROCESSABLE, faults=[each.message for each in error.problems])
    return _page(request, form, **_tried(data))


def _tried(data: ProgrammeData) -> dict[str, Any]:
    """What is shown of a file, and the same signed with the programme that it would replace."""
    before = Programme.objects.filter(code=data.code).first()
    held = {"programme": programme_mapping(data), "seen": hash_of(before) if before else ""}
    levels = dict(Level.objects.values_list("code", "name"))
    kinds = [(levels[kind.level], kind.title, chain_words(kind.stages, levels)) for kind in data.kinds]
    return {
        "packed": signing.dumps(held, salt=SALT, compress=True), "tried": data, "before": before, "kinds": kinds,
        "rules": [*rules_words(data.rules)], "duties": shown_duties(data),
    }  # fmt: skip


def _store(request: HttpRequest) -> HttpResponse:
    stored: list[Programme] = []
    status, problems = refusal(lambda: stored.append(_take(request)))
    if status:
        return _page(request, FileForm(), status=status, problems=[("", problem) for problem in problems])
    messages.success(request, "Đã nạp mô hình từ tệp. Đợt lập từ nay dùng nội dung này.")
    return redirect(address(stored[0]))


def _take(request: HttpRequest) -> Programme:
    """Store what was signed. Raises RubricError where it was not, or too long ago."""
    try:
        held = signing.loads(request.POST["packed"], salt=SALT, max_age=OLDEST)
    except signing.BadSignature:
        raise RubricError([Problem("", "Phần xem thử đã quá hạn: hãy chọn lại tệp.")]) from None
    data = parse_programme(held["programme"])
    return store_programme(data, actor=current_user(request), seen=held["seen"])


def _page(request: HttpRequest, form: FileForm, **context: Any) -> HttpResponse:
    return page(request, "upload", "Nạp mô hình từ tệp", form=form, **context)


@require_safe
def yaml(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme as YAML."""
    programme = programme_of(request, pk)
    disposition = {"Content-Disposition": f'attachment; filename="mo-hinh-{programme.code}.yaml"'}
    return HttpResponse(write_file(programme), content_type="application/yaml", headers=disposition)
