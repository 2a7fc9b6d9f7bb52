"""Who exists and who may act."""

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
    "Level",
    "Organization",
    "OrganizationPeriod",
    "Role",
    "Sector",
    "Succession",
    "Term",
    "User",
]
