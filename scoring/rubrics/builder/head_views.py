"""Pages of what is no row: the head of a draft, its printed form, and the data that its conditions read."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import current_user
from scoring.facts.permissions import WHO
from scoring.models import RubricVersion
from scoring.pure.rubric import RubricData, meta_mapping
from scoring.pure.vocabulary import SOFTWARE
from scoring.rubrics import draft
from scoring.rubrics.builder.columns_form import ColumnsForm
from scoring.rubrics.builder.common import (
    attempt,
    draft_of,
    draft_url,
    options_of,
    page,
    refusal,
    seen,
    standing,
    words_of,
)
from scoring.rubrics.draft import HEAD_KEYS
from scoring.rubrics.load import read_rubric
from scoring.rubrics.workbook import words as w
from scoring.rubrics.workbook.columns import FIELDS, FORM, HEAD

_HEAD = [column for column in HEAD.columns if column.path[0] in HEAD_KEYS]
_FORM = FORM.columns
DECLARED = ("facts", "meetings", "years")


@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, paper, rounding, and caps over rows of any place."""
    version = draft_of(request, pk)
    data = read_rubric(version).data
    meta, options = meta_mapping(data), options_of(data, words_of(data))
    options["size_field"] = [(each.code, each.label) for each in data.fields if each.source == "facts"]
    record = {key: meta[key] for key in HEAD_KEYS if key in meta}
    form = ColumnsForm(request.POST or None, columns=_HEAD, record=record, options=options)

    def act() -> None:
        found = form.record()
        values = {key: found.get(key) for key in HEAD_KEYS}
        draft.update_meta(version, values, actor=current_user(request), seen=seen(request))

    return _simple(request, version, form, "Thông tin chung", act)


@require_http_methods(["GET", "HEAD", "POST"])
def printed_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title, lines, columns and notes of the printed sheet."""
    version = draft_of(request, pk)
    record = {"form": meta_mapping(read_rubric(version).data).get("form", {})}
    form = ColumnsForm(request.POST or None, columns=_FORM, record=record)

    def act() -> None:
        draft.set_form(version, form.record().get("form", {}), actor=current_user(request), seen=seen(request))

    return _simple(request, version, form, "Mẫu phiếu in", act)


def _simple(request: HttpRequest, version: RubricVersion, form: ColumnsForm, title: str, act: Any) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = attempt(form, act) if form.is_valid() else UNPROCESSABLE
        if not status:
            messages.success(request, "Đã ghi.")
            return redirect(draft_url(version))
    return page(request, "form", version, title, status=status, form=form)


ENTERING = {**WHO, SOFTWARE: "phần mềm tự đếm"}


class FieldForm(ColumnsForm):
    """One datum that conditions read."""

    def __init__(self, data: Any, record: dict[str, Any]) -> None:
        options = {"entered_by": list(ENTERING.items()), "confirmed_by": list(WHO.items())}
        super().__init__(data, columns=FIELDS.columns, record=record, options=options)
        names = [(w.SOURCES[source], w.SOURCES[source]) for source in DECLARED]
        self.fields["source"].choices = names  # type: ignore[attr-defined]
        self.fields["code"].help_text = "Chữ thường không dấu, số, dấu gạch dưới, ví dụ so_dang_vien."


def _fields(data: RubricData) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = meta_mapping(data).get("fields", [])
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: HttpRequest, pk: int) -> HttpResponse:
    """The data that conditions read; POST takes one away."""
    version = draft_of(request, pk)
    status, problems = standing()
    if request.method == "POST":
        code = request.POST.get("code", "")
        kept = [each for each in _fields(read_rubric(version).data) if _key(each) != code]
        status, problems = refusal(
            lambda: draft.set_fields(version, kept, actor=current_user(request), seen=seen(request))
        )
        if not status:
            messages.success(request, "Đã xóa trường số liệu.")
            return redirect("scoring:draft_fields", version.pk)
    data = read_rubric(version).data
    rows = [
        {
            "key": f"{each.source}:{each.code}", "number": str(number), "label": each.label, "code": each.code,
            "source": w.SOURCES.get(each.source, each.source), "type": w.TYPES.get(each.type, each.type),
            "levels": ", ".join(each.labels or each.levels), "entered": ENTERING.get(each.entered_by, each.entered_by),
            "confirmed": WHO.get(each.confirmed_by, each.confirmed_by),
        }
        for number, each in enumerate(data.fields, 1)
    ]  # fmt: skip
    return page(request, "fields", version, "Số liệu khai báo", status=status, problems=problems, rows=rows)


def _key(field: dict[str, Any]) -> str:
    return f"{field['source']}:{field['code']}"


@require_http_methods(["GET", "HEAD", "POST"])
def field_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Add a datum (number 0) or change one, counted from 1."""
    version = draft_of(request, pk)
    standing = _fields(read_rubric(version).data)
    if number > len(standing):
        raise Http404("Không có trường này.")
    record = standing[number - 1] if number else {"entered_by": "unit", "source": "facts", "type": "number"}
    form, status = FieldForm(request.POST or None, record), 200
    if request.method == "POST":
        status = (
            attempt(form, lambda: _store(request, version, form, standing, number))
            if form.is_valid()
            else UNPROCESSABLE
        )
        if not status:
            messages.success(request, "Đã ghi trường số liệu.")
            return redirect("scoring:draft_fields", version.pk)
    crumbs = [("Số liệu khai báo", reverse("scoring:draft_fields", args=[version.pk]))]
    title = "Sửa trường số liệu" if number else "Thêm trường số liệu"
    return page(request, "form", version, title, status=status, crumbs=crumbs, form=form)


def _store(
    request: HttpRequest, version: RubricVersion, form: forms.Form, standing: list[dict[str, Any]], number: int
) -> None:
    record = form.record()  # type: ignore[attr-defined]
    others = [each for place, each in enumerate(standing, 1) if place != number]
    if any(_key(each) == _key(record) for each in others):
        raise draft.DraftError(f"Đã có trường mã {record['code']} trong nguồn này.")
    found = [record if place == number else each for place, each in enumerate(standing, 1)]
    wanted = found if number else [*found, record]
    draft.set_fields(version, wanted, actor=current_user(request), seen=seen(request))
