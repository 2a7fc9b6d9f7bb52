"""The map from the version before: proposed from the wording, changed and confirmed by a person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from organizations.access import current_user
from scoring.models import RubricVersion
from scoring.pure.rubric import RubricData
from scoring.pure.version_map import DROPPED, KINDS, SAME, Link
from scoring.rubrics.builder.common import page, refusal, standing, version_of
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.rubrics.versions import confirm_map, confirmed_map, previous_version, proposed_map


@require_http_methods(["GET", "HEAD", "POST"])
def version_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row beside the rows of the version before that it continues; POST confirms what was typed."""
    version = version_of(request, pk)
    old = previous_version(version)
    if old is None:
        raise Http404("Phiên bản đầu tiên không có bản trước.")
    loaded, before = rubric_of(version), rubric_of(old).data
    confirmed = confirmed_map(version)
    links = confirmed or proposed_map(version)
    typed: dict[str, str] = {}
    status, problems = standing()
    if request.method == "POST":
        typed = {code: request.POST.get(f"old-{key}", "") for code, key in loaded.keys.items()}
        found = [
            Link(code.strip(), new, SAME) for new, text in typed.items() for code in text.split(",") if code.strip()
        ]
        status, problems = refusal(lambda: confirm_map(version, found, actor=current_user(request)))
        if not status:
            messages.success(request, "Đã xác nhận bảng đối chiếu.")
            return redirect("scoring:version_map", version.pk)
    return page(
        request, "map", version, "Đối chiếu với bản trước", status=status, problems=problems, old=old,
        rows=_rows(loaded, before, links, typed), confirmed=bool(confirmed), old_rows=before.rows,
        dropped=[_named(before, link.old) for link in links if link.kind == DROPPED],
        drafted=version.state == RubricVersion.State.DRAFT,
    )  # fmt: skip


def _named(rubric: RubricData, code: str) -> str:
    return f"{code}: {rubric.row(code).text}"


def _rows(
    loaded: LoadedRubric, before: RubricData, links: tuple[Link, ...], typed: dict[str, str]
) -> list[dict[str, object]]:
    by_new: dict[str, list[Link]] = {}
    for link in links:
        by_new.setdefault(link.new, []).append(link)
    found = []
    for row in loaded.data.rows:
        own = [link for link in by_new.get(row.code, ()) if link.old]
        kinds = [KINDS[link.kind] for link in by_new.get(row.code, ())]
        stands = ", ".join(link.old for link in own)
        found.append({
            "row": row, "key": str(loaded.keys[row.code]), "typed": typed.get(row.code, stands),
            "olds": [f"{_named(before, link.old)}" for link in own if link.old in before.by_code],
            "likeness": ", ".join(f"{link.likeness}%" for link in own), "kind": kinds[0] if kinds else KINDS["new"],
        })  # fmt: skip
    return found
