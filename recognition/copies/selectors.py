"""The copies of a decision with who made them."""

from dataclasses import dataclass

from organizations.models import User
from recognition.models import Copy, Decision


@dataclass(frozen=True)
class CopyLine:
    """One copy as the office reads it."""

    copy: Copy
    maker: str


def copies_of(decision: Decision) -> list[CopyLine]:
    """Return the copies of a decision, newest first."""
    found = list(decision.copies.all())
    names = User.objects.in_bulk({copy.by_id for copy in found})
    return [CopyLine(copy, names[copy.by_id].full_name if copy.by_id in names else "") for copy in found]
