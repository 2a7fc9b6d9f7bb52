"""Whom the list of a decision names, and names of members: in drafts they go with those on their sheets, and what is
kept for ever holds none.
"""

from collections.abc import Mapping

from recognition.models import Decision, Entry
from scoring.models import Round
from scoring.names import MEMBER


def forget_names(round_: Round, new: Mapping[int, str]) -> None:
    """Write the new names, by key of the sheet, into the drafts on a round; called within the act that erases."""
    lines = Entry.objects.filter(evaluation__in=new, decision__round=round_, decision__state=Decision.State.DRAFT)
    for entry in lines:
        Entry.objects.filter(pk=entry.pk).update(name=new[entry.evaluation_id])


def listed_as(decision: Decision) -> str:
    """Return what the list of a decision counts: members, or organisations."""
    return listed_of(decision.round)


def listed_of(round_: Round) -> str:
    """Return what the lists of decisions on a round count."""
    return "đảng viên" if round_.programme.subject == MEMBER else "tổ chức đảng"


def kept_name(entry: Entry) -> str:
    """Return how a record that cannot be changed calls a line: a member by the number of his line and his cell."""
    unit = entry.figures.get("unit")
    return f"dòng {entry.position}, {unit}" if unit else entry.name


def names_listed(decision: Decision, text: str) -> bool:
    """Say whether words that are kept for ever name a member on the list."""
    if decision.round.programme.subject != MEMBER:
        return False
    said = " ".join(text.split()).casefold()
    return any(name.casefold() in said for name in decision.entries.values_list("name", flat=True))
