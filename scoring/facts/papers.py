"""Papers of the meeting log and of the ledger: cited by their number, or kept as the file that was uploaded."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from organizations.models import Organization, User
from scoring.evidence.services import Kept
from scoring.models import Evidence


@dataclass(frozen=True)
class Paper:
    """A paper by its number, by a file without secrets (Luật Bảo vệ bí mật nhà nước), or by both."""

    number: str = ""
    file: Kept | None = None

    def __bool__(self) -> bool:
        return bool(self.number or self.file)


def keep_paper(organization: Organization, paper: Paper, *, actor: User, day: date, summary: str) -> Evidence:
    """Return the paper as evidence of the unit; the same paper again is the same row. Call it in a transaction."""
    stands = {"organization": organization, "year": day.year, "number": paper.number, "date": day, "summary": summary}
    added = {"added_by_id": actor.pk, "added_at": timezone.now()}
    if paper.file is None:
        found, _ = Evidence.objects.get_or_create(**stands, kind=Evidence.Kind.REFERENCE, defaults=added)
        return found
    file = {"file_name": paper.file.name, "preview": paper.file.preview, "no_secret": True}
    found, _ = Evidence.objects.get_or_create(
        **stands, kind=Evidence.Kind.FILE, file=paper.file.file, defaults=added | file
    )
    return found
