"""The register of numbers: they run from 01 per body, kind and term, and none is handed out twice.

Paper registers exist beside the software (domain: numbers are reserved, typed in, given back with a reason,
and gaps are shown). Every act locks the series, so that two clerks never get the same number.
"""

from datetime import date
from itertools import groupby

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import format_date
from organizations.access import require
from organizations.models import Body, Term, User
from recognition.models import RegisterEntry, Series

DECISIONS = "QĐ"
# A number further ahead is a slip of typing: nobody could say what the numbers before it were used for.
FURTHEST_AHEAD = 100
# The first number of an office that begins in the middle of a term goes on where its paper register stands.
FURTHEST_FIRST = 2000


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
    """Return the number after the highest one in use, passing over those that were given back."""
    number = _highest(series) + 1
    known = set(series.entries.filter(number__gte=number, suffix="").values_list("number", flat=True))
    while number in known:
        number += 1
    return number


def suggested_number(body: Body, kind: str, on: date) -> int:
    """Return what `next_number` would give, without making a series. Raises RegisterError without a term."""
    series = Series.objects.filter(body=body, kind=kind, term=term_on(body, on)).first()
    return next_number(series) if series else 1


def gaps(series: Series) -> list[int]:
    """Return the numbers up to the highest one in use that the register knows nothing of: 07a is not 07."""
    known = set(series.entries.filter(suffix="").values_list("number", flat=True))
    return [number for number in range(1, _highest(series) + 1) if number not in known]


def gap_words(series: Series) -> list[str]:
    """Return the gaps as pages name them, long ones as ranges: "03", "từ 08 đến 15"."""
    found: list[str] = []
    # Numbers that follow each other keep the same distance to their place in the list.
    for _, run in groupby(enumerate(gaps(series)), lambda placed: placed[1] - placed[0]):
        numbers = [f"{number:02d}" for _, number in run]
        found += numbers if len(numbers) < 3 else [f"từ {numbers[0]} đến {numbers[-1]}"]
    return found


@transaction.atomic
def reserve(
    series: Series, *, actor: User, number: int | None = None, suffix: str = "", summary: str = ""
) -> RegisterEntry:
    """Keep a number, the next one when None is given, for a paper to come or one on paper only.

    Raises Refused, RegisterError for a number the register knows already, or one far ahead.
    """
    series = _lock(series, actor)
    number, suffix, standing = _asked(series, number, suffix)
    if standing:
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

    A number reserved before becomes used. Raises Refused, RegisterError for one used, given back or far ahead.
    """
    series = _lock(series, actor)
    number, suffix, entry = _asked(series, number, suffix)
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


def _highest(series: Series) -> int:
    """Return the highest number in use: one given back, mistyped perhaps, leads to no other."""
    in_use = series.entries.exclude(state=RegisterEntry.State.GIVEN_BACK)
    return in_use.aggregate(last=Max("number"))["last"] or 0


def _asked(series: Series, number: int | None, suffix: str) -> tuple[int, str, RegisterEntry | None]:
    """Return the number typed, or the next one, its suffix, and what the register knows of it."""
    suffix, following = suffix.strip(), next_number(series)
    if number is None:
        if suffix:
            raise RegisterError("Số có chữ kèm theo (ví dụ 05a) thì phải ghi cả số.")
        return following, "", None
    if number < 1:
        raise RegisterError("Số bắt đầu từ 01.")
    standing = series.entries.filter(number=number, suffix=suffix).first()
    last = following - 1 + FURTHEST_AHEAD if series.entries.exists() else FURTHEST_FIRST
    if standing is None and number > last:
        raise RegisterError(
            f"Số {number:02d} quá xa các số đã cấp. Số kế tiếp là {following:02d}; chỉ ghi được số đến {last:02d}."
        )
    return number, suffix, standing


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
