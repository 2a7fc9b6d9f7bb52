"""What a unit may use again as proof for a row."""

from dataclasses import dataclass

from django.db.models import Prefetch

from config.common.vietnamese import format_date
from scoring.models import Evaluation, Evidence, EvidenceUse
from scoring.rubrics.load import LoadedRubric

MOST_OFFERED = 60


@dataclass(frozen=True)
class Offer:
    """A proof that the unit has given already: its key, what it is, where it was used."""

    pk: int
    label: str
    used: str


def offers(evaluation: Evaluation, loaded: LoadedRubric, code: str) -> list[Offer]:
    """Return the unit's proofs of this year and the last that do not stand at this row yet.

    First what proved the same row last year, then the rest, newest first.
    """
    year = evaluation.round.year
    uses = EvidenceUse.objects.select_related("criterion").order_by("pk")
    found = (
        Evidence.objects.filter(organization=evaluation.organization_id, year__in=(year, year - 1))
        .exclude(uses__evaluation=evaluation, uses__criterion=loaded.keys[code])
        # Of a member papers are cited, no file is kept.
        .exclude(kind__in=[Evidence.Kind.REMOVED, *([Evidence.Kind.FILE] if evaluation.subject else [])])
        .prefetch_related(Prefetch("uses", uses))
        .order_by("-pk")[:MOST_OFFERED]
    )
    ranked = sorted(found, key=lambda each: not _proved(each, code, year))
    return [Offer(each.pk, label_of(each), _used(each, loaded, code, year)) for each in ranked]


def label_of(evidence: Evidence) -> str:
    """Return a proof in one line: number and day of a paper or name of a file, and what it is about."""
    if evidence.kind == Evidence.Kind.REMOVED:
        return f"{evidence.summary} (tệp đã xóa)"
    if evidence.kind == Evidence.Kind.FILE:
        return f"{evidence.summary} ({evidence.file_name})"
    day = f" ngày {format_date(evidence.date)}" if evidence.date else ""
    return f"{evidence.number}{day}, {evidence.summary}"


def _proved(evidence: Evidence, code: str, year: int) -> bool:
    return evidence.year < year and any(use.criterion.code == code for use in evidence.uses.all())


def _used(evidence: Evidence, loaded: LoadedRubric, code: str, year: int) -> str:
    if _proved(evidence, code, year):
        return f"năm {evidence.year}, cùng nội dung này"
    if evidence.year < year:
        return f"năm {evidence.year}"
    codes = [use.criterion.code for use in evidence.uses.all()]
    rows = ", ".join(dict.fromkeys(loaded.data.label(each) for each in codes if each in loaded.keys))
    return f"đang dùng ở mục {rows}" if rows else "chưa dùng ở mục nào"
