"""One sheet with all that its page and the permissions read, by a statement that is compiled once."""

from config.common.compiled import Parameter, Read
from scoring.bodies.remedy_selectors import with_remedies
from scoring.models import Evaluation
from scoring.sheets.beside import with_last_year
from scoring.sheets.parts import with_parts
from scoring.workflow import evaluation_with_work, read_one

_sheet = Read(
    lambda: (
        with_remedies(with_parts(with_last_year(evaluation_with_work().prefetch_related(None))))
        .filter(pk=Parameter("pk", Evaluation._meta.pk))
        .order_by()
    )
)


def whole_sheet(pk: int) -> Evaluation | None:
    """Return the sheet with its stages, and what its page shows of other sheets; None where there is none."""
    return read_one(_sheet, pk)
