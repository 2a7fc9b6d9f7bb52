"""Proof for a row: for now a reference to a paper; the paper itself stays where it is kept."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Evaluation, Evidence, EvidenceUse
from scoring.rubrics.load import rubric_of
from scoring.workflow import lock_evaluation


@dataclass(frozen=True)
class Reference:
    """A paper as it is cited: number, day, summary, where it is kept."""

    number: str
    date: date | None
    summary: str
    place: str = ""


@transaction.atomic
def cite_paper(evaluation: Evaluation, code: str, *, actor: User, reference: Reference) -> EvidenceUse:
    """Cite a paper as proof for the row `code`; the same paper again for the same unit and year is the same proof.

    Raises Refused, and KeyError for a row that the rubric does not have.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.fill", evaluation)
    criterion = rubric_of(evaluation.version).keys[code]
    evidence, _ = Evidence.objects.get_or_create(
        organization_id=evaluation.organization_id,
        year=evaluation.round.year,
        kind=Evidence.Kind.REFERENCE,
        number=reference.number,
        date=reference.date,
        summary=reference.summary,
        defaults={"place": reference.place, "added_by_id": actor.pk, "added_at": timezone.now()},
    )
    use, created = EvidenceUse.objects.get_or_create(evidence=evidence, evaluation=evaluation, criterion_id=criterion)
    if created:
        log(
            "evidence.cite",
            evidence,
            actor=actor,
            organization_id=evaluation.organization_id,
            row=code,
            number=reference.number,
        )
    return use


@transaction.atomic
def drop_proof(use: EvidenceUse, *, actor: User) -> None:
    """Take a proof off a row; the citation itself stays with the unit for other rows and years. Raises Refused."""
    evaluation = lock_evaluation(use.evaluation_id)
    require(actor, "evaluation.fill", evaluation)
    deleted, _ = EvidenceUse.objects.filter(pk=use.pk).delete()
    # A second press of the same button has nothing left to drop.
    if deleted:
        log(
            "evidence.drop",
            use.evidence,
            actor=actor,
            organization_id=evaluation.organization_id,
            number=use.evidence.number,
        )
