"""What the public may know of an issued decision."""

from dataclasses import dataclass
from datetime import date

from recognition.decisions.names import listed_as
from recognition.decisions.selectors import number_of
from recognition.models import Decision, Relation


@dataclass(frozen=True)
class Standing:
    """Number, date, body, how many it lists of what, the beginning of the hash, and whether it stands. No names."""

    number: str
    day: date | None
    body: str
    units: int
    listed_as: str
    digest: str
    revoked_by: str
    amended_by: str


def standing(code: str) -> Standing | None:
    """Return what the issued decision with this code is; None for an unknown code or one not issued yet."""
    found = (
        Decision.objects.filter(code=code, state=Decision.State.ISSUED)
        .select_related("body", "register_entry", "file", "round__programme")
        .first()
    )
    if found is None or found.file is None:
        return None
    later = found.later_relations.filter(decision__state=Decision.State.ISSUED)
    named = later.select_related("decision__body", "decision__register_entry").order_by("-decision__date")
    revoked = [_named(each) for each in named if each.kind == Relation.Kind.REVOKE]
    amended = [_named(each) for each in named if each.kind != Relation.Kind.REVOKE]
    return Standing(
        number=number_of(found), day=found.date, body=found.body.name, units=found.entries.count(),
        listed_as=listed_as(found), digest=found.file.sha256[:16], revoked_by=", ".join(revoked),
        amended_by=", ".join(amended),
    )  # fmt: skip


def _named(relation: Relation) -> str:
    return f"Quyết định số {number_of(relation.decision)}"
