"""Who exists and who may act."""

from organizations.models.imports import ImportBatch
from organizations.models.people import Assignment, Role, User
from organizations.models.tree import (
    Body,
    BodyKind,
    Level,
    Organization,
    OrganizationPeriod,
    Sector,
    Succession,
    Term,
)

__all__ = [
    "Assignment",
    "Body",
    "BodyKind",
    "ImportBatch",
    "Level",
    "Organization",
    "OrganizationPeriod",
    "Role",
    "Sector",
    "Succession",
    "Term",
    "User",
]
