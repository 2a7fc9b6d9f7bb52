"""One sheet with all that its page and the permissions read, by statements that are compiled once."""

from typing import Any

from django.db.models import BigIntegerField

from config.common.compiled import Parameter, Read
from scoring.bodies.remedy_selectors import with_remedies
from scoring.models import Assessment, Evaluation
from scoring.sheets.beside import with_last_year
from scoring.sheets.parts import with_parts
from scoring.workflow import evaluation_with_work, with_current

_sheet = Read(
    lambda: (
        with_remedies(with_parts(with_last_year(evaluation_with_work().prefetch_related(None))))
        .filter(pk=Parameter("pk", Evaluation._meta.pk))
        .order_by()
    )
)
_chain = Read(
    lambda: (
        Assessment.objects.select_related("body")
        .filter(evaluation=Parameter("pk", Evaluation._meta.pk))
        .order_by("position")
    )
)


def whole_sheet(pk: int) -> Evaluation | None:
    """Return the sheet with its stages, as `evaluation_with_work` would; None where there is none of this key."""
    # A key that no column holds is the key of nothing.
    found: list[Evaluation] = _sheet(pk=pk) if pk <= BigIntegerField.MAX_BIGINT else []
    if not found:
        return None
    [evaluation] = found
    # As prefetch_related leaves them: whoever asks for the stages is not sent to the database.
    stages: Any = evaluation.assessments.all()
    stages._result_cache, stages._prefetch_done = _chain(pk=pk), True
    for stage in stages:
        stage.evaluation = evaluation
    vars(evaluation)["_prefetched_objects_cache"] = {"assessments": stages}
    return with_current(evaluation)
