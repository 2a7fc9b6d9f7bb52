"""Why a sheet comes to its outcome, and what it would come to with marks that are not saved yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from organizations.access import Refused, current_user, require
from scoring.models import Assessment, Evaluation
from scoring.permissions import reads_marks
from scoring.pure.marks import mark_problem
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.sheets.filling import standing_values
from scoring.sheets.forms import PostedSheet, read_sheet_post
from scoring.sheets.marks import marks_of
from scoring.sheets.recheck import recheck
from scoring.sheets.save import action_of
from scoring.sheets.views import visible_sheet
from scoring.sheets.why import Why, why, why_of
from scoring.sheets.words import COLUMN_LABELS


@require_safe
def why_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every rule with what was found, the threshold and the records behind it, for the stages the reader may read."""
    evaluation = visible_sheet(request, pk)
    user = current_user(request)
    stages = [
        stage
        for stage in evaluation.assessments.all()
        if stage.kind in COLUMN_LABELS and stage.state != Assessment.State.WAITING and reads_marks(user, stage)
    ]
    asked = request.GET.get("buoc", "")
    chosen = next((stage for stage in stages if str(stage.position) == asked), stages[-1] if stages else None)
    found = None
    if chosen is not None:
        chosen.evaluation = evaluation
        found = why(chosen)
    changed = recheck(evaluation) if stages else []
    context = _context(evaluation, found, stages=stages, chosen=chosen, changed=changed)
    return render(request, "scoring/why.html", context)


@require_POST
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """What the sheet would come to with the rows as typed: judged by the same function, and nothing is written."""
    evaluation = visible_sheet(request, pk)
    current = evaluation.current
    if current is None:
        raise Refused("Hồ sơ này đã có kết luận.")
    require(current_user(request), action_of(current), evaluation)
    loaded = rubric_of(evaluation.version)
    posted = read_sheet_post(request.POST, loaded)
    values = standing_values(loaded, current, marks_of(current))
    left_out = _left_out(loaded, posted)
    values |= {code: entered.value for code, entered in posted.entered.items() if code not in left_out}
    context = _context(evaluation, why_of(evaluation, loaded, values), trial=True, left_out=left_out.values())
    template = "scoring/_why.html" if request.headers.get("HX-Request") else "scoring/why.html"
    return render(request, template, context)


def _left_out(loaded: LoadedRubric, posted: PostedSheet) -> dict[str, str]:
    """Return the typed rows that cannot be judged, by code: a sentence each."""
    wrong = dict(posted.errors)
    for code, entered in posted.entered.items():
        if problem := mark_problem(loaded.data.row(code), entered.value):
            wrong[code] = problem
    return {code: f"Mục {loaded.data.label(code)}: {sentence}" for code, sentence in wrong.items()}


def _context(evaluation: Evaluation, found: Why | None, **more: object) -> dict[str, object]:
    return {
        "page_title": "Vì sao đạt, chưa đạt",
        "page_caption": f"{evaluation.subject or evaluation.name} · {evaluation.round.name}",
        "breadcrumbs": [(evaluation.name, f"/ho-so/{evaluation.pk}/"), ("Vì sao đạt, chưa đạt", "")],
        "evaluation": evaluation,
        "why": found,
        **more,
    }
