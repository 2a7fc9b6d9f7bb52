"""How long names of candidates are kept after a round."""

import calendar
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from scoring.models import Round
from scoring.rubrics.rules import rules_of


@dataclass(frozen=True)
class Kept:
    """The last day on which the names of a round are kept, None where the programme sets none."""

    last: date | None

    @property
    def due(self) -> bool:
        """Whether that day is over."""
        return self.last is not None and self.last < timezone.localdate()


def kept_until(round_: Round) -> Kept:
    """Return until when the names of a round are kept: so many months after the end of its period."""
    months = rules_of(round_.programme).retention_months
    if months is None:
        return Kept(None)
    year, month = divmod(round_.end.year * 12 + round_.end.month - 1 + months, 12)
    return Kept(date(year, month + 1, min(round_.end.day, calendar.monthrange(year, month + 1)[1])))
