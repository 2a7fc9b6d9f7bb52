"""What a sheet whose unit votes shows of its report."""

from django.urls import reverse

from organizations.models import User
from scoring.models import Assessment, Evaluation
from scoring.permissions import self_stage
from scoring.rubrics.rules import ballot_rule


def evaluation_links(user: User, evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return the report of a sheet that was handed in."""
    own = self_stage(evaluation)
    if own.state != Assessment.State.DONE or ballot_rule(evaluation, own) is None:
        return []
    return [
        ("Báo cáo kết quả (PDF)", reverse("recognition:votes_pdf", args=[evaluation.pk])),
        ("Báo cáo kết quả (Word)", reverse("recognition:votes_docx", args=[evaluation.pk])),
    ]
