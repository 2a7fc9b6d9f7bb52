"""The one door through which titles enter what is known of a unit's years."""

from collections.abc import Sequence
from datetime import date

from scoring.models import Evaluation, YearResult


class ResultError(ValueError):
    """A title that stands already; `names` are the units concerned."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Đã có danh hiệu của năm này: {', '.join(names)}.")
        self.names = names


def standing_titles(evaluations: Sequence[Evaluation]) -> list[YearResult]:
    """Return the final titles that the units of these sheets, all of one round, have for its year."""
    if not evaluations:
        return []
    round_ = evaluations[0].round
    found = YearResult.objects.filter(
        organization__in=[evaluation.organization_id for evaluation in evaluations],
        year=round_.year,
        kind=YearResult.Kind.TITLE,
        programme=round_.programme_id,
        final=True,
        waiting=False,
    ).select_related("organization")
    asked = {(evaluation.organization_id, evaluation.subject) for evaluation in evaluations}
    return [result for result in found if (result.organization_id, result.subject) in asked]


def record_titles(awards: Sequence[tuple[Evaluation, str]], *, number: str, day: date, issuer: str) -> list[YearResult]:
    """Write the titles that one decision grants: (sheet, title as printed), all sheets of one round.

    Call it in the transaction of the issue. Raises ResultError where a unit has a final title of the
    programme for that year already.
    """
    standing = standing_titles([evaluation for evaluation, _ in awards])
    if standing:
        raise ResultError(sorted(result.organization.name for result in standing))
    return YearResult.objects.bulk_create(
        [
            YearResult(
                organization_id=evaluation.organization_id,
                subject=evaluation.subject,
                year=evaluation.round.year,
                kind=YearResult.Kind.TITLE,
                programme_id=evaluation.round.programme_id,
                value=title,
                source=YearResult.Source.DECISION,
                evaluation=evaluation,
                paper_number=number,
                paper_date=day,
                issuer=issuer,
            )
            for evaluation, title in awards
        ],
        batch_size=500,
    )
