"""Pasting a table or numbered prose from Word: looked at first, put into the draft when somebody says so."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from config.common.fields import PointsField
from config.common.http import UNPROCESSABLE
from config.common.vietnamese import format_points
from organizations.access import current_user
from scoring.pure.pasted import DEFAULT_STEP, Pasted, parse_prose, parse_table
from scoring.pure.pasted_cells import MOST_CHARACTERS
from scoring.pure.rubric import RubricData
from scoring.pure.text import plain
from scoring.rubrics import draft
from scoring.rubrics.builder.common import attempt, draft_of, draft_url, page, seen
from scoring.rubrics.load import read_rubric
from scoring.rubrics.workbook import words as w

READERS = {"table": parse_table, "prose": parse_prose}


class PasteForm(forms.Form):
    """What was pasted, how to read it, and below which group it goes."""

    text = forms.CharField(
        label="Phần chép từ Word", strip=False, widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text="Chọn cả bảng trong Word (Stt, nội dung, điểm chuẩn), chép rồi dán vào đây.",
    )  # fmt: skip
    shape = forms.ChoiceField(
        label="Dạng", choices=[("table", "Bảng"), ("prose", "Các mục đánh số, không kẻ bảng")], initial="table",
        widget=forms.RadioSelect,
    )  # fmt: skip
    step = PointsField(label="Bước điểm của các dòng", initial=Decimal(DEFAULT_STEP), min_value=Decimal("0.001"))
    parent = forms.ChoiceField(label="Đặt vào nhóm", required=False)

    def __init__(self, *args: Any, rubric: RubricData, **more: Any) -> None:
        super().__init__(*args, **more)
        groups = [(row.code, f"{rubric.label(row.code)}. {row.text[:60]}") for row in rubric.groups()]
        self.fields["parent"].choices = [("", "Trên cùng"), *groups]  # type: ignore[attr-defined]
        self.fields["text"].max_length = MOST_CHARACTERS  # type: ignore[attr-defined]

    def read(self) -> Pasted:
        """The rows of what was pasted, with everything that is wrong."""
        given = self.cleaned_data
        return READERS[given["shape"]](given["text"], step=plain(given["step"]))


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a pasted text comes to; with `then=store` put it into the draft."""
    version = draft_of(request, pk)
    form = PasteForm(request.POST or None, rubric=read_rubric(version).data)
    if request.method != "POST":
        return page(request, "paste", version, "Dán bảng từ Word", form=form)
    if not form.is_valid():
        return page(request, "paste", version, "Dán bảng từ Word", status=UNPROCESSABLE, form=form)
    found, status = form.read(), 0
    if request.POST.get("then") == "store" and found.rows:
        status = attempt(
            form,
            lambda: draft.paste_rows(
                version, found.rows, actor=current_user(request), seen=seen(request),
                parent=form.cleaned_data["parent"],
            ),
        )  # fmt: skip
        if not status:
            messages.success(request, f"Đã thêm {len(found.rows)} dòng.")
            return redirect(draft_url(version))
    rows = [
        {**row, "kind": w.KINDS[row["kind"]], "maximum": (row["maximum"] or "").replace(".", ",")}
        for row in found.rows
    ]  # fmt: skip
    return page(
        request, "paste", version, "Dán bảng từ Word", status=status or (200 if rows else UNPROCESSABLE), form=form,
        rows=rows, count=str(len(rows)), faults=[str(problem) for problem in found.problems],
        total=format_points(found.total), read=True,
    )  # fmt: skip
