"""How far the sheets of a round are: by state, and handed in day by day against the deadline."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from config.common.charts import Chart, Step, bars, climb
from scoring.models import Assessment, Evaluation, Round, Stage

# More spans than this are neither told apart on a phone nor read in a table.
MOST_SPANS = 14


def by_state(named: Sequence[tuple[str, int]]) -> Chart:
    """Return the chart of sheets by the step they stand at: (label, count)."""
    return bars("theo-buoc", "Hồ sơ theo bước", named, "Bước", "hồ sơ")


def handed_in(sheets: QuerySet[Evaluation], round_: Round) -> Chart | None:
    """Return the chart of `sheets` handed in by day against the deadline most units have: one query.

    None before the round is open and where there is no sheet.
    """
    own = Assessment.objects.filter(kind=Stage.Kind.SELF, evaluation__in=sheets.filter(withdrawn_at__isnull=True))
    counted = list(
        own.order_by().annotate(day=TruncDate("done_at")).values_list("deadline", "day").annotate(count=Count("pk"))
    )
    if round_.opened_at is None or not counted:
        return None
    deadlines: Counter[date] = Counter()
    days: Counter[date] = Counter()
    for deadline, day, count in counted:
        deadlines[deadline] += count
        if day is not None:
            days[day] += count
    usual = max(deadlines, key=lambda each: (deadlines[each], each))
    first = min([timezone.localdate(round_.opened_at), *days])
    return _chart(days, deadlines.total(), first, usual, several=len(deadlines) > 1)


def spans(first: date, last: date) -> list[tuple[date, date]]:
    """Return the days from `first` to `last` in at most MOST_SPANS spans of one length, whole weeks beyond single days.

    The last one ends with `last`; the first may be shorter.
    """
    days = (last - first).days + 1
    length = 1 if days <= MOST_SPANS else 7 * -(-days // (7 * MOST_SPANS))
    found = []
    end = last
    while end >= first:
        found.append((max(first, end - timedelta(days=length - 1)), end))
        end -= timedelta(days=length)
    return found[::-1]


def _chart(days: Counter[date], total: int, first: date, deadline: date, *, several: bool) -> Chart:
    today = timezone.localdate()
    # Spans end with the deadline, so that it parts two of them; what came later follows in spans of its own.
    parted = spans(first, max(first, deadline))
    after = len(parted) - 1
    latest = max([deadline, *days])
    if latest > deadline:
        parted.append((deadline + timedelta(days=1), latest))
    steps, had = [], 0
    for start, end in parted:
        added = sum(count for day, count in days.items() if start <= day <= end)
        had += added
        steps.append(Step(_label(start, end), added, had if start <= today else None))
    late = sum(count for day, count in days.items() if day > deadline)
    summary = (
        f"Đã nộp {had} trên {total} hồ sơ; hạn nộp hết ngày {deadline:%d/%m/%Y}"
        f"{', một số đơn vị có hạn khác' if several else ''}{f'; {late} hồ sơ nộp sau ngày đó' if late else ''}."
    )
    words = f"hạn {deadline:%d/%m}"
    return climb("theo-ngay", "Hồ sơ đã nộp theo ngày", steps, total, (after, words), summary=summary)


def _label(start: date, end: date) -> str:
    return f"{end:%d/%m}" if start == end else f"{start:%d/%m} – {end:%d/%m}"
