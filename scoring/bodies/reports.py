"""The reports that units of a round hand in before a day, and their receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import format_date
from organizations.access import require
from organizations.models import Organization, User
from scoring.bodies.visit_errors import VisitError
from scoring.models import ReportReceipt, RequiredReport, Round


@dataclass(frozen=True)
class Received:
    """When a report came in and under which number; no day says that it has not come."""

    day: date | None = None
    number: str = ""

    @property
    def words(self) -> str:
        """Return "10/12/2026, số 05-BC/CB" or "chưa nhận"."""
        if self.day is None:
            return "chưa nhận"
        return format_date(self.day) + (f", số {self.number}" if self.number else "")


def received_of(receipt: ReportReceipt | None) -> Received:
    """Return a receipt as it stands."""
    return Received(receipt.received_on, receipt.number) if receipt else Received()


class ReceiptsError(ValueError):
    """Some receipts were not taken: a sentence by key of the report. Nothing was written."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def _lock_round(round_: Round) -> Round:
    Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    return Round.objects.select_related("owner__organization").get(pk=round_.pk)


@transaction.atomic
def require_report(round_: Round, *, actor: User, name: str, due: date) -> RequiredReport:
    """Ask the units of a round for a report until the end of a day (S3, II.4.1: four of them).

    Raises Refused, and VisitError without a name or for one that is asked for already.
    """
    round_ = _lock_round(round_)
    require(actor, "report.require", round_)
    _check_name(round_, name)
    report = RequiredReport.objects.create(round=round_, name=name.strip(), due=due)
    log("report.require", report, actor=actor, organization_id=round_.owner.organization_id, due=due.isoformat())
    return report


def _check_name(round_: Round, name: str, report: RequiredReport | None = None) -> None:
    if not name.strip():
        raise VisitError("Hãy ghi tên báo cáo.", "name")
    others = round_.required_reports.exclude(pk__in=[report.pk] if report else [])
    if others.filter(name=name.strip()).exists():
        raise VisitError("Báo cáo này đã có trong danh mục.", "name")


@transaction.atomic
def change_report(report: RequiredReport, *, actor: User, name: str, due: date) -> RequiredReport:
    """Change the name or the last day of a report. Raises Refused, and VisitError as `require_report`."""
    round_ = _lock_round(report.round)
    require(actor, "report.require", round_)
    report = round_.required_reports.get(pk=report.pk)
    if (report.name, report.due) == (name.strip(), due):
        return report
    _check_name(round_, name, report)
    report.name, report.due = name.strip(), due
    report.save(update_fields=["name", "due"])
    log("report.change", report, actor=actor, organization_id=round_.owner.organization_id, due=due.isoformat())
    return report


@transaction.atomic
def drop_report(report: RequiredReport, *, actor: User) -> None:
    """Ask for a report no longer.

    Raises Refused, RequiredReport.DoesNotExist where that was done, and VisitError where one has come in.
    """
    round_ = _lock_round(report.round)
    require(actor, "report.require", round_)
    report = round_.required_reports.get(pk=report.pk)
    if report.receipts.exists():
        raise VisitError("Đã có đơn vị nộp báo cáo này nên không bỏ được.")
    log("report.drop", report, actor=actor, organization_id=round_.owner.organization_id)
    report.delete()


@transaction.atomic
def receive_reports(
    round_: Round, unit: Organization, *, actor: User, entries: Mapping[int, Received], seen: Mapping[int, str]
) -> int:
    """Write down which reports of a unit came in, by key of the report, and return how many lines changed.

    `seen` are the `words` that the page showed; an entry without a day takes a receipt back. Raises Refused, and
    ReceiptsError for days to come, numbers without a day, and lines that somebody else changed meanwhile.
    """
    round_ = _lock_round(round_)
    require(actor, "report.receive", (round_, unit))
    reports = {report.pk: report for report in round_.required_reports.filter(pk__in=entries)}
    standing = {each.report_id: each for each in ReportReceipt.objects.filter(report__in=reports, organization=unit)}
    changed = {key: entry for key, entry in entries.items() if key in reports}
    changed = {key: entry for key, entry in changed.items() if entry != received_of(standing.get(key))}
    problems = {
        key: problem for key, entry in changed.items()
        if (problem := _problem(entry, received_of(standing.get(key)), seen.get(key, "")))
    }  # fmt: skip
    if problems:
        raise ReceiptsError(problems)
    for key, entry in changed.items():
        _write(reports[key], unit, standing.get(key), entry, actor)
    return len(changed)


def _problem(entry: Received, stands: Received, seen: str) -> str:
    if stands.words != seen:
        return f"Người khác vừa ghi: {stands.words}. Bản của đồng chí: {entry.words}."
    if entry.day is None and entry.number:
        return "Hãy ghi ngày nhận."
    if entry.day is not None and entry.day > timezone.localdate():
        return "Ngày nhận không được sau hôm nay."
    return ""


def _write(
    report: RequiredReport, unit: Organization, receipt: ReportReceipt | None, entry: Received, actor: User
) -> None:
    by = {"by_id": actor.pk, "at": timezone.now()}
    if entry.day is None:
        ReportReceipt.objects.filter(report=report, organization=unit).delete()
    elif receipt is None:
        ReportReceipt.objects.create(
            report=report, organization=unit, received_on=entry.day, number=entry.number, **by
        )  # fmt: skip
    else:
        ReportReceipt.objects.filter(pk=receipt.pk).update(received_on=entry.day, number=entry.number, **by)
    log(
        "report.receive" if entry.day else "report.take_back", report, actor=actor, organization_id=unit.pk,
        day=entry.day.isoformat() if entry.day else None, number=entry.number,
    )  # fmt: skip
