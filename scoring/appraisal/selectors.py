"""The board's list: every sheet that its bodies appraise or conclude, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from organizations.access import rights
from organizations.models import Role, User
from scoring.models import Assessment, Evaluation, Mark, Round, Stage
from scoring.permissions import visible_evaluations

STATES = {
    "cho": "Chờ đơn vị nộp",
    "tham-dinh": "Đang thẩm định",
    "ket-luan": "Chờ kết luận",
    "xong": "Đã kết luận",
    "rut": "Đã rút",
}


@dataclass(frozen=True)
class Line:
    """One sheet of the list, as shown."""

    evaluation: Evaluation
    state: str
    rows: int
    filled: int
    self_total: Decimal | None
    appraised_total: Decimal | None
    outcome: str
    conclusion: str
    days_waiting: int | None
    late: bool

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def difference(self) -> Decimal | None:
        if self.self_total is None or self.appraised_total is None:
            return None
        return self.appraised_total - self.self_total


def acting_bodies(user: User, *roles: str) -> list[int]:
    """Return the bodies that `user` acts for in one of `roles`."""
    return [right.body_id for right in rights(user) if right.body_id and right.role in roles]


def board_sheets(user: User, round_: Round | None) -> QuerySet[Evaluation]:
    """Return the sheets with a stage at one of the bodies that `user` appraises or concludes for."""
    mine = Assessment.objects.filter(
        Q(kind=Stage.Kind.APPRAISAL, body__in=acting_bodies(user, Role.APPRAISER))
        | Q(kind=Stage.Kind.APPROVAL, body__in=acting_bodies(user, Role.APPROVER))
    )
    found = visible_evaluations(user).filter(pk__in=mine.values("evaluation"))
    return found.filter(round=round_) if round_ else found


def board_rounds(user: User) -> list[Round]:
    """Return the rounds in which `user` has sheets to appraise or conclude, newest first."""
    rounds = Round.objects.filter(pk__in=board_sheets(user, None).values("round"))
    return list(rounds.order_by("-start", "pk"))


def state_of(evaluation: Evaluation) -> str:
    """Return where a sheet stands: a key of STATES."""
    current = evaluation.current
    if evaluation.withdrawn_at:
        return "rut"
    if current is None:
        return "xong"
    return {Stage.Kind.SELF: "cho", Stage.Kind.APPROVAL: "ket-luan"}.get(Stage.Kind(current.kind), "tham-dinh")


def board_list(user: User, round_: Round) -> list[Line]:
    """Return every line of a round for `user`, in the order of the tree's names: five queries, however many rows."""
    evaluations = list(
        board_sheets(user, round_)
        .select_related("current", "level", "organization")
        .prefetch_related("assessments")
        .order_by("parent_name", "sort", "pk")
    )
    filled = _filled(evaluations)
    return [_line(evaluation, filled) for evaluation in evaluations]


def _filled(evaluations: Iterable[Evaluation]) -> dict[int, tuple[int, int]]:
    currents = [evaluation.current_id for evaluation in evaluations if evaluation.current_id]
    counted = (
        Mark.objects.filter(assessment__in=currents)
        .order_by()
        .values_list("assessment")
        .annotate(rows=Count("pk"), filled=Count("pk", filter=_MARKED))
    )
    return {assessment: (rows, filled) for assessment, rows, filled in counted}


_MARKED = Q(value__isnull=False) | Q(choice__gt="") | Q(not_applicable=True)


def _line(evaluation: Evaluation, filled: dict[int, tuple[int, int]]) -> Line:
    by_kind = {assessment.kind: assessment for assessment in evaluation.assessments.all()}
    own, appraisal = by_kind.get(Stage.Kind.SELF), by_kind.get(Stage.Kind.APPRAISAL)
    approval = by_kind.get(Stage.Kind.APPROVAL)
    rows, marked = filled.get(evaluation.current_id or 0, (0, 0))
    current = evaluation.current
    opened = current.opened_at if current and current.kind != Stage.Kind.SELF else None
    today = timezone.localdate()
    return Line(
        evaluation=evaluation,
        state=state_of(evaluation),
        rows=rows,
        filled=marked,
        self_total=own.total if own else None,
        appraised_total=appraisal.total if appraisal else None,
        outcome=(appraisal.result.get("name") or "") if appraisal else "",
        conclusion=approval.get_conclusion_display() if approval and approval.conclusion else "",
        days_waiting=(today - timezone.localdate(opened)).days if opened else None,
        late=current is not None and current.deadline < today,
    )
