"""Rubrics as their readers know them: the official sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations.access import current_user, require
from scoring.models import RubricVersion
from scoring.permissions import keeps_rubrics, visible_versions
from scoring.pure.sentences import applicability_sentence, fields_of, rule_sentences
from scoring.rubrics.builder.common import words_of
from scoring.rubrics.load import rubric_of
from scoring.rubrics.versions import previous_version


@require_safe
def rubric_list(request: HttpRequest) -> HttpResponse:
    """Every version that was published, the one in force first, and drafts for who keeps them; nothing for who holds
    no post.
    """
    user = current_user(request)
    versions = (
        visible_versions(user)
        .select_related("rubric", "rubric__programme")
        .order_by("rubric__programme__name", "rubric__name", "-number")
    )
    context = {"page_title": "Bộ tiêu chí", "versions": versions, "keeps": keeps_rubrics(user)}
    return render(request, "scoring/rubric_list.html", context)


@require_safe
def rubric_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as the official sheet, with notes on corrected misprints and conditions as sentences."""
    user = current_user(request)
    version = get_object_or_404(visible_versions(user).select_related("rubric"), pk=pk)
    require(user, "rubric.view", version)
    data = rubric_of(version).data
    fields, words = fields_of(data), words_of(data)
    depths = {"": -1}
    rows = []
    for row in data.rows:
        depths[row.code] = depths[row.parent] + 1
        said = [f"{'. '.join(rule_sentences(rule, row.code, fields, words))}." for rule in row.spec.conditions]
        said += [f"{applicability_sentence(row.spec.applies, words)}."] if row.spec.applies else []
        rows.append((row, depths[row.code], said))
    return render(
        request, "scoring/rubric.html",
        {
            "page_title": version.rubric.name, "page_caption": f"Phiên bản {version.number}, theo {version.source}",
            "breadcrumbs": [("Bộ tiêu chí", "/bo-tieu-chi/"), (version.rubric.name, "")],
            "version": version, "rubric": data, "rows": rows, "keeps": keeps_rubrics(user),
            "drafted": version.state == RubricVersion.State.DRAFT,
            "previous": previous_version(version) if keeps_rubrics(user) else None,
        },
    )  # fmt: skip
