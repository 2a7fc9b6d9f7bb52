"""One row saved at a time, asked by the page's script: JSON in the words that the page shows."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.common.http import UNPROCESSABLE
from config.common.vietnamese import format_points
from organizations.access import Refused, current_user
from scoring.models import Evaluation, Evidence, EvidenceUse, Mark, Stage
from scoring.pure.demands import demands_unmet
from scoring.pure.rubric import Row
from scoring.sheets.forms import read_row_post, read_save_id
from scoring.sheets.marks import value_of
from scoring.sheets.save_row import RowAnswer, save_row
from scoring.sheets.typed import typed_of
from scoring.sheets.words import whole_mark

STATUS = {"saved": 200, "stale": 409, "refused": UNPROCESSABLE}


@require_POST
def save(request: HttpRequest, pk: int, key: int) -> JsonResponse:
    """Save one row of the stage that is being worked on and answer with what stands, and the totals."""
    try:
        answer = save_row(
            pk,
            key,
            actor=current_user(request),
            read=lambda row: read_row_post(request.POST, row, key),
            save_id=read_save_id(request.POST),
        )
    except Refused as refusal:
        return JsonResponse({"state": "closed", "sentence": str(refusal)}, status=403)
    except (Evaluation.DoesNotExist, KeyError):
        raise Http404 from None
    row = answer.loaded.data.row(answer.loaded.codes[key])
    return JsonResponse(_words(answer, row), status=STATUS[answer.state])


def _words(answer: RowAnswer, row: Row) -> dict[str, Any]:
    mark, added = answer.mark, answer.totals
    keys, value = answer.loaded.keys, value_of(answer.mark)
    typed = typed_of(row, value)
    return {
        "state": answer.state,
        "sentence": answer.sentence,
        "revision": mark.revision,
        "time": _time(mark),
        "value": typed.value,
        "fields": typed.fields(row, mark.criterion_id),
        "shown": whole_mark(row, value, mark.points),
        "explanation": mark.explanation,
        "groups": {
            str(keys[each.code]): format_points(added.points[each.code]) for each in (*answer.loaded.data.groups(), row)
        },
        "total": format_points(added.total),
        "filled": added.filled,
        "required": added.required,
        "missing": len(added.missing),
        **_asked(answer, row),
    }


def _asked(answer: RowAnswer, row: Row) -> dict[str, str]:
    """What the row as it stands lacks before the sheet can be handed in, "" for nothing: `lacks` as the list of the
    page says it, `asks` as it is said beside the row. Nothing at all where that is not asked, or not known here.
    """
    # A refused row stands as it did. Of judges no explanations and proofs are asked.
    if answer.state == "refused" or answer.mark.assessment.kind != Stage.Kind.SELF:
        return {}
    if value_of(answer.mark).empty:
        # What is not missing all the same was filled by the records, which only the whole page reads.
        return {"lacks": _listed(answer, row, "Chưa chấm."), "asks": ""} if row.code in answer.totals.missing else {}
    sentence = _unmet(answer.mark, row)
    return {"lacks": _listed(answer, row, sentence) if sentence else "", "asks": sentence}


def _listed(answer: RowAnswer, row: Row, sentence: str) -> str:
    return f"Mục {answer.loaded.data.label(row.code)}: {sentence[0].lower()}{sentence[1:]}"


def _unmet(mark: Mark, row: Row) -> str:
    """What stands in a row asks for: proofs are looked for only where one could answer it."""
    value = value_of(mark)
    bare, proven = (demands_unmet(row, value, mark.explanation, count) for count in (0, 1))
    if bare == proven:
        return bare or ""
    uses = EvidenceUse.objects.filter(evaluation=mark.assessment.evaluation_id, criterion=mark.criterion_id)
    return (proven if uses.exclude(evidence__kind=Evidence.Kind.REMOVED).exists() else bare) or ""


def _time(mark: Mark) -> str:
    return f"{timezone.localtime(mark.saved_at):%H:%M}" if mark.saved_at else ""
