"""Pages of one row of a draft: added, changed, put elsewhere, deleted."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import current_user
from scoring.models import RubricVersion
from scoring.pure.edit_rows import below
from scoring.pure.rubric import flat_rows
from scoring.pure.sentences import fields_of
from scoring.rubrics import draft
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
from scoring.rubrics.builder.metric_form import Known
from scoring.rubrics.builder.row_form import KIND_HELP, RowForm, record_for
from scoring.rubrics.builder.typed_values import words_to_offer
from scoring.rubrics.load import LoadedRubric, read_rubric
from scoring.rubrics.workbook import words as w

GONE = "Dòng này không còn trong bản thảo: có thể người khác vừa xóa."


def row_of(loaded: LoadedRubric, key: int) -> dict[str, Any]:
    """The row with this key as a plain mapping; 404 where there is none."""
    code = loaded.codes.get(key)
    found = next((row for row in flat_rows(loaded.data) if row["code"] == code), None)
    if found is None:
        raise Http404(GONE)
    return found


def _form(request: HttpRequest, loaded: LoadedRubric, row: Mapping[str, Any], *, new: bool) -> RowForm:
    """The form as it was sent, or for the row as it stands. A kind just chosen brings the fields of that kind."""
    posted = request.POST if request.method == "POST" else None
    stands = str(row.get("kind") or "points")
    kind = (posted or request.GET).get("kind" if posted else "kieu", stands)
    kind = kind if kind in w.KINDS else stands
    words = words_of(loaded.data)
    return RowForm(
        posted, kind=kind, record=record_for(row, kind), options=options_of(loaded.data, words),
        known=Known(fields_of(loaded.data), words), top=not row.get("parent"), new=new,
    )  # fmt: skip


def _changes_kind(request: HttpRequest) -> bool:
    return request.POST.get("then") == "kind" or request.POST.get("kind") != request.POST.get("shown_kind")


def _row_page(
    request: HttpRequest, version: RubricVersion, form: RowForm, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    kinds = [(w.KINDS[kind], help_text) for kind, help_text in KIND_HELP.items()]
    values = words_to_offer(form.known.fields, form.known.labels) if form.figure is not None else []
    return page(request, "row", version, title, status=status, form=form, kinds=kinds, values=values, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def row_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a row below another (`duoi`), last of its family."""
    version = draft_of(request, pk)
    loaded = read_rubric(version)
    parent = request.POST.get("parent", request.GET.get("duoi", ""))
    if parent and parent not in loaded.data.by_code:
        raise Http404(GONE)
    row = {"parent": parent, **({} if parent else {"kind": "group"})}
    form, status = _form(request, loaded, row, new=True), 200
    context = {"parent": parent, "parent_row": loaded.data.by_code.get(parent)}
    if request.method == "POST" and not _changes_kind(request):
        status = UNPROCESSABLE
        if form.is_valid():
            given = form.values()
            status = attempt(
                form,
                lambda: draft.add_row(version, given, actor=current_user(request), seen=seen(request), parent=parent),
            )
            if not status:
                messages.success(request, "Đã thêm dòng.")
                return _after(request, version, parent)
    elif request.method == "POST":
        form.as_typed()
    return _row_page(request, version, form, "Thêm dòng", status, **context)


def _after(request: HttpRequest, version: RubricVersion, parent: str) -> HttpResponse:
    if request.POST.get("then") == "more":
        return redirect(f"{draft_url(version)}them/?duoi={parent}")
    return redirect(draft_url(version))


@require_http_methods(["GET", "HEAD", "POST"])
def row_edit(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Change a row."""
    version = draft_of(request, pk)
    loaded = read_rubric(version)
    row = row_of(loaded, key)
    form, status = _form(request, loaded, row, new=False), 200
    title = f"Sửa dòng {loaded.data.label(row['code']) or row['code']}"
    if request.method == "POST" and not _changes_kind(request):
        status = UNPROCESSABLE
        if form.is_valid():
            given = form.values()
            status = attempt(
                form,
                lambda: draft.update_row(version, row["code"], given, actor=current_user(request), seen=seen(request)),
            )
            if not status:
                messages.success(request, f"Đã ghi dòng {given['code']}.")
                return redirect(f"{draft_url(version)}#dong-{key}")
    elif request.method == "POST":
        form.as_typed()
    return _row_page(request, version, form, title, status)


@require_http_methods(["GET", "HEAD", "POST"])
def row_place(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Put a row below another, at a place; or delete it with everything below it."""
    version = draft_of(request, pk)
    loaded = read_rubric(version)
    row = row_of(loaded, key)
    status, problems = standing()
    if request.method == "POST":
        status, problems = _placed(request, version, row["code"])
        if not status:
            return redirect(draft_url(version))
    rubric, flat = loaded.data, flat_rows(loaded.data)
    inside = below(flat, row["code"])
    groups = [
        (each.code, f"{rubric.label(each.code) or each.code}. {each.text[:80]}")
        for each in rubric.groups() if each.code not in inside
    ]  # fmt: skip
    return page(
        request, "place", version, f"Chuyển, xóa dòng {rubric.label(row['code']) or row['code']}", status=status,
        problems=problems, row=row, groups=groups, inside=str(len(inside) - 1) if len(inside) > 1 else "",
        typed=request.POST or {"parent": row["parent"], "position": str(row["position"])},
    )  # fmt: skip


def _placed(request: HttpRequest, version: RubricVersion, code: str) -> tuple[int, list[str]]:
    actor, shown = current_user(request), seen(request)
    if request.POST.get("then") == "delete":
        status, problems = refusal(lambda: draft.delete_row(version, code, actor=actor, seen=shown))
        done = "Đã xóa dòng."
    else:
        typed = request.POST.get("position", "").strip()
        if typed and not (typed.isdecimal() and len(typed) < 5 and int(typed)):
            return UNPROCESSABLE, ["Đứng thứ mấy trong nhóm: ghi một số từ 1, hoặc để trống để đứng cuối."]
        place, parent = int(typed) if typed else None, request.POST.get("parent", "")
        status, problems = refusal(
            lambda: draft.move_row(version, code, actor=actor, seen=shown, parent=parent, position=place)
        )
        done = "Đã chuyển dòng."
    if not status:
        messages.success(request, done)
    return status, problems
