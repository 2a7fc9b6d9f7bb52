"""Rubrics as their readers know them: the official sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations.access import current_user, require, rights
from scoring.models import RubricVersion
from scoring.rubrics.load import rubric_of


@require_safe
def rubric_list(request: HttpRequest) -> HttpResponse:
    """Every version that was published, the one in force first; nothing for who holds no post."""
    found = RubricVersion.objects.all() if rights(current_user(request)) else RubricVersion.objects.none()
    versions = (
        found.exclude(state=RubricVersion.State.DRAFT)
        .select_related("rubric", "rubric__programme")
        .order_by("rubric__programme__name", "rubric__name", "-number")
    )
    return render(request, "scoring/rubric_list.html", {"page_title": "Bộ tiêu chí", "versions": versions})


@require_safe
def rubric_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, row by row, with the notes on corrected misprints."""
    versions = RubricVersion.objects.exclude(state=RubricVersion.State.DRAFT).select_related("rubric")
    version = get_object_or_404(versions, pk=pk)
    require(current_user(request), "rubric.view", version)
    data = rubric_of(version).data
    depths = {"": -1}
    rows = []
    for row in data.rows:
        depths[row.code] = depths[row.parent] + 1
        rows.append((row, depths[row.code]))
    return render(
        request, "scoring/rubric.html",
        {
            "page_title": version.rubric.name, "page_caption": f"Phiên bản {version.number}, theo {version.source}",
            "breadcrumbs": [("Bộ tiêu chí", "/bo-tieu-chi/"), (version.rubric.name, "")],
            "version": version, "rubric": data, "rows": rows,
        },
    )  # fmt: skip
