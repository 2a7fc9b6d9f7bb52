"""What is measured, when, by whom, and what came out."""

from scoring.models.evidence import Evidence, EvidenceUse
from scoring.models.results import YearResult
from scoring.models.rounds import Round, RoundRubric, Stage
from scoring.models.rubric import Criterion, CriterionMap, OutcomeSet, Programme, Rubric, RubricVersion
from scoring.models.work import Assessment, Comment, Evaluation, Mark, Return, ReturnItem

__all__ = [
    "Assessment",
    "Comment",
    "Criterion",
    "CriterionMap",
    "Evaluation",
    "Evidence",
    "EvidenceUse",
    "Mark",
    "OutcomeSet",
    "Programme",
    "Return",
    "ReturnItem",
    "Round",
    "RoundRubric",
    "Rubric",
    "RubricVersion",
    "Stage",
    "YearResult",
]
