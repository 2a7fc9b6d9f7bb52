"""What the pages of decisions read."""

from dataclasses import dataclass

from django.db.models import Case, Count, QuerySet, Value, When

from organizations.models import Body, Term, User
from recognition.decisions.draft import concluded
from recognition.decisions.paper import short_number
from recognition.models import Decision, RegisterEntry, Series
from recognition.permissions import clerk_bodies, visible_decisions
from recognition.register import gap_words

PER_PAGE = 30
STATE_TAGS = {
    Decision.State.DRAFT: "draft",
    Decision.State.ISSUING: "returned",
    Decision.State.ISSUED: "issued",
}


@dataclass(frozen=True)
class Waiting:
    """Units of a round that a body concluded to recognise and that stand in no decision yet."""

    body_id: int
    body_name: str
    round_id: int
    round_name: str
    count: int


def waiting_for(user: User) -> list[Waiting]:
    """Return what waits for a decision at the bodies for which `user` is clerk, per body and round."""
    bodies = clerk_bodies(user)
    if not bodies:
        return []
    rows = (
        concluded(bodies)
        .order_by("body__name", "-evaluation__round__start")
        .values_list("body", "body__name", "evaluation__round", "evaluation__round__name")
        .annotate(count=Count("pk"))
    )
    return [Waiting(*row) for row in rows]


def decision_list(user: User, state: str = "") -> QuerySet[Decision]:
    """Return the decisions that `user` sees: drafts and interrupted issues first, then by date."""
    first = Case(When(state=Decision.State.ISSUED, then=Value(1)), default=Value(0))
    found = visible_decisions(user).select_related("body", "round__programme", "register_entry")
    if state in Decision.State.values:
        found = found.filter(state=state)
    return found.annotate(units=Count("entries")).order_by(first, "-date", "-created_at", "-pk")


def number_of(decision: Decision) -> str:
    """Return "05-QĐ/ĐU", "" for a draft."""
    entry = decision.register_entry
    return short_number(decision.body, str(entry)) if entry else ""


@dataclass(frozen=True)
class RegisterPage:
    """The register of a body within one term, one series per kind of document."""

    body: Body
    term: Term | None
    terms: list[Term]
    entries: list[RegisterEntry]
    gaps: list[str]


def register_page(body: Body, kind: str, wanted: str) -> RegisterPage:
    """Return the register of `body` for the term with the key `wanted`, else for its latest one."""
    terms = list(body.terms.order_by("-start"))
    term = next((each for each in terms if str(each.pk) == wanted), terms[0] if terms else None)
    series = Series.objects.filter(body=body, kind=kind, term=term).first() if term else None
    if series is None:
        return RegisterPage(body, term, terms, [], [])
    entries = series.entries.select_related("decision").order_by("-number", "-suffix")
    return RegisterPage(body, term, terms, list(entries), gap_words(series))
