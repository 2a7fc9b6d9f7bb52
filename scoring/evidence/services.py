"""Proof for a row: a file, a reference to a paper, or what the unit has given before."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.files import keep
from config.common.models import StoredFile
from organizations.access import Refused, require
from organizations.models import User
from scoring.evidence.uploads import JPEG, Checked
from scoring.models import Evaluation, Evidence, EvidenceUse
from scoring.rubrics.load import rubric_of
from scoring.sheets.returned import closed_rows
from scoring.workflow import lock_evaluation, stage_at_work

logger = logging.getLogger(__name__)
# Of a member the least is kept: a paper is cited by number and day, and stays where it is.
NO_FILES = "Phiếu của đảng viên chỉ dẫn số, ngày văn bản; không tải tệp."


@dataclass(frozen=True)
class Reference:
    """A paper as it is cited: number, day, summary, where it is kept."""

    number: str
    date: date | None
    summary: str
    place: str = ""


@dataclass(frozen=True)
class Kept:
    """An uploaded file whose bytes are stored already."""

    name: str
    file: StoredFile
    preview: StoredFile | None = None


class NotStored(OSError):  # noqa: N818 - read by the person who uploads
    """The bytes could not be written; the message says so in Vietnamese."""


def keep_files(checked: Iterable[Checked]) -> list[Kept]:
    """Store the bytes of checked files, outside any transaction. Raises NotStored, and then no row names them."""
    try:
        return [
            Kept(each.name, keep(each.data, each.content_type), keep(each.preview, JPEG) if each.preview else None)
            for each in checked
        ]
    except OSError as error:
        logger.exception("không ghi được tệp tải lên")
        raise NotStored(
            "Máy chủ chưa ghi được tệp (có thể đã hết chỗ). Hãy báo người quản trị, rồi tải lại sau."
        ) from error


@transaction.atomic
def attach_files(
    evaluation: Evaluation, code: str, *, actor: User, files: Sequence[Kept], summary: str, no_secret: bool
) -> list[EvidenceUse]:
    """Tie stored files to the row `code`; the same bytes again for the same unit and year are the same proof.

    Raises Refused, KeyError for a row that the rubric does not have, ValueError without the declaration that
    nothing secret is in them (Luật Bảo vệ bí mật nhà nước).
    """
    if not no_secret:
        raise ValueError("Phải cam kết tệp không chứa bí mật nhà nước.")
    evaluation, criterion = _row(evaluation, code, actor)
    if evaluation.subject:
        raise Refused(NO_FILES)
    uses = []
    for each in files:
        evidence, _ = Evidence.objects.get_or_create(
            organization_id=evaluation.organization_id,
            year=evaluation.round.year,
            kind=Evidence.Kind.FILE,
            file=each.file,
            defaults={
                "file_name": each.name,
                "preview": each.preview,
                "summary": summary,
                "no_secret": True,
                "added_by_id": actor.pk,
                "added_at": timezone.now(),
            },
        )
        uses.append(_use(evidence, evaluation, code, criterion, actor, "evidence.attach"))
    return uses


@transaction.atomic
def cite_paper(evaluation: Evaluation, code: str, *, actor: User, reference: Reference) -> EvidenceUse:
    """Cite a paper as proof for the row `code`; the same paper again for the same unit and year is the same proof.

    Raises Refused, and KeyError for a row that the rubric does not have.
    """
    evaluation, criterion = _row(evaluation, code, actor)
    evidence, _ = Evidence.objects.get_or_create(
        organization_id=evaluation.organization_id,
        year=evaluation.round.year,
        kind=Evidence.Kind.REFERENCE,
        number=reference.number,
        date=reference.date,
        summary=reference.summary,
        defaults={"place": reference.place, "added_by_id": actor.pk, "added_at": timezone.now()},
    )
    return _use(evidence, evaluation, code, criterion, actor, "evidence.cite")


@transaction.atomic
def use_again(evaluation: Evaluation, code: str, *, actor: User, chosen: Collection[int]) -> list[EvidenceUse]:
    """Tie proofs of the unit, of this year or the last, to another row.

    Raises Refused, KeyError for a row that the rubric does not have, Evidence.DoesNotExist where one of the keys
    is not such a proof.
    """
    evaluation, criterion = _row(evaluation, code, actor)
    year = evaluation.round.year
    found = (
        Evidence.objects.filter(pk__in=chosen, organization=evaluation.organization_id, year__in=(year, year - 1))
        .exclude(kind=Evidence.Kind.REMOVED)
        .order_by("pk")
    )
    if evaluation.subject and any(each.kind == Evidence.Kind.FILE for each in found):
        raise Refused(NO_FILES)
    if len(found) != len(set(chosen)):
        raise Evidence.DoesNotExist
    return [_use(each, evaluation, code, criterion, actor, "evidence.reuse") for each in found]


@transaction.atomic
def drop_proof(use: EvidenceUse, *, actor: User) -> None:
    """Take a proof off a row; the proof itself stays with the unit for other rows and years. Raises Refused."""
    evaluation = lock_evaluation(use.evaluation_id)
    require(actor, "evaluation.fill", evaluation)
    _require_open(evaluation, use.criterion_id)
    deleted, _ = EvidenceUse.objects.filter(pk=use.pk).delete()
    # A second press of the same button has nothing left to drop.
    if deleted:
        log(
            "evidence.drop",
            use.evidence,
            actor=actor,
            organization_id=evaluation.organization_id,
            number=use.evidence.number,
            label=use.evidence.number if evaluation.subject else "",
        )


def _row(evaluation: Evaluation, code: str, actor: User) -> tuple[Evaluation, int]:
    """Lock the sheet, ask for permission, and return it with the key of the row."""
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.fill", evaluation)
    key = rubric_of(evaluation.version).keys[code]
    _require_open(evaluation, key)
    return evaluation, key


def _require_open(evaluation: Evaluation, key: int) -> None:
    if closed_rows(stage_at_work(evaluation))(key):
        raise Refused("Nội dung này không bị trả lại nên không sửa được.")


def _use(
    evidence: Evidence, evaluation: Evaluation, code: str, criterion: int, actor: User, action: str
) -> EvidenceUse:
    use, created = EvidenceUse.objects.get_or_create(evidence=evidence, evaluation=evaluation, criterion_id=criterion)
    if created:
        log(
            action,
            evidence,
            actor=actor,
            organization_id=evaluation.organization_id,
            row=code,
            number=evidence.number,
            # What a paper about a member is called may name him.
            label=evidence.number if evaluation.subject else "",
        )
    return use
