"""The register of numbers: they run from 01 per body, kind and term, and none is handed out twice.

Paper registers exist beside the software (domain: numbers are reserved, typed in, given back with a reason,
and gaps are shown). Every act locks the series, so that two clerks never get the same number.
"""

from datetime import date

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import format_date
from organizations.access import require
from organizations.models import Body, Term, User
from recognition.models import RegisterEntry, Series

DECISIONS = "QĐ"


class RegisterError(ValueError):
    """A number that cannot be had; the message is a Vietnamese sentence."""


def term_on(body: Body, on: date) -> Term:
    """Return the term of `body` on a day. Raises RegisterError where there is none."""
    running = Q(end__isnull=True) | Q(end__gte=on)
    term = Term.objects.filter(running, body=body, start__lte=on).order_by("-start").first()
    if term is None:
        raise RegisterError(f"{body.name} chưa khai nhiệm kỳ có ngày {format_date(on)}.")
    return term


def series_for(body: Body, kind: str, on: date) -> Series:
    """Return the series of numbers of `body` for a kind of document in the term of that day, made when first
    used. Raises RegisterError where the body has no term on that day.
    """
    return Series.objects.get_or_create(body=body, kind=kind, term=term_on(body, on))[0]


def next_number(series: Series) -> int:
    """Return the number after the highest one known, whatever became of that one."""
    return (series.entries.aggregate(last=Max("number"))["last"] or 0) + 1


def suggested_number(body: Body, kind: str, on: date) -> int:
    """Return what `next_number` would give, without making a series. Raises RegisterError without a term."""
    series = Series.objects.filter(body=body, kind=kind, term=term_on(body, on)).first()
    return next_number(series) if series else 1


def gaps(series: Series) -> list[int]:
    """Return the numbers below the highest one that the register knows nothing of."""
    known = set(series.entries.values_list("number", flat=True))
    return [number for number in range(1, max(known, default=0)) if number not in known]


@transaction.atomic
def reserve(
    series: Series, *, actor: User, number: int | None = None, suffix: str = "", summary: str = ""
) -> RegisterEntry:
    """Keep a number, the next one when None is given, for a paper to come or one on paper only.

    Raises Refused, RegisterError for a number the register knows already.
    """
    series = _lock(series, actor)
    suffix = _suffix(number, suffix)
    number = next_number(series) if number is None else number
    if standing := series.entries.filter(number=number, suffix=suffix).first():
        raise RegisterError(_known(standing))
    entry = _create(series, actor, number, suffix, state=RegisterEntry.State.RESERVED, summary=summary)
    _log("number.reserve", entry, actor)
    return entry


@transaction.atomic
def take(
    series: Series,
    *,
    actor: User,
    number: int | None = None,
    suffix: str = "",
    day: date,
    summary: str,
) -> RegisterEntry:
    """Use a number for a paper of `day`: the next one when None is given, else the one typed.

    A number reserved before becomes used. Raises Refused, RegisterError for one used or given back.
    """
    series = _lock(series, actor)
    suffix = _suffix(number, suffix)
    number = next_number(series) if number is None else number
    entry = series.entries.filter(number=number, suffix=suffix).first()
    if entry is None:
        entry = _create(series, actor, number, suffix, state=RegisterEntry.State.USED, date=day, summary=summary)
    elif entry.state == RegisterEntry.State.RESERVED:
        entry.state, entry.date, entry.summary = RegisterEntry.State.USED, day, summary
        entry.by_id, entry.at = actor.pk, timezone.now()
        entry.save(update_fields=["state", "date", "summary", "by_id", "at"])
    else:
        raise RegisterError(_known(entry))
    _log("number.take", entry, actor)
    return entry


@transaction.atomic
def give_back(entry: RegisterEntry, *, actor: User, reason: str) -> RegisterEntry:
    """Give a reserved number back; it stays in the register with the reason and is not handed out again.

    Raises Refused, RegisterError without a reason or for a number that is not reserved.
    """
    _lock(entry.series, actor)
    entry.refresh_from_db()
    if not reason.strip():
        raise RegisterError("Cần ghi lý do trả lại số.")
    if entry.state != RegisterEntry.State.RESERVED:
        raise RegisterError(_known(entry))
    entry.state, entry.reason = RegisterEntry.State.GIVEN_BACK, reason.strip()
    entry.by_id, entry.at = actor.pk, timezone.now()
    entry.save(update_fields=["state", "reason", "by_id", "at"])
    _log("number.give_back", entry, actor)
    return entry


def date_warning(series: Series, number: int, day: date) -> str:
    """Return a sentence where the dates of the series would no longer follow its numbers, else "".

    A warning only: papers are sometimes signed in another order than they were numbered.
    """
    used = series.entries.filter(state=RegisterEntry.State.USED)
    before = used.filter(number__lt=number, date__gt=day).order_by("-number").first()
    after = used.filter(number__gt=number, date__lt=day).order_by("number").first()
    other = before or after
    if other is None or other.date is None:
        return ""
    return f"Ngày không theo thứ tự số: số {other} đã ghi ngày {format_date(other.date)}."


def _lock(series: Series, actor: User) -> Series:
    locked = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
    require(actor, "decision.draft", locked.body)
    return locked


def _suffix(number: int | None, suffix: str) -> str:
    suffix = suffix.strip()
    if suffix and number is None:
        raise RegisterError("Số có chữ kèm theo (ví dụ 05a) thì phải ghi cả số.")
    if number is not None and number < 1:
        raise RegisterError("Số bắt đầu từ 01.")
    return suffix


def _create(series: Series, actor: User, number: int, suffix: str, **values: object) -> RegisterEntry:
    return RegisterEntry.objects.create(
        series=series, number=number, suffix=suffix, by_id=actor.pk, at=timezone.now(), **values
    )


def _known(entry: RegisterEntry) -> str:
    words = {
        RegisterEntry.State.USED: "đã dùng",
        RegisterEntry.State.GIVEN_BACK: "đã trả lại, không cấp lại",
        RegisterEntry.State.RESERVED: "đang được giữ",
    }
    return f"Số {entry} {words[RegisterEntry.State(entry.state)]}."


def _log(action: str, entry: RegisterEntry, actor: User) -> None:
    body = entry.series.body
    log(
        action,
        entry,
        actor=actor,
        organization_id=body.organization_id,
        label=f"{entry}-{entry.series.kind}/{body.symbol}",
        state=entry.state,
        reason=entry.reason,
    )
