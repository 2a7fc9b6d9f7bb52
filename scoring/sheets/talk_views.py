"""The page of one row's exchange between unit and board."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import acts_for_node, can, current_user, require
from scoring.models import Evaluation
from scoring.rubrics.load import rubric_of
from scoring.sheets.forms import WordForm
from scoring.sheets.talk import say, thread
from scoring.sheets.views import visible_sheet


@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """What unit and board said to each other about one row, and a box for the next word."""
    evaluation = visible_sheet(request, pk)
    user = current_user(request)
    require(user, "evaluation.talk" if request.method == "POST" else "evaluation.read_talk", evaluation)
    loaded = rubric_of(evaluation.version)
    code = loaded.codes.get(key, "")
    if not code or loaded.data.row(code).is_group:
        raise Http404
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            say(evaluation, code, actor=user, text=form.cleaned_data["text"])
        except ValueError as problem:
            form.add_error("text", str(problem))
        else:
            return redirect("scoring:talk", evaluation.pk, key)
    back = _back(evaluation, key, own=acts_for_node(user, evaluation.organization_id))
    context = {
        "page_title": f"Trao đổi về mục {loaded.data.label(code)}",
        "page_caption": evaluation.name,
        "breadcrumbs": [(evaluation.name, back), ("Trao đổi", "")],
        "row": loaded.data.row(code),
        "words": thread(evaluation, key),
        "reader_id": user.pk,
        "may_talk": bool(can(user, "evaluation.talk", evaluation)),
        "form": form,
        "back": back,
    }
    return render(request, "scoring/talk.html", context, status=UNPROCESSABLE if form.errors else 200)


def _back(evaluation: Evaluation, key: int, *, own: bool) -> str:
    return f"/{'ho-so' if own else 'tham-dinh'}/{evaluation.pk}/#dong-{key}"
