"""What is measured, when, by whom, and what came out."""

from scoring.models.bodies import (
    Ballot,
    Erasure,
    Remedy,
    ReportReceipt,
    RequiredReport,
    Team,
    TeamMember,
    Visit,
    VisitUnit,
)
from scoring.models.evidence import Evidence, EvidenceRemoval, EvidenceUse
from scoring.models.facts import Fact, Meeting
from scoring.models.registration import Registration, RegistrationCall, TitleYear
from scoring.models.results import YearResult
from scoring.models.rounds import Round, RoundRubric, Stage
from scoring.models.rubric import Criterion, CriterionMap, OutcomeSet, Programme, Rubric, RubricVersion
from scoring.models.work import Assessment, Comment, Evaluation, Mark, Return, ReturnItem

__all__ = [
    "Assessment",
    "Ballot",
    "Comment",
    "Criterion",
    "CriterionMap",
    "Erasure",
    "Evaluation",
    "Evidence",
    "EvidenceRemoval",
    "EvidenceUse",
    "Fact",
    "Mark",
    "Meeting",
    "OutcomeSet",
    "Programme",
    "Registration",
    "RegistrationCall",
    "Remedy",
    "ReportReceipt",
    "RequiredReport",
    "Return",
    "ReturnItem",
    "Round",
    "RoundRubric",
    "Rubric",
    "RubricVersion",
    "Stage",
    "Team",
    "TeamMember",
    "TitleYear",
    "Visit",
    "VisitUnit",
    "YearResult",
]
