"""The page of the trial sheet."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from scoring.rubrics.builder.common import page, version_of, words_of
from scoring.rubrics.builder.trial import try_sheet
from scoring.rubrics.files import last_outcomes
from scoring.rubrics.load import rubric_of


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to fill; POST says what it comes to and why. Nothing is stored."""
    version = version_of(request, pk)
    loaded, outcome_set = rubric_of(version), last_outcomes(version)
    words = words_of(loaded.data)
    found = try_sheet(loaded, outcome_set, words, request.POST if request.method == "POST" else None)
    lists = {
        what: [(code, name) for (kind, code), name in words.items() if kind == what] for what in ("level", "sector")
    }
    return page(
        request, "trial", version, "Phiếu thử", found=found, outcome_set=outcome_set, rubric=loaded.data, why=found.why,
        left_out=found.left_out, trial=True, form_texts=loaded.data.form,
        sheet={"own_label": "Điểm tự chấm", "width": "4"}, levels=lists["level"], sectors=lists["sector"],
        typed=request.POST,
    )  # fmt: skip
