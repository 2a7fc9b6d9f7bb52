"""The ledger of years: papers of earlier years entered once by the unit and confirmed once by the level above."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import can, require
from organizations.models import Organization, User
from scoring.evidence.services import Kept
from scoring.facts.grades import scale_of
from scoring.facts.papers import Paper, keep_paper
from scoring.facts.permissions import SUPERIOR, UNIT
from scoring.models import Programme, YearResult

GRADE, TITLE = YearResult.Kind.GRADE, YearResult.Kind.TITLE
STANDS = "Năm này đã có kết quả ấy trong sổ."


class LedgerError(ValueError):
    """A line that cannot stand; `field` is what has to be typed otherwise, "" for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Entry:
    """A grade (by its code) or a title (as printed, of a programme) of one year, with the paper that gave it."""

    year: int
    value: str
    number: str
    day: date
    issuer: str = ""
    programme: Programme | None = None
    scan: Kept | None = None

    @property
    def kind(self) -> str:
        return TITLE if self.programme else GRADE


def _lock(organization: Organization) -> Organization:
    return Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)


def _check(entry: Entry) -> None:
    today = timezone.localdate()
    if entry.year > today.year:
        raise LedgerError("Năm này chưa đến.", "year")
    if not date(entry.year, 1, 1) <= entry.day <= today:
        raise LedgerError("Ngày văn bản phải từ đầu năm được xếp loại đến hôm nay.", "day")
    if not entry.number.strip():
        raise LedgerError("Hãy ghi số văn bản.", "number")
    if entry.kind == GRADE:
        _check_grade(entry.year, entry.value)
    elif not entry.value.strip():
        raise LedgerError("Hãy ghi danh hiệu như in trên văn bản.", "value")


def _check_grade(year: int, code: str) -> None:
    if code not in dict(scale_of(year).levels):
        raise LedgerError("Thang xếp loại của năm này không có mức ấy.", "value")


@transaction.atomic
def enter_paper(organization: Organization, *, actor: User, entry: Entry) -> YearResult:
    """Write what a paper of an earlier year gave the unit; it counts once the level above has confirmed it.

    Raises Refused, LedgerError where it does not fit or the year has such a result already. The same again is
    the same line.
    """
    unit = _lock(organization)
    require(actor, "facts.declare", (unit, UNIT))
    _check(entry)
    standing = _standing(unit, entry.year, entry.kind, entry.programme)
    if standing is not None:
        if standing.waiting and (standing.value, standing.paper_number) == (entry.value, entry.number):
            return standing
        raise LedgerError(STANDS, "year")
    scan = None
    if entry.scan is not None:
        paper = Paper(entry.number, entry.scan)
        scan = keep_paper(unit, paper, actor=actor, day=entry.day, summary=f"Kết quả năm {entry.year}")
    found = YearResult.objects.create(
        organization=unit, year=entry.year, kind=entry.kind, programme=entry.programme, value=entry.value,
        source=YearResult.Source.PAPER, paper_number=entry.number, paper_date=entry.day, issuer=entry.issuer,
        scan=scan, waiting=True,
    )  # fmt: skip
    _log("ledger.enter", found, actor, value=entry.value, number=entry.number, date=entry.day.isoformat())
    return found


def _standing(unit: Organization, year: int, kind: str, programme: Programme | None) -> YearResult | None:
    """The final line of this year, waiting or not; one that counts goes first."""
    return (
        YearResult.objects.filter(
            organization=unit, subject="", year=year, kind=kind, final=True, programme=programme
        ).order_by("waiting").first()
    )  # fmt: skip


@transaction.atomic
def propose_grade(organization: Organization, *, actor: User, year: int, value: str) -> YearResult:
    """Write the grade that is proposed for a year, before there is a paper; a later one takes its place.

    Raises Refused, LedgerError for a level that the scale of the year does not have.
    """
    unit = _lock(organization)
    require(actor, "facts.declare", (unit, UNIT))
    if year > timezone.localdate().year:
        raise LedgerError("Năm này chưa đến.", "year")
    _check_grade(year, value)
    found = YearResult.objects.filter(organization=unit, subject="", year=year, kind=GRADE, final=False).first()
    old = found.value if found else ""
    if found is not None and old == value:
        return found
    found = found or YearResult(
        organization=unit, year=year, kind=GRADE, final=False, source=YearResult.Source.PROPOSAL
    )
    found.value = value
    found.save()
    _log("ledger.propose", found, actor, old=old, new=value)
    return found


@transaction.atomic
def confirm_paper(result: YearResult, *, actor: User) -> YearResult:
    """Confirm that a paper says what the unit entered. Raises Refused, LedgerError. A repeat changes nothing."""
    unit = _lock(result.organization)
    require(actor, "facts.confirm", (unit, SUPERIOR))
    found = YearResult.objects.get(pk=result.pk)
    if not found.waiting:
        return found
    standing = _standing(unit, found.year, found.kind, found.programme)
    if standing is not None and not standing.waiting:
        raise LedgerError(STANDS)
    found.waiting, found.confirmed_by_id, found.confirmed_at = False, actor.pk, timezone.now()
    found.save(update_fields=["waiting", "confirmed_by_id", "confirmed_at"])
    _log("ledger.confirm", found, actor, value=found.value, number=found.paper_number)
    return found


def may_drop(user: User, result: YearResult) -> bool:
    """Say whether `user` may take this line out: while it waits, the unit and the level above."""
    unit = result.organization
    return result.waiting and bool(
        can(user, "facts.declare", (unit, UNIT)) or can(user, "facts.confirm", (unit, SUPERIOR))
    )


@transaction.atomic
def drop_paper(result: YearResult, *, actor: User, reason: str) -> None:
    """Take out a line that waits: entered by mistake, or not what the paper says.

    Raises Refused, ValueError without a reason, YearResult.DoesNotExist where it is gone already, LedgerError
    where it has been confirmed meanwhile.
    """
    unit = _lock(result.organization)
    if not can(actor, "facts.confirm", (unit, SUPERIOR)):
        require(actor, "facts.declare", (unit, UNIT))
    if not reason.strip():
        raise ValueError("Hãy ghi lý do.")
    found = YearResult.objects.get(pk=result.pk)
    if not found.waiting:
        raise LedgerError("Dòng này đã được xác nhận nên không bỏ được.")
    _log("ledger.drop", found, actor, value=found.value, number=found.paper_number, reason=reason.strip())
    found.delete()


def _log(action: str, result: YearResult, actor: User, **data: str) -> None:
    log(action, result, actor=actor, organization_id=result.organization_id, year=result.year, kind=result.kind, **data)
