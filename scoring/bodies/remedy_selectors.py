"""Causes and remedies as pages show them: beside a sheet, on their own page, on the start page of the unit."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from organizations.access import acts_for_node, rights
from organizations.models import User
from organizations.start import Task
from scoring.evidence.permissions import reads_proofs
from scoring.models import Evaluation, Remedy
from scoring.rubrics.load import rubric_of
from scoring.sheets.selectors import OWN_ROLES

TO_REMEDY = "khac-phuc"
# What waits, of which sheet or round, of whom, in which round, how much, until when.
COLUMNS = ("what", "key", "unit", "name", "number", "last_day")
OPEN, LATE, DONE, CARRIED = "open", "late", "done", "carried"
LABELS = {OPEN: "Đang khắc phục", LATE: "Quá hạn", DONE: "Đã xong", CARRIED: "Chuyển sang kỳ sau"}
# The tag of each state, as `state_tag.html` has them.
TAGS = {OPEN: "open", LATE: "late", DONE: "done", CARRIED: "submitted"}


@dataclass(frozen=True)
class Line:
    """One remedy as shown: its content, its state, and whether the reader may still change it."""

    remedy: Remedy
    content: str
    state: str
    editable: bool

    @property
    def state_label(self) -> str:
        return LABELS[self.state]

    @property
    def tag(self) -> str:
        return TAGS[self.state]


@dataclass(frozen=True)
class Beside:
    """What stands below a sheet: its remedies, and whether the reader writes them."""

    lines: list[Line]
    may_write: bool


def with_remedies(evaluations: QuerySet[Any]) -> QuerySet[Any]:
    """Return sheets with `has_remedies`: whether some stand beside them. No query of its own."""
    return evaluations.annotate(has_remedies=_standing())


@cache
def _standing() -> Exists:
    """Return whether a sheet has remedies; made once, for making it costs more than asking."""
    return Exists(Remedy.objects.filter(evaluation=OuterRef("pk")))


def remedies_beside(evaluation: Evaluation, user: User) -> Beside | None:
    """Return what `user` reads of the remedies of a sheet; None where there is nothing to read or to write.

    One query for sheets that come through `with_remedies` and have some, else none.
    """
    if not reads_proofs(user, evaluation):
        return None
    may_write = acts_for_node(user, evaluation.organization_id) and evaluation.withdrawn_at is None
    lines = remedy_lines(evaluation, user) if vars(evaluation).get("has_remedies", True) else []
    return Beside(lines, may_write) if lines or may_write else None


def remedy_lines(evaluation: Evaluation, user: User) -> list[Line]:
    """Return the remedies of a sheet, in the order of its rows: one query."""
    loaded = rubric_of(evaluation.version)
    own = acts_for_node(user, evaluation.organization_id) and evaluation.withdrawn_at is None
    found = (
        Remedy.objects.filter(evaluation=evaluation.pk)
        .select_related("criterion", "carried_from__evaluation__round")
        .annotate(carried=Exists(Remedy.objects.filter(carried_from=OuterRef("pk"))))
        .order_by("criterion__position", "pk")
    )
    lines = []
    for remedy in found:
        code = remedy.criterion.code
        label = loaded.data.label(code) if code in loaded.keys else remedy.criterion.marker
        state = _state(remedy)
        lines.append(Line(remedy, f"{label}. {remedy.criterion.text}", state, own and state in (OPEN, LATE)))
    return lines


def _state(remedy: Remedy) -> str:
    if remedy.done_at is not None:
        return DONE
    if vars(remedy).get("carried"):
        return CARRIED
    return LATE if remedy.due is not None and remedy.due < timezone.localdate() else OPEN


def waiting_remedies(user: User) -> QuerySet[Any] | None:
    """Return what is still to be remedied of the user's own units, one row per sheet as `COLUMNS` say, to be asked
    together with other things that wait; None for who has no unit.
    """
    units = [right.organization_id for right in rights(user) if right.role in OWN_ROLES]
    if not units:
        return None
    waiting = Remedy.objects.filter(
        evaluation__organization__in=units, evaluation__withdrawn_at__isnull=True, done_at__isnull=True,
        carried_to__isnull=True,
    )  # fmt: skip
    named = waiting.order_by().annotate(
        what=Value(TO_REMEDY, CharField()), key=F("evaluation"), unit=F("evaluation__name"),
        name=F("evaluation__round__name"),
    )  # fmt: skip
    grouped = named.values("what", "key", "unit", "name").annotate(number=Count("pk"), last_day=Min("due"))
    return grouped.values_list(*COLUMNS)


def remedy_task(key: int, unit: str, name: str, number: int, due: date | None) -> Task:
    """Return the line of the start page for one row of `waiting_remedies`."""
    return Task(
        label=f"Khắc phục: {number} việc chưa xong",
        url=reverse("scoring:remedies", args=[key]),
        detail=f"{unit} · {name}",
        due=due,
        count=number,
    )
