"""What the lists read: titles of a year that the reader may see, with the lines of their decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from organizations.models import Level, User
from recognition.lists.columns import Line
from recognition.models import Entry
from recognition.permissions import visible_results
from scoring.models import Programme, YearResult


@dataclass(frozen=True)
class Filter:
    """What the reader asked for; None means all."""

    year: int | None = None
    programme: int | None = None
    level: int | None = None


def titles(user: User) -> QuerySet[YearResult]:
    """Return the final titles of the organisations that `user` sees; titles of members stand on pages of their own."""
    return visible_results(user).filter(kind=YearResult.Kind.TITLE, final=True, waiting=False, subject="")


def years(user: User) -> list[int]:
    """Return the years with titles that `user` may see, newest first."""
    return list(titles(user).order_by("-year").values_list("year", flat=True).distinct())


def programmes(user: User) -> QuerySet[Programme]:
    """Return the programmes with titles that `user` may see."""
    return Programme.objects.filter(pk__in=titles(user).values("programme")).order_by("name")


def levels() -> QuerySet[Level]:
    """Return the kinds of unit, from the top down."""
    return Level.objects.order_by("position", "code")


def recognised(user: User, asked: Filter) -> QuerySet[YearResult]:
    """Return the titles asked for, by superior and name; the kind of unit is that of the sheet."""
    found = titles(user)
    if asked.year is not None:
        found = found.filter(year=asked.year)
    if asked.programme is not None:
        found = found.filter(programme=asked.programme)
    if asked.level is not None:
        on_paper = Q(evaluation__isnull=True, organization__level=asked.level)
        found = found.filter(Q(evaluation__level=asked.level) | on_paper)
    granted = Entry.objects.filter(effect=Entry.Effect.GRANT).select_related("decision")
    return (
        found.select_related(
            "organization__parent",
            "organization__level",
            "organization__sector",
            "evaluation__level",
            "evaluation__sector",
        )
        .prefetch_related(Prefetch("evaluation__decision_entries", queryset=granted, to_attr="granted"))
        .order_by(
            "-year",
            F("organization__parent__sort").asc(nulls_first=True),
            Coalesce("evaluation__sort", "organization__sort"),
            "pk",
        )
    )


def lines(results: Iterable[YearResult], *, first: int = 1) -> Sequence[Line]:
    """Return the lines of a page or workbook, numbered from `first`."""
    return [
        Line(number, result, next(iter(result.evaluation.granted), None) if result.evaluation else None)  # type: ignore[attr-defined]
        for number, result in enumerate(results, first)
    ]
